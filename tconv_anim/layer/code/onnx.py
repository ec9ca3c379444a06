"""A layer as a node of ONNX."""

from tconv_anim.layer.axis import ends
from tconv_anim.layer.code import words
from tconv_anim.layer.direct import AnyLayer, ConvLayer


def onnx(layer: AnyLayer, biased: bool = False) -> str:
    """The layer as a node with inputs "x", "w" and, where it is ``biased``, "b", or why there is none.

    pads can't be negative, and ONNX Runtime refuses an output_padding that isn't smaller than the stride.
    """
    p, axes = layer.params, words.axes(layer)
    if isinstance(layer, ConvLayer):
        operator = "Conv"
        pads = [ends(padding) for padding in p.padding]
        op = (0,) * len(axes)
        if min(map(min, pads)) < 0:
            return f"# ONNX: Conv can't pad {words.padded(layer)}"
    else:
        operator = "ConvTranspose"
        op = tuple(max(-axis.hi, 0) for axis in axes)
        pads = [(axis.lo, max(axis.hi, 0)) for axis in axes]
        if words.is_reversed(layer) or any(
            axis.lo < 0 or more >= axis.stride for axis, more in zip(axes, op, strict=True)
        ):
            return f"# ONNX: ConvTranspose can't {words.wanted(layer)}"
    attributes = (
        ("strides", p.stride, 1),
        ("pads", (*(lo for lo, _ in pads), *(hi for _, hi in pads)), 0),
        ("output_padding", op, 0),
        ("dilations", words.dilations(layer), 1),
    )
    line = [f'"{operator}"', '["x", "w", "b"]' if biased else '["x", "w"]', '["y"]']
    line += [f"kernel_shape={list(p.kernel_size)}"]
    line += [f"{name}={list(values)}" for name, values, usual in attributes if set(values) != {usual}]
    line += words.said((("group", (p.groups,), 1),))
    return f"onnx.helper.make_node({', '.join(line)})"
