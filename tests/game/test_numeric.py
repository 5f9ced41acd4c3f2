"""The numerical pieces of the kernels against NumPy."""

import numpy as np
import pytest

from realpolitik.game.compiled.compiler import entry
from realpolitik.game.compiled.numeric import contests, exponentiate, softmax, solve_in_place, take_logarithms


@entry
def call(which, x, y, m, out):
    n = x.shape[0]
    if which == 0:
        out[:] = x
        exponentiate(out, n)
    elif which == 1:
        out[:] = x
        take_logarithms(out, n)
    elif which == 2:
        softmax(x, n, m, out)
    else:
        contests(x, y, n, m, out)


def result(which, x, y=None, m=1.0):
    x = np.asarray(x, dtype=float)
    out = np.zeros_like(x)
    call(which, x, x if y is None else np.asarray(y, dtype=float), m, out)
    return out


def test_exponentials_over_the_whole_range():
    x = np.linspace(-708, 709, 20001)
    assert result(0, x) == pytest.approx(np.exp(x), rel=1e-15)
    assert (result(0, [-1e300, -np.inf]) < 1e-300).all()


def test_logarithms_from_tiny_to_huge_and_near_one():
    x = np.concatenate([np.logspace(-300, 300, 20001), 1 + np.linspace(-1e-3, 1e-3, 2001)])
    assert result(1, x) == pytest.approx(np.log(x), rel=1e-15, abs=1e-15)


def test_softmax_at_high_precision_sums_to_one():
    u = np.random.default_rng(0).uniform(-1, 1, 37)
    p = result(2, u, m=400.0)
    assert p.sum() == pytest.approx(1, abs=1e-14)
    assert p.argmax() == u.argmax()


@pytest.mark.parametrize("m", [1.0, 0.7, 2.0])
def test_contests_and_their_edges(m):
    a, b = np.array([0.2, 0.0, 0.3, 0.0, 1e-9]), np.array([0.1, 0.4, 0.0, 0.0, 1.0])
    with np.errstate(invalid="ignore"):
        wanted = np.where(a + b > 0, a**m / (a**m + b**m), 0.5)
    assert result(3, a, b, m) == pytest.approx(wanted, rel=1e-13)


@entry
def eliminate(a, b):
    return solve_in_place(a, b, b.shape[0])


def test_elimination_gives_solution_and_sign_of_the_determinant():
    random = np.random.default_rng(1)
    for n in (1, 2, 5, 12):
        a, b = random.normal(size=(n, n)), random.normal(size=n)
        x = b.copy()
        sign = eliminate(a.copy(), x)
        assert a @ x == pytest.approx(b, abs=1e-9)
        assert sign == np.sign(np.linalg.det(a))
    assert eliminate(np.zeros((2, 2)), np.ones(2)) == 0
