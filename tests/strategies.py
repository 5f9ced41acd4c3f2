"""Random valid crises: small, but with every kind of promise, war, belief and number that a file can hold.

A crisis has at most 4 periods, 7 states, 3 suitors and 6 bundles a suitor, so that slow programs can solve it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import validate

OPENS = date(1900, 1, 1)
MAX_BUNDLES = 6
NAMES = ("Piv", "Ost", "Wes", "Bor", "Mar", "Sud", "Tal")
SPANS = {"month": 30, "half-month": 15, "week": 7}
DECIMALS = st.integers(0, 100)

Draw = st.DrawFn
Tree = dict[str, Any]


def between(draw: Draw, low: float, high: float) -> float:
    """A plain number with few digits."""
    return round(low + (high - low) * draw(DECIMALS) / 100, 4)


def number(draw: Draw, low: float, high: float) -> Any:
    """A number of any form inside a range; plain in most cases."""
    form = draw(
        st.sampled_from(["value"] * 6 + ["uniform", "triangular", "normal", "beta", "lognormal", "choice", "path"])
    )
    first, second, third = sorted(between(draw, low, high) for _ in range(3))
    within = [round(low, 4), round(high, 4)]
    match form:
        case "uniform":
            return {"uniform": [first, third]}
        case "triangular":
            return {"triangular": [first, second, third]}
        case "normal":
            return {"normal": [second, round((high - low) / 8, 4)], "within": within}
        case "beta":
            return {"beta": [1 + draw(st.integers(1, 5)), 2], "within": within}
        case "lognormal" if first > 0:
            return {"lognormal": [second, 0.2], "within": within}
        case "choice" if first < third:
            return {"choice": {"values": [first, third], "weights": [0.25, 0.75]}}
        case "path":
            days = sorted({OPENS + timedelta(days=draw(st.integers(-60, 120))) for _ in range(2)})
            spread = {"uniform": [first, third]} if draw(st.booleans()) else second
            return {"path": {str(day): value for day, value in zip(days, (spread, first), strict=False)}}
    return second


def some(draw: Draw, items: Any, low: int = 0, high: int | None = None) -> list[Any]:
    """Some of the items, in their order."""
    items = list(items)
    if not items or high == 0:
        return []
    chosen = draw(st.sets(st.sampled_from(range(len(items))), min_size=min(low, len(items)), max_size=high))
    return [items[index] for index in sorted(chosen)]


def optional(draw: Draw, record: Tree, **fields: Any) -> Tree:
    """Add each field to a record, or leave it to its default; callables are drawn only if added."""
    for name, content in fields.items():
        if draw(st.booleans()):
            record[name] = content() if callable(content) else content
    return record


class Builder:
    """Draws one crisis, section by section; later sections speak of earlier ones."""

    def __init__(self, draw: Draw, most_suitors: int, passage: bool = False) -> None:
        self.draw = draw
        self.passage = passage
        self.states = list(NAMES[: draw(st.integers(3, 7))])
        self.pivot = self.states[0]
        few = min(len(self.states) - 1, most_suitors)
        self.leads = self.states[1 : 1 + min(few, draw(st.sampled_from([1, 2, 2, 2, 2, 3])))]
        self.others = self.states[1 + len(self.leads) :]
        self.bloc = draw(st.booleans()) and len(self.others) > 1
        self.span = draw(st.sampled_from(list(SPANS)))
        self.periods = draw(st.integers(1, 4))
        self.days = SPANS[self.span] * self.periods - (2 if self.span != "week" else 1)
        self.theatres = ["main", "east"]

    def crisis(self) -> Tree:
        """The whole tree but perceptions, which need its numbers."""
        stakes = self.stakes()
        plans = {key: self.war_plan(key) for key in ["first", "second"][: self.draw(st.integers(int(self.passage), 2))]}
        treaties = {f"treaty{n}": self.treaty(f"Treaty {n}", plans) for n in range(self.draw(st.integers(0, 2)))}
        if self.passage:
            treaties["way"] = self.way(plans["first"])
        return {
            "id": "random",
            "title": "A random crisis",
            "question": "Who signs?",
            "pivot": self.pivot,
            "as_of": str(OPENS - timedelta(days=1)),
            "window": {
                "opens": str(OPENS),
                "closes": str(OPENS + timedelta(days=self.days)),
                "period": self.span,
                "step": self.draw(st.sampled_from([1.0, 2.0, 4.0])),
            },
            "constants": self.constants(),
            "states": {state: self.state(state) for state in self.states},
            "stakes": stakes,
            "hostilities": self.hostilities(),
            "suitors": {f"S{n}": self.suitor(n, lead, stakes, plans) for n, lead in enumerate(self.leads)},
            "treaties": treaties,
            "war_plans": plans,
            "events": self.events(treaties),
        }

    def doubt(self, crisis: Crisis) -> Tree:
        """Some of the doubts, where something is known of them."""
        draw = self.draw
        found: Tree = {}
        for address in numbers_of(crisis):
            section, *steps, last = address.path.split(".")
            if section == "doubt" and draw(st.integers(0, 2)) == 0:
                place = found
                for step in steps:
                    place = place.setdefault(step, {})
                place[last] = number(draw, -1.5, 1.5)
        return found

    def constants(self) -> Tree:
        draw = self.draw
        return optional(
            draw,
            {"precision": draw(st.sampled_from([between(draw, 2, 30), 300.0, 1000.0]))},
            decisiveness=lambda: number(draw, 0.5, 2.0),
            coordination=lambda: number(draw, 0.0, 0.5),
            aftermath_lag=lambda: number(draw, 0, 24),
            tempo=lambda: number(draw, 0.2, 4.0),
            doubt=lambda: number(draw, 0.0, 0.3),
            lean=lambda: number(draw, 0.0, 4.0),
            at_stake=lambda: number(draw, 0.3, 1.0),
            exclusion_weight=lambda: number(draw, 0, 1),
            exclusion_half_life=lambda: number(draw, 3, 24),
            pivot_view=lambda: draw(st.sampled_from(["aware", "naive"])),
        )

    def state(self, name: str) -> Tree:
        draw = self.draw
        record = {"name": name, "capability": number(draw, 0.02, 0.3), "ideology": [between(draw, -1, 1) for _ in "ab"]}
        optional(
            draw,
            record,
            readiness=lambda: number(draw, 0.3, 1.0),
            war_cost=lambda: number(draw, 0.0, 0.5),
            reputation=lambda: number(draw, 0.0, 0.5),
            patience=lambda: number(draw, 0.9, 1.0),
            attrition=lambda: number(draw, 0.0, 1.0),
            conquest=lambda: number(draw, 0.0, 1.0),
            ideology_weight=lambda: number(draw, 0.0, 0.1),
            delay_cost=lambda: number(draw, 0.0, 0.05),
        )
        if name == self.states[-1] and draw(st.integers(0, 3)) == 0:
            prior = between(draw, 0, 1)
            changes = {f"states.{name}.capability": between(draw, 0.02, 0.3)}
            record["types"] = {
                "weak": {"name": "weak", "prior": prior, "changes": changes},
                "strong": {"name": "strong", "prior": round(1 - prior, 4)},
            }
        return record

    def stakes(self) -> Tree:
        draw = self.draw
        return {
            key: optional(
                draw,
                {"name": key, "worth": {state: number(draw, 0.01, 0.3) for state in self.states}, "holder": holder},
                buffer=lambda: {state: number(draw, 0.0, 0.4) for state in some(draw, self.states, 1)},
            )
            for key, holder in [
                ("home", self.pivot),
                ("away", self.leads[0]),
                ("third", draw(st.sampled_from([*self.others, None]))),
            ]
        }

    def hostilities(self) -> Tree:
        """Hostilities among few states, so that some covet the same victim, and some several."""
        draw = self.draw
        few = draw(st.permutations(self.states))[: draw(st.integers(2, 4))]
        pairs = some(draw, draw(st.permutations([(a, b) for a in few for b in few if a != b])), 0, 4)
        found, order = {}, list(dict.fromkeys(by for by, _ in pairs))
        for n, (by, toward) in enumerate(pairs):
            sooner = {first for first in order[: order.index(by)] if (first, toward) in pairs}
            able = [state for state in self.states if state not in {by, toward, *sooner}]
            found[f"h{n}"] = optional(
                draw,
                {"by": by, "toward": toward, "gain": number(draw, 0.0, 0.8)},
                reach=lambda: number(draw, 0.2, 1.0),
                helpers=lambda able=able: {
                    each: number(draw, 0.0, 1.0) for each in draw(st.permutations(able))[: draw(st.integers(1, 2))]
                },
            )
        return found

    def war_plan(self, key: str) -> Tree:
        draw = self.draw
        aggressor = draw(st.sampled_from(self.states))
        target = draw(st.sampled_from([state for state in self.states if state != aggressor]))
        rest = [state for state in self.states if state not in {aggressor, target}]
        joiners = some(draw, draw(st.permutations(rest)), int(self.passage), 3)
        sides = {each: some(draw, ["attacker", "defender"], 1) for each in joiners}
        fighting = {}
        began = draw(st.integers(0, 3)) == 0
        if began:
            able = [each for each in rest if each not in joiners]
            fighting = {each: draw(st.sampled_from(["attacker", "defender"])) for each in some(draw, able, 0, 2)}
        attackers = [aggressor, *(each for each in joiners if "attacker" in sides[each])]
        attackers += [each for each, side in fighting.items() if side == "attacker"]
        reach = {each: between(draw, 0.1, 0.8) for each in [*fighting, *joiners]}
        record = {
            "name": f"The {key} plan",
            "aggressor": aggressor,
            "target": target,
            "theatre": draw(st.sampled_from(self.theatres)),
            "occasions": {f"o{n}": self.occasion(began) for n in range(1 if began else draw(st.integers(1, 2)))},
            "joiners": sides,
            "reach": {each: number(draw, low, low + 0.1) for each, low in reach.items()},
            "reach_with_transit": {
                each: number(draw, reach[each] + 0.1, 1.0) for each in some(draw, joiners, int(self.passage))
            },
        }
        if began:
            record |= {"began": str(OPENS - timedelta(days=draw(st.integers(1, 300)))), "belligerents": fighting}
        return optional(
            draw,
            record,
            exposure=lambda: {each: number(draw, 0.0, 1.0) for each in some(draw, [aggressor, target, *reach])},
            prize=lambda: {each: number(draw, -0.1, 0.5) for each in some(draw, attackers)},
            balance=lambda: {each: number(draw, -0.2, 0.3) for each in some(draw, self.states)},
        )

    def occasion(self, began: bool) -> Tree:
        day = OPENS + timedelta(days=self.draw(st.integers(0, self.days)))
        return (
            {"date": str(day)}
            if began
            else optional(self.draw, {"date": str(day)}, holding_cost=lambda: number(self.draw, 0.0, 0.2))
        )

    def suitor(self, n: int, lead: str, stakes: Tree, plans: Tree) -> Tree:
        draw = self.draw
        second = self.others[-1] if self.bloc and n == 0 else None
        free = [state for state in self.others if state != second or n != 0]
        free = [state for state in free if not (self.bloc and state == self.others[-1])]
        rivals = [other for other in self.leads if other != lead] + ([self.others[-1]] if self.bloc and n > 0 else [])
        fixed = draw(st.sampled_from([0.0, 0.0, 0.1, 0.4, 1.0, 2.5]))
        record = {
            "name": f"Suitor {n}",
            "lead": lead,
            "members": {lead: 0.75, second: 0.25} if second else {lead: 1},
            "menu": self.menu(lead, free, rivals, stakes, plans),
            "drafting_time": fixed if draw(st.integers(0, 3)) else {"uniform": [0, max(fixed, 0.01)]},
        }
        if bundle_count(record["menu"]) == 1:
            optional(draw, record, bound=True)
        return optional(draw, record, collapse=lambda: number(draw, 0.0, 0.5))

    def menu(self, lead: str, third: list[str], rivals: list[str], stakes: Tree, plans: Tree) -> Tree:
        draw = self.draw
        templates = self.templates(lead, third, stakes)
        menu = {key: templates[key] for key in some(draw, templates, 1, 4)}
        if "talks" in menu:
            menu = {"pact": templates["pact"], **menu}
        for clause in menu.values():
            self.decorate(clause, [*third, *rivals], plans)
        keys = [key for key in menu if key not in {"pact", "talks"}]
        if len(keys) > 1 and draw(st.booleans()):
            menu[keys[-1]][draw(st.sampled_from(["requires", "excludes"]))] = [keys[0]]
        while bundle_count(menu) > MAX_BUNDLES:
            menu.pop("talks" if "talks" in menu else list(menu)[-1])
        return menu

    def templates(self, lead: str, third: list[str], stakes: Tree) -> dict[str, Tree]:
        draw, pivot = self.draw, self.pivot
        both = {"obligors": [lead, pivot], "beneficiaries": [lead, pivot]}
        gives = {"obligors": [lead], "beneficiaries": [pivot]}
        delivery = st.sampled_from(["signature", "war", "victory"])
        enemies = [state for state in self.states if state not in {lead, pivot}]
        clauses: dict[str, Tree] = {
            "pact": {"kind": "defense", **both, "trigger": draw(st.sampled_from(["attacked", "belligerent"]))},
            "talks": {"kind": "convention", **both, "requires": ["pact"]},
            "guarantee": {"kind": "guarantee", **gives},
            "join": {"kind": "offense", **draw(st.sampled_from([both, gives])), "against": some(draw, enemies, 1)},
            "neutral": {"kind": "neutrality", "obligors": [pivot], "beneficiaries": [lead]},
            "peace": {"kind": "nonaggression", **both},
            "home": {
                "kind": "cession",
                "obligors": [pivot],
                "beneficiaries": [lead],
                "stake": "home",
                "delivery": draw(delivery),
            },
            "third": {"kind": "sphere", **gives, "stake": "third", "delivery": draw(delivery)},
            "money": {
                "kind": "transfer",
                "obligors": [lead],
                "worth": {pivot: number(draw, 0.0, 0.2)},
                "delivery": draw(delivery),
            },
            "honour": {
                "kind": "recognition",
                "obligors": [lead],
                "worth": {pivot: number(draw, -0.05, 0.1)},
                "delivery": draw(delivery),
            },
            "consult": {"kind": "consultation", **both, "worth": {lead: number(draw, 0.0, 0.05)}},
        }
        if stakes["third"]["holder"] is None:
            clauses["third"]["obligors"] = [lead]
        if stakes["away"]["holder"] == lead:
            clauses["away"] = {"kind": "cession", **gives, "stake": "away", "delivery": draw(delivery)}
        if third:
            clauses["passage"] = optional(
                draw,
                {"kind": "transit", "obligors": [third[0]], "beneficiaries": [lead, pivot]},
                passage=lambda: number(draw, 0.0, 1.0),
                theatre=lambda: draw(st.sampled_from(self.theatres)),
            )
        return clauses

    def decorate(self, clause: Tree, askable: list[str], plans: Tree) -> None:
        draw = self.draw
        if draw(st.integers(0, 3)) == 0:
            clause["secret"] = True
        if draw(st.integers(0, 3)) == 0:
            clause["weight"] = number(draw, 0.0, 1.0)
        if draw(st.integers(0, 3)) == 0:
            clause["cost"] = {state: number(draw, 0.0, 0.1) for state in some(draw, self.states, 1, 2)}
        if clause["kind"] == "convention" and draw(st.integers(0, 3)) > 0:
            clause["coordination"] = number(draw, 0.0, 1.0)
        asked = [state for state in askable if state not in {*clause["obligors"], *clause.get("beneficiaries", ())}]
        if asked and draw(st.integers(0, 2)) == 0:
            clause["consent_of"] = some(draw, asked, 1, 2)
            if draw(st.booleans()):
                clause["consent_chance"] = {clause["consent_of"][0]: number(draw, 0.0, 1.0)}
        waits = self.may_wait_for(clause, plans)
        if waits and clause["kind"] in {"defense", "guarantee", "offense", "neutrality"} and draw(st.booleans()):
            clause["contingent_on"] = draw(st.sampled_from(waits))

    def may_wait_for(self, clause: Tree, plans: Tree) -> list[str]:
        """The states that move before every obligor in every plan, or that do not move."""
        parties = {*clause["obligors"], *clause.get("beneficiaries", ())}
        found = []
        for state in self.others:
            fits = state not in parties
            for plan in plans.values():
                order = list(plan["joiners"])
                movers = [order.index(each) for each in clause["obligors"] if each in order]
                fits = fits and not (state in order and movers and order.index(state) > min(movers))
            if fits:
                found.append(state)
        return found

    def treaty(self, name: str, plans: Tree) -> Tree:
        draw = self.draw
        first, second = draw(st.permutations(self.states))[:2]
        kind = draw(st.sampled_from(["nonaggression", "defense", "guarantee", "neutrality", "talks"]))
        clause: Tree = {"kind": kind, "obligors": [first], "beneficiaries": [second]}
        clauses = {"first": clause}
        if kind == "talks":
            clause["kind"] = "defense"
            clauses["talks"] = {"kind": "convention", "obligors": [first, second], "beneficiaries": [first, second]}
        self.decorate(clause, [], plans)
        clause.pop("contingent_on", None)
        return optional(
            draw,
            {"name": name, "signed": str(OPENS - timedelta(days=draw(st.integers(1, 900)))), "clauses": clauses},
            until=lambda: str(OPENS + timedelta(days=draw(st.integers(0, 150)))),
        )

    def way(self, plan: Tree) -> Tree:
        """A treaty in force that gives passage to a joiner who reaches further with it."""
        joiner = self.draw(st.sampled_from(list(plan["reach_with_transit"])))
        host = self.draw(st.sampled_from([state for state in self.states if state != joiner]))
        clause = {"kind": "transit", "obligors": [host], "beneficiaries": [joiner]}
        optional(self.draw, clause, passage=lambda: number(self.draw, 0.2, 1.0), theatre=plan["theatre"])
        return {"name": "A way", "signed": str(OPENS - timedelta(days=30)), "clauses": {"way": clause}}

    def events(self, treaties: Tree) -> Tree:
        draw = self.draw
        found = {}
        for n in range(draw(st.integers(0, 3))):
            days = draw(st.integers(-400, 100))
            effect = draw(st.sampled_from([("scale", 0.5, 1.5), ("shift", -0.2, 0.2), ("set", 0.2, 0.9)]))
            record = optional(
                draw,
                {"date": str(OPENS + timedelta(days=days)), "what": f"Something happens ({n})."},
                effects=lambda effect=effect: {
                    f"states.{draw(st.sampled_from(self.states))}.readiness": {effect[0]: number(draw, *effect[1:])}
                },
                in_force=lambda: some(draw, [key for key in treaties if key != "way"]),
            )
            if days >= 0:
                record["forecast"] = True
            else:
                left_out = draw(st.sampled_from(self.states))
                by = [state for state in self.states if state != left_out]
                optional(
                    draw, record, excludes=lambda out=left_out, by=by: [{"state": out, "by": some(draw, by, 1, 2)}]
                )
            found[f"e{n}"] = record
        return found

    def perceptions(self, crisis: Crisis) -> Tree:
        draw = self.draw
        addresses = [a for a in numbers_of(crisis) if not a.path.startswith("events.") and ".types." not in a.path]
        found, taken = {}, set()
        for n in range(draw(st.integers(0, 3))):
            who, address = draw(st.sampled_from(self.states)), draw(st.sampled_from(addresses))
            if (who, address.path) in taken or address.path.endswith("drafting_time"):
                continue
            taken.add((who, address.path))
            low, high = (-1.5, 1.5) if address.path.startswith("doubt.") else address.quantity.support()
            content = draw(st.sampled_from(["value", "shift", "factor"]))
            amounts = {"value": (low, high), "shift": (-0.2, 0.2), "factor": (0.5, 1.5)}
            amount = number(draw, *amounts[content]) if content != "value" or high > low else low
            found[f"p{n}"] = {"who": who, "path": address.path, content: amount, "because": "It is so."}
        return found


def bundle_count(menu: Tree) -> int:
    """How many sets of clauses of a menu can be offered."""
    subsets = (set(keys) for size in range(1, len(menu) + 1) for keys in combinations(menu, size))
    return sum(
        all(
            set(menu[key].get("requires", ())) <= keys and not set(menu[key].get("excludes", ())) & keys for key in keys
        )
        for keys in subsets
    )


@st.composite
def crises(draw: Draw, most_suitors: int = 3, beliefs: bool = True, passage: bool = False) -> Crisis:
    """Draw a valid crisis.

    Parameters
    ----------
    most_suitors : int
        Three by default, and rarely reached.
    beliefs : bool
        Whether states may see the crisis differently.
    passage : bool
        Whether there is always a war for which some joiner has passage, and reaches further with it.
    """
    builder = Builder(draw, most_suitors, passage)
    tree = builder.crisis()
    crisis, findings = validate(Crisis, tree)
    assert not findings, findings
    tree["doubt"] = builder.doubt(crisis)
    if beliefs:
        tree["perceptions"] = builder.perceptions(crisis)
    crisis, findings = validate(Crisis, tree)
    assert not findings, findings
    assume(crisis is not None)
    return crisis
