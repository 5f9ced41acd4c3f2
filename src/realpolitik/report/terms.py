"""How the terms of the ledger are told: one row for each, which every report, picture and page takes its words and colour from."""

from __future__ import annotations

from typing import NamedTuple

from realpolitik.report import palette


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
    "war_cost": Told("what fighting costs", palette.ROSE),
    "defeat": Told("the danger of losing a war", palette.WINE),
    "prize": Told("what winning a war brings", palette.GREEN),
    "balance": Told("what the fall of the attacked costs", palette.PURPLE),
    "stakes": Told("land and positions that change hands", palette.TEAL),
    "transfers": Told("money, goods and help that the text delivers", palette.SAND),
    "concession": Told("what its own concessions cost", palette.STONE),
    "aftermath": Told("who is turned on after a war or in peace, and who helps", palette.CYAN),
    "breach": Told("what broken promises cost", palette.INDIGO),
    "unexplained": Told("what nothing in the file explains", palette.MIST),
    "ideology": Told("the discomfort of signing with a regime of another kind", palette.OLIVE),
    "delay": Told("what waiting costs", palette.MAROON),
    "holding": Told("what letting the occasion for an attack pass costs", palette.SKY),
}
"""In the order of the ledger. The colours are Tol's muted ones and their usual extension: other hues than the suitors'."""

TERM_SAYS = {term: told.says for term, told in _TOLD.items()}
"""The terms of the ledger in plain words."""
TERM_COLOURS = {term: told.colour for term, told in _TOLD.items()}
"""Their colours; a term keeps its own everywhere."""
