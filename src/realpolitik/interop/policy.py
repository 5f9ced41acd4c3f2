"""What a solution of the kernels says at a place of the game, and of what can be compared with another engine's values."""

from __future__ import annotations

from realpolitik.game.core.arrays import Floats
from realpolitik.game.policy import Policy as Chances
from realpolitik.game.rules.world import Payoffs
from realpolitik.game.strategies import Strategies
from realpolitik.interop.places import Opening, OptionWorth, PeaceWorth, WarWorth, Worth


class Policy(Chances):
    """A believer's solution, asked in the words of the model, for chances and for values."""

    solution: Strategies

    def worth(self, worth: Worth) -> dict[str, float]:
        """Return a value that the kernels found, by the name of each player whose value they keep."""
        wars = self.solution.wars
        match worth:
            case Opening():
                return dict(zip(self.layout.players, map(float, self.solution.opening), strict=True))
            case WarWorth(promises, slot):
                return self._states(wars.war[self.names.wars[promises, slot]])
            case PeaceWorth(promises, slot):
                return self._states(wars.value[self.names.worlds[promises], slot])
            case OptionWorth(t, table, option):
                return {self.world.crisis.pivot: self._option(t, table, option)}

    def _states(self, values: Floats) -> Payoffs:
        kept = (self.layout.war.folds_to == 0).all(axis=0)  # the rest is folded no further than somebody reads it
        return {state: float(values[i]) for i, state in enumerate(self.layout.states) if kept[i]}
