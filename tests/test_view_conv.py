"""The conv view: a direct convolution in its own right, one output element a step."""

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
from tconv_anim.trace.convtrace import ConvTrace
from tests import functional
from tests.layers import Example, examples
from tests.pages import assert_page_is_tidy


def convolved(trace: ConvTrace) -> NDArray[Any]:
    """The convolution without its bias, by whole-array NumPy."""
    p = trace.layer.params
    return functional.conv2d(trace.input, trace.weight, None, p.stride, p.padding, p.dilation, p.groups)


def cells(seen: Any, *roles: str) -> list[Cell]:
    return [e for e in seen.values() if isinstance(e, Cell) and e.role in roles]


def text(element: Element) -> str:
    assert isinstance(element, Cell)
    return element.text


def captions(**options: Any) -> list[str]:
    return [k.caption for k in tconv_anim.animate(view="conv", **options).storyboard.keyframes]


@given(examples() | examples(floats=True))
def test_the_output_fills_up_element_by_element_and_ends_with_its_bias(example: Example) -> None:
    trace, storyboard = example.played("conv")
    expected = convolved(trace)
    assert storyboard.steps == expected.size
    for keyframe, seen in storyboard.states():
        for flat, (c, y, x) in enumerate(np.ndindex(expected.shape)):
            if keyframe.step > storyboard.steps:
                expected[c, y, x] = trace.output[c, y, x]
            there = flat < keyframe.step
            assert text(seen[f"output/{c}/{y}/{x}"]) == (
                wording.number(expected[c, y, x].item()) if there else ""
            )


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
        (result,) = cells(seen, "output-active")
        assert len(taps) == per_group * kh * kw
        assert sum(int(tap.text) * int(tap.note.removeprefix("×")) for tap in taps) == int(result.text)
        assert {tap.goes_to for tap in taps} == {result.id}
        assert set(result.comes_from) == {tap.id for tap in taps}
        assert all((tap.role == "tap-input") == tap.id.startswith("input/") for tap in taps)
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
    last = re.search(r"= (-?\d+)(: all of the kernel lies on padding)?\.$", told)
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
    told = captions(kernel_size=5, input_size=7)[1]
    found = re.fullmatch(
        r"step 1 of 9 · This gives output\[0, 0\] = ((?:\d·\d \+ )+)… \(25 products\) = (\d+)\.", told
    )
    assert found is not None, told
    assert found[1].count("·") >= 8


def test_a_sum_of_long_numbers_keeps_to_two_lines() -> None:
    animation = tconv_anim.animate(
        view="conv", input=[[[10**17 + 44] * 3] * 3] * 2, weight=[[[[-1, -1], [-1, -1]]] * 2]
    )
    told = [k.caption for k in animation.storyboard.keyframes]
    assert told[2] == (
        "step 2 of 4 · This gives output[0, 1] = 100000000000000044·(−1) + … (8 products) = "
        "−800000000000000352."
    )
    assert_page_is_tidy(animation.storyboard)


def test_a_kernel_on_padding_only_is_said_to_lie_there() -> None:
    told = captions(kernel_size=1, padding=1, input_size=1)
    assert told[1] == "step 1 of 9 · This gives output[0, 0] = 0: all of the kernel lies on padding."


def test_padding_cells_surround_the_input() -> None:
    opening = tconv_anim.animate(
        view="conv", kernel_size=3, stride=2, padding=1, input_size=3
    ).storyboard.at_step(0)
    ring = [cell for cell in cells(opening, "padding") if cell.panel == "input/0"]
    assert len(ring) == 5 * 5 - 3 * 3
    assert {"padding/0/-1/-1", "padding/0/3/3"} <= {cell.id for cell in ring}
    assert "legend/padding/0/0" in opening


def test_the_users_own_input_goes_in_blue_and_the_output_comes_out_green() -> None:
    animation = tconv_anim.animate(view="conv", input=[[1, 2, 3], [4, 5, 6]], weight=[[1, 10]], stride=(1, 2))
    assert animation.trace.output.tolist() == [[[21], [54]]]
    last = animation.storyboard.at_step(None)
    assert [cell.role for cell in last.values() if cell.id.startswith("input/")] == ["input"] * 6
    assert [cell.role for cell in last.values() if cell.id.startswith("output/")] == ["output"] * 2
    roles = {e.role for _, seen in animation.storyboard.states() for e in seen.values()}
    assert {"tap-input", "output-active"} <= roles
    assert not roles & {"input-active", "product"}


def test_the_page_tells_of_the_convolution_and_of_rows_that_no_window_reaches() -> None:
    storyboard = tconv_anim.animate(
        view="conv", kernel_size=3, stride=2, padding=1, input_size=(4, 6)
    ).storyboard
    seen = storyboard.at_step(None)
    assert getattr(seen["subtitle"], "text", "") == "k=3, s=2, p=1: 4×6 → 2×3"
    assert not any(name.startswith("note/") for name in seen)
    told = [k.caption for k in storyboard.keyframes]
    assert told[-2].startswith("No window reaches the end of the padded input.")
    assert told[-2].endswith("output_padding = 1.")
    assert told[-1] == (
        "So the output is 2×3: rows floor((4 + 2×1 − 1×(3−1) − 1)/2) + 1 = 2; "
        "columns floor((6 + 2×1 − 1×(3−1) − 1)/2) + 1 = 3."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"output_padding": 1, "stride": 2}, "output_padding is .1, 1. and view is 'conv': leave"),
        ({"output_size": 7}, "output_size is .7, 7. and view is 'conv'"),
        ({"kernel_size": 5, "input_size": 3}, "the dilated kernel is larger than the padded input"),
        ({"in_channels": 3, "groups": 2}, "in_channels is 3 with 2 groups"),
        ({"weight": [[[[1]], [[2]]]], "input": [[1]]}, "input has 1 and weight is for 2 input channels"),
        ({"weight": [[[[1]]], [[[2]]]], "out_channels": 3}, "out_channels is 3 and weight is for 2 output"),
        ({"weight": [[[[1]]], [[[2]]]], "bias": [1]}, "bias has 1 number"),
    ],
)
def test_what_no_convolution_has_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        tconv_anim.animate(view="conv", **options)


def test_numbers_that_could_overflow_are_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match="write input or weight as floats"):
        _ = tconv_anim.animate(view="conv", input=[[2**40]], weight=[[2**30]]).storyboard
    captions(input=[[2.0**40]], weight=[[2.0**30]])
