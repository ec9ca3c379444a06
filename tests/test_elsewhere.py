"""Layers as code of other frameworks: only where those give the same output."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.layer.code import keras, pytorch
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.trace.trace import Trace, record
from tests.layers import Example, examples, layers
from tests.test_cuts import traces


def as_example(trace: Trace) -> Example:
    return Example(trace.layer, trace.input, trace.weight, trace.bias)


@pytest.mark.torch
@settings(deadline=None)
@given(examples() | traces().map(as_example))
def test_pytorchs_line_makes_the_same_output(example: Example) -> None:
    import torch

    layer = example.layer
    line = pytorch(layer)
    if line.startswith("#"):
        assert any(axis.flip or axis.hi > axis.lo or axis.lo < 0 or axis.hi != axis.lo for axis in layer.axes)
        return
    module = eval(line, {"torch": torch}).double()
    row = "1d" in line
    weight = torch.tensor(example.weight).double()
    bias = np.zeros(layer.out_channels) if example.bias is None else example.bias
    with torch.no_grad():
        module.weight[:] = weight[:, :, 0] if row else weight
        module.bias[:] = torch.tensor(bias)
        x = torch.tensor(example.input).double()[None]
        theirs = module(x[:, :, 0])[:, :, None] if row else module(x)
    trace = record(layer.params, example.input, example.weight, example.bias, layer.framework)
    assert np.allclose(theirs[0].numpy(), trace.output)


@pytest.mark.torch
@settings(deadline=None)
@given(examples())
def test_pytorchs_line_of_a_convolution_makes_the_same_output(example: Example) -> None:
    import torch

    trace = example.conv_trace
    module = eval(pytorch(trace.layer), {"torch": torch}).double()
    row = isinstance(module, torch.nn.Conv1d)
    weight, x = torch.tensor(trace.weight).double(), torch.tensor(trace.input).double()[None]
    bias = np.zeros(trace.layer.out_channels) if trace.bias is None else trace.bias
    with torch.no_grad():
        module.weight[:] = weight[:, :, 0] if row else weight
        module.bias[:] = torch.tensor(bias)
        theirs = module(x[:, :, 0])[:, :, None] if row else module(x)
    assert np.allclose(theirs[0].numpy(), trace.output)


def test_one_dimension_is_told_as_such() -> None:
    row = tconv_anim.animate(dims=1, stride=2, padding=1).recipe.layer
    assert pytorch(row) == "torch.nn.ConvTranspose1d(1, 1, kernel_size=3, stride=2, padding=1)"
    valid = tconv_anim.animate(dims=1, stride=2).recipe.layer
    assert keras(valid) == 'keras.layers.Conv1DTranspose(1, 3, padding="valid", strides=2)'
    direct = tconv_anim.animate(dims=1, view="conv", input_size=5).recipe.layer
    assert pytorch(direct) == "torch.nn.Conv1d(1, 1, kernel_size=3)"
    assert keras(direct) == 'keras.layers.Conv1D(1, 3, padding="valid")'
    same = tconv_anim.animate(kernel_size=3, stride=2, framework="keras-same").recipe.layer
    assert keras(same) == 'keras.layers.Conv2DTranspose(1, 3, padding="same", strides=2)'
    assert pytorch(same).startswith("# PyTorch: ConvTranspose2d can't cut 0 at the start and 1 at the end")


@given(layers())
def test_keras_line_is_there_only_where_its_output_is_the_same(layer: Layer) -> None:
    line = keras(layer)
    if line.startswith("#"):
        return
    mode = re.findall('padding="(.*?)"', line)[0]
    for axis, n, size in zip(layer.axes, layer.input_size, layer.output_shape[1:], strict=True):
        # What Keras documents of its sizes.
        room = max(axis.extent - axis.stride, 0) if mode == "valid" else 0
        assert size == n * axis.stride + room
        assert mode == "same" or axis.lo == 0


def test_keras_is_told_of_as_people_write_it() -> None:
    def line(**options: int) -> str:
        return keras(Layer(ConvTranspose2d(**options), (3, 3)))

    assert line(kernel_size=3) == 'keras.layers.Conv2DTranspose(1, 3, padding="valid")'
    same = 'keras.layers.Conv2DTranspose(1, 4, padding="same", strides=2)'
    assert line(kernel_size=4, stride=2, padding=1) == same
    assert line(kernel_size=3, stride=2, padding=1).endswith("cuts 1 at the start and 1 at the end")
    assert "no dilation_rate together" not in line(kernel_size=3, dilation=2)
    assert (
        line(kernel_size=3, dilation=2)
        == 'keras.layers.Conv2DTranspose(1, 3, padding="valid", dilation_rate=2)'
    )
    assert line(kernel_size=3, dilation=2, stride=2).endswith("no dilation_rate together with strides")
