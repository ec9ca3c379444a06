"""The frameworks' own signatures, as far as they say what a layer is: what stands where in a call."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.sources.call import Call


class Signature(NamedTuple):
    """A function of a framework: the names of what can stand without a name, in order.

    ``meaning`` is the function of :mod:`tconv_anim.sources.meaning` that knows its arguments, ``renamed``
    what that calls those that it calls otherwise. ``dims`` is 0 where only the arguments say it. ``bias`` is
    the argument that says whether there is one, and ``biased`` what is so where it is silent. What is
    ``more`` always has a name.
    """

    meaning: str
    positional: tuple[str, ...]
    dims: int = 0
    direct: bool = False
    bias: str = "bias"
    biased: bool = True
    more: tuple[str, ...] = ()
    renamed: Mapping[str, str] = {}

    @property
    def known(self) -> tuple[str, ...]:
        """All its arguments that matter here, as far as they are known."""
        return (*self.positional, *self.more)


_TORCH = "in_channels out_channels kernel_size stride padding"
_FUNCTIONAL = "input weight bias stride padding"
_KERAS = "filters kernel_size strides padding"
_LAX = {"rhs_dilation": "dilation", "window_strides": "strides", "feature_group_count": "groups"}
_FLAX = {"kernel_dilation": "dilation", "feature_group_count": "groups"}
_ONNX = (
    "kernel_shape",
    "strides",
    "pads",
    "output_padding",
    "output_shape",
    "dilations",
    "group",
    "auto_pad",
    "B",
)

ONNX_BIAS = "B"
"""What the operator calls the bias among its inputs."""

_ROWS: Mapping[str, tuple[Signature, Signature]] = {
    # Each framework's transposed layer, then its direct one.
    "torch": (
        Signature(
            "pytorch", (*_TORCH.split(), "output_padding", "groups", "bias", "dilation", "padding_mode")
        ),
        Signature("pytorch", (*_TORCH.split(), "dilation", "groups", "bias", "padding_mode"), direct=True),
    ),
    "functional": (
        Signature("pytorch", (*_FUNCTIONAL.split(), "output_padding", "groups", "dilation"), biased=False),
        Signature("pytorch", (*_FUNCTIONAL.split(), "dilation", "groups"), direct=True, biased=False),
    ),
    "keras": (
        Signature(
            "keras",
            (*_KERAS.split(), "output_padding", "data_format", "dilation_rate", "activation", "use_bias"),
            bias="use_bias",
        ),
        Signature(
            "keras",
            (*_KERAS.split(), "data_format", "dilation_rate", "groups", "activation", "use_bias"),
            direct=True,
            bias="use_bias",
        ),
    ),
    "paddle": (
        Signature(
            "paddle",
            (*_TORCH.split(), "output_padding", "dilation", "groups", "weight_attr", "bias_attr"),
            bias="bias_attr",
        ),
        Signature(
            "paddle",
            (*_TORCH.split(), "dilation", "groups", "padding_mode", "weight_attr", "bias_attr"),
            direct=True,
            bias="bias_attr",
        ),
    ),
    "mlx": (
        Signature("mlx", (*_TORCH.split(), "dilation", "output_padding", "bias")),
        Signature("mlx", (*_TORCH.split(), "dilation", "groups", "bias"), direct=True),
    ),
    "nnx": (
        Signature(
            "jax",
            ("in_features", "out_features", "kernel_size", "strides"),
            bias="use_bias",
            more=("padding", "kernel_dilation", "use_bias", "transpose_kernel"),
            renamed=_FLAX,
        ),
        Signature(
            "jax",
            ("in_features", "out_features", "kernel_size", "strides"),
            direct=True,
            bias="use_bias",
            more=("padding", "input_dilation", "kernel_dilation", "feature_group_count", "use_bias"),
            renamed=_FLAX,
        ),
    ),
    "linen": (
        Signature(
            "jax",
            ("features", "kernel_size", "strides", "padding", "kernel_dilation", "use_bias"),
            bias="use_bias",
            more=("transpose_kernel",),
            renamed=_FLAX,
        ),
        Signature(
            "jax",
            (
                *("features", "kernel_size", "strides", "padding", "input_dilation", "kernel_dilation"),
                *("feature_group_count", "use_bias"),
            ),
            direct=True,
            bias="use_bias",
            renamed=_FLAX,
        ),
    ),
    "lax": (
        Signature(
            "jax",
            ("lhs", "rhs", "strides", "padding", "rhs_dilation", "dimension_numbers", "transpose_kernel"),
            bias="",
            biased=False,
            more=("use_consistent_padding",),
            renamed=_LAX,
        ),
        Signature(
            "jax",
            (
                *("lhs", "rhs", "window_strides", "padding", "lhs_dilation", "rhs_dilation"),
                *("dimension_numbers", "feature_group_count"),
            ),
            direct=True,
            bias="",
            biased=False,
            renamed=_LAX,
        ),
    ),
    "onnx": (
        Signature("onnx", (), bias=ONNX_BIAS, biased=False, more=_ONNX),
        Signature("onnx", (), direct=True, bias=ONNX_BIAS, biased=False, more=_ONNX),
    ),
}

_REFUSED = ("Separable", "Depthwise", "LocallyConnected", "Deform")


def signature(call: Call) -> Signature | None:
    """Whose function a call is; None where it is no convolution's.

    Raises :class:`InputError` for kinds of convolution that can't be shown.
    """
    parts, last = call.name.lower().split("."), call.last
    if any(word in last for word in _REFUSED):
        raise InputError(f"{last} is another kind of layer: $layer takes transposed and direct convolutions")
    if match := re.fullmatch(r"(?:Lazy|Parametrized)?(ConvTranspose|Conv)([123])d", last):
        mlx = parts[0] in ("mlx", "mx")
        found = _row("mlx" if mlx else "torch", match[1] == "Conv", int(match[2]))
        return found._replace(positional=found.positional[1:]) if last.startswith("Lazy") else found
    if match := re.fullmatch(r"(conv_transpose|conv)([123])d", last):
        return _row("functional", match[1] == "conv", int(match[2]))
    if match := re.fullmatch(r"(?:Conv|Convolution)([123])D(Transpose)?", last):
        whose = "paddle" if "paddle" in parts or parts[:-1] == ["nn"] else "keras"
        return _row(whose, not match[2], int(match[1]))
    if last in ("ConvTranspose", "Conv"):
        if call.named.keys() & {"kernel_shape", "pads", "auto_pad", "group", "dilations"} or "onnx" in parts:
            return _row("onnx", last == "Conv")
        nnx = "nnx" in parts or call.named.keys() & {"in_features", "out_features", "rngs"}
        return _row("nnx" if nnx else "linen", last == "Conv")
    if last == "conv_transpose" and (len(parts) == 1 or "lax" in parts):
        return _row("lax", direct=False)
    if last in ("conv_general_dilated", "conv", "conv_with_general_padding") and "lax" in parts:
        return _row("lax", direct=True)
    return None


def _row(whose: str, direct: bool, dims: int = 0) -> Signature:
    return _ROWS[whose][direct]._replace(dims=dims)
