"""How many digits numbers with decimals have, and whether sums add up as they are written."""

import re
from decimal import Decimal
from math import prod
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.views import VIEWS

LAYER: dict[str, Any] = {
    "input": np.random.default_rng(5).normal(size=(2, 2)),
    "weight": np.random.default_rng(6).normal(size=(3, 3)),
    "stride": 2,
}


_NUMBER = r"\(?−?\d+(?:\.\d+)?(?:e−?\d+)?\)?"
_TERM = rf"{_NUMBER}(?:·{_NUMBER})?"
EQUATION = re.compile(rf"((?:{_TERM} \+ )*{_TERM}) ([=≈]) ({_NUMBER})(?![\d·(])")


def options(view: str, **more: Any) -> dict[str, Any]:
    random = np.random.default_rng(7)
    larger = {"input": random.normal(size=(3, 4)), "weight": random.normal(size=(1, 2))}
    return LAYER | {"view": view} | (larger if VIEWS[view].direct else {}) | more


def significant(text: str) -> int:
    return len(Decimal(text).normalize().as_tuple().digits)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("digits", [2, 6])
def test_all_numbers_have_the_digits_that_are_asked_for(view: str, digits: int) -> None:
    board = tconv_anim.animate(**options(view, digits=digits, cell=120)).storyboard
    most = 0
    for keyframe in board.keyframes:
        for element in keyframe.enter:
            if isinstance(element, Cell) and "." in element.text:
                most = max(most, significant(element.text))
        for number in re.findall(r"\d+\.\d+", keyframe.caption):
            assert significant(number) <= digits, keyframe.caption
    assert most == digits
    written = [term.value for one in board.sums for term in one.terms if "." in term.value]
    assert max(significant(value.replace("−", "-")) for value in written) == digits


def test_small_cells_have_fewer_digits_before_they_have_none() -> None:
    random = np.random.default_rng(1)
    sizes = {}
    for n in (1, 2, 9):
        board = tconv_anim.animate(
            input=random.normal(size=(n, n)), weight=random.normal(size=(3, 3)), stride=2
        ).storyboard
        texts = [e.text for e in board.at_step(None).values() if isinstance(e, Cell) and "." in e.text]
        lettered = any(panel.text_size for panel in board.panels.values())
        sizes[n] = max(map(significant, texts)) if lettered else 0
    assert sizes[1] == wording.USUAL_DIGITS
    assert sizes[1] > sizes[2] >= 2 > sizes[9] == 0


@pytest.mark.parametrize("view", ["scatter", "gather", "compose", "matrix", "conv"])
def test_sums_in_captions_add_up_as_they_are_written_or_say_that_they_are_rounded(view: str) -> None:
    told = 0
    for digits in (2, 3, 4):
        board = tconv_anim.animate(**options(view, digits=digits)).storyboard
        for keyframe in board.keyframes:
            sums = "" if keyframe.caption.startswith("So the output") else keyframe.caption
            for left, sign, right in EQUATION.findall(sums):
                terms = [
                    prod(Decimal(f.strip("() ").replace("−", "-")) for f in term.split("·"))
                    for term in left.split(" + ")
                ]
                exact = sum(terms) == Decimal(right.strip("()").replace("−", "-"))
                assert (sign == "=") == exact, keyframe.caption
                told += 1
    assert told > 5


def test_integers_are_always_written_in_full() -> None:
    board = tconv_anim.animate(input=[[123456]], weight=[[2]], digits=2).storyboard
    assert "246912" in {e.text for e in board.at_step(None).values() if isinstance(e, Cell)}


def test_equations_are_exact_or_say_so() -> None:
    assert wording.equation("2·3 + (−1)·4", "2") == "2·3 + (−1)·4 = 2"
    assert wording.equation("0.333·3", "1") == "0.333·3 ≈ 1"
    assert wording.equation("0.1 + 0.2", "0.3") == "0.1 + 0.2 = 0.3"
    assert wording.equation("1·2 + … (9 products)", "12") == "1·2 + … (9 products) = 12"
    assert wording.equation("1·2.5 + … (9 products)", "12") == "1·2.5 + … (9 products) ≈ 12"


def test_digits_end_with_the_place_that_asks_for_them() -> None:
    with wording.spelled(2):
        assert wording.number(1.2345) == "1.2"
    assert wording.number(1.23456) == "1.235"
