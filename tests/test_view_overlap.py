"""The overlap view: it counts the products of the trace, and says why they come out uneven."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import tconv_anim
from tconv_anim.layer.axis import Axis
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.trace import Trace, record
from tconv_anim.views.overlap.evenness import is_even, verdicts
from tests.layers import Example, examples


def ones(params: ConvTranspose2d, input_size: tuple[int, int]) -> Trace:
    layer = Layer(params, input_size)
    return record(params, np.ones(layer.input_shape, int), np.ones(layer.weight_shape, int))


@given(examples())
def test_every_step_shows_how_many_products_have_landed(example: Example) -> None:
    trace, storyboard = example.played("overlap")
    rows, cols = example.layer.regions
    ends = [rows_.stop for _, rows_ in trace.by_input()]
    for keyframe, seen in storyboard.states():
        done = ends[keyframe.step - 1] if 1 <= keyframe.step <= storyboard.steps else 0
        done = len(trace) if keyframe.step > storyboard.steps else done
        expected: dict[str, int] = {}
        for c, y, x in trace.output_index[:done].tolist():
            expected[f"count/{c}/{y}/{x}"] = expected.get(f"count/{c}/{y}/{x}", 0) + 1
        shown = {
            e.id: int(e.text)
            for e in seen.values()
            if isinstance(e, Cell) and e.id.startswith("count/") and e.text
        }
        if keyframe.step > storyboard.steps:
            counts = trace.counts()
            assert sum(shown.values()) == counts.sum()
            for name, number in shown.items():
                c, y, x = map(int, name.split("/")[1:])
                assert number == counts[c, y - rows.start, x - cols.start]
        else:
            assert shown == expected


@given(examples())
def test_heat_grows_with_the_count_and_marks_the_output_only(example: Example) -> None:
    trace, storyboard = example.played("overlap", cell=24)
    most = trace.crop(trace.counts()).max()
    _, height, width = trace.output.shape
    for element in storyboard.at_step(None).values():
        if isinstance(element, Cell) and element.id.startswith("count/"):
            _, _, y, x = element.id.split("/")
            inside = 0 <= int(y) < height and 0 <= int(x) < width
            if not inside:
                assert element.role == "cropped"
            elif element.text == "0":
                assert element.role == "empty"
            else:
                assert element.role == f"heat-{round(32 * int(element.text) / most)}"


@given(examples())
def test_captions_count_the_products_of_their_step(example: Example) -> None:
    trace, storyboard = example.played("overlap")
    seen: set[tuple[int, ...]] = set()
    captions = iter([k.caption for k in storyboard.keyframes if 1 <= k.step <= storyboard.steps])
    for _, rows in trace.by_input():
        places = [tuple(place) for place in trace.output_index[rows].tolist()]
        again = len(seen.intersection(places))
        caption = next(captions)
        assert f", {len(places)} product" in caption
        assert re.search(f"; {again or 'none'} of them meets? earlier ones\\.$", caption)
        seen.update(places)
    assert next(captions, None) is None


@pytest.mark.parametrize("stride", range(1, 5))
@pytest.mark.parametrize("dilation", range(1, 5))
@pytest.mark.parametrize("kernel_size", range(1, 8))
def test_counts_are_even_away_from_the_edges_exactly_where_it_is_said(
    kernel_size: int, stride: int, dilation: int
) -> None:
    axis = Axis(kernel_size, stride, dilation, 0, 0)
    n = 2 * axis.extent + stride
    params = ConvTranspose2d((1, kernel_size), (1, stride), 0, 0, (1, dilation))
    counts = ones(params, (1, n)).counts()[0, 0]
    inner = counts[axis.extent : len(counts) - axis.extent]
    assert len(inner) >= stride
    assert is_even(axis) == (len(set(inner.tolist())) == 1)
    caption = " ".join(verdicts(ones(params, (1, n))))
    assert ("the same number" in caption) == is_even(axis)
    assert ("no product at all" in caption) == (0 in inner)
    if "neighbouring" in caption:
        assert (inner[1:] != inner[:-1]).all()


@given(examples())
def test_what_is_said_of_the_counts_holds_for_the_counts_that_are_shown(example: Example) -> None:
    trace, _ = example.played("overlap")
    layer = example.layer
    counts = trace.crop(trace.counts())[0]
    inner = counts
    for index, axis in enumerate(layer.axes):
        # A cell lies inside if inputs before the first and after the last could not reach it.
        at = np.arange(counts.shape[index]) + axis.lo
        n = layer.input_size[index]
        inside = (at > axis.extent - 1 - axis.stride) & (at < n * axis.stride)
        inside &= (at >= 0) & (at < axis.canvas_size(n))
        inner = inner.compress(inside, axis=index)
    said = verdicts(trace)
    if len(said) == 1:
        if "the same number" in said[0]:
            assert len(set(inner.ravel().tolist())) <= 1
        if "larger maps" not in said[0] and "the same number" not in said[0]:
            assert len(set(inner.ravel().tolist())) > 1
        if "no product at all" in said[0] and "larger maps" not in said[0]:
            assert 0 in inner
        for number in said[0].rpartition("(")[2].strip(").").replace(" or ", ", ").split(", "):
            if "(" in said[0] and " to " not in number:
                assert int(number) in inner
    else:
        for sentence, index in zip(said, (1, 0), strict=True):  # rows first: along a column
            lines = {tuple(line) for line in np.moveaxis(inner, index, 0).tolist()}
            values = [set(line) for line in lines]
            if "the same number" in sentence:
                assert all(len(v) <= 1 for v in values)
            elif "larger maps" not in sentence and inner.any():
                assert any(len(v) > 1 for v in values)


@pytest.mark.parametrize(
    ("options", "captions"),
    [
        (
            {"kernel_size": 3, "stride": 2, "input_size": 4},
            [
                "kernel_size 3 is not divisible by stride 2: neighbouring cells get different numbers "
                "of products, a checkerboard (1, 2 or 4)"
            ],
        ),
        (
            {"kernel_size": 4, "stride": 2, "input_size": 4},
            [
                "kernel_size 4 is divisible by stride 2: away from the edges every cell gets the same "
                "number of products (4)"
            ],
        ),
        (
            {"kernel_size": (3, 4), "stride": 2, "input_size": 4},
            [
                "rows: kernel_size 3 is not divisible by stride 2: neighbouring rows get different "
                "numbers of products, stripes",
                "columns: kernel_size 4 is divisible by stride 2: away from the edges every column gets "
                "the same number of products",
            ],
        ),
        (
            {"kernel_size": 4, "stride": 2, "dilation": 2, "input_size": 5},
            [
                "stride 2 and dilation 2 have a common factor: some cells get no product at all, "
                "a checkerboard (0 or 16)"
            ],
        ),
        (
            {"kernel_size": 3, "stride": 2, "input_size": 1},
            [
                "kernel_size 3 is not divisible by stride 2: on larger maps neighbouring cells get "
                "different numbers of products"
            ],
        ),
    ],
)
def test_the_closing_captions(options: dict[str, Any], captions: list[str]) -> None:
    storyboard = tconv_anim.animate(view="overlap", **options).storyboard
    end = [k.caption for k in storyboard.keyframes if k.step == storyboard.steps + 1]
    assert end[-len(captions) :] == [f"{caption}." for caption in captions]


def test_the_window_of_a_dilated_kernel_is_outlined_on_the_maps_of_its_group_only() -> None:
    a = tconv_anim.animate(view="overlap", kernel_size=2, dilation=2, groups=2, input_size=2)
    window = a.storyboard.at_step(6)["window/count/1"]
    assert isinstance(window, Outline)
    assert (window.row, window.col, window.rows, window.cols) == (0, 1, 3, 3)
    assert "window/count/0" in a.storyboard.at_step(1)
    assert "window/count/1" not in a.storyboard.at_step(1)


def test_without_numbers_the_output_is_the_checkerboard_and_a_file_of_it_can_be_made_again() -> None:
    asked: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 2, "view": "overlap"}
    animation = tconv_anim.animate(**asked, in_channels=2)
    trace = animation.trace
    assert isinstance(trace, Trace)
    assert (trace.output == trace.crop(trace.counts())).all()
    again, _ = Recipe.from_json(animation.recipe.to_json())
    assert again == animation.recipe
    assert all(map(np.array_equal, again.tensors[:2], animation.recipe.tensors[:2]))
    for said in (
        {"seed": 0},
        {"weight": [[1, 2], [3, 4]], "kernel_size": 2},
        {"input": [[5]], "input_size": 1},
    ):
        seeded = Recipe(**(asked | said))
        usual = Recipe(**(asked | said | {"view": "scatter"}))
        assert all(map(np.array_equal, seeded.tensors[:2], usual.tensors[:2]))
        again, _ = Recipe.from_json(seeded.to_json())
        assert all(map(np.array_equal, seeded.tensors[:2], again.tensors[:2]))
    assert "--seed 0" in Recipe(**asked, seed=0).command()
    assert "--seed" not in Recipe(**asked).command()
