"""ONNX's nodes as text: as its own printers write them, and as people quote them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown

_OPERATOR = re.compile(
    r"(?:^|=)\s{0,9}(?:onnx::|ai\.onnx\.)?"
    r"(?P<name>ConvTranspose|Conv|Resize|Upsample|DepthToSpace|MaxUnpool)(?=[ <\[(])"
)

_REST = re.compile(
    r"\s{0,9}(?:<(?P<new>[^<>]*)>|\[(?P<old>(?:[^\[\]]|\[[^\[\]]*\])*)\]|(?<=\s))\s{0,9}"
    r"\((?P<inputs>(?:[%\w\"./: -]+(?:,[%\w\"./: -]*)*)?)\)"
)
"""What stands behind an operator: ``<strides: ints = [2, 2]> (x, w)``, or ``[strides = [2, 2]](%x, %w)``."""

_LABEL = re.compile(r"\s*(?:\[(?P<label>[^\]]+)\]\s*)?%?(?P<output>[^\s,:=]+)")
"""What stands before it: ``[name] output``."""

_ATTRIBUTE = re.compile(
    r"(?<!\w)(?P<name>\w{1,40})\s{0,9}(?::\s{0,9}\w{1,40}\s{0,9})?=\s{0,9}"
    r"(?:\[(?P<many>[^\]]{0,400})\]|[bu]?[\"'](?P<text>[^\"']{0,100})[\"']|(?P<one>[\w.-]{1,40}))"
)

_DECIMAL = re.compile(r"-?\d{1,9}\.\d{0,17}")
_INTEGER = re.compile(r"-?\d{1,9}")


class Node(NamedTuple):
    """A node: its name (or its output's), the operator, its attributes, and whether it has a bias."""

    label: str
    name: str
    said: Mapping[str, Any]
    biased: bool


def nodes(text: str) -> Iterator[Node]:
    """Every convolution and up-sampler in a text, one a line.

    Raises :class:`InputError` for an attribute of one that isn't made of integers where it should be.
    """
    for line in text.splitlines():
        operator = _OPERATOR.search(line[:_LONGEST])
        rest = _REST.match(line[:_LONGEST], operator.end()) if operator else None
        if operator and rest:
            found = _ATTRIBUTE.finditer(rest["new"] or rest["old"] or "")
            said = {one["name"]: _value(one) for one in found if one["name"] in _READ}
            before = _LABEL.match(line[: operator.start()])
            label = (before["label"] or before["output"]).strip('"') if before else ""
            third = rest["inputs"].split(",")[2:3]
            yield Node(label, operator["name"], said, any(name.strip(' "') for name in third))


_LONGEST = 4_000
"""Characters of a node's line."""

_TEXTS = frozenset(("auto_pad", "mode", "coordinate_transformation_mode", "nearest_mode"))

_DECIMALS = frozenset(("cubic_coeff_a", "scales"))

_READ = _TEXTS | {
    *("kernel_shape", "strides", "pads", "output_padding", "output_shape", "dilations", "group"),
    *("blocksize", "axes", "exclude_outside", "antialias"),
    *_DECIMALS,
}


def _value(attribute: re.Match[str]) -> Any:
    if attribute["many"] is not None:
        return tuple(_number(attribute, one.strip()) for one in attribute["many"].split(","))
    if attribute["name"] in _TEXTS:
        return attribute["text"] or attribute["one"]
    return _number(attribute, attribute["text"] or attribute["one"] or "")


def _number(attribute: re.Match[str], text: str) -> float:
    """An integer, or one with decimals where there may be one."""
    if attribute["name"] in _DECIMALS and _DECIMAL.fullmatch(text):
        return float(text)
    if not _INTEGER.fullmatch(text):
        raise InputError(
            f"{attribute['name']} has {shown(text)} in it: give $layer integers of at most nine digits there"
        )
    return int(text)
