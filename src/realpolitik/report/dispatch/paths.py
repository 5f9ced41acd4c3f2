"""The dotted path of a number, in English for readers of a page."""

from __future__ import annotations

from realpolitik.crisis.schema import Crisis
from realpolitik.report.words import spoken, the


def in_english(path: str, crisis: Crisis) -> str:
    """Say what number a path leads to; the path itself, where no rule fits."""
    head, *rest = path.split(".")
    rule = _RULES.get(head)
    said = rule(rest, crisis) if rule is not None and rest else None
    return said or path


def words_of(key: str, suitor: str, crisis: Crisis) -> str:
    """Return the words of a clause, or its key as words if the file gives it none."""
    return (crisis.suitors[suitor].menu[key].says or spoken(key)).strip().rstrip(".")


def _state(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.states:
        return None
    name = the(crisis.states[rest[0]].name)
    if rest[1:2] == ["types"]:
        hand = crisis.states[rest[0]].types.get(rest[2]) if len(rest) > 2 else None
        if hand is None:
            return f"the hand held by {name}"
        return f"the hand “{hand.name}” of {name}" + (f": {spoken(rest[-1])}" if len(rest) > 3 else "")
    return _OF_STATE.get(rest[1], f"the {spoken(rest[1])} of {{}}").format(name) if len(rest) > 1 else None


_OF_STATE = {
    "war_cost": "the cost of a war to {}",
    "reputation": "what breaking its word costs {}",
    "ideology_weight": "how much ideology weighs with {}",
    "ideology": "where {} stands in ideology",
    "delay_cost": "what a month of talks costs {}",
    "attrition": "what a war wears off {}",
    "conquest": "what a victory adds to {}",
    "readiness": "how ready for war {} is (from 0 to 1)",
    "capability": "how strong {} is (share of the strength of all powers)",
}
_OF_SUITOR = {
    "collapse": "the chance that talks on the draft of {} collapse",
    "drafting_time": "the months it takes {} to draft a text",
    "members": "the weights of the members of {}",
}


def _stake(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.stakes or len(rest) < 3:
        return None
    stake, holder = f"“{crisis.stakes[rest[0]].name}”", _name(rest[2], crisis)
    return f"the worth of {stake} to {holder}" if rest[1] == "worth" else f"the depth that {stake} gives {holder}"


def _hostility(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.hostilities or len(rest) < 2:
        return None
    pair = crisis.hostilities[rest[0]]
    by, toward = _name(pair.by, crisis), _name(pair.toward, crisis)
    if rest[1] == "gain":
        return f"what {by} would gain by turning on {toward}"
    if rest[1] == "helpers":
        if len(rest) < 3:
            return f"who may help {toward} against {by}"
        return f"how much of its strength {_name(rest[2], crisis)} can bring to help {toward} against {by}"
    return f"how much of its strength {by} can bring against {toward}, should it turn on it"


def _war(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.war_plans or len(rest) < 2:
        return None
    plan = crisis.war_plans[rest[0]].name
    if rest[1] == "began":
        return f"the day on which the war began ({_lower(plan)})"
    if rest[1] == "belligerents":
        return f"who fights already ({_lower(plan)})"
    if len(rest) < 3:
        return None
    if rest[1] == "occasions":
        return f"the cost of letting “{rest[2].replace('-', ' ')}” pass ({plan})"
    what = {
        "reach": "how much of its strength {} can bring to bear",
        "reach_with_transit": "how much of its strength {}, given passage, can bring to bear",
        "exposure": "how much {} stands to lose in the war",
        "prize": "what victory is worth to {}",
        "balance": "what the fall of the attacked costs {}",
    }.get(rest[1])
    return None if what is None else f"{what.format(_name(rest[2], crisis))} ({_lower(plan)})"


def _suitor(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.suitors or len(rest) < 2:
        return None
    suitor = crisis.suitors[rest[0]]
    if rest[1] != "menu":
        return _OF_SUITOR.get(rest[1], f"the {spoken(rest[1])} of {{}}").format(the(suitor.name))
    if len(rest) < 4 or rest[2] not in suitor.menu:
        return None
    clause = f"“{words_of(rest[2], rest[0], crisis)}”"
    if len(rest) > 4 and rest[4] in crisis.states:
        return f"the {spoken(rest[3])} of {clause} to {_name(rest[4], crisis)}"
    return f"the {spoken(rest[3])} of {clause}"


def _treaty(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.treaties or len(rest) < 2:
        return None
    return f"the {spoken(rest[-1])} of {_lower_article(crisis.treaties[rest[0]].name)}"


def _event(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.events:
        return None
    return f"the effect of “{crisis.events[rest[0]].what.rstrip('.')}”"


def _constant(rest: list[str], crisis: Crisis) -> str | None:
    return {
        "doubt": "how much of a state's will is left unexplained",
        "at_stake": "how much of what is at stake counts",
        "precision": "how precisely everybody calculates",
        "lean": "what decides between moves that are worth the same",
        "decisiveness": "how decisive strength is in war",
        "coordination": "what a military convention adds",
        "aftermath_lag": "the months from a war, or the close, until who would turns on others",
        "tempo": "how often the council of the pivot meets",
        "exclusion_weight": "how much an exclusion costs in credit",
        "exclusion_half_life": "how long an exclusion rankles",
    }.get(rest[0])


def _move(rest: list[str], crisis: Crisis) -> str | None:
    return f"the {spoken(rest[1])} of the move “{crisis.moves[rest[0]].what}”" if rest[0] in crisis.moves else None


def _window(rest: list[str], crisis: Crisis) -> str | None:
    return "how many months a step of the clock takes at most" if rest == ["step"] else None


def _perception(rest: list[str], crisis: Crisis) -> str | None:
    if rest[0] not in crisis.perceptions:
        return None
    held = crisis.perceptions[rest[0]]
    if held.path.startswith("perceptions."):
        return None
    return f"what {_name(held.who, crisis)} takes for {in_english(held.path, crisis)}"


def _doubt(rest: list[str], crisis: Crisis) -> str | None:
    """Say which choice a doubt is about; its unit is a standard deviation."""
    match rest:
        case ["pivot", suitor] if suitor in crisis.suitors:
            signing = f"signing with {the(crisis.suitors[suitor].name)}"
            worth = f"{signing} is worth to {_name(crisis.pivot, crisis)}"
        case ["suitor", suitor] if suitor in crisis.suitors:
            worth = f"a signature is worth to {the(crisis.suitors[suitor].name)}"
        case ["consent", suitor, state] if suitor in crisis.suitors:
            worth = f"a text of {the(crisis.suitors[suitor].name)} is worth to {_name(state, crisis)}, which consented"
        case ["attack", plan] if plan in crisis.war_plans:
            record = crisis.war_plans[plan]
            worth = f"attacking is worth to {_name(record.aggressor, crisis)} ({_lower(record.name)})"
        case ["join", plan, state, side] if plan in crisis.war_plans:
            worth = f"joining the {side} is worth to {_name(state, crisis)} ({_lower(crisis.war_plans[plan].name)})"
        case ["turn", hostility] if hostility in crisis.hostilities:
            pair = crisis.hostilities[hostility]
            worth = f"turning on {_name(pair.toward, crisis)} is worth to {_name(pair.by, crisis)}"
        case ["help", hostility, state] if hostility in crisis.hostilities:
            pair = crisis.hostilities[hostility]
            helping = f"helping {_name(pair.toward, crisis)} against {_name(pair.by, crisis)}"
            worth = f"{helping} is worth to {_name(state, crisis)}"
        case _:
            return None
    return f"what nothing explains of what {worth}"


_RULES = {
    "states": _state,
    "doubt": _doubt,
    "perceptions": _perception,
    "stakes": _stake,
    "hostilities": _hostility,
    "war_plans": _war,
    "suitors": _suitor,
    "treaties": _treaty,
    "events": _event,
    "constants": _constant,
    "moves": _move,
    "window": _window,
}


def _name(key: str, crisis: Crisis) -> str:
    return the(crisis.states[key].name) if key in crisis.states else key


def _lower(text: str) -> str:
    """Begin a name with a small letter, if it begins with an article."""
    return text[0].lower() + text[1:] if text.split(" ", 1)[0] in {"The", "A", "An"} else text


def _lower_article(text: str) -> str:
    name = _lower(text)
    return name if name.startswith(("the ", "a ", "an ")) else f"the {name}"
