"""How the terms of the ledger are told: one row for each, which every report, picture and page takes its words and colour from."""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """How a term is told.

    Parameters
    ----------
    says : str
        What it is, in plain words, as a sentence may go on with.
    colour : str
        Its colour in every picture.
    """

    says: str
    colour: str


_TOLD = {
    "war_cost": Told("what fighting costs", "#CC6677"),
    "defeat": Told("the danger of losing a war", "#882255"),
    "prize": Told("what winning a war brings", "#117733"),
    "balance": Told("what the fall of the attacked costs", "#AA4499"),
    "stakes": Told("land and positions that change hands", "#44AA99"),
    "transfers": Told("money, goods and help that the text delivers", "#DDCC77"),
    "aftermath": Told("who is turned on after the war, and by whom", "#88CCEE"),
    "breach": Told("what broken promises cost", "#332288"),
    "ideology": Told("the discomfort of signing with a regime of another kind", "#999933"),
    "concession": Told("what its own concessions cost", "#888888"),
    "delay": Told("what waiting costs", "#661100"),
    "holding": Told("what letting the occasion for an attack pass costs", "#6699CC"),
}
"""In the order of the ledger. The colours are Tol's muted ones and their usual extension: other hues than the suitors'."""

TERM_SAYS = {term: told.says for term, told in _TOLD.items()}
"""The terms of the ledger in plain words."""
TERM_COLOURS = {term: told.colour for term, told in _TOLD.items()}
"""Their colours; a term keeps its own everywhere."""
