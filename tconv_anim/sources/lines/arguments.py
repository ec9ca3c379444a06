"""A layer's arguments by their names, and what they are worth: those that say what it computes."""

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.sources.lines.code import Call
from tconv_anim.sources.lines.signatures import Signature
from tconv_anim.sources.lines.values import values

_CHANNELS = ("in_channels", "in_features", "out_channels", "out_features", "features", "filters")

_READ = frozenset(
    (
        *_CHANNELS,
        *("kernel_size", "stride", "strides", "window_strides", "padding", "pads", "output_padding"),
        *("dilation", "dilations", "dilation_rate", "kernel_dilation", "rhs_dilation"),
        *("input_dilation", "lhs_dilation", "groups", "group", "feature_group_count", "batch_group_count"),
        *("padding_mode", "auto_pad", "transpose_kernel", "use_consistent_padding"),
        *("kernel_shape", "output_shape", "output_size"),
    )
)
"""Arguments that say what a layer computes."""

_MEANT = frozenset(
    (
        *("size", "scale_factor", "recompute_scale_factor", "mode", "align_corners", "align_mode"),
        *("antialias", "interpolation", "upscale_factor", "block_size", "blocksize", "axes", "scales"),
        *("sizes", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "exclude_outside"),
        *("kernel_size", "stride", "padding", "kernel_shape", "strides", "pads", "output_size"),
    )
)
"""Arguments that say what an up-sampler does."""

_FED = ("input", "indices")
"""What functions that up-sample are given."""

_ASIDE = ("data_format", "dimension_numbers", "input_shape", "batch_input_shape")
"""Arguments that are read where they are literals, and do no harm where they aren't."""

BIAS = {"pytorch": "bias", "mlx": "bias", "paddle": "bias_attr", "keras": "use_bias", "flax": "use_bias"}
"""What says whether a layer has a bias."""


_LONGEST_WORD = 60
"""Characters of an activation that are quoted."""


class Arguments(NamedTuple):
    """``channels`` are those in and out that are known; ``said`` is the rest, by the framework's own names.

    ``operands`` are the names of what a function is given; a layer has none. ``aside`` doesn't change what
    is computed.
    """

    channels: Mapping[str, int]
    said: Mapping[str, Any]
    operands: tuple[str, ...]
    aside: Mapping[str, Any]
    biased: bool
    activation: str | None = None


def arguments(call: Call, row: Signature, where: Mapping[str, int]) -> Arguments:
    """What a call of this signature says; ``where`` has the numbers of names in it."""
    bound = call.bound(row.names)
    unknown = sorted(set(bound) - {*row.names, *row.more})
    if unknown:
        raise InputError(
            f"{call.name} has no {unknown[0]}: give $layer one with some of {', '.join(row.names)}"
        )
    nodes = {name: node for name, node in bound.items() if name in meant(row)}
    if call.use and row.home in ("pytorch", "paddle") and not row.direct:
        names = ("input", *(["indices"] if row.made else []), "output_size")
        later = dict(zip(names, call.use.args, strict=False))
        later |= {word.arg: word.value for word in call.use.keywords if word.arg}
        nodes |= {name: node for name, node in later.items() if name == "output_size"}
    said = {name: value for name, value in values(nodes, where).items() if value is not None}
    if said.get("in_channels") == 0 and call.name.startswith("Lazy"):
        del said["in_channels"]  # so a printed lazy layer says that it doesn't know them
    activation = bound.get("activation")
    return Arguments(
        {name: said.pop(name) for name in _CHANNELS if name in said},
        said,
        _operands(row),
        {name: _literal(bound[name]) for name in _ASIDE if name in bound},
        _biased(row, bound, where),
        None if activation is None else _word(activation),
    )


def meant(row: Signature) -> frozenset[str]:
    """Arguments of such a call that say what it does."""
    return _MEANT & {*row.names, *row.more} if row.made else _READ


def _operands(row: Signature) -> tuple[str, ...]:
    if row.made:
        return tuple(name for name in row.names if name in _FED)
    return () if _makes(row) or row.home == "onnx" else row.names[:2]


def _makes(row: Signature) -> bool:
    """Whether a call makes a layer, with a weight and a bias of its own; a function is given them."""
    return "kernel_size" in row.names


def _biased(row: Signature, bound: Mapping[str, ast.expr], where: Mapping[str, int]) -> bool:
    if row.made:
        return False
    if row.home == "onnx":
        inputs = bound.get("inputs")
        third = inputs.elts[2:3] if isinstance(inputs, ast.List | ast.Tuple) else []
        return "b" in bound or "B" in bound or any(getattr(name, "value", "") for name in third)
    if not _makes(row):
        return "bias" in bound and not _is(bound["bias"], None)
    said = bound.get(BIAS[row.home])
    if said is None or (row.home == "paddle" and not _is(said, False)):
        return True  # Paddle says there how it begins
    try:
        return bool(values({"bias": said}, where)["bias"])
    except InputError:
        return True  # a name that nobody gave a number: something is there


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def _word(node: ast.expr) -> str | None:
    """An activation as a sentence calls it: a word, or the name of what makes it."""
    if isinstance(node, ast.Constant):
        return None if node.value is None else str(node.value)
    text = ast.unparse(node.func if isinstance(node, ast.Call) else node)
    return text.rpartition(".")[2] if len(text) <= _LONGEST_WORD else "a function"
