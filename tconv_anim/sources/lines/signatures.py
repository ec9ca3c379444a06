"""Whose layer a call is, and what its arguments are called: a table of signatures."""

import ast
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.sources.found import rank
from tconv_anim.sources.lines.code import Call
from tconv_anim.sources.upsampling import interpolating, rearranging, unpooling
from tconv_anim.sources.upsampling.upsampler import Upsampler


class Signature(NamedTuple):
    """A framework's layer, or a function that does the same.

    ``name`` is a pattern of what is called, whose digit, if it has one, says how many dimensions there are.
    ``names`` are those of its arguments, in order, ``more`` those that it takes by name only; ``mine`` tells
    it from others of the same name, and ``prefix`` is what its framework's users write before it. An
    up-sampler is ``made`` of its dimensions, where they are known, and its arguments.
    """

    home: str
    name: str
    direct: bool
    names: tuple[str, ...]
    more: tuple[str, ...] = ()
    mine: Callable[[Call], bool] = lambda call: True
    prefix: str = ""
    made: Callable[..., Upsampler] | None = None

    @property
    def rank(self) -> int:
        """That of its layers."""
        return rank(self.direct, self.made is not None)


def signature(call: Call) -> Signature | None:
    """The layer that a call makes or does, if it is one that is known.

    Raises :class:`InputError` for those that are like one, and can't be shown.
    """
    for name, reason in _REFUSED.items():
        if re.fullmatch(name, call.name):
            raise InputError(f"{call.name} {reason}")
    for row in _ROWS:
        if re.fullmatch(row.name, call.name) and row.mine(call):
            foreign = sorted(call.homes & (_FOREIGN if row.home == "keras" else _FOREIGN | _TENSORFLOW))
            if foreign:
                raise InputError(
                    f"{'.'.join(call.parts)} is a layer of {foreign[0]}, which isn't known here: give $layer "
                    "the same one as PyTorch, Keras, Flax, JAX, ONNX, MLX or Paddle writes it"
                )
            return row
    return None


def dimensions(row: Signature, call: Call) -> int | None:
    """How many dimensions the layer has, where its name says so."""
    match = re.fullmatch(row.name, call.name)
    said = match.groupdict().get("dims") if match else None
    return int(said) if said else None


def _told(homes: str, words: str = "") -> Callable[[Call], bool]:
    """Whether a call is of one of these modules, or has one of these arguments."""
    modules, arguments = frozenset(homes.split()), frozenset(words.split())
    return lambda call: bool(call.homes & modules or call.said & arguments)


def _paddle(call: Call) -> bool:
    """Paddle's names are Keras's; its arguments aren't, and ``nn`` is what its users call the module."""
    own = "in_channels out_channels stride dilation weight_attr bias_attr padding_mode"
    return _told("paddle nn", own)(call) or (len(call.args) > 1 and "kernel_size" in call.said)


def _onnx(call: Call) -> bool:
    """An operator by its attributes, or with inputs called x and w, as its text calls them."""
    inputs = [arg.id for arg in call.args if isinstance(arg, ast.Name)]
    own = "kernel_shape pads auto_pad group dilations output_shape"
    return _told("op onnx", own)(call) or (not call.homes and inputs[:2] in (["x", "w"], ["X", "W"]))


def _nnx(call: Call) -> bool:
    """Flax's newer layers say first how many channels go in."""
    sides = len(call.args) > 2 and isinstance(call.args[2], ast.Tuple | ast.List)
    return _told("nnx", "in_features out_features rngs")(call) or (
        sides and not isinstance(call.args[1], ast.Tuple | ast.List)
    )


def _in_code(call: Call) -> bool:
    """A lazy layer that isn't printed: that has a 0 for the channels that it doesn't know."""
    return not any(isinstance(arg, ast.Constant) and arg.value == 0 for arg in call.args[:1])


def _node_of(operator: str) -> Callable[[Call], bool]:
    return lambda call: any(isinstance(arg, ast.Constant) and arg.value == operator for arg in call.args[:1])


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MODULE, _DIMS = r"(?:Lazy|Parametrized)?", r"(?P<dims>[123])"
_MLX = _told("mlx mx")

_TORCH = _words(
    "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode "
    "device dtype"
)
_TORCH_DIRECT = _words(
    "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode device dtype"
)
_FUNCTION = _words("input weight bias stride padding output_padding groups dilation")
_FUNCTION_DIRECT = _words("input weight bias stride padding dilation groups")

_PADDLE = _words(
    "in_channels out_channels kernel_size stride padding output_padding dilation groups weight_attr "
    "bias_attr data_format"
)
_PADDLE_1D = _words(
    "in_channels out_channels kernel_size stride padding output_padding groups dilation weight_attr "
    "bias_attr data_format"
)
_PADDLE_DIRECT = _words(
    "in_channels out_channels kernel_size stride padding dilation groups padding_mode weight_attr bias_attr "
    "data_format"
)
_PADDLE_FUNCTION = _words("x weight bias stride padding output_padding")
_PADDLE_FUNCTION_MORE = _words("dilation groups output_size data_format name")

_KERAS = _words(
    "filters kernel_size strides padding output_padding data_format dilation_rate activation use_bias"
)
_KERAS_DIRECT = _words(
    "filters kernel_size strides padding data_format dilation_rate groups activation use_bias"
)
_KERAS_MORE = _words(
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint name input_shape batch_input_shape dtype trainable weights autocast"
)

_FLAX_MORE = _words(
    "padding kernel_dilation input_dilation feature_group_count use_bias mask dtype param_dtype precision "
    "kernel_init bias_init transpose_kernel promote_dtype preferred_element_type conv_general_dilated rngs "
    "kernel_metadata bias_metadata name parent conv_general_dilated_cls"
)
_NNX = _words("in_features out_features kernel_size strides")
_LINEN = _words("features kernel_size strides padding kernel_dilation use_bias")
_LINEN_DIRECT = _words(
    "features kernel_size strides padding input_dilation kernel_dilation feature_group_count use_bias"
)

_LAX = _words(
    "lhs rhs strides padding rhs_dilation dimension_numbers transpose_kernel precision "
    "preferred_element_type use_consistent_padding"
)
_LAX_DIRECT = _words(
    "lhs rhs window_strides padding lhs_dilation rhs_dilation dimension_numbers feature_group_count "
    "batch_group_count precision preferred_element_type out_sharding"
)

_NODE = _words("operator inputs outputs name doc_string domain overload")
_OPERATOR = _words(
    "X W B kernel_shape strides pads output_padding output_shape dilations group auto_pad name domain"
)

_RESIZE = _words("size scale_factor mode align_corners recompute_scale_factor antialias")
_RESIZE_MORE = _words("align_mode data_format name")
_ONNX_RESIZE = _words(
    "antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside extrapolation_value "
    "keep_aspect_ratio_policy mode nearest_mode scales sizes"
)
_ONNX_MORE = _words("name domain")

_BILINEAR = partial(interpolating.torch, mode="bilinear", align_corners=True)
"""What PyTorch's old name stands for."""

_ONNX_UPSAMPLE = partial(
    interpolating.onnx, coordinate_transformation_mode="asymmetric", nearest_mode="floor"
)

ONNX = Signature("onnx", r"ConvTranspose", False, _words("x w b"), _OPERATOR, _onnx)
"""ONNX's transposed convolution."""

ONNX_DIRECT = Signature("onnx", r"Conv", True, _words("x w b"), _OPERATOR, _onnx)
"""ONNX's direct convolution."""

ONNX_UPSAMPLERS = {
    "Resize": Signature("onnx", r"Resize", False, _words("X roi"), (*_ONNX_RESIZE, *_ONNX_MORE), _told("op onnx"), made=interpolating.onnx),
    "Upsample": Signature("onnx", r"Upsample", False, ("X",), (*_ONNX_RESIZE, *_ONNX_MORE), _told("op onnx"), made=_ONNX_UPSAMPLE),
    "DepthToSpace": Signature("onnx", r"DepthToSpace", False, ("input",), ("blocksize", "mode", *_ONNX_MORE), made=rearranging.onnx),
    "MaxUnpool": Signature("onnx", r"MaxUnpool", False, _words("X I"), ("kernel_shape", "strides", "pads", *_ONNX_MORE), made=unpooling.onnx),
}  # fmt: skip
"""ONNX's up-samplers, by the name of the operator."""

_ROWS = (
    Signature("mlx", rf"ConvTranspose{_DIMS}d", False, _words("in_channels out_channels kernel_size stride padding dilation output_padding bias"), mine=_MLX, prefix="mlx.nn."),
    Signature("mlx", rf"Conv{_DIMS}d", True, _words("in_channels out_channels kernel_size stride padding dilation groups bias"), mine=_MLX, prefix="mlx.nn."),
    Signature("mlx", rf"conv_transpose{_DIMS}d", False, _words("input weight stride padding dilation output_padding groups"), ("stream",), _MLX, "mx."),
    Signature("mlx", rf"conv{_DIMS}d", True, _words("input weight stride padding dilation groups"), ("stream",), _MLX, "mx."),
    Signature("pytorch", rf"LazyConvTranspose{_DIMS}d", False, _TORCH[1:], _TORCH[:1], _in_code),
    Signature("pytorch", rf"LazyConv{_DIMS}d", True, _TORCH_DIRECT[1:], _TORCH_DIRECT[:1], _in_code),
    Signature("pytorch", rf"{_MODULE}ConvTranspose{_DIMS}d", False, _TORCH),
    Signature("pytorch", rf"{_MODULE}Conv{_DIMS}d", True, _TORCH_DIRECT),
    Signature("pytorch", rf"conv_transpose{_DIMS}d", False, _FUNCTION, prefix="F."),
    Signature("paddle", rf"conv{_DIMS}d_transpose", False, _PADDLE_FUNCTION, _PADDLE_FUNCTION_MORE, _told("F paddle functional"), "F."),
    Signature("paddle", rf"conv{_DIMS}d", True, _words("x weight bias stride padding dilation groups"), ("data_format", "name"), _told("paddle", "x data_format"), "F."),
    Signature("pytorch", rf"conv{_DIMS}d", True, _FUNCTION_DIRECT, prefix="F."),
    Signature("paddle", r"Conv(?P<dims>1)DTranspose", False, _PADDLE_1D, mine=_paddle, prefix="paddle.nn."),
    Signature("paddle", rf"Conv{_DIMS}DTranspose", False, _PADDLE, mine=_paddle, prefix="paddle.nn."),
    Signature("paddle", rf"Conv{_DIMS}D", True, _PADDLE_DIRECT, mine=_paddle, prefix="paddle.nn."),
    Signature("keras", rf"Conv(?:olution)?{_DIMS}DTranspose", False, _KERAS, _KERAS_MORE),
    Signature("keras", rf"Conv(?:olution)?{_DIMS}D", True, _KERAS_DIRECT, _KERAS_MORE),
    Signature("keras", r"conv_transpose", False, _words("inputs kernel strides padding output_padding data_format dilation_rate"), mine=_told("keras ops", "inputs kernel dilation_rate data_format"), prefix="keras.ops."),
    Signature("keras", r"conv", True, _words("inputs kernel strides padding data_format dilation_rate"), mine=_told("keras ops"), prefix="keras.ops."),
    ONNX,
    ONNX_DIRECT,
    Signature("onnx", r"make_node", False, _NODE, _OPERATOR, _node_of("ConvTranspose")),
    Signature("onnx", r"make_node", True, _NODE, _OPERATOR, _node_of("Conv")),
    *(Signature("onnx", r"make_node", False, _NODE, row.more, _node_of(name), made=row.made) for name, row in ONNX_UPSAMPLERS.items()),
    Signature("flax", r"ConvTranspose", False, _NNX, _FLAX_MORE, _nnx, "nnx."),
    Signature("flax", r"Conv", True, _NNX, _FLAX_MORE, _nnx, "nnx."),
    Signature("flax", r"ConvTranspose", False, _LINEN, _FLAX_MORE, prefix="nn."),
    Signature("flax", r"Conv", True, _LINEN_DIRECT, _FLAX_MORE, prefix="nn."),
    Signature("lax", r"conv_transpose", False, _LAX, prefix="lax."),
    Signature("lax", r"conv_general_dilated", True, _LAX_DIRECT, prefix="lax."),
    Signature("lax", r"conv_with_general_padding", True, _words("lhs rhs window_strides padding lhs_dilation rhs_dilation precision preferred_element_type"), prefix="lax."),
    Signature("lax", r"conv", True, _words("lhs rhs window_strides padding precision preferred_element_type"), mine=_told("lax"), prefix="lax."),
    Signature("mlx", r"Upsample", False, _words("scale_factor mode align_corners"), mine=_MLX, prefix="mlx.nn.", made=interpolating.mlx),
    *ONNX_UPSAMPLERS.values(),
    Signature("pytorch", r"Upsample", False, _RESIZE, _RESIZE_MORE, made=interpolating.torch),
    Signature("pytorch", r"interpolate|upsample", False, ("input", *_RESIZE), ("x", *_RESIZE_MORE), prefix="F.", made=interpolating.torch),
    Signature("pytorch", r"UpsamplingNearest2[dD]", False, _RESIZE[:2], ("mode", "data_format", "name"), made=interpolating.torch),
    Signature("pytorch", r"UpsamplingBilinear2[dD]", False, _RESIZE[:2], ("mode", "data_format", "name"), made=_BILINEAR),
    Signature("keras", rf"UpSampling{_DIMS}D", False, _words("size data_format interpolation"), _KERAS_MORE, made=interpolating.keras),
    Signature("pytorch", r"PixelShuffle", False, _words("upscale_factor data_format"), ("name",), made=rearranging.pixel_shuffle),
    Signature("pytorch", r"pixel_shuffle", False, _words("input upscale_factor data_format"), ("x", "name"), prefix="F.", made=rearranging.pixel_shuffle),
    Signature("keras", r"depth_to_space", False, _words("input block_size data_format name"), prefix="tf.nn.", made=rearranging.depth_to_space),
    Signature("pytorch", rf"MaxUn[pP]ool{_DIMS}[dD]", False, _words("kernel_size stride padding data_format output_size name"), made=unpooling.max_unpool),
    Signature("pytorch", rf"max_unpool{_DIMS}d", False, _words("input indices kernel_size stride padding output_size"), ("x", "data_format", "name"), prefix="F.", made=unpooling.max_unpool),
)  # fmt: skip
"""Every layer that is known; of those with the same name the first that says the call is its own."""

_REFUSED: Mapping[str, str] = {
    r"Depthwise(Conv|Convolution)[12]D": "has as many groups as input channels, which it doesn't say: give "
    "$layer the same as Conv2D with groups",
    r"Separable(Conv|Convolution)[12]D": "is two convolutions, one after the other: give $layer the first as "
    "Conv2D with groups, or the second",
    r"conv_general_dilated_(local|patches)|conv_local": "isn't a convolution with one kernel: give $layer one",
}
"""Layers that are like those that are known, by patterns of their names, and why they can't be shown."""

_FOREIGN = frozenset(
    ("eqx", "equinox", "hk", "haiku", "snt", "sonnet", "mindspore", "oneflow", "gluon", "mxnet", "tinygrad")
)
"""Modules whose layers have the same names, and other arguments."""

_TENSORFLOW = frozenset(("tf", "tensorflow"))
"""Keras's home, whose own functions have other arguments than those of the same name."""
