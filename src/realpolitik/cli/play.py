"""The verb `play`: sit down at the table of a crisis, with a hidden hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.options import CrisisName, Quiet, Settings, load_with, naming

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis
    from realpolitik.table.players import Player
    from realpolitik.table.standing import Standing
    from realpolitik.table.table import Table
    from realpolitik.table.view import Choice, View

PLAYERS = ("equilibrium", "best-reply", "naive", "patient", "greedy")
"""Names of the players of the computer; spelled out, because help waits for no solver."""
WIDTH = 80
"""Columns of a screen, at most."""
BOT_WORLDS = 8
"""Worlds in the picture of a player of the computer."""

SeatName = Annotated[
    str, typer.Option("--seat", metavar="STATE", help="The state that you play.", autocompletion=complete.states)
]
DealtBy = Annotated[
    int | None,
    typer.Option(
        "--seed", help="Deals the same hands and rolls the same dice again; a fresh one, told at the end, if left out."
    ),
]
Others = Annotated[
    str,
    typer.Option("--players", metavar="NAME", help=f"Who plays the others: {', '.join(PLAYERS)}."),
]
Reviewed = Annotated[bool, typer.Option("--review/--no-review", help="Turn the hands over when the game is over.")]


def play(
    crisis: CrisisName,
    seat: SeatName,
    seed: DealtBy = None,
    players: Others = "equilibrium",
    review: Reviewed = True,
    settings: Settings = None,
    quiet: Quiet = False,
) -> None:
    """Play a crisis at the terminal, with a hidden hand.

    You see your own hand and what your state would see; the others are played by the computer. Moves are chosen by their number.
    """
    import secrets
    import sys

    from realpolitik.crisis.lookup import find, names_of

    stated = load_with(crisis, settings)
    with naming("--seat"):
        state = find(seat, names_of(stated.states), "state")

    from realpolitik.cli.output import page_width
    from realpolitik.cli.play_text import opening
    from realpolitik.cli.progress import working

    with naming("--players"):
        kind = find(players, {name: name for name in PLAYERS}, "player")
    width = min(page_width(None), WIDTH)
    typer.echo(opening(stated, state, kind, width))  # before the solver is loaded, so that there is something to read
    sys.stdout.flush()

    from realpolitik.table.players import BY_NAME
    from realpolitik.table.table import Table
    from realpolitik.table.world import deal

    dealt = secrets.randbelow(2**32) if seed is None else seed
    others = {other: BY_NAME[kind](_secret(dealt, other)) for other in stated.states if other != state}
    with working("dealing", 1, quiet):
        game = _Game(stated, state, others, Table.of(deal(stated, dealt)), width)
        game.open()
    game.run()
    if game.left:
        typer.echo(f"You leave the table; the hands were dealt by --seed {dealt}.")
        return
    if review:
        game.review()
    typer.echo(f"The hands were dealt by --seed {dealt}.")


def _secret(seed: int, seat: str) -> int:
    import hashlib

    return int.from_bytes(hashlib.blake2b(f"{seed}|player|{seat}".encode(), digest_size=8).digest(), "big")


class _Game:
    """A game at the terminal."""

    def __init__(self, crisis: Crisis, seat: str, others: dict[str, Player], table: Table, width: int) -> None:
        self.crisis, self.seat, self.others, self.table = crisis, seat, others, table
        self.width = width
        self.told = 0
        self.left = False
        self.standing: Standing | None = None

    def open(self) -> None:
        """Tell the player's hand."""
        from realpolitik.cli.play_text import hand
        from realpolitik.table.view import view

        typer.echo("\n".join(hand(self.crisis, view(self.table, self.seat), self.width, short=True)))

    def run(self) -> None:
        """Play to the end, or until the player leaves.

        Raises
        ------
        RealpolitikError
            If there is no more input, and the game is not over.
        """
        from realpolitik.table.view import view

        while (mover := self.table.to_move()) is not None and not self.left:
            if mover == self.seat:
                self._move(view(self.table, mover))
            else:
                seen = view(self.table, mover, BOT_WORLDS)
                self.table = self.table.play(mover, self.others[mover].choose(seen), seen.number)
        if not self.left:
            self._tell_the_rest()

    def _move(self, seen: View) -> None:
        from realpolitik.table.standing import Standing

        number = None if self.standing is None else self.standing.goes_on(seen)
        if number is None:
            choice = self._choose(seen)
            if choice is None:
                return
            self.standing = Standing(self.crisis, seen, choice)
            number = choice.number
        self.table = self.table.play(self.seat, number, seen.number)

    def _choose(self, seen: View) -> Choice | None:
        """Ask for a move; None if the player leaves."""
        from realpolitik.cli import play_text

        every = _in_order_of_worth(seen)
        shown = play_text.SHOWN
        news = seen.seen[self.told :]
        self.told = len(seen.seen)
        question = play_text.asked(self.crisis, seen)
        typer.echo(play_text.screen(self.crisis, seen, news, every[:shown], question, self.width))
        if len(every) > shown:
            typer.echo(f"     (m: {len(every) - shown} more moves)")
        while True:
            word = self._read(seen)
            if word == "q":
                self.left = True
                return None
            if word == "m" and shown < len(every):
                more = every[shown : shown + play_text.PER_PAGE]
                typer.echo("\n".join(play_text.moves(self.crisis, seen, more, self.width, shown + 1)))
                shown += len(more)
            elif word == "h":
                typer.echo("\n".join(play_text.hand(self.crisis, seen, self.width)))
            elif word == "c":
                typer.echo(play_text.clauses(self.crisis, self.width))
            elif word.isdecimal() and word.isascii() and len(word) < 6 and 1 <= int(word) <= len(every):
                return every[int(word) - 1]
            else:
                typer.echo(f"Type the {play_text.COMMANDS}; moves go from 1 to {len(every)}.")

    def _read(self, seen: View) -> str:
        import sys

        from realpolitik.cli.play_text import stands
        from realpolitik.errors import RealpolitikError

        typer.echo("> ", nl=False)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            typer.echo("")
            where = stands(self.crisis, seen).rstrip(".").replace(";", ",")
            raise RealpolitikError(f"the input ended before the game was over, {where}; play on with the same --seed")
        if not sys.stdin.isatty():
            typer.echo("")
        return line.strip().lower()

    def _tell_the_rest(self) -> None:
        from realpolitik.cli.play_text import AT_THE_END, told_news
        from realpolitik.table.view import view

        seen = view(self.table, self.seat)
        typer.echo("\n".join(["", *told_news(seen.seen[self.told :], self.width, AT_THE_END)]))

    def review(self) -> None:
        """Tell how the game went, with all hands on the table."""
        from realpolitik.cli.play_text import told_review
        from realpolitik.history.happened import happened
        from realpolitik.table.review import review

        found = happened(self.crisis.id)
        history = (
            None
            if found is None
            else f"In history: {found.title} ({found.act.split(' (')[0]}), decided {found.decided}."
        )
        typer.echo(told_review(self.crisis, review(self.table, seat=self.seat), self.seat, history, self.width))


def _brings(seen: View, one: Choice) -> float:
    """Return what the text of a move would bring the seat if it were signed now, by how likely the other side will have it."""
    return 0.0 if one.if_signed is None else one.if_signed[seen.seat or ""] * (0.01 + (one.accepted or 0.0))


def _in_order_of_worth(seen: View) -> list[Choice]:
    """Return the moves as they are offered: the best first, and to leave things as they are never below the first page."""
    from realpolitik.cli.play_text import SHOWN
    from realpolitik.table.view import NOTHING_DONE

    every = sorted(seen.moves, key=lambda one: (-round(one.gain, 3), -_brings(seen, one), one.number))
    still = next((one for one in every if one.kind in NOTHING_DONE), None)
    if still is not None and every.index(still) >= SHOWN:
        every.remove(still)
        every.insert(SHOWN - 1, still)
    return every
