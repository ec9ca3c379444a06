"""A layer as a call of JAX, which can say all of them."""

from tconv_anim.layer.axis import ends
from tconv_anim.layer.code import words
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.frameworks import JAX_SAME, JAX_VALID
from tconv_anim.layer.geometry import Layer

_SPACE = {1: "H", 2: "HW", 3: "DHW"}


def jax(layer: AnyLayer, biased: bool = False) -> str:
    """The layer as a call with an input ``x``, a weight ``w`` and, where it is ``biased``, a bias ``b``.

    What the axes are stands in the line: channels last, as JAX has them unless it is told otherwise.
    conv_transpose has no groups: with those a kernel slides over the input with zeros between, which
    reverses it, so what is not to be reversed is turned beforehand.
    """
    space = _SPACE[len(words.axes(layer))]
    p, dilation = layer.params, words.dilations(layer)
    ones = (1,) * len(space)
    numbers = f'dimension_numbers=("N{space}C", "{space}IO", "N{space}C")'
    if isinstance(layer, ConvLayer):
        pads = tuple(ends(padding) for padding in p.padding)
        call = "conv_general_dilated"
        line = ["x", "w", str(p.stride), str(pads)]
        line += [f"rhs_dilation={dilation}"] if dilation != ones else []
        line += [numbers, *words.said((("feature_group_count", (p.groups,), 1),))]
        axes = ""
    elif p.groups == 1:
        call = "conv_transpose"
        line = ["x", "w", str(p.stride), padding(layer)]
        line += [f"rhs_dilation={dilation}"] if dilation != ones else []
        line += [] if words.is_reversed(layer) else ["transpose_kernel=True"]
        axes = f"  # x: N{space}C, w: {space}{'IO' if words.is_reversed(layer) else 'OI'}"
    else:
        call = "conv_general_dilated"
        flip = "" if words.is_reversed(layer) else f"[{', '.join(['::-1'] * len(space))}]"
        line = ["x", f"w{flip}", str(ones), str(pairs(layer))]
        line += [f"lhs_dilation={p.stride}"]
        line += [f"rhs_dilation={dilation}"] if dilation != ones else []
        line += [numbers, f"feature_group_count={p.groups}"]
        axes = ""
    return f"jax.lax.{call}({', '.join(line)}){' + b' * biased}{axes}"


def padding(layer: Layer) -> str:
    """The mode that cuts as the layer does, or the pairs."""
    for mode, framework in (("SAME", JAX_SAME), ("VALID", JAX_VALID)):
        if all(framework.rule(axis, 1, 0) == (axis.lo, axis.hi) for axis in words.axes(layer)):
            return f'"{mode}"'
    return str(pairs(layer))


def pairs(layer: Layer) -> tuple[tuple[int, int], ...]:
    """The cuts as JAX counts them: what is padded around the input so that a kernel slides over it."""
    return tuple((axis.extent - 1 - axis.lo, axis.extent - 1 - axis.hi) for axis in words.axes(layer))
