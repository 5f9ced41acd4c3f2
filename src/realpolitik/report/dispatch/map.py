"""The map of a dispatch: the seats of government, and arcs from those who bid to the one they bid for. No borders are drawn."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import altair as alt

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import Outcome
from realpolitik.report import palette

NEAR, FAR = "land-50m", "land-110m"
"""Names of the outlines of land, fine and coarse, which `land_outlines` gives."""
COARSE = 0.8
"""A picture that is wider than this, in radians, takes the coarse outlines."""
MARGIN = 0.16
"""Share of the picture that is kept free around the outermost places."""
NARROWEST = 9.0
"""Degrees that the picture shows at least from its middle."""
RATIO = {True: 0.62, False: 0.95}
"""Height over width, on a wide page and on a narrow one."""
BEND, BEND_MORE, POINTS = 0.1, 0.06, 24
"""How far the first arc of a suitor bends, and each further one more, as shares of its length; points of an arc."""
LETTER, LINE = 6.1, 12.0
"""Points that a letter is wide, and a line high."""
OFFSETS = ((9, 4, "left"), (-9, 4, "right"), (0, -10, "center"), (0, 19, "center"), (9, -8, "left"), (9, 16, "left"),
           (-9, -8, "right"), (-9, 16, "right"))  # fmt: skip


class Place(NamedTuple):
    """A seat of government on the map."""

    key: str
    state: str
    capital: str
    longitude: float
    latitude: float
    colour: str
    principal: bool


class View(NamedTuple):
    """An azimuthal equal-area projection onto a picture."""

    longitude: float
    latitude: float
    scale: float
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place is on the picture."""
        x, y = _project(longitude, latitude, self.longitude, self.latitude)
        return self.width / 2 + self.scale * x, self.height / 2 - self.scale * y


def places_of(crisis: Crisis) -> tuple[Place, ...] | None:
    """Return the places of a crisis: pivot and bidders, and whichever others are known; None if a leader's place is not."""
    colours: dict[str, str] = {}
    for suitor in crisis.suitors:
        for member in crisis.suitors[suitor].members:
            colours.setdefault(member, palette.colour_of(suitor, crisis))
    colours[crisis.pivot] = palette.INK
    places = []
    for key, state in crisis.states.items():
        seat = _seats().get(state.name)
        found = None if seat is None else next((s for s in seat if s[3] is None or crisis.as_of.year <= s[3]), None)
        if found is None:
            if key == crisis.pivot or any(suitor.lead == key for suitor in crisis.suitors.values()):
                return None
            continue
        capital, longitude, latitude, _ = found
        colour, principal = colours.get(key, palette.PALE), key in colours
        places.append(Place(key, state.name, capital, longitude, latitude, colour, principal))
    # The pivot is named first, so that its name finds room, and lesser places last.
    return tuple(sorted(places, key=lambda place: (place.key != crisis.pivot, not place.principal)))


def draw_map(crisis: Crisis, outcome: Outcome, width: int) -> Any:
    """Draw the map of a crisis, outlines apart; `places_of` tells whether it can be drawn."""
    found = places_of(crisis)
    assert found is not None
    wide = width > 400
    view = _view([place for place in found if place.principal], width, round(width * RATIO[wide]))
    shown = [place for place in found if _inside(view, place)]
    projection: dict[str, Any] = {
        "type": "azimuthalEqualArea",
        "rotate": [-view.longitude, -view.latitude],
        "scale": view.scale,
        "translate": [view.width / 2, view.height / 2],
        "clipExtent": [[0, 0], [view.width, view.height]],
    }
    land = alt.Chart(
        alt.NamedData(
            name=NEAR if view.width < COARSE * view.scale else FAR,
            format=alt.TopoDataFormat(type="topojson", feature="land"),
        )
    )
    sheet = alt.Chart(alt.InlineData(values=[{}])).mark_rect(color=palette.SEA).encode(
        x=alt.value(0), y=alt.value(0), x2=alt.value(view.width), y2=alt.value(view.height)
    )  # fmt: skip
    layers = [sheet, land.mark_geoshape(fill=palette.LAND, stroke=palette.COAST, strokeWidth=0.5)]
    arcs, taken = _arcs(crisis, outcome, {place.key: place for place in shown}, view)
    layers += arcs
    layers += _labels(view, shown, crisis.pivot, taken)
    return alt.layer(*layers).project(**projection).properties(width=view.width, height=view.height)


def _arcs(
    crisis: Crisis, outcome: Outcome, places: dict[str, Place], view: View
) -> tuple[list[Any], list[tuple[float, float, float, float]]]:
    """Draw an arc from every member of a suitor to the pivot, the thicker the likelier the suitor signs.

    Arcs of one suitor bend to one side, each a little more than the one before, so that none runs through another's place.
    Returns the layers, and the boxes that the arcs take up.
    """
    goal = places[crisis.pivot]
    layers: list[Any] = []
    taken: list[tuple[float, float, float, float]] = []
    for number, (key, suitor) in enumerate(crisis.suitors.items()):
        ends = [places[member] for member in suitor.members if member in places and member != crisis.pivot]
        # Those that stand further out on the side of the bend bend more.
        up = (-1) ** number
        ends.sort(key=lambda place: -up * view.at(place.longitude, place.latitude)[1])
        rows: list[dict[str, Any]] = [
            {"arc": end.key, "step": step, "x": x, "y": y}
            for rank, end in enumerate(ends)
            for step, (x, y) in enumerate(_arc(end, goal, view, up * (BEND + BEND_MORE * rank)))
        ]
        if rows:
            mark = alt.Chart(alt.InlineData(values=rows)).mark_line(
                color=palette.colour_of(key, crisis),
                strokeWidth=1.5 + 4.5 * math.sqrt(outcome.probability(key)),
                strokeCap="round",
                opacity=0.85,
            )
            layers.append(
                mark.encode(x=_pixels("x", view.width), y=_pixels("y", view.height), detail="arc:N", order="step:Q")
            )
            taken += [_box(row["x"], row["y"], 0, LINE / 2 - 3, "center", 0.8) for row in rows[1:-1]]
    return layers, taken


def _arc(start: Place, end: Place, view: View, bend: float) -> list[tuple[float, float]]:
    """Return points of a curve between two places, bent by a share of its length."""
    (x0, y0), (x2, y2) = view.at(start.longitude, start.latitude), view.at(end.longitude, end.latitude)
    if y0 == y2 and x0 == x2:
        return []
    # Bends upward on the page for a positive share, whichever way the arc runs.
    side = 1.0 if x2 >= x0 else -1.0
    x1 = (x0 + x2) / 2 + 2 * bend * side * (y2 - y0)
    y1 = (y0 + y2) / 2 - 2 * bend * side * (x2 - x0)
    steps = [place / POINTS for place in range(POINTS + 1)]
    return [
        ((1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t**2 * x2, (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t**2 * y2)
        for t in steps
    ]


def _pixels(name: str, size: float) -> Any:
    """Return an axis in points of the picture."""
    kind = alt.X if name == "x" else alt.Y
    return kind(f"{name}:Q", axis=None, scale=alt.Scale(domain=[0, size], range=[0, size], nice=False, zero=False))


def _labels(
    view: View, places: list[Place], pivot: str, arcs: Sequence[tuple[float, float, float, float]]
) -> list[Any]:
    """Mark the places, and write each name where it covers nothing; a lesser place whose name finds no room is left out."""
    wide = view.width > 400
    spots = [_box(*view.at(place.longitude, place.latitude), 0, LINE / 2 - 3, "center", 1.2) for place in places]
    names: list[tuple[float, float, float, float]] = []
    layers = []
    for number, place in enumerate(places):
        x, y = view.at(place.longitude, place.latitude)
        point = {"x": alt.value(x), "y": alt.value(y)}
        dot = alt.Chart(alt.InlineData(values=[{}]))
        full = f"{place.capital} ({place.state})"
        texts = (full, place.capital) if wide and place.principal else (place.capital,)
        room = _room(view, place, texts, [*names, *(spot for spot in spots if spot != spots[number])], arcs)
        if room is None and not place.principal:
            continue
        size = 150 if place.key == pivot else 70 if place.principal else 22
        layers.append(
            dot.mark_point(
                filled=True, size=size, color=place.colour, stroke=palette.WHITE, strokeWidth=1, opacity=1
            ).encode(**point)
        )
        if room is not None:
            text, dx, dy, align = room
            names.append(_box(x, y, dx, dy, align, len(text)))
            name: dict[str, Any] = {
                "align": align,
                "baseline": "alphabetic",
                "dx": dx,
                "dy": dy,
                "fontSize": 12 if place.principal else 10.5,
                "fontWeight": "bold" if place.key == pivot else "normal",
            }
            halo = dot.mark_text(
                **name, color=palette.SEA, stroke=palette.SEA, strokeWidth=3, strokeOpacity=0.85, strokeJoin="round"
            )
            letters = dot.mark_text(**name, color=palette.INK if place.principal else palette.PALE)
            layers += [mark.encode(**point, text=alt.value(text)) for mark in (halo, letters)]
    return layers


def _room(
    view: View,
    place: Place,
    texts: Sequence[str],
    taken: Sequence[tuple[float, float, float, float]],
    arcs: Sequence[tuple[float, float, float, float]],
) -> tuple[str, int, int, str] | None:
    """Return which name has room, and where: off other names, places and arcs; a principal's over an arc if it must be."""
    x, y = view.at(place.longitude, place.latitude)
    for obstacles in ((*taken, *arcs), taken) if place.principal else ((*taken, *arcs),):
        for text in texts:
            for dx, dy, align in OFFSETS:
                box = _box(x, y, dx, dy, align, len(text))
                inside = box[0] >= 2 and box[2] <= view.width - 2 and box[1] >= 2 and box[3] <= view.height - 2
                if inside and not any(_overlap(box, other) for other in obstacles):
                    return text, dx, dy, align
    return _middle_of_page(view, x, texts[-1]) if place.principal else None


def _middle_of_page(view: View, x: float, text: str) -> tuple[str, int, int, str]:
    """Return where the name of a place that the page depends on stands if it has no room: above its place, within the page."""
    half = min(LETTER * len(text), view.width - 4) / 2
    return text, round(min(max(x, half + 2), view.width - half - 2) - x), -10, "center"


def _box(x: float, y: float, dx: float, dy: float, align: str, letters: float) -> tuple[float, float, float, float]:
    wide = LETTER * letters
    left = x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return left, y + dy - LINE + 2, left + wide, y + dy + 3


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _view(places: list[Place], width: int, height: int) -> View:
    """Fit a projection to the places: its middle is that of their bounds, its scale shows them all with a margin."""
    middle = _middle(places)
    spots = [_project(place.longitude, place.latitude, *middle) for place in places]
    # Shift the middle to that of the bounds on the picture, which differs from the mean of the places.
    right, left = max(x for x, _ in spots), min(x for x, _ in spots)
    top, bottom = max(y for _, y in spots), min(y for _, y in spots)
    centre = _unproject((right + left) / 2, (top + bottom) / 2, *middle)
    spots = [_project(place.longitude, place.latitude, *centre) for place in places]
    least = math.radians(NARROWEST)
    half_width = max(least, *(abs(x) for x, _ in spots))
    half_height = max(least * 0.6, *(abs(y) for _, y in spots))
    scale = (1 - 2 * MARGIN) / 2 * min(width / half_width, height / half_height)
    return View(*centre, scale, width, height)


def _middle(places: list[Place]) -> tuple[float, float]:
    """Return the direction of the mean of the places on the globe."""
    x = y = z = 0.0
    for place in places:
        longitude, latitude = math.radians(place.longitude), math.radians(place.latitude)
        x += math.cos(latitude) * math.cos(longitude)
        y += math.cos(latitude) * math.sin(longitude)
        z += math.sin(latitude)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _project(longitude: float, latitude: float, middle: float, height: float) -> tuple[float, float]:
    turn, up, centre = math.radians(longitude - middle), math.radians(latitude), math.radians(height)
    cosine = math.sin(centre) * math.sin(up) + math.cos(centre) * math.cos(up) * math.cos(turn)
    k = math.sqrt(2 / max(1 + cosine, 1e-9))
    x = k * math.cos(up) * math.sin(turn)
    return x, k * (math.cos(centre) * math.sin(up) - math.sin(centre) * math.cos(up) * math.cos(turn))


def _unproject(x: float, y: float, middle: float, height: float) -> tuple[float, float]:
    distance, centre = math.hypot(x, y), math.radians(height)
    if distance < 1e-12:
        return middle, height
    angle = 2 * math.asin(min(distance / 2, 1.0))
    latitude = math.asin(math.cos(angle) * math.sin(centre) + y * math.sin(angle) * math.cos(centre) / distance)
    turn = math.atan2(
        x * math.sin(angle),
        distance * math.cos(centre) * math.cos(angle) - y * math.sin(centre) * math.sin(angle),
    )
    return middle + math.degrees(turn), math.degrees(latitude)


def _inside(view: View, place: Place) -> bool:
    x, y = view.at(place.longitude, place.latitude)
    return 6 <= x <= view.width - 6 and 6 <= y <= view.height - 6


@cache
def _seats() -> dict[str, list[tuple[str, float, float, int | None]]]:
    """Return the seats of governments by the name of the state, the earliest first."""
    found: dict[str, list[tuple[str, float, float, int | None]]] = {}
    text = files("realpolitik.report").joinpath("atlas", "capitals.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        until = int(row["until"]) if row["until"] else None
        seat = (row["capital"], float(row["longitude"]), float(row["latitude"]), until)
        found.setdefault(row["state"], []).append(seat)
    return found


@cache
def land_outlines(name: str) -> Any:
    """Return outlines of land by their name, as TopoJSON."""
    return json.loads(files("realpolitik.report").joinpath("atlas", f"{name}.json").read_text(encoding="utf-8"))
