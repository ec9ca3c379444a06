"""A layer as the line of code that makes it elsewhere."""

from tconv_anim.layer.frameworks import KERAS_SAME, KERAS_VALID
from tconv_anim.layer.geometry import Layer, Pair


def pytorch(layer: Layer) -> str:
    """The layer as PyTorch's module; what is as usual is left out."""
    p = layer.params
    words = [str(layer.in_channels), str(layer.out_channels), f"kernel_size={_sides(p.kernel_size)}"]
    words += [
        f"{name}={_sides(value)}"
        for name, value, usual in (
            ("stride", p.stride, (1, 1)),
            ("padding", p.padding, (0, 0)),
            ("output_padding", p.output_padding, (0, 0)),
            ("dilation", p.dilation, (1, 1)),
        )
        if value != usual
    ]
    if p.groups != 1:
        words.append(f"groups={p.groups}")
    return f"torch.nn.ConvTranspose2d({', '.join(words)})"


def keras(layer: Layer) -> str:
    """The layer as Keras's, or as a comment on why there is none that cuts the canvas like it.

    Keras takes no cuts but those of its two modes, no groups, and no dilation together with a stride.
    """
    p = layer.params
    if p.groups != 1:
        return "# Keras: Conv2DTranspose has no groups"
    if max(p.stride) > 1 and max(p.dilation) > 1:
        return "# Keras: Conv2DTranspose takes no dilation_rate together with strides"
    for mode, framework in (("valid", KERAS_VALID), ("same", KERAS_SAME)):
        if all(framework.axis(axis, n) == axis for axis, n in zip(p.axes, layer.input_size, strict=True)):
            words = [str(layer.out_channels), _sides(p.kernel_size), f'padding="{mode}"']
            words += [f"strides={_sides(p.stride)}"] if p.stride != (1, 1) else []
            words += [f"dilation_rate={_sides(p.dilation)}"] if p.dilation != (1, 1) else []
            return f"keras.layers.Conv2DTranspose({', '.join(words)})"
    cuts = " and ".join(dict.fromkeys(f"{axis.lo} at the start and {axis.hi} at the end" for axis in p.axes))
    return f'# Keras: neither padding="valid" nor "same" cuts {cuts}'


def _sides(values: Pair) -> str:
    return str(values[0]) if values[0] == values[1] else f"({values[0]}, {values[1]})"
