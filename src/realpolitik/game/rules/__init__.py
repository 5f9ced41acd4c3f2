"""The rules of the game, stated once: who moves when, with which options, and what follows. Not how anybody chooses."""

from realpolitik.game.rules.nodes import Act, Branch, Chance, Decision, End, Option
from realpolitik.game.rules.rules import NoSuchOption, Rules
from realpolitik.game.rules.state import Draft, State, state_from_json, state_to_json

__all__ = [
    "Act",
    "Branch",
    "Chance",
    "Decision",
    "Draft",
    "End",
    "NoSuchOption",
    "Option",
    "Rules",
    "State",
    "state_from_json",
    "state_to_json",
]
