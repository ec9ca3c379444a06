"""Independent referees: NumPy on whole arrays, ONNX Runtime, PyTorch. All must give the trace's output."""

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import assume, given, settings
from numpy.typing import NDArray

from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace.trace import record
from tests import functional
from tests.layers import Example, examples


def onnx_conv_transpose(example: Example) -> NDArray[Any]:
    p = example.layer.params
    # ONNX has output_padding as ours, and pads at the start and at the end of each axis.
    inputs = {"x": example.input[None], "w": example.weight}
    if example.bias is not None:
        inputs["b"] = example.bias
    node = onnx.helper.make_node(
        "ConvTranspose",
        list(inputs),
        ["y"],
        kernel_shape=p.kernel_size,
        strides=p.stride,
        pads=[*p.padding, *p.padding],
        output_padding=p.output_padding,
        dilations=p.dilation,
        group=p.groups,
    )
    declared = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, value.shape)
        for name, value in inputs.items()
    ]
    result = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    graph = onnx.helper.make_graph([node], "layer", declared, [result])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    output: NDArray[Any] = session.run(None, {k: v.astype(np.float32) for k, v in inputs.items()})[0][0]
    return output


def torch_conv_transpose(example: Example) -> NDArray[Any]:
    import torch

    p = example.layer.params
    bias = None if example.bias is None else torch.tensor(example.bias).double()
    output: NDArray[Any] = torch.nn.functional.conv_transpose2d(
        torch.tensor(example.input).double()[None],
        torch.tensor(example.weight).double(),
        bias,
        p.stride,
        p.padding,
        p.output_padding,
        p.groups,
        p.dilation,
    )[0].numpy()
    return output


def output_of(example: Example) -> NDArray[Any]:
    return record(example.layer.params, example.input, example.weight, example.bias).output


@given(examples() | examples(floats=True))
def test_whole_array_numpy_gives_the_same_output(example: Example) -> None:
    p = example.layer.params
    expected = functional.conv_transpose2d(
        example.input,
        example.weight,
        example.bias,
        p.stride,
        p.padding,
        p.output_padding,
        p.groups,
        p.dilation,
    )
    output = output_of(example)
    assert output.dtype == expected.dtype
    assert np.array_equal(output, expected)


@settings(deadline=None)
@given(examples() | examples(floats=True))
def test_onnx_runtime_gives_the_same_output(example: Example) -> None:
    p = example.layer.params
    # ONNX Runtime refuses output_padding that reaches the stride; PyTorch is the referee there.
    assume(all(op < s for op, s in zip(p.output_padding, p.stride, strict=True)))
    assert np.array_equal(output_of(example), onnx_conv_transpose(example))


@pytest.mark.torch
@settings(deadline=None, max_examples=300)
@given(examples() | examples(floats=True))
def test_pytorch_gives_the_same_output(example: Example) -> None:
    assert np.array_equal(output_of(example), torch_conv_transpose(example))


@pytest.mark.torch
def test_exactly_the_layers_that_pytorch_takes_are_legal() -> None:
    import torch

    x, w = torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2)
    for s, p, op, d in np.ndindex(4, 4, 5, 4):
        try:
            theirs = tuple(torch.nn.functional.conv_transpose2d(x, w, None, s, p, op, 1, d).shape[2:])
        except RuntimeError:
            theirs = None
        try:
            ours = ConvTranspose2d(2, s, p, op, d).output_size(2)
        except ValueError:
            ours = None
        assert ours == theirs, f"stride {s}, padding {p}, output_padding {op}, dilation {d}"


@pytest.mark.torch
def test_output_size_finds_what_pytorchs_argument_finds() -> None:
    import torch

    for s, p, d, size in np.ndindex(3, 2, 2, 12):
        ours: tuple[int, ...] | None
        layer = torch.nn.ConvTranspose2d(1, 1, 3, s + 1, p, dilation=d + 1)
        try:
            theirs = tuple(layer(torch.ones(1, 1, 3, 3), output_size=(size, size)).shape[2:])
        except (RuntimeError, ValueError):
            theirs = None
        try:
            found = ConvTranspose2d(3, s + 1, p, 0, d + 1).with_output_size(3, size)
            ours = found.output_size(3)
        except ValueError:
            ours = None
        assert ours == theirs, f"stride {s + 1}, padding {p}, dilation {d + 1}, output_size {size}"


@given(examples())
def test_the_transposed_convolution_is_the_adjoint_of_the_direct_one(example: Example) -> None:
    """<conv x, y> = <x, convT y> with the same weight, for x of the transposed layer's output size."""
    p = example.layer.params
    assume(all(op < s for op, s in zip(p.output_padding, p.stride, strict=True)))
    x = np.arange(np.prod(example.layer.output_shape)).reshape(example.layer.output_shape) % 7 - 3
    direct = functional.conv2d(
        x, example.weight, stride=p.stride, padding=p.padding, dilation=p.dilation, groups=p.groups
    )
    conv = Conv2d(p.kernel_size, p.stride, p.padding, p.dilation, p.groups)
    assert direct.shape[1:] == conv.output_size(x.shape[1:])
    assert conv.transpose(x.shape[1:]) == p
    back = record(p, example.input, example.weight).output
    assert (direct * example.input).sum() == (x * back).sum()


@pytest.mark.torch
@settings(deadline=None)
@given(examples())
def test_pytorch_gives_the_same_direct_convolution(example: Example) -> None:
    import torch

    p = example.layer.params
    x = np.arange(np.prod(example.layer.output_shape)).reshape(example.layer.output_shape) % 7 - 3
    ours = functional.conv2d(x, example.weight, None, p.stride, p.padding, p.dilation, p.groups)
    theirs = torch.nn.functional.conv2d(
        torch.tensor(x).double()[None],
        torch.tensor(example.weight).double(),
        None,
        p.stride,
        p.padding,
        p.dilation,
        p.groups,
    )
    assert np.array_equal(ours, theirs[0].numpy())
