"""A printed model as its layers: where each stands, under which names, and the call that would make it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import NamedTuple

from tconv_anim.errors import InputError

_LAYER = re.compile(
    r"(?:Lazy|Parametrized)?Conv(?:Transpose)?(?:[123]d|[123]D(?:Transpose)?)?\(|"
    r"(?:ReLU|LeakyReLU|Sigmoid|Tanh|Upsample|Upsampling(?:Nearest|Bilinear)2[dD]|PixelShuffle|MaxUn[pP]ool[123][dD])\("
)
"""How the line of a layer begins that is of one of the known kinds."""

_CHILD = re.compile(r"\((?P<label>[^():]{1,200})\): (?:\d+ x )?(?P<rest>.*)")
"""A line of PyTorch, MLX and Paddle: ``(up1): ConvTranspose2d(...)``; of three alike ``(0-2): 3 x ...``."""

_LABELLED = re.compile(r"^ *\([^():\n]{1,200}\): ", re.MULTILINE)

_FIELD = re.compile(r"(?:'(?P<key>[^']{1,200})': |(?P<name>\w{1,200}) ?= ?)?(?P<rest>.*)")
"""A line of Flax: ``up=ConvTranspose( # Param: 57``, ``'up': ...`` in a dictionary, bare in a list."""

_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
"""A change of colour in a terminal."""

_MOST_NAMES = 10_000
"""Layers that a text may name: a model has fewer, and a range of numbers is quickly written."""

_MOST_FIELDS = 80
"""Lines of a layer that Flax prints, with its parameters."""


class Place(NamedTuple):
    """A layer as it is printed: its dotted name, and what it says as a call."""

    name: str
    call: str


def outline(text: str) -> Iterator[Place]:
    """Every layer in a printed model, and every activation.

    Raises :class:`InputError` for more than 10,000 of them.
    """
    lines = _ESCAPE.sub("", text).expandtabs().splitlines()
    many = 0
    for labels, call in _flax(lines) if _is_flax(text) else _modules(lines):
        ranges = [_range(label) for label in labels]
        many += prod(len(numbers) for numbers in ranges if numbers)
        if many > _MOST_NAMES:
            raise InputError(
                f"the text has more than {_MOST_NAMES:,} layers: give $layer the lines of some of them"
            )
        for path in product(*(numbers or [label] for label, numbers in zip(labels, ranges, strict=True))):
            yield Place(".".join(map(str, path)), call)


def is_model(text: str) -> bool:
    """Whether a text is what a framework prints of a model."""
    return _is_flax(text) or bool(_LABELLED.search(text))


def _is_flax(text: str) -> bool:
    return any(mark in text for mark in (" # Param: ", "    # attributes\n", "    # children\n"))


def _modules(lines: list[str]) -> Iterator[tuple[list[str], str]]:
    """What PyTorch, MLX and Paddle print: a line a layer, under the one that it is a part of."""
    above: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        child = _CHILD.match(line.strip())
        rest = child["rest"] if child else line.strip()
        indent = _indent(line)
        while above and above[-1][0] >= indent:
            above.pop()
        if child:
            above.append((indent, child["label"]))
        if _LAYER.match(rest) and (child or not indent):
            if rest.endswith("("):  # parametrized: what it says stands a line below
                rest = f"{rest}{lines[at + 1].strip() if at + 1 < len(lines) else ''})"
            yield [label for _, label in above], rest


def _flax(lines: list[str]) -> Iterator[tuple[list[str], str]]:
    """What Flax prints: fields below each other, in nnx as Python, in linen without commas."""
    above: list[_Opened] = []
    for at, line in enumerate(lines):
        field = _FIELD.match(line.strip())
        if not field or line.strip()[:1] in ("", ")", "]", "}", "#"):
            continue
        while above and above[-1].indent >= _indent(line):
            above.pop()
        label = field["key"] or field["name"] or (above[-1].next() if above else "")
        rest = field["rest"].partition(" #")[0]
        if rest.endswith(("(", "[", "{")):
            above.append(_Opened(_indent(line), label, rest.endswith("[")))
            if _LAYER.match(rest):
                yield [one.label for one in above if one.label], _gathered(rest, lines, at)


@dataclass(slots=True)
class _Opened:
    """What a line of Flax has opened: where it stands, what it is called, and how many a list has so far."""

    indent: int
    label: str
    counts: bool
    items: int = 0

    def next(self) -> str:
        """The number of the next one in a list; what isn't in a list has none."""
        self.items += 1
        return str(self.items - 1) if self.counts else ""


def _gathered(head: str, lines: list[str], at: int) -> str:
    """The fields of a layer, which stand below it, as the arguments of a call."""
    said: dict[str, str] = {}
    inner = 0
    for line in lines[at + 1 : at + _MOST_FIELDS]:
        if _indent(line) <= _indent(lines[at]):
            break
        inner = inner or _indent(line)
        field = _FIELD.match(line.strip())
        if field and field["name"] in _FIELDS and _indent(line) == inner:
            said[field["name"]] = field["rest"].rstrip(",")
    home = "nnx" if "in_features" in said else "linen"
    return f"{home}.{head}{', '.join(f'{name}={value}' for name, value in said.items())})"


_FIELDS = frozenset(
    (
        *("in_features", "out_features", "features", "kernel_size", "strides", "padding", "input_dilation"),
        *("kernel_dilation", "feature_group_count", "use_bias", "transpose_kernel"),
    )
)
"""Fields of Flax's layers that say what they compute."""


def _range(label: str) -> range:
    """The numbers that a label stands for, as ``0-2`` for three of them; none for a name."""
    match = _RANGE.fullmatch(label)
    return range(int(match[1]), int(match[2]) + 1) if match else range(0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
