"""Layers that PyTorch can't say: cut differently at both ends, added to, with the kernel reversed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.layer.frameworks import FRAMEWORKS, PYTORCH
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.trace.trace import Trace, record
from tconv_anim.views import SINGLE, TRANSPOSED, VIEWS, Look
from tests import functional
from tests.layers import pairs
from tests.pages import assert_ends_on_the_output, assert_page_is_tidy

REVERSED = replace(PYTORCH, key="reversed", flip=True)

FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Layers with any cuts, also negative ones, and with the kernel reversed or not."""
    cut = st.tuples(st.integers(-2, 3), st.integers(-2, 3))
    kernel, size = draw(pairs(1, 3)), draw(pairs(1, 3))
    padding = draw(cut | st.integers(0, 2)), draw(cut | st.integers(0, 2))
    params = ConvTranspose2d(kernel, draw(pairs(1, 3)), padding, 0, draw(pairs(1, 2)))
    random = np.random.default_rng(draw(st.integers(0, 999)))
    x, w = random.integers(-9, 10, (1, *size)), random.integers(-9, 10, (1, 2, *kernel))
    try:
        return record(params, x, w, [3, -1], draw(st.sampled_from([PYTORCH, REVERSED])))
    except InputError:
        assume(False)
        raise


def cut_by_hand(trace: Trace) -> Any:
    """The output by whole-array NumPy: the uncut canvas of the (reversed) kernel, sliced and zero-padded."""
    p = trace.params
    flip = trace.layer.framework.flip
    weight = trace.weight[..., ::-1, ::-1] if flip else trace.weight
    canvas = functional.conv_transpose2d(trace.input, weight, None, p.stride, dilation=p.dilation)
    far = np.pad(canvas, ((0, 0), (9, 9), (9, 9)))
    (top, bottom), (left, right) = ((c, c) if isinstance(c, int) else c for c in p.padding)
    cut = far[:, 9 + top : far.shape[1] - 9 - bottom, 9 + left : far.shape[2] - 9 - right]
    return cut + np.array([3, -1])[:, None, None]


@settings(deadline=None)
@given(traces())
def test_the_output_is_the_canvas_cut_as_it_was_told(trace: Trace) -> None:
    assert np.array_equal(trace.output, cut_by_hand(trace))


@pytest.mark.parametrize("view", [view for view in SINGLE if view in TRANSPOSED and view != "compare"])
@FEW
@given(trace=traces())
def test_every_view_ends_on_that_output(view: str, trace: Trace) -> None:
    storyboard = VIEWS[view](trace, Look())
    assert_ends_on_the_output(storyboard, trace)


@pytest.mark.parametrize("view", ["scatter", "gather"])
@FEW
@given(trace=traces())
def test_nothing_leaves_the_page(view: str, trace: Trace) -> None:
    assert_page_is_tidy(VIEWS[view](trace, Look()))


@given(traces())
@FEW
def test_taps_of_the_gather_view_add_up_to_the_output_without_its_bias(trace: Trace) -> None:
    storyboard = VIEWS["gather"](trace, Look(cell=24))
    for keyframe, seen in storyboard.states():
        if not 1 <= keyframe.step <= storyboard.steps:
            continue
        taps = [e for e in seen.values() if isinstance(e, Cell) and e.role in ("tap", "tap-input")]
        (place,) = {tuple(map(int, tap.goes_to.split("/")[1:])) for tap in taps}
        total = sum(int(tap.text) * int(tap.note.removeprefix("×")) for tap in taps)
        assert total == trace.output[place] - trace.bias[place[0]]  # type: ignore[index]


VECTOR: dict[str, Any] = {"input": [1, 2, 3], "weight": [1, 10, 100], "stride": 2, "dims": 1}


@pytest.mark.parametrize(
    ("options", "output"),
    [
        ({"padding": 1, "output_padding": 1}, [10, 102, 20, 203, 30, 300]),
        ({"framework": "keras-same"}, [1, 10, 102, 20, 203, 30]),
        ({"framework": "jax-same"}, [100, 10, 201, 20, 302, 30]),
        ({"framework": "onnx-upper"}, [1, 10, 102, 20, 203, 30]),
        ({"framework": "onnx-lower"}, [10, 102, 20, 203, 30, 300]),
        ({"framework": "keras-valid"}, [1, 10, 102, 20, 203, 30, 300]),
        ({"framework": "jax-valid"}, [100, 10, 201, 20, 302, 30, 3]),
        ({"padding": (2, 0)}, [102, 20, 203, 30, 300]),
        ({"padding": ((0, -1),)}, [1, 10, 102, 20, 203, 30, 300, 0]),
    ],
)
def test_the_vector_that_tells_them_apart(options: dict[str, Any], output: list[int]) -> None:
    animation = tconv_anim.animate(**VECTOR, **options)
    assert animation.trace.output.tolist() == [output]
    last = animation.storyboard.at_step(None)
    shown = [last[f"output/0/{x}"] for x in range(len(output))]
    assert [cell.text for cell in shown if isinstance(cell, Cell)] == [str(value) for value in output]


def test_the_header_says_whose_way_it_is_and_what_is_added_is_outlined() -> None:
    animation = tconv_anim.animate(kernel_size=2, stride=3, input_size=2, framework="jax-same")
    seen = animation.storyboard.at_step(None)
    assert getattr(seen["subtitle"], "text", "") == "k=2, s=3, JAX SAME: 2×2 → 6×6"
    assert {"added/output/0/rows", "added/output/0/cols", "heading/legend/added"} <= seen.keys()
    assert getattr(seen["note/kernel/0/0"], "text", "") == "reversed where it lands"
    assert animation.recipe.name == "tconv-k2-s3-p0-jax-same-i2-scatter"
    both = tconv_anim.animate(padding=((-1, 0), (-2, 1))).storyboard.at_step(None)
    assert {"added/output/0/top", "added/output/0/left"} <= both.keys()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"framework": "keras-same", "padding": 1},
            "padding is .1. and framework is",
        ),
        ({"framework": "jax-same", "output_padding": 1, "stride": 2}, "output_padding is '1' and framework"),
        ({"framework": "caffe"}, "framework takes one of pytorch"),
        ({"framework": "jax-same", "view": "compare"}, "framework is 'jax-same' and view is 'compare'"),
        ({"padding": ((1, 2, 3), 0)}, "two integers for start and end"),
        ({"padding": (-1, 0)}, "padding is -1: each of padding must be at least 0"),
        ({"padding": ((9, 0), 0)}, "the output would be -4 cells high"),
    ],
)
def test_what_a_framework_does_not_take_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        tconv_anim.animate(**options)


def test_every_framework_has_a_name_of_its_own() -> None:
    assert len({framework.name for framework in FRAMEWORKS.values()}) == len(FRAMEWORKS)
    assert all(key == framework.key for key, framework in FRAMEWORKS.items())
