"""The words of the reports, each in a sentence or two: what the terminal prints and what the reference shows.

``python -m realpolitik.report.glossary docs/reference/glossary.md`` writes the page of the reference anew.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from realpolitik.crisis.lookup import find
from realpolitik.report.page import Page
from realpolitik.report.terms import TERM_SAYS
from realpolitik.report.words import ABOUT, FAR_LIKELIER, LIKELIER, NOT_TOLD, spoken


@dataclass(frozen=True)
class Entry:
    """A word of the reports.

    Attributes
    ----------
    word : str
    says : str
        What it means, in whole sentences.
    also : tuple of str
        Other words for it.
    """

    word: str
    says: str
    also: tuple[str, ...] = ()


_ENTRIES = (
    Entry(
        "chance alone",
        "What the answer would be with nothing at stake but what nothing explains of a state's will: what the calendar and"
        " the menus give by themselves. An answer is to be read against it.",
        ("by chance alone",),
    ),
    Entry(
        "clock",
        "The steps in which the program walks through the window, half a month or less. Dates on which something happens begin a"
        " step of their own, so that none is rounded.",
        ("step",),
    ),
    Entry(
        "convention",
        "A number that the program needs and no source could tell, such as how finely time is cut. What of an answer hangs on one"
        " is told apart from what hangs on the file.",
        ("conventions",),
    ),
    Entry(
        "lean",
        "How a choice between moves that come to nothing is made: for the one that one would be glad to see signed. It decides ties"
        " and pays nothing.",
    ),
    Entry(
        "sitting",
        "A meeting at which the pivot's council takes the matter up: bids are made, texts taken up and signed then alone. The tempo"
        " says how many there are a month, on average.",
        ("tempo", "council"),
    ),
    Entry(
        "stage",
        "A part of the work on a text, of which there are four. Each takes a time that varies, so that a text is done sooner or"
        " later than its mean drafting time.",
        ("stages", "drafting time"),
    ),
    Entry(
        "taken up",
        "Said of a text that the pivot chooses to have drafted: as a suitor bid it, or as the suitor agreed to it under pressure.",
        ("pressed", "under pressure"),
    ),
    Entry(
        "abstention",
        "That a theory has nothing to say about a crisis, for want of what it speaks of. The reason is told.",
        ("abstains", "abstained"),
    ),
    Entry(
        "base",
        "Of a claim: its measure in what its variant is compared with. Changed is the measure in the variant, and the effect"
        " is changed less base, draw by draw.",
        ("changed", "effect"),
    ),
    Entry(
        "base point",
        "One combination of values for all uncertain numbers, from which they are moved one by one and together."
        " More of them give finer shares of the variance.",
        ("base points",),
    ),
    Entry(
        "base rate",
        "What a theory must beat: nothing is signed as often as in the coded cases, and the suitors have the rest in equal parts.",
    ),
    Entry(
        "bootstrap",
        "How the error of a share of the variance is found: the share is computed anew from base points drawn with replacement.",
    ),
    Entry(
        "Brier score",
        "How good forecasts were: the mean squared distance between the chances that were given and what then happened. Lower is"
        " better, and 0 is perfect foresight.",
        ("Brier",),
    ),
    Entry(
        "calibration",
        "Whether what was given a chance of 30% happened in 30% of cases. Also the fit of a theory's open numbers to coded cases.",
        ("mean forecast", "happened"),
    ),
    Entry(
        "cost of an offer",
        "In an inversion: what not being chosen is worth to the suitor, less what signing its offer is. Below zero it would still"
        " sooner sign.",
        ("cost",),
    ),
    Entry(
        "hash",
        "A fingerprint of the crisis, with everything that is in it. With seed, draws and version it names an answer that"
        " anybody can compute again.",
    ),
    Entry(
        "holds by itself",
        "Of a claim: the share of the draws that each bear it out by more than its margin. The verdict rests on their mean.",
    ),
    Entry(
        "in sample",
        "A score on the very cases that a theory's numbers were fitted to. It flatters: the log score is on cases left out.",
        ("left out",),
    ),
    Entry(
        "interval",
        "Two values between which the figure of endless draws lies in 95 of 100 such reports.",
        ("95% interval",),
    ),
    Entry(
        "margin",
        "How large an effect must be to matter: what is no larger counts as no difference. A claim may state its own.",
    ),
    Entry(
        "median",
        "The middle of a number's spread: it is as likely to be lower as to be higher.",
    ),
    Entry(
        "never comes about",
        "Said of a part of the file that plays no part in an answer: a promise that is never called, a state that is never asked.",
        ("idle",),
    ),
    Entry(
        "paired difference",
        "The difference between two variants in the same draws, so that what the draws have in common does not blur it.",
    ),
    Entry(
        "posterior",
        "The chance of a hand after a move was seen; the prior is the chance before it.",
        ("prior", "belief"),
    ),
    Entry(
        "standard deviation",
        "How far a chance typically lies from its mean, over all that the sources leave open.",
        ("deviation",),
    ),
    Entry(
        "survival",
        "The unit of all worths and costs: what a state would lose if it lost everything is 1. Each state's is its own.",
    ),
    Entry(
        "vintage",
        "The date at which the file stops. Nothing that became known later is in it, forecasts of the time apart.",
        ("knew it",),
    ),
    Entry(
        "aftermath",
        "What follows a war, or the peace: whoever still stands may turn on another state, and others may help that one. In"
        " the ledger, what that is worth.",
    ),
    Entry(
        "alignment",
        "With whom the pivot signs: with a suitor, or with nobody, which is no alignment.",
        ("outcome",),
    ),
    Entry("approximation", "A step at which the program computes something near what the model says, and tells so."),
    Entry("assumption", "What a state takes for true, though the file says otherwise.", ("perception",)),
    Entry(
        "attack",
        "That an aggressor of a war plan strikes on one of its occasions. Its chance is over all that may be signed.",
    ),
    Entry(
        "believer",
        "A state whose picture of the crisis differs from the file's. It plays the game that it believes in; what happens is"
        " decided by the numbers of the file.",
        ("picture",),
    ),
    Entry("bid", "What a suitor puts on the table when the pivot's council sits: a bundle of clauses from its menu."),
    Entry(
        "breach",
        "A promise that is broken: a state fights or turns on whom it swore not to, or stays away from whom it swore to help. In"
        " the ledger, what the broken promises of a state cost it, by how much its reputation is worth to it.",
    ),
    Entry("bundle", "A set of clauses that is offered, or signed, as one text.", ("offer",)),
    Entry(
        "claim", "An argument about the crisis that the file words so that it can be tried: two variants are compared."
    ),
    Entry("clause", "One promise in a text, such as help against an attack, a loan, or a sphere of influence."),
    Entry(
        "confirming",
        "In an audit: what it would have been worth to a state to find out, before it acted, whether what it assumed was true.",
    ),
    Entry("consent", "That a third state must agree before a clause can be carried out, such as to let an army pass."),
    Entry("details", "What a report leaves out of its summary; --details tells it too, and --json always does."),
    Entry(
        "draft",
        "A text that is being written after a bid was taken up. Drafting takes time, which may run out: it is work in four stages.",
    ),
    Entry(
        "draw",
        "One set of values for all uncertain numbers, drawn by lot from what the sources leave open. The game is solved in every"
        " draw, and a chance is the mean over all draws.",
        ("Monte Carlo", "draws"),
    ),
    Entry(
        "error",
        "The number after ±: how far a mean over so many draws may be off by chance. The true mean lies within it in two of three"
        " cases, and within twice of it nearly always. It says nothing of errors in the file or in the model.",
        ("±", "standard error", "Monte Carlo error"),
    ),
    Entry("exposure", "How much a state stands to lose in a war, from 0 for nothing to 1 for everything."),
    Entry(
        "factor",
        "A cause that the file names, with the change that takes it away. Factors are what an answer is shared among.",
    ),
    Entry("flip", "The value at which a number, moved alone, makes another outcome the likeliest."),
    Entry(
        "freeze",
        "To keep what every theory forecasts of coded cases, with the hashes of all that it rests on, so that it can be shown later"
        " that nothing was changed. The seal is the hash of the freeze itself, to be given to somebody who dates it.",
        ("frozen", "seal"),
    ),
    Entry(
        "hand",
        "What a state truly wants, if others do not know it: one of the types that the file gives it, each with a chance. Its moves"
        " may betray it.",
        ("type", "hidden hand", "hidden type"),
    ),
    Entry(
        "hostility",
        "That a state may turn on another, after a war or in peace, with what that would bring it, and who may help the victim.",
    ),
    Entry(
        "helper",
        "A state that may come to the help of one on whom another turns. It need not, unless it has pledged to.",
        ("helpers",),
    ),
    Entry("joiner", "A state that may enter a war after it has begun, on either side."),
    Entry(
        "ledger",
        "What an alignment is worth to a state from signature on, term by term, with the war and what comes after it. The unit is"
        " the state's own survival: to lose everything is -1.",
        ("worth", "payoff"),
    ),
    Entry(
        "look",
        "One scoring of coded cases against their outcomes. Whoever looks, recodes and looks again fits the coding to the outcomes,"
        " so `backtest` counts.",
        ("looks",),
    ),
    Entry(
        "logit",
        "How everybody chooses: the better of two courses the more often, the better it is. The precision says how strictly; it is"
        " so high that play is all but a best reply, and doubt is in what is unexplained.",
        ("precision", "quantal response"),
    ),
    Entry(
        "log score",
        "How good forecasts were: the mean of minus the logarithm of the chance that was given to what then happened. Lower is"
        " better. 0 is perfect foresight; to call three outcomes equally likely scores 1.099.",
    ),
    Entry("menu", "The clauses that a suitor may offer."),
    Entry(
        "month of signature",
        "When something is signed, if anything is: in months from the opening of the window, on average.",
        ("month",),
    ),
    Entry(
        "nats",
        "The unit of surprise and of log scores, by natural logarithms: 0 is none, 0.69 that of a coin that falls, 2.3 that of"
        " what had one chance in ten.",
    ),
    Entry(
        "no alignment",
        "That the pivot signs nothing within the window. Options and JSON write it none.",
        ("none", "nobody"),
    ),
    Entry("occasion", "A day on which a war plan can be begun; to let it pass may cost the aggressor something."),
    Entry("pair", "Two factors: what both together do beyond what each does alone.", ("interaction",)),
    Entry("partner", "A suitor with which the pivot may sign, or none."),
    Entry(
        "period",
        "A stretch of time by which answers are reported, such as half a month, named by its first day. Nothing is rounded to it.",
    ),
    Entry("pivot", "The state that is courted, and whose alignment is asked about."),
    Entry("point", "A percentage point: from 40% to 42% are two points.", ("points",)),
    Entry("price", "What is in the text, if it is signed: the clauses that a suitor pays with, each with its chance."),
    Entry(
        "regret",
        "How much a bidder loses, at most, by not always making its best bid. A choice by logit has a bound on it.",
    ),
    Entry(
        "residual", "How far the bids are from answering each other exactly, in chances. It should be next to nothing."
    ),
    Entry("rest", "All uncertain numbers that have no row of their own, taken together as one."),
    Entry(
        "screening",
        "The first, coarse search among all uncertain numbers for those that move an answer at all.",
        ("trajectory", "trajectories"),
    ),
    Entry(
        "seed",
        "A number that fixes the lot by which draws are made: the same seed gives the same answer to the last digit.",
    ),
    Entry(
        "share",
        "Of a factor: what it adds to a chance, on average over all orders in which the factors could come in. The shares of all"
        " factors sum to the difference that they make together.",
        ("Shapley share", "Shapley value"),
    ),
    Entry(
        "share of the variance",
        "How much of the ups and downs of a chance, over all that the sources leave open, comes from one number: alone, or together"
        " with others.",
        ("Sobol index", "variance"),
    ),
    Entry("spread", "What the sources leave open about a number: a lower and an upper end, or a distribution."),
    Entry("stake", "A piece of land or a position that can change hands, with what it is worth to each state."),
    Entry("suitor", "A state, or several together, that bids for the pivot."),
    Entry(
        "surprise",
        "How wrong a believer will find itself, on average: minus the logarithm of the chance that it gave to what then happened."
        " 0 if it foresaw everything; 0.69 if it might as well have tossed a coin.",
    ),
    Entry("text", "What is signed: a bundle of clauses.", ("treaty",)),
    Entry(
        "variant",
        "The crisis with a change made to it, solved with the same draws, so that a difference is due to the change.",
    ),
    Entry(
        "verdict",
        "What the model says to a claim. It speaks of the model with the figures of the file, and of nothing else.",
    ),
    Entry("war plan", "A war that an aggressor has prepared, with its occasions and those who may join."),
    Entry("window", "The time within which something can be signed: from the day it opens to the day it closes."),
    Entry(
        "words for chances",
        "They say how the chance of a partner stands to what chance alone gives, by the ratio of the two odds (odds: a chance over"
        f" that of the opposite). Likelier: {LIKELIER:g} times the odds or more; far likelier: {FAR_LIKELIER:g} times or more; less"
        f" likely and far less likely: as many times smaller; {ABOUT}: between the two; {NOT_TOLD}: nearer to each other than"
        " twice their combined errors. An attack, a clause, a hand and a theory have nothing of the kind beside"
        " them: their chances are told in per cent, and no word is put to them.",
        ("likelier", "far likelier", "less likely", "far less likely", ABOUT, NOT_TOLD),
    ),
)

_TERMS = tuple(Entry(spoken(term), f"A term of the ledger: {says}.") for term, says in TERM_SAYS.items())

ENTRIES = tuple(
    sorted(
        (*_ENTRIES, *(term for term in _TERMS if term.word not in {entry.word for entry in _ENTRIES})),
        key=lambda entry: entry.word.casefold(),
    )
)
"""All entries, by the alphabet."""


def entry_of(word: str) -> Entry:
    """Return the entry of a word.

    Raises
    ------
    UnknownName
        If there is none; with the nearest word.
    """
    by_word = {each: entry for entry in ENTRIES for each in entry.also} | {entry.word: entry for entry in ENTRIES}
    return by_word[find(word, {each: each for each in by_word}, "word of the glossary")]


def reference_page() -> str:
    """Return the page of the reference."""
    body = "\n\n".join(f"**{_title(entry)}**\n: {entry.says}" for entry in ENTRIES)
    return f"{_HEAD}\n{body}\n"


_HEAD = """# Glossary

The words of the reports. `realpolitik glossary` prints this page in the terminal, and `realpolitik glossary WORD` one entry:

```console
$ realpolitik glossary window
$ realpolitik glossary hidden hand
```
"""


def _title(entry: Entry) -> str:
    return f"{entry.word} ({', '.join(entry.also)})" if entry.also else entry.word


def tell(entries: tuple[Entry, ...], width: int) -> str:
    """Tell entries in lines of a width."""
    page = Page(width)
    for entry in entries:
        page.entry(_title(entry), entry.says)
    return page.text()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
