"""A layer from a line of code, or from a line of ``print(model)``: read, never run."""

import ast
import re
from collections.abc import Mapping
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import Pair
from tconv_anim.sources import meaning
from tconv_anim.sources.call import LONGEST_LINE, Call, UnknownNamesError, calls, value
from tconv_anim.sources.found import Found
from tconv_anim.sources.signatures import ONNX_BIAS, Signature, signature
from tconv_anim.sources.written import with_activation, written

_CHANNELS = {
    "in_channels": "in_channels",
    "out_channels": "out_channels",
    "in_features": "in_channels",
    "out_features": "out_channels",
    "features": "out_channels",
    "filters": "out_channels",
}
"""What frameworks call the number of channels, and we."""

_ASIDE = ("input", "weight", "lhs", "rhs", "weight_attr", "data_format", "dimension_numbers", "activation")
"""Arguments that say nothing that is shown."""

_UNUSUAL = {"input_dilation": 1, "lhs_dilation": 1}
"""Arguments that must be as usual, if they are there."""


def pasted(line: str, where: Mapping[str, int], kernel_size: Pair | None = None) -> Found:
    """The one convolution in ``line``, a transposed one if there is one.

    ``where`` gives the numbers that names in it stand for, ``kernel_size`` that of a line without. Raises
    :class:`InputError` for what can't be shown, or can't be known without running it.
    """
    if len(line) > LONGEST_LINE:
        raise InputError(f"layer is a text of {len(line):,} characters: give $layer a line of code")
    found = [(call, known) for call in _read(line) if (known := signature(call))]
    found = [one for one in found if not one[1].direct] or found
    if not found:
        raise InputError(
            f"layer is {shown(line.strip())}, which calls no convolution that is known: "
            "$layer takes one like nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2)"
        )
    if len(found) > 1:
        raise InputError(f"layer has {len(found)} convolutions: give $layer one of them")
    return called(*found[0], where, kernel_size)


def called(call: Call, known: Signature, where: Mapping[str, int], kernel_size: Pair | None = None) -> Found:
    """The layer that a call makes."""
    said, unknown = _arguments(call, known, where)
    if unknown:
        raise UnknownNamesError(unknown)
    dims = known.dims or _dims(said, kernel_size)
    bias = said.pop(known.bias, known.biased)
    activation = said.pop("activation", None)
    silent = {known.bias: bias} if known.biased and not bias else {}
    line = written(call.name, **{**said, **silent})
    channels = {_CHANNELS[name]: said.pop(name) for name in list(said) if name in _CHANNELS}
    for name, usual in _UNUSUAL.items():
        given = said.pop(name, None)
        if given is not None and {*(given if isinstance(given, tuple) else (given,))} != {usual}:
            raise InputError(f"{name} spreads the input, which isn't shown: give $layer one without it")
    arguments = {known.renamed.get(name, name): one for name, one in said.items() if one is not None}
    for name in ("kernel_shape", "kernel_size"):
        if known.meaning == "onnx" or name == "kernel_size":
            if arguments.get(name) is None and kernel_size is not None:
                arguments[name] = kernel_size[2 - dims :]
            break
    asks = (
        ["input_size"]
        if {"kernel_size", "kernel_shape"} & arguments.keys()
        else ["kernel_size", "input_size"]
    )
    meant = getattr(meaning, known.meaning)(dims, **arguments, direct=known.direct)
    return Found(
        call.label,
        line,
        {**meant.options, **{name: number for name, number in channels.items() if number is not None}},
        tuple(asks),
        known.direct,
        min(dims, 2),
        bias not in (None, False),
        cut=meant.cut,
        remark=with_activation(activation if isinstance(activation, str) else None),
    )


def _arguments(call: Call, known: Signature, where: Mapping[str, int]) -> tuple[dict[str, Any], list[str]]:
    """The arguments that matter, by their names, and the names in them whose numbers nobody gave."""
    if "**" in call.named or any(isinstance(one, ast.Starred) for one in call.given):
        raise InputError(f"{call.last} is called with * or **: write its arguments out in $layer")
    if len(call.given) > len(known.positional):
        raise InputError(
            f"{call.last} has {len(call.given)} arguments without a name and takes {len(known.positional)}: "
            "let $layer name them"
        )
    given = dict(zip(known.positional, call.given, strict=False))
    if twice := given.keys() & call.named.keys():
        raise InputError(f"{min(twice)} is given twice in this line: give it once in $layer")
    said: dict[str, Any] = {}
    unknown: list[str] = []
    for name, node in {**given, **call.named}.items():
        if name not in known.known or (name in _ASIDE and name != "activation"):
            continue
        try:
            said[name] = value(node, where)
        except UnknownNamesError as error:
            if name == "activation":
                continue
            if name == known.bias:  # whether there is one: something is there
                said[name] = True
            else:
                unknown += [one for one in error.names if one not in unknown]
        except InputError:
            if name not in ("activation", known.bias):
                raise
            said[name] = True if name == known.bias else None
    return said, unknown


def _dims(said: Mapping[str, Any], kernel_size: Pair | None) -> int:
    """How many dimensions a layer has whose name doesn't say it."""
    for name, each in (
        ("kernel_size", 1),
        ("kernel_shape", 1),
        ("strides", 1),
        ("window_strides", 1),
        ("dilations", 1),
        ("output_shape", 1),
        ("pads", 2),
    ):
        if isinstance(said.get(name), tuple):
            return len(said[name]) // each
    if kernel_size is None and isinstance(said.get("kernel_size"), int):
        return 1
    return 2


_NODE = re.compile(
    r"(?:\[([^\]]*)\]\s*)?([\w.:/\"]+)\s*=\s*(?:[\w.]+\.)?(ConvTranspose|Conv)\s*(?:<(.*)>)?\s*\(([^()]*)\)\s*",
    re.DOTALL,
)
"""A node as ONNX prints it: ``y = ConvTranspose <strides: ints = [2, 2]> (x, w)``."""

_ATTRIBUTE = re.compile(r"(\w+)\s*(?::\s*\w+)?\s*=")


def _word(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _read(line: str) -> list[Call]:
    if node := _NODE.fullmatch(line.strip()):
        label, output, name, attributes, inputs = node.groups()
        attributes = _ATTRIBUTE.sub(r"\1=", attributes or "")
        [call] = calls(f"onnx.{name}({attributes})")
        has_bias = len([one for one in inputs.split(",") if one.strip()]) > 2
        named = {**call.named, ONNX_BIAS: ast.Constant(has_bias)}
        return [call._replace(label=(label or output).strip('"'), named=named)]
    found = list(calls(line))
    for at, call in enumerate(found):
        if call.last == "make_node" and call.given and isinstance(call.given[0], ast.Constant):
            inputs = call.given[1] if len(call.given) > 1 else None
            has_bias = isinstance(inputs, ast.List | ast.Tuple) and len(inputs.elts) > 2
            named = {**call.named, ONNX_BIAS: ast.Constant(has_bias)}
            found[at] = call._replace(name=f"onnx.{_word(call.given[0])}", given=(), named=named)
    return found
