"""ONNX's nodes as text: as its own printers write them, and as people quote them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown

_OPERATOR = re.compile(r"(?:^|=)\s{0,9}(?:onnx::|ai\.onnx\.)?(?P<name>ConvTranspose|Conv)(?=[ <\[(])")

_REST = re.compile(
    r"\s{0,9}(?:<(?P<new>[^<>]*)>|\[(?P<old>(?:[^\[\]]|\[[^\[\]]*\])*)\]|(?<=\s))\s{0,9}"
    r"\((?P<inputs>(?:[%\w\"./: -]+(?:,[%\w\"./: -]*)*)?)\)"
)
"""What stands behind an operator: ``<strides: ints = [2, 2]> (x, w)``, or ``[strides = [2, 2]](%x, %w)``."""

_LABEL = re.compile(r"\s*(?:\[(?P<label>[^\]]+)\]\s*)?%?(?P<output>[^\s,:=]+)")
"""What stands before it: ``[name] output``."""

_ATTRIBUTE = re.compile(
    r"(?<!\w)(?P<name>\w{1,40})\s{0,9}(?::\s{0,9}\w{1,40}\s{0,9})?=\s{0,9}"
    r"(?:\[(?P<many>[^\]]{0,400})\]|[bu]?[\"'](?P<text>[^\"']{0,100})[\"']|(?P<one>[\w-]{1,40}))"
)

_INTEGER = re.compile(r"-?\d{1,9}")


class Node(NamedTuple):
    """A node: its name (or its output's), the operator, its attributes, and whether it has a bias."""

    label: str
    name: str
    said: Mapping[str, Any]
    biased: bool


def nodes(text: str) -> Iterator[Node]:
    """Every ``ConvTranspose`` and ``Conv`` in a text, one a line.

    Raises :class:`InputError` for an attribute of one that isn't made of integers.
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

_READ = frozenset(
    ("kernel_shape", "strides", "pads", "output_padding", "output_shape", "dilations", "group", "auto_pad")
)


def _value(attribute: re.Match[str]) -> Any:
    if attribute["many"] is not None:
        return tuple(_integer(attribute, one.strip()) for one in attribute["many"].split(","))
    if attribute["name"] == "auto_pad":
        return attribute["text"] or attribute["one"]
    return _integer(attribute, attribute["text"] or attribute["one"] or "")


def _integer(attribute: re.Match[str], text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise InputError(
            f"{attribute['name']} has {shown(text)} in it: give $layer integers of at most nine digits there"
        )
    return int(text)
