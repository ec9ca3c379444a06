"""A layer as Keras's: all the ways that Keras has, tried one after the other."""

from itertools import repeat

from tconv_anim.layer.axis import Axis, Pair, ends
from tconv_anim.layer.code import words
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.frameworks import KERAS_SAME, KERAS_VALID, keras_cut
from tconv_anim.layer.geometry import Layer

Way = tuple[str, tuple[int, ...] | None]
"""A padding mode and an output_padding along each axis, or None."""


def keras(layer: AnyLayer, biased: bool = False) -> str:
    """The layer as Keras's, or as a comment on why there is none.

    Keras takes no cuts but those of its two modes, which an output_padding below the stride changes. Its
    transposed layers have no groups, and no dilation together with a stride.
    """
    p, dilation = layer.params, words.dilations(layer)
    stride = p.stride
    name = words.name(layer, "Conv{}D", "Conv{}DTranspose")
    if p.groups != 1 and not isinstance(layer, ConvLayer):
        return f"# Keras: {name} has no groups"
    if max(stride) > 1 and max(dilation) > 1:
        return f"# Keras: {name} takes no dilation_rate together with strides"
    if isinstance(layer, ConvLayer):
        way = _direct_way(layer)
        if way is None:
            return f'# Keras: neither padding="valid" nor "same" pads {words.padded(layer)}'
    else:
        way = _way(layer)
        if way is None:
            return f"# Keras: {name} can't {words.wanted(layer)}"
    mode, op = way
    line = [str(layer.out_channels), words.short(p.kernel_size), f'padding="{mode}"']
    line += words.said((("strides", stride, 1),))
    line += [f"output_padding={words.short(op)}"] if op is not None else []
    line += words.said((("dilation_rate", dilation, 1), ("groups", (p.groups,), 1)))
    line += [] if biased else ["use_bias=False"]
    return f"keras.layers.{name}({', '.join(line)})"


def _way(layer: Layer) -> Way | None:
    axes = words.axes(layer)
    if words.is_reversed(layer):
        return None
    wanted = [(axis.lo, axis.hi) for axis in axes]
    for mode, framework in (("valid", KERAS_VALID), ("same", KERAS_SAME)):
        # Their cuts don't depend on the number of inputs.
        if [framework.rule(axis, 1, 0) for axis in axes] == wanted:
            return mode, None
    for mode in ("valid", "same"):
        # Only one output_padding gives the size, if any does.
        op = tuple(sum(keras_cut(axis.extent, mode, 0)) - axis.lo - axis.hi for axis in axes)
        if all(0 <= one < axis.stride for one, axis in zip(op, axes, strict=True)) and wanted == [
            keras_cut(axis.extent, mode, one) for one, axis in zip(op, axes, strict=True)
        ]:
            return mode, op
    return None


def _direct_way(layer: ConvLayer) -> Way | None:
    p = layer.params
    # What is padded at the end matters only where a window reaches it.
    wanted = [
        (ends(padding)[0], windows)
        for padding, windows in zip(p.padding, layer.output_shape[1:], strict=True)
    ]
    for mode in ("valid", "same"):
        given = map(_padded, words.axes(layer), layer.input_size, repeat(mode))
        if list(given) == wanted:
            return mode, None
    return None


def _padded(axis: Axis, size: int, mode: str) -> Pair:
    """What a mode pads at the start of a direct layer's axis, and how many windows it makes."""
    if mode == "valid":
        return 0, (size - axis.extent) // axis.stride + 1
    windows = -(-size // axis.stride)
    return max((windows - 1) * axis.stride + axis.extent - size, 0) // 2, windows
