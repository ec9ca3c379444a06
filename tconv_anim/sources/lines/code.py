"""Python as the calls in it: parsed into a tree, and never run."""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent
from typing import NamedTuple

from tconv_anim.errors import InputError, shown

_LONGEST = 8_000
"""Characters that are read as code."""

_DEEPEST = 60
"""How far code may be nested: no layer needs as much, and Python's own limit isn't the same everywhere."""

_PRINTED = re.compile(r"\((?P<label>[\w.-]+)\):\s*(?:\d+ x )?(?=[A-Za-z_])")
"""How ``print(model)`` begins a layer's line."""


class Call(NamedTuple):
    """A call as it is written: the parts of its dotted name, its arguments, and what it is assigned to.

    ``use`` is the call of what it gives, as in ``layer(...)(x)``.
    """

    parts: tuple[str, ...]
    args: Sequence[ast.expr]
    keywords: Sequence[ast.keyword]
    label: str = ""
    use: ast.Call | None = None

    @property
    def name(self) -> str:
        """What is called, without the modules before it."""
        return self.parts[-1]

    @property
    def homes(self) -> frozenset[str]:
        """The modules before it."""
        return frozenset(self.parts[:-1])

    @property
    def said(self) -> frozenset[str]:
        """The names of its keyword arguments."""
        return frozenset(word.arg for word in self.keywords if word.arg)

    def bound(self, names: Sequence[str]) -> Mapping[str, ast.expr]:
        """Its arguments by name, where positional ones have these ``names`` in order."""
        if any(isinstance(arg, ast.Starred) for arg in self.args) or any(not w.arg for w in self.keywords):
            raise InputError(
                f"{self.name} is called with * or **, which would have to be run: give $layer its "
                "arguments written out"
            )
        if len(self.args) > len(names):
            raise InputError(
                f"{self.name} has {len(self.args)} arguments without a name, and takes {len(names)}: "
                "give $layer one that can be called"
            )
        bound = dict(zip(names, self.args, strict=False))
        for word in self.keywords:
            if word.arg in bound:
                raise InputError(f"{self.name} has {word.arg} twice: give $layer one that can be called")
            bound[str(word.arg)] = word.value
        return bound


def calls(text: str) -> list[Call]:
    """Every call of a dotted name in a piece of code, or in a line of ``print(model)``.

    Raises :class:`InputError` for what is neither, for what is too long, and for what is nested too deeply.
    """
    if len(text) > _LONGEST:
        raise InputError(
            f"{shown(text[:80])} is {len(text)} characters long: give $layer the lines of one layer, "
            f"at most {_LONGEST} characters"
        )
    line = dedent(text).strip()
    printed = _PRINTED.match(line)
    if printed:
        line = line[printed.end() :]
    tree = _parsed(line)
    used = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    labels = {} if printed else dict(_labels(tree))
    found = []
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        parts = tuple(_parts(node.func))
        if parts:
            label = printed["label"] if printed else labels.get(id(node), "")
            found.append(Call(parts, node.args, node.keywords, label, used.get(id(node))))
    return found


def _parsed(line: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it would warn of what it only reads
            tree = ast.parse(line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(
            f"{shown(line)} is neither a whole line of Python nor one of print(model): give $layer "
            "a layer's whole call, with all its brackets"
        ) from None
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise InputError(f"{shown(line)} is nested too deeply: give $layer the call of one layer")
    return tree


def _labels(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What the calls in assignments are assigned to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            parts = _parts(target)
            for inner in ast.walk(node.value) if parts else ():
                yield id(inner), parts[-1]


def _parts(node: ast.expr) -> list[str]:
    """The parts of a dotted name; none for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return [node.id, *parts] if isinstance(node, ast.Name) else []
