"""The conv view: the direct convolution of the layer's output, one element of its result a step."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Outline
from tconv_anim.trace.trace import Trace
from tests import functional
from tests.layers import Example, examples
from tests.pages import assert_page_is_tidy


def convolved(trace: Trace) -> NDArray[Any]:
    """The direct convolution of the output, by whole-array NumPy."""
    p = trace.params
    return functional.conv2d(trace.output, trace.weight, None, p.stride, p.padding, p.dilation, p.groups)


def cells(seen: Any, *roles: str) -> list[Cell]:
    return [e for e in seen.values() if isinstance(e, Cell) and e.role in roles]


def text(element: Element) -> str:
    assert isinstance(element, Cell)
    return element.text


def captions(**options: Any) -> list[str]:
    return [k.caption for k in tconv_anim.animate(view="conv", **options).storyboard.keyframes]


@given(examples() | examples(floats=True))
def test_the_result_fills_up_element_by_element_with_the_convolution(example: Example) -> None:
    trace, storyboard = example.played("conv")
    expected = convolved(trace)
    assert storyboard.steps == expected.size
    for keyframe, seen in storyboard.states():
        for flat, (c, y, x) in enumerate(np.ndindex(expected.shape)):
            shown = text(seen[f"back/{c}/{y}/{x}"])
            there = flat < keyframe.step
            assert shown == (wording.number(expected[c, y, x].item()) if there else "")


@given(examples())
def test_a_steps_taps_add_up_to_its_result(example: Example) -> None:
    trace, storyboard = example.played("conv")
    _, per_group, kh, kw = trace.weight.shape
    steps = 0
    for keyframe, seen in storyboard.states():
        taps = cells(seen, "tap", "tap-input")
        if not 1 <= keyframe.step <= storyboard.steps:
            assert not taps
            continue
        steps += 1
        (result,) = cells(seen, "input-active")
        assert len(taps) == per_group * kh * kw
        assert sum(int(tap.text) * int(tap.note.removeprefix("×")) for tap in taps) == int(result.text)
        assert {tap.goes_to for tap in taps} == {result.id}
        assert set(result.comes_from) == {tap.id for tap in taps}
        assert all((tap.role == "tap-input") == tap.id.startswith("output/") for tap in taps)
        assert all(tap.text == "0" for tap in taps if tap.role == "tap")
    assert steps == storyboard.steps


@given(examples())
def test_a_window_frames_the_taps_on_each_map_that_is_read(example: Example) -> None:
    trace, storyboard = example.played("conv")
    for keyframe, seen in storyboard.states():
        windows = [e for e in seen.values() if isinstance(e, Outline) and e.id.startswith("window/")]
        if not 1 <= keyframe.step <= storyboard.steps:
            assert not windows
            continue
        assert len(windows) == trace.weight.shape[1]
        for window in windows:
            taps = [tap for tap in cells(seen, "tap", "tap-input") if tap.panel == window.panel]
            rows, cols = [tap.row for tap in taps], [tap.col for tap in taps]
            assert (window.row, window.col) == (min(rows), min(cols))
            assert (window.rows, window.cols) == (max(rows) - min(rows) + 1, max(cols) - min(cols) + 1)


def sum_in(keyframe: Keyframe) -> tuple[list[tuple[int, int]], bool, int]:
    """The products in a step's caption, whether it leaves some out, and the sum."""
    told = keyframe.caption.replace("−", "-")
    products = [(int(a), int(b)) for a, b in re.findall(r"\(?(-?\d+)\)?·\(?(-?\d+)\)?", told)]
    last = re.search(r"= (-?\d+)(: all of the kernel lies on padding)?$", told)
    assert last is not None, told
    return products, "…" in told, int(last[1])


@given(examples())
def test_the_caption_writes_the_sum_out(example: Example) -> None:
    trace, storyboard = example.played("conv")
    expected = convolved(trace).ravel().tolist()
    steps = [k for k in storyboard.keyframes if 1 <= k.step <= storyboard.steps]
    for keyframe, value in zip(steps, expected, strict=True):
        products, shortened, total = sum_in(keyframe)
        assert total == value
        assert shortened or sum(a * b for a, b in products) == value


def test_a_long_sum_is_shortened_and_says_how_many_products_it_has() -> None:
    told = captions(kernel_size=5, input_size=3)[1]
    assert told == (
        "step 1 of 9 · output[0, 0] = 9·3 + 3·0 + 15·2 + 5·1 + 16·3 + 12·0 + 9·2 + 16·1 + 22·3 + 27·2 "
        "+ 9·1 + … (25 products) = 660"
    )


def test_a_sum_of_long_numbers_keeps_to_two_lines() -> None:
    x = [[[10**17 + 44] * 3] * 3] * 2
    animation = tconv_anim.animate(view="conv", input=x, weight=[[[[-1, -1], [-1, -1]]]] * 2)
    told = [k.caption for k in animation.storyboard.keyframes]
    assert told[5] == (
        "step 5 of 18 · output[0, 1, 1] = (−800000000000000352)·(−1) + … (4 products) = 3200000000000001408"
    )
    assert_page_is_tidy(animation.storyboard)


def test_a_kernel_on_padding_only_is_said_to_lie_there() -> None:
    told = captions(kernel_size=1, padding=1, input_size=3)
    assert told[1] == "step 1 of 9 · output[0, 0] = 0: all of the kernel lies on padding"


def test_padding_cells_surround_the_output() -> None:
    opening = tconv_anim.animate(
        view="conv", kernel_size=3, stride=2, padding=1, input_size=2
    ).storyboard.at_step(0)
    ring = [cell for cell in cells(opening, "padding") if cell.panel == "output/0"]
    assert len(ring) == 5 * 5 - 3 * 3
    assert {"padding/0/-1/-1", "padding/0/3/3"} <= {cell.id for cell in ring}
    assert "legend/padding/0/0" in opening


def test_the_page_names_the_convolution_that_the_layer_transposes() -> None:
    storyboard = tconv_anim.animate(
        view="conv", kernel_size=3, stride=2, padding=1, output_padding=1, input_size=(2, 3)
    ).storyboard
    seen = storyboard.at_step(None)
    subtitle = seen["subtitle"]
    assert getattr(subtitle, "text", "") == "k=3, s=2, p=1 : 4×6 → 2×3"
    told = [k.caption for k in storyboard.keyframes]
    assert told[0].endswith("the transposed one started from, 2×3.")
    assert told[-2].startswith("output_padding = 1 counts the rows and columns at the end")
    assert told[-1] == (
        "output 2×3: rows floor((4 + 2×1 − 1×(3−1) − 1)/2) + 1 = 2; "
        "columns floor((6 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3: it is back"
    )


def test_output_padding_past_the_stride_is_said_not_to_lead_back() -> None:
    told = captions(kernel_size=2, dilation=2, output_padding=1, input_size=2)
    assert told[0] == (
        "The direct convolution with the same kernel gives 3×3: output_padding = 1 is not below stride = 1."
    )
    assert told[-1] == (
        "output 3×3: floor((5 + 2×0 − 2×(2−1) − 1)/1) + 1 = 3 on each side, "
        "but the transposed one started from 2×2"
    )


def test_numbers_that_overflow_on_the_way_are_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="write input or weight as floats"):
        _ = tconv_anim.animate(view="conv", input=[[2**40]], weight=[[2**15]]).storyboard
    captions(input=[[2.0**40]], weight=[[2.0**15]])
