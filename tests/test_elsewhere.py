"""Layers as code of other frameworks: only where those give the same output."""

import re

from hypothesis import given

from tconv_anim.layer.code import keras, pytorch
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tests.layers import layers


@given(layers())
def test_pytorchs_line_has_all_that_the_layer_has(layer: Layer) -> None:
    name, _, words = pytorch(layer).partition("(")
    assert name == "torch.nn.ConvTranspose2d"
    said = eval(f"dict(zip('ab', ({words.split(', kernel')[0]},)))")
    assert list(said.values()) == [layer.in_channels, layer.out_channels]
    options = eval(f"dict(kernel{words.split(', kernel')[1]}")
    assert ConvTranspose2d(**options) == layer.params


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
