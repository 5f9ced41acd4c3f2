"""How far a run's chances can be trusted, in sentences: the same on a terminal and in a dispatch."""

from __future__ import annotations

import math

from realpolitik.outcome import Calibrated, Record, TheoryRecord
from realpolitik.report.words import percent_text

WHAT_CHANCES_ARE = (
    "The model's own chances say what follows if the file and the model's assumptions are right. They are no frequencies, and"
    " chances whose intervals overlap are not told apart."
)


def trust_sentences(record: Record | None, calibrated: Calibrated | None) -> tuple[str, ...]:
    """Say what the model's chances are, how it did on cases from history, and whence the calibrated ones come.

    Parameters
    ----------
    record : Record, optional
    calibrated : Calibrated, optional
    """
    sentences = [WHAT_CHANCES_ARE]
    if record is not None:
        sentences += [f"On {record.cases} coded cases of history, which weigh as {record.effective_wars:.1f} wars:"]
        told = [_reliability(row) for row in record.theories] + [_against_base_rate(record)]
        sentences[-1] += " " + "; ".join(each for each in told if each) + "."
        sentences.append("No crisis that was written by hand has been scored.")
    if calibrated is not None:
        sentences.append(
            "The calibrated chances weigh safety, kinship and the model's odds as the coded cases of all other wars teach. Those"
            " were chosen because much happened in them, so that staying out is rarer there than in truth."
        )
    return tuple(sentences)


def _reliability(row: TheoryRecord) -> str:
    """Say how often the boldest forecasts of a theory came true."""
    if not row.bins:
        return ""
    bold = row.bins[-1]
    return (
        f"what the {row.theory} gave a chance of {percent_text(bold.low)} or more ({percent_text(bold.forecast)} on average)"
        f" happened in {percent_text(bold.happened)} of {bold.count}"
    )


def _against_base_rate(record: Record) -> str:
    """Say how the theories stand to the forecast that is the same for every crisis."""
    parts = [
        f"the {row.theory}'s log score is {row.difference:+.3f} [{row.low:+.2f}, {row.high:+.2f}]".replace("-", "−")
        for row in record.theories
        if not math.isnan(row.difference)
    ]
    return f"{' and '.join(parts)} against the base rate's, where less is better" if parts else ""
