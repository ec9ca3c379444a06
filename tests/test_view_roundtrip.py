"""The roundtrip view: the shape comes back, the numbers don't, and the captions say exactly that."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell, Element, Outline
from tconv_anim.trace.trace import Trace
from tests import functional
from tests.layers import Example, examples


def brought_back(trace: Trace) -> NDArray[Any]:
    p = trace.params
    return functional.conv2d(trace.output, trace.weight, None, p.stride, p.padding, p.dilation, p.groups)


def text(element: Element) -> str:
    assert isinstance(element, Cell)
    return element.text


def verdict(**options: Any) -> str:
    *_, last = tconv_anim.animate(view="roundtrip", **options).storyboard.keyframes
    return last.caption


@given(examples() | examples(floats=True))
def test_the_output_appears_first_and_what_comes_back_second(example: Example) -> None:
    trace, storyboard = example.played("roundtrip")
    maps = (("input", trace.input, 0), ("output", trace.output, 1), ("back", brought_back(trace), 2))
    for keyframe, seen in storyboard.states():
        for name, array, appears in maps:
            for (c, y, x), value in np.ndenumerate(array):
                shown = text(seen[f"{name}/{c}/{y}/{x}"])
                assert shown == (wording.number(value.item()) if keyframe.step >= appears else "")


@given(examples() | examples(floats=True))
def test_exactly_the_numbers_that_differ_are_marked_one_a_step(example: Example) -> None:
    trace, storyboard = example.played("roundtrip")
    back = brought_back(trace)
    comparable = back.shape == trace.input.shape
    assert storyboard.steps == 2 + (back.size if comparable else 0)
    differs = [place for place in np.ndindex(back.shape) if comparable and back[place] != trace.input[place]]
    order = list(np.ndindex(back.shape))
    for keyframe, seen in storyboard.states():
        compared = order[: max(0, keyframe.step - 2)] if comparable else []
        marked = {e.id for e in seen.values() if e.role == "different" and isinstance(e, Cell)}
        assert marked == {"back/{}/{}/{}".format(*place) for place in differs if place in compared}
    outlined = {e.id for e in seen.values() if e.role == "different" and isinstance(e, Outline)}
    assert outlined == {"different/back/{}/{}/{}".format(*place) for place in differs}


@given(examples())
def test_the_pair_that_is_compared_is_pointed_at_and_told(example: Example) -> None:
    trace, storyboard = example.played("roundtrip")
    back = brought_back(trace)
    for keyframe, seen in storyboard.states():
        pointers = [e for e in seen.values() if isinstance(e, Outline) and e.role == "active"]
        if not 3 <= keyframe.step <= storyboard.steps:
            assert not pointers
            continue
        c, y, x = list(np.ndindex(back.shape))[keyframe.step - 3]
        assert [(p.panel, p.row, p.col) for p in pointers] == [(f"input/{c}", y, x), (f"back/{c}", y, x)]
        before, after = trace.input[c, y, x].item(), back[c, y, x].item()
        assert f"= {wording.prose(before)} and " in keyframe.caption
        assert f"= {wording.prose(after)} " in keyframe.caption
        assert keyframe.caption.endswith("are the same." if before == after else "differ.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"kernel_size": 3, "stride": 2, "padding": 1},
            "The shape comes back: 3×3; 9 of 9 numbers differ. It is not an inverse.",
        ),
        (
            {"input": [[0, 1, 0]], "weight": [[2]]},
            "The shape comes back: 1×3; 1 of 3 numbers differs. It is not an inverse.",
        ),
        (
            {"input": [[5]], "weight": [[2]]},
            "The shape comes back: 1×1; its number differs. It is not an inverse.",
        ),
        (
            {"input": [[1, 2], [3, 4]], "weight": [[1]]},
            "The shape comes back: 2×2, and here so do all 4 numbers. In general it is not an inverse.",
        ),
        (
            {"input": [[7]], "weight": [[-1]]},
            "The shape comes back: 1×1, and here so does its number. In general it is not an inverse.",
        ),
        (
            {"input": [[[1]], [[2]]], "weight": [[[[3]]], [[[0]]]]},
            "The shape comes back: 2×1×1; 2 of 2 numbers differ. It is not an inverse.",
        ),
        (
            {"kernel_size": 2, "dilation": (3, 1), "output_padding": (2, 0), "input_size": 2},
            "Not even the shape comes back: 2×2 became 4×2, "
            "since output_padding = 2 is not below stride = 1.",
        ),
    ],
)
def test_the_verdict_is_true_of_the_layer(options: dict[str, Any], told: str) -> None:
    assert verdict(**options) == told


def test_floats_that_are_off_by_rounding_only_count_as_the_same() -> None:
    # A turn by 0.7 is undone by its transpose, but for the last bits.
    c, s = math.cos(0.7), math.sin(0.7)
    weight = [[[[c]], [[-s]]], [[[s]], [[c]]]]
    x = [[[0.1, 3.7, 1e-3]], [[2.3, 0.0, -0.9]]]
    animation = tconv_anim.animate(view="roundtrip", input=x, weight=weight)
    assert isinstance(animation.trace, Trace)
    assert (brought_back(animation.trace) != np.array(x)).any()
    assert "here so do all 6 numbers" in verdict(input=x, weight=weight)


def test_floats_that_differ_past_the_digits_shown_are_told_in_full() -> None:
    w = 1.00001
    told = [
        k.caption
        for k in tconv_anim.animate(view="roundtrip", input=[[1.0]], weight=[[w]]).storyboard.keyframes
    ]
    assert told[3] == f"step 3 of 3 · The numbers input[0, 0] = 1.0 and back[0, 0] = {w * w!r} differ."


def test_a_bias_joins_on_the_way_there_only() -> None:
    storyboard = tconv_anim.animate(view="roundtrip", input=[[2]], weight=[[1]], bias=[5]).storyboard
    told = [k.caption for k in storyboard.keyframes]
    assert told[1].endswith("from 1×1 to 1×1, bias included.")
    assert told[2].endswith("from 1×1 to 1×1, without a bias.")
    assert text(storyboard.at_step(None)["back/0/0/0"]) == "7"


def test_numbers_that_overflow_on_the_way_back_are_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="write input or weight as floats"):
        _ = tconv_anim.animate(view="roundtrip", input=[[2**40]], weight=[[2**15]]).storyboard
    assert "differ" in verdict(input=[[2.0**40]], weight=[[2.0**15]])
