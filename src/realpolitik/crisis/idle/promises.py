"""Suitors that cannot sign, and promises of menus and treaties that nothing calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from realpolitik.crisis.bundles import effective, feasible
from realpolitik.crisis.document import dotted
from realpolitik.crisis.idle.part import IdlePart
from realpolitik.crisis.idle.scene import PossibleWar, Scene, Ways
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.treaties_in_force import DaysInForce, days_in_force
from realpolitik.crisis.treaty import Clause, Kind, Trigger


def idle_suitors(scene: Scene) -> Iterator[IdlePart]:
    """Name the suitors that cannot sign in time, and their members without a say."""
    for key, suitor in scene.crisis.suitors.items():
        if key not in scene.signing:
            when = "the war under way asks the others" if not scene.peace else "the window closes"
            yield IdlePart(f"suitors.{key}", f"its text can never be ready before {when}", by_itself=True)
        for state in suitor.members:
            if scene.always(f"suitors.{key}.members.{state}", 0.0):
                yield IdlePart(f"suitors.{key}.members.{state}", "its weight is 0: it has no say in what is bid")


def idle_clauses(scene: Scene) -> Iterator[IdlePart]:
    """Name the clauses whose promise comes to nothing."""
    for path, clause in clauses_of(scene.crisis):
        where = dotted(path)
        if path[0] == "suitors":
            suitor = scene.crisis.suitors[str(path[1])]
            reason = why_idle(scene, where, clause, scene.ways, suitor.lead)
            if reason is None and clause.kind.pays and not _adds_an_offer(suitor.menu, str(path[3])):
                reason = "it has no worth, cost or consent, and no bundle is another for it"
        else:
            reason = why_idle(scene, where, clause, scene.binding(str(path[1])), None)
        if reason is not None:
            falls_due = path[0] == "suitors" and scene.delivers(clause, scene.crisis.suitors[str(path[1])].lead)
            counted = (("cost", clause.cost and falls_due), ("consent", clause.consent_of))
            counts = [word for word, given in counted if given]
            aside = f" (its {' and the '.join(counts)} that it needs count all the same)" if "consent" in counts else ""
            aside = " (its cost counts all the same)" if counts == ["cost"] else aside
            yield IdlePart(where, reason + (aside if path[0] == "suitors" else ""))


def _adds_an_offer(menu: Mapping[str, Clause], key: str) -> bool:
    """Whether a clause makes possible a bundle that has an effect which no other bundle has."""
    clause = menu[key]
    if clause.worth or clause.cost or clause.consent_of:
        return True
    if any(key in other.requires for other in menu.values()):
        return True
    without = {name: other for name, other in menu.items() if name != key}
    offers = {effective(menu, bundle) for bundle in feasible(menu)}
    return offers != {effective(without, bundle) for bundle in feasible(without)}


def why_idle(scene: Scene, path: str, clause: Clause, ways: Ways, lead: str | None) -> str | None:
    """Say why the promise of a clause comes to nothing; None if it can come to something.

    Parameters
    ----------
    scene : Scene
    path : str
        Of the clause.
    clause : Clause
    ways : Ways
        How it can end while it binds.
    lead : str, optional
        Of the suitor whose clause it is; none for a treaty's.
    """
    if clause.kind.hands_over_a_stake and scene.broken(clause, ways) and not _free_to_break(scene, path, clause):
        return None
    if clause.kind.hands_over_a_stake or clause.kind.pays:
        return _why_not_delivered(scene, clause, lead)
    if clause.kind is Kind.TRANSIT:
        if not ways.wars:
            return f"it counts in war only, and {_no_war(scene)}"
        return _why_no_passage(scene, path, clause, ways.wars)
    gain = f"{path}.coordination" if clause.coordination is not None else "constants.coordination"
    if clause.kind is Kind.CONVENTION and scene.coordinates(clause, ways.wars) and not scene.always(gain, 0.0):
        return None
    if not scene.broken(clause, ways):
        in_war = _why_not_called(scene, clause, ways.wars) if ways.wars else _no_war(scene)
        return f"it is never called: {in_war}, and {_why_not_called_later(scene, clause)}"
    if _free_to_break(scene, path, clause):
        return "breaking it costs nothing: its weight is 0, or the reputation of those who promise it is"
    return None


def _no_war(scene: Scene) -> str:
    return "no war can begin while it binds" if scene.wars else scene.no_war


def _why_not_called_later(scene: Scene, clause: Clause) -> str:
    """Say why nothing that may follow a war, or the peace, calls a promise."""
    obligors, beneficiaries = scene.names(clause.obligors), scene.names(clause.beneficiaries)
    is_mutual = set(clause.obligors) == set(clause.beneficiaries)
    if clause.kind.calls_to_defend:
        coveted = {hostility.toward for hostility in scene.crisis.hostilities.values()}
        if coveted.isdisjoint(clause.beneficiaries):
            return f"no state has a hostility toward {'any of them' if is_mutual else beneficiaries}"
        return f"nobody that can turn on {beneficiaries} leaves {obligors} the choice whether to help"
    if is_mutual:
        return "none of them can turn on another, nor be asked for help against it"
    if clause.kind.forbids_fighting:
        return f"{obligors} can neither turn on {beneficiaries} nor be asked for help against it"
    return f"{obligors} cannot turn on {beneficiaries}"


def _why_not_delivered(scene: Scene, clause: Clause, lead: str | None) -> str | None:
    if lead is None:
        also = " that a war could break" if clause.kind.hands_over_a_stake else ""
        return f"a treaty in force hands nothing over any more, and this kind promises nothing else{also}"
    if scene.delivers(clause, lead) or (clause.kind.pays and not clause.worth):
        return None  # what is worth nothing is a matter of the menu
    what = "handed over" if clause.kind.hands_over_a_stake else "paid"
    if not scene.wars:
        return f"it is {what} in war only, and {scene.no_war}"
    return f"it is {what} with the victory of {scene.name(lead)}, which {scene.nowhere((lead,))}"


def _why_no_passage(scene: Scene, path: str, clause: Clause, wars: tuple[PossibleWar, ...]) -> str | None:
    if clause.passage is not None and scene.always(f"{path}.passage", 0.0):
        return "its passage is 0"
    if scene.passes(clause, wars):
        return None
    who, absent = scene.names(clause.beneficiaries), scene.why_absent(clause.beneficiaries)
    where = "" if clause.theatre is None else f" in the theatre {clause.theatre}"
    return f"no war in which {who} can fight{where} gives it a `reach_with_transit`{absent}"


def _free_to_break(scene: Scene, path: str, clause: Clause) -> bool:
    if clause.weight is not None and scene.always(f"{path}.weight", 0.0):
        return True
    return all(scene.always(f"states.{state}.reputation", 0.0) for state in clause.obligors)


def _why_not_called(scene: Scene, clause: Clause, wars: tuple[PossibleWar, ...]) -> str:
    """Return the first condition that fails."""
    obligors = tuple(state for state in clause.obligors if any(state in war.movers for war in wars))
    if not obligors:
        return f"no war leaves {scene.names(clause.obligors)} a choice"
    others = tuple(state for state in clause.beneficiaries if clause.obligors != (state,))
    if not any(war.on(state) for war in wars for state in others):
        return f"{scene.names(others)} {scene.nowhere(others)}"
    if clause.against and not any(war.on(enemy) for war in wars for enemy in clause.against):
        return f"{scene.names(clause.against)}, against whom it is made, {scene.nowhere(clause.against)}"
    waited = clause.contingent_on
    if waited is not None and not any(war.on(waited) for war in wars):
        return f"it waits for {scene.name(waited)}, which {scene.nowhere((waited,))}"
    if clause.trigger is Trigger.ATTACKED and not any(
        scene.crisis.war_plans[war.plan].target in others for war in wars
    ):
        return f"no plan has {scene.names(others)} for its target"
    if set(clause.obligors) == set(clause.beneficiaries):
        return f"no war can bring {scene.names(clause.obligors)} to break it"
    return f"no war can bring {scene.names(clause.obligors)} to break it toward {scene.names(clause.beneficiaries)}"


def stays_idle(scene: Scene, key: str, event: str) -> bool:
    """Whether a treaty comes to nothing too if an event does not decide from when it binds."""
    treaty, crisis = scene.crisis.treaties[key], scene.crisis
    begins_else = min(
        (other.date for name, other in crisis.events.items() if name != event and key in other.in_force),
        default=treaty.signed,
    )
    ways = scene.ways_in(DaysInForce(begins_else, treaty.until))
    clauses = treaty.clauses.items()
    return all(why_idle(scene, f"treaties.{key}.clauses.{name}", clause, ways, None) for name, clause in clauses)


def idle_treaties(scene: Scene) -> Iterator[IdlePart]:
    """Name the treaties that bind neither when a war begins nor when the window closes in peace."""
    for key in scene.crisis.treaties:
        if not scene.binding(key):
            bounds = _bounds(days_in_force(scene.crisis, key))
            nor = ", nor the close of the window" if scene.peace else ""
            yield IdlePart(f"treaties.{key}", f"no occasion of a war falls between its days ({bounds}){nor}")


def _bounds(days: DaysInForce) -> str:
    return f"from {days.begins}" + ("" if days.until is None else f" until {days.until}")
