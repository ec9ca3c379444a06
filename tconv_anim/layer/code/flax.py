"""A layer as Flax's module."""

from tconv_anim.layer.axis import ends
from tconv_anim.layer.code import words
from tconv_anim.layer.code.jax import padding, pairs
from tconv_anim.layer.direct import AnyLayer, ConvLayer


def flax(layer: AnyLayer, biased: bool = False) -> str:
    """The layer as a module of ``flax.nnx``, or a comment on why there is none.

    Its transposed module has no groups. Its direct one has, and can put zeros between inputs: that is a
    transposed convolution with the kernel reversed.
    """
    p = layer.params
    stride, name = p.stride, "Conv"
    options: list[tuple[str, tuple[int, ...]]] = [("strides", stride)]
    if isinstance(layer, ConvLayer):
        pads = str(tuple(ends(padding) for padding in p.padding))
    elif p.groups == 1:
        name, pads = "ConvTranspose", padding(layer)
    elif words.is_reversed(layer):
        options, pads = [("input_dilation", stride)], str(pairs(layer))
    else:
        return "# Flax: nnx.ConvTranspose has no groups, and nnx.Conv can only reverse the kernel"
    ones = (1,) * len(stride)
    options.append(("kernel_dilation", words.dilations(layer)))
    line = [str(layer.in_channels), str(layer.out_channels)]
    line += [f"kernel_size={p.kernel_size}"]
    line += [f"{option}={value}" for option, value in options if value != ones]
    line += [f"padding={pads}", *words.said((("feature_group_count", (p.groups,), 1),))]
    line += ["transpose_kernel=True"] if name == "ConvTranspose" and not words.is_reversed(layer) else []
    line += [] if biased else ["use_bias=False"]
    return f"nnx.{name}({', '.join(line)}, rngs=nnx.Rngs(0))"
