"""What a file written for an earlier version means now: nothing is read in a new sense without a word.

Earlier versions took the precision of choices for a model of doubt, met at every period where no tempo was given, and rounded a
drafting time to periods. A file that gives a precision, or no tempo, may have been written for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis

SHARP = 300.0
"""A precision below it can only have been meant as a model of doubt."""


@dataclass(frozen=True)
class NewSense:
    """Something in a file that is read in another sense than by earlier versions.

    Attributes
    ----------
    path : str
    message, remedy : str
        What it means now, and what to do.
    """

    path: str
    message: str
    remedy: str


def new_senses(crisis: Crisis) -> tuple[NewSense, ...]:
    """Return what a file that may have been written for an earlier version should be looked at for.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.
    """
    found = []
    precision, stated = crisis.constants.precision, crisis.constants.model_fields_set
    if "precision" in stated and precision.support()[0] < SHARP:
        found.append(
            NewSense(
                "constants.precision",
                f"{precision.support()[0]:g} was how sure choices are; it now only smooths the solver, and blurs play if low",
                "delete it; what is not known of a will is `constants.doubt`",
            )
        )
    if "tempo" not in stated:
        found.append(
            NewSense(
                "constants.tempo",
                f"is not given: the council sits {crisis.constants.tempo.value:g} times a month; it sat in every period before",
                "give it, with its spread: near a date the answer moves with it",
            )
        )
    if found:
        found += [
            NewSense(
                f"suitors.{key}.drafting_time",
                "is the mean of a time that varies from text to text, and is no longer rounded to periods",
                "let its spread be what is not known of that mean",
            )
            for key, suitor in crisis.suitors.items()
            if suitor.drafting_time.support()[1] > 0
        ]
    return tuple(found)
