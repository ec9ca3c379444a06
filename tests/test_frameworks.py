"""The rules of the frameworks, against those that can be run here and against numbers known from the rest."""

import warnings
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from tconv_anim.layer.axis import Axis
from tconv_anim.layer.frameworks import (
    COMPARED,
    JAX_SAME,
    KERAS_SAME,
    ONNX_LOWER,
    ONNX_UPPER,
    PYTORCH,
    Framework,
    onnx_runtime_size,
)
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace.trace import record

onnxruntime.set_default_logger_severity(4)  # it warns of what is tested here


@st.composite
def axes(draw: st.DrawFn) -> tuple[Axis, int, int]:
    """PyTorch's axis, the number of inputs, output_padding (below the stride: ONNX Runtime's limit)."""
    k, s, d, n, p = (draw(st.integers(1, most)) for most in (5, 4, 3, 5, 3))
    op = draw(st.integers(0, s - 1))
    return Axis(k, s, d, p - 1, p - 1 - op), n, op


def numbers(axis: Axis, n: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """An input and a kernel whose every product is told from every other."""
    return np.arange(1, n + 1) * 1000 + 1, np.arange(1, axis.kernel_size + 1) ** 2 + 3


def answer(framework: Framework, given: Axis, n: int, op: int) -> list[float]:
    """The framework's output along one axis, cut from a plain sum of shifted kernels."""
    axis = framework.axis(given, n, op)
    x, w = numbers(axis, n)
    params = ConvTranspose2d((1, axis.kernel_size), (1, axis.stride), 0, 0, (1, axis.dilation))
    canvas = record(params, x[None, None], (w[::-1] if axis.flip else w)[None, None, None]).canvas()[0, 0]
    cells = range(axis.lo, axis.lo + axis.output_size(n))
    return [float(canvas[i]) if 0 <= i < len(canvas) else 0.0 for i in cells]


def onnx_model(axis: Axis, n: int, op: int, auto_pad: str) -> onnx.ModelProto:
    node = onnx.helper.make_node(
        "ConvTranspose",
        ["x", "w"],
        ["y"],
        kernel_shape=[1, axis.kernel_size],
        strides=[1, axis.stride],
        dilations=[1, axis.dilation],
        output_padding=[0, op],
        auto_pad=auto_pad,
    )
    shapes = {"x": (1, 1, 1, n), "w": (1, 1, 1, axis.kernel_size), "y": None}
    x, w, y = (onnx.helper.make_tensor_value_info(k, onnx.TensorProto.FLOAT, v) for k, v in shapes.items())
    graph = onnx.helper.make_graph([node], "layer", [x, w], [y])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)


def feeds(axis: Axis, n: int) -> dict[str, NDArray[Any]]:
    x, w = (array.astype(np.float32)[None, None, None] for array in numbers(axis, n))
    return {"x": x, "w": w}


def onnx_runtime(axis: Axis, n: int, op: int, auto_pad: str) -> list[float]:
    model = onnx_model(axis, n, op, auto_pad).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    output: list[float] = session.run(None, feeds(axis, n))[0][0, 0, 0].tolist()
    return output


def onnx_reference(axis: Axis, n: int, op: int, auto_pad: str) -> list[float]:
    session = ReferenceEvaluator(onnx_model(axis, n, op, auto_pad))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (whole,) = session.run(None, feeds(axis, n))
    output: list[float] = np.asarray(whole)[0, 0, 0].tolist()
    return output


BOTH = pytest.mark.parametrize(
    ("framework", "auto_pad"), [(ONNX_UPPER, "SAME_UPPER"), (ONNX_LOWER, "SAME_LOWER")]
)


def cells_to_cut(axis: Axis, n: int, op: int) -> int:
    return axis.canvas_size(n) + op - n * axis.stride


@BOTH
@given(axes())
def test_onnx_runtime_cuts_the_same(
    framework: Framework, auto_pad: str, drawn: tuple[Axis, int, int]
) -> None:
    assume(cells_to_cut(*drawn) >= 0)
    assert answer(framework, *drawn) == onnx_runtime(*drawn, auto_pad)


@BOTH
@pytest.mark.parametrize(
    ("k", "s", "d", "op"), [(1, 2, 1, 0), (1, 4, 1, 1), (1, 4, 3, 2), (2, 4, 1, 0), (2, 4, 2, 0)]
)
def test_onnx_runtime_adds_nothing_where_the_canvas_is_too_short(
    framework: Framework, auto_pad: str, k: int, s: int, d: int, op: int
) -> None:
    # The operator's text would pad here; if ONNX Runtime comes to do so, the note in frameworks.py is to go.
    axis, n = Axis(k, s, d, 0, -op), 3
    assert cells_to_cut(axis, n, op) < 0
    uncut = Framework("uncut", "", False, lambda axis, n, op: (0, -op))
    assert onnx_runtime(axis, n, op, auto_pad) == answer(uncut, axis, n, op)
    assert len(answer(framework, axis, n, op)) == n * s > axis.canvas_size(n) + op


@BOTH
@given(axes())
def test_onnx_runtimes_size_is_known(
    framework: Framework, auto_pad: str, drawn: tuple[Axis, int, int]
) -> None:
    axis, n, _ = drawn
    assert onnx_runtime_size(axis, n) == len(onnx_runtime(axis, n, 0, auto_pad))


@given(axes())
def test_without_output_padding_onnx_cuts_as_others_do(drawn: tuple[Axis, int, int]) -> None:
    axis, n, _ = drawn
    assume(axis.extent >= axis.stride)
    assert ONNX_UPPER.axis(axis, n) == KERAS_SAME.axis(axis, n)
    # PyTorch as it is told to give as many cells: the odd one restored at the end.
    total = axis.extent - axis.stride
    pytorch = Axis(axis.kernel_size, axis.stride, axis.dilation, -(-total // 2), total // 2)
    assert ONNX_LOWER.axis(axis, n) == PYTORCH.axis(pytorch, n)


@BOTH
@given(axes())
def test_onnxs_own_reference_cuts_and_adds_the_same(
    framework: Framework, auto_pad: str, drawn: tuple[Axis, int, int]
) -> None:
    assert answer(framework, *drawn) == onnx_reference(*drawn, auto_pad)


@given(axes())
def test_the_same_modes_give_a_stride_of_cells_for_every_input(drawn: tuple[Axis, int, int]) -> None:
    axis, n, op = drawn
    for framework in COMPARED[1:]:
        assert framework.axis(axis, n, op).output_size(n) == n * axis.stride


@given(axes())
def test_pytorch_is_as_it_is_told(drawn: tuple[Axis, int, int]) -> None:
    axis, n, op = drawn
    assert PYTORCH.axis(axis, n, op) == axis


@pytest.mark.parametrize(
    ("k", "s", "d", "n", "lo", "hi"),
    [
        (3, 2, 1, 3, 0, 1),  # the odd cell is cut at the end
        (4, 2, 1, 3, 1, 1),
        (5, 2, 1, 3, 1, 2),
        (2, 3, 1, 3, 0, -1),  # the kernel doesn't reach the next window: cells are added at the end
        (3, 2, 2, 3, 1, 2),  # ke = 5
        (3, 1, 1, 4, 1, 1),
    ],
)
def test_keras_and_jax_cut_the_smaller_half_at_the_start(
    k: int, s: int, d: int, n: int, lo: int, hi: int
) -> None:
    given = Axis(k, s, d, 7, 7)
    assert KERAS_SAME.axis(given, n) == Axis(k, s, d, lo, hi)
    assert JAX_SAME.axis(given, n) == Axis(k, s, d, lo, hi, flip=True)
