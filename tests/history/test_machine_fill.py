"""Files in the formats of other projects, with invented states and figures, joined into the table of the inputs."""

from __future__ import annotations

import pytest

from realpolitik.errors import CrisisInvalid, CrisisNotFound
from realpolitik.history.machine.fill import Courtship, Sources, draw_matched, fill
from realpolitik.history.machine.read import tier_of
from realpolitik.history.machine.sources import (
    read_capability,
    read_contiguity,
    read_pacts,
    read_regimes,
    read_rivalries,
)
from realpolitik.history.machine.table import INPUTS

CAPABILITY = """statenme,stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version
Zürich,ZUR,10,1900,1,2,3,4,5,6,0.1,2021
"Port, old",POR,30,1900,1,2,3,4,5,6,0.0105,2021
,ISL,11,1900,-9,-9,-9,-9,-9,-9,0.02,2021
,VAL,20,1900,1,2,3,4,5,6,.08,2021
,VAL,20,1901,1,2,3,4,5,6,.5,2021
,HIL,21,1900,1,2,3,4,5,6,-9,2021
"""
CONTIGUITY = """dyad,state1no,state1ab,state2no,state2ab,year,conttype,version
10030,10,ZUR,30,POR,1900,3,3.2
30010,30,POR,10,ZUR,1900,1,3.2
30011,30,POR,11,ISL,1900,4,3.2
30020,30,POR,20,VAL,1899,1,3.2
"""
PACTS = """ddyad,stateA,stateB,year,atopally,defense,offense,neutral,nonagg,consul
20030,20,30,1900,1,1,0,0,1,1
11030,11,30,1900,1,0,1,1,1,0
30011,30,11,1900,1,0,0,0,1,0
10020,10,20,1900,1,1,1,1,1,1
"""
REGIMES = (
    "cyear,ccode,scode,country,year,polity,polity2\n1,10,Z,Z,1900,-66,-10\n2,30,P,P,1900,7,7\n3,20,V,V,1900,-88,\n"
)
VDEM = "country_name,COWcode,year,v2x_polyarchy\nPort,30,1900,0.25\nNowhere,,1900,0.5\nZürich,10,1900,NA\n"
RIVALRIES = "rivalryno,rivalryname,ccode1,ccode2,styear,endyear\n1,Z-P,10,30,1890,1900\n2,P-I,11,30,1901,1910\n3,x,,20,1800,1900\n"
MAJORS = "stateabb,ccode,styear,stmonth,stday,endyear,endmonth,endday,version\nVAL,20,1880,1,1,1950,1,1,2016\n"
PORT = Courtship("port-1901", "isthmus", 1901, 30, (10, 11), (20,), claims=(11,))


@pytest.fixture
def files(tmp_path):
    names = {
        "capability": CAPABILITY, "contiguity": CONTIGUITY, "pacts": PACTS, "regimes": REGIMES, "rivalries": RIVALRIES,
        "majors": MAJORS,
    }  # fmt: skip
    for name, text in names.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode("latin-1"))  # as some of these files are
    return Sources(**{name: tmp_path / f"{name}.csv" for name in names})


def lines(text):
    return text.splitlines()


def test_files_are_joined_at_the_year_before(files):
    text = fill([PORT], files)
    assert lines(text) == [
        ",".join(INPUTS),
        "port-1901,courted,,,isthmus,1901,pivot,30,0.0105,,,,,0.85,",
        "port-1901,courted,,,isthmus,1901,A,10,0.1,1,1.0,1,0,0.0,none",
        "port-1901,courted,,,isthmus,1901,A,11,0.02,4,0.5,0,1,,neutrality",
        "port-1901,courted,,,isthmus,1901,B,20,0.08,,0.25,0,0,,defense",
    ]
    assert set(tier_of(text).cases) == {"port-1901"}


def test_without_a_list_of_major_powers_every_distant_state_is_one_of_the_others(files):
    without = Sources(**vars(files) | {"majors": None})
    assert lines(fill([PORT], without))[4].startswith("port-1901,courted,,,isthmus,1901,B,20,0.08,,0.1,")


def test_contact_through_a_colony_is_contact(files):
    courtship = Courtship("port-1901", "isthmus", 1901, 30, (10, 11), (20,), colonial=(20,))
    assert lines(fill([courtship], files))[4].startswith("port-1901,courted,,,isthmus,1901,B,20,0.08,,1.0,")


def test_regimes_of_either_project_run_from_0_to_1(files):
    files.regimes.write_text(VDEM, encoding="utf-8")
    assert read_regimes(files.regimes) == {(30, 1900): 0.25}
    files.regimes.write_text(REGIMES, encoding="utf-8")
    assert read_regimes(files.regimes) == {(10, 1900): 0.0, (30, 1900): pytest.approx(0.85)}


def test_rivalries_hold_from_their_first_to_their_last_year_either_way(files):
    rivalries = read_rivalries(files.rivalries)
    assert [rivalries.holds((30, 10), year) for year in (1889, 1890, 1900, 1901)] == [False, True, True, False]
    files.rivalries.write_text("ccode1,ccode2,start,end\n10,30,1890,1900\n", encoding="utf-8")
    assert read_rivalries(files.rivalries).spans == {frozenset({10, 30}): ((1890, 1900),)}


def test_pacts_of_undirected_dyads_are_read_too(files):
    files.pacts.write_text("mem1,mem2,year,defense,neutral,nonagg\n10,30,1900,0,0,1\n", encoding="utf-8")
    assert read_pacts(files.pacts).figures == {(frozenset({10, 30}), 1900): 1}


def test_the_nearest_contiguity_of_a_pair_counts(files):
    assert read_contiguity(files.contiguity).figures[frozenset({10, 30}), 1900] == 1


@pytest.mark.parametrize(
    "name, old, new, problem",
    [
        ("capability", "0.1,", "1.1,", "capability.csv:2:1: `1.1` is not a number from 0 to 1"),
        ("capability", "0.1,", "nan ,", None),
        ("capability", "0.1,", "many,", "capability.csv:2:1: `many` is not a number from 0 to 1"),
        ("capability", "10,1900", "10,1900.5", "capability.csv:2:1: `1900.5` is no whole number"),
        ("capability", "20,1901", "20,1900", "capability.csv:6:1: state 20 has two figures in 1900"),
        ("capability", "cinc", "share", "capability.csv:1:1: has no column `cinc`"),
        ("contiguity", "1900,3", "1900,9", "contiguity.csv:2:1: `9` is not a number from 1 to 5"),
        ("contiguity", "conttype", "kind", "contiguity.csv:1:1: has no column `conttype`"),
        ("contiguity", "1900", "1898", "contiguity.csv:1:1: has no line of 1900"),
        ("pacts", "1900", "1898", "pacts.csv:1:1: has no line of 1900"),
        ("pacts", "1900,1,1,0,0,1,1", "1900,1,2,0,0,1,1", "pacts.csv:2:1: `2` is not a number from 0 to 1"),
        ("pacts", "stateA", "first", "pacts.csv:1:1: has no column `stateA` or `mem1`"),
        ("regimes", "1900", "1898", "regimes.csv:1:1: has no line of 1900"),
        ("regimes", ",7,7", ",7,11", "regimes.csv:3:1: `11` is not a number from -10 to 10"),
        ("rivalries", "1890,1900", "1890,1889", "rivalries.csv:2:1: ends in 1889 and begins in 1890"),
        ("rivalries", ",1900\n2,P-I,11,30,1901,1910", ",1899", "rivalries.csv:1:1: tells of nothing after 1899, and 1900"),
        ("majors", "1950", "1899", "majors.csv:1:1: tells of nothing after 1899, and 1900 is wanted"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_tell_is_refused(files, name, old, new, problem):
    path = getattr(files, name)
    text = path.read_bytes().decode("latin-1")
    path.write_bytes(text.replace(old, new).encode("latin-1"))
    problem = problem or "has no capability of state 10 in 1900"
    with pytest.raises(CrisisInvalid) as caught:
        fill([PORT], files)
    assert any(problem in str(each) for each in caught.value.problems), str(caught.value)


def test_all_members_without_capability_are_told_at_once(files):
    courtship = Courtship("hill-1901", "isthmus", 1901, 30, (21, 12), (20,), claims=(99,))
    with pytest.raises(CrisisInvalid) as caught:
        fill([courtship, PORT], files)
    told = [each.message for each in caught.value.problems]
    assert sorted(told) == [
        "claims of case `hill-1901` name 99, a member of no side",
        "has no capability of state 12 in 1900",
        "has no capability of state 21 in 1900",
    ]


def test_files_that_cannot_be_read_are_refused_without_a_traceback(tmp_path):
    with pytest.raises(CrisisNotFound, match="there is no file"):
        read_capability(tmp_path / "none.csv")
    with pytest.raises(CrisisInvalid, match="is not an ordinary file"):
        read_capability(tmp_path)
    for content in (b"", b"\x00\x01\x02", b"ccode,year,cinc\n1,2,3,4,5\n"):
        (tmp_path / "odd.csv").write_bytes(content)
        with pytest.raises(CrisisInvalid, match=r"odd.csv:1:1: "):
            read_capability(tmp_path / "odd.csv")


# --- states that stayed out


def test_a_matched_state_faces_the_same_sides_and_is_read_as_one(files):
    drawn = draw_matched(PORT, [10, 20, 30, 40, 41, 42, 40])
    assert drawn is not None
    assert (drawn.case, drawn.matched_to, drawn.eligible) == ("port-1901-matched", "port-1901", 3)
    assert drawn.pivot in {40, 41, 42}
    tier = tier_of(fill([PORT, drawn], files), "case,choice,bound\nport-1901,B,defense\nport-1901-matched,N,none\n")
    assert tier.eligible == {"port-1901-matched": 3}
    assert tier.cases["port-1901-matched"].measured.pivot_cinc is None
    assert not tier.cases["port-1901-matched"].security.claims_on_pivot


def test_every_eligible_state_has_the_same_chance_and_a_seed_says_which():
    drawn = [draw_matched(PORT, range(40, 44), seed).pivot for seed in range(400)]
    assert drawn == [draw_matched(PORT, reversed(range(40, 44)), seed).pivot for seed in range(400)]
    # Four states, 400 draws: 100 each, and 4 standard deviations of the binomial are 35.
    assert all(65 < drawn.count(code) < 135 for code in range(40, 44))
    assert draw_matched(PORT, [10, 11, 20, 30]) is None
