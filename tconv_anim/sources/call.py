"""A call in a line of Python, taken apart without being run: its name, and its arguments as values."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown

LONGEST_LINE = 4000
"""Characters of a line that is read."""

_LARGEST = 10**9
"""Of integers in such a line, and of what comes out of their arithmetic."""

_LABELLED = re.compile(r"\s*\(([\w.]{1,200})\):\s*")

_ARITHMETIC = {
    ast.Add: int.__add__,
    ast.Sub: int.__sub__,
    ast.Mult: int.__mul__,
    ast.FloorDiv: int.__floordiv__,
}


class Call(NamedTuple):
    """``name(*given, **named)``, assigned to ``label`` or printed under it ("" where it has none)."""

    name: str
    given: tuple[ast.expr, ...]
    named: Mapping[str, ast.expr]
    label: str = ""

    @property
    def last(self) -> str:
        """What the function itself is called, without the modules that it is in."""
        return self.name.rpartition(".")[2]


def calls(text: str) -> Iterator[Call]:
    """All calls in a line or a few of Python, or in a line of ``print(model)``: outer ones first.

    Raises :class:`InputError` for what is no Python.
    """
    label = ""
    if match := _LABELLED.match(text):
        label, text = match[1], text[match.end() :]
    text = text.strip().rstrip(",")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(
            f"layer is {shown(text)}, which is no line of Python: $layer takes one like "
            "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2)"
        ) from None
    for statement in tree.body:
        named = statement.targets[0] if isinstance(statement, ast.Assign) else None
        own = label or (ast.unparse(named).removeprefix("self.") if named is not None else "")
        for node in _walked(statement):
            if isinstance(node, ast.Call) and (name := _dotted(node.func)):
                yield _call(node, name, own)


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in the order in which they are written."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack += reversed(list(ast.iter_child_nodes(top)))


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _call(node: ast.Call, name: str, label: str) -> Call:
    named: dict[str, ast.expr] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            named["**"] = keyword.value
        elif keyword.arg in named:
            raise InputError(f"{keyword.arg} is given twice in this line: give it once in $layer")
        else:
            named[keyword.arg] = keyword.value
    return Call(name, tuple(node.args), named, label)


class UnknownNamesError(InputError):
    """Names in a line that stand for numbers which nobody gave."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        told = f"{names[0]} is a name" if len(names) == 1 else f"{', '.join(names)} are names"
        super().__init__(f"{told} in this line: say what it stands for with $where {names[0]}=64")


def value(node: ast.expr, where: Mapping[str, int]) -> Any:
    """What an argument is: a literal, or integer arithmetic with names that ``where`` gives.

    Raises :class:`UnknownNamesError`, or :class:`InputError` for all that would have to be run.
    """
    unknown = [
        name
        for name in dict.fromkeys(
            _dotted(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)
        )
        if name and name not in where and not _is_of_longer(name, node)
    ]
    if unknown and not any(isinstance(one, ast.Call) for one in ast.walk(node)):
        raise UnknownNamesError(unknown)
    return _value(node, where)


def _is_of_longer(name: str, node: ast.expr) -> bool:
    """Whether a name is only the beginning of a dotted one."""
    return any(
        _dotted(one).startswith(f"{name}.") for one in ast.walk(node) if isinstance(one, ast.Attribute)
    )


def _value(node: ast.expr, where: Mapping[str, int]) -> Any:
    match node:
        case ast.Constant(value=bool() | str() | float() | None as plain):
            return plain
        case ast.Constant(value=int() as number):
            return _small(number)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(_value(part, where) for part in parts)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_whole(operand, where)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            first, second = _whole(left, where), _whole(right, where)
            if isinstance(op, ast.FloorDiv) and second == 0:
                raise InputError(f"{_short(node)} divides by zero: give $layer one that doesn't")
            return _small(_ARITHMETIC[type(op)](first, second))
        case ast.Name() | ast.Attribute() if (name := _dotted(node)) in where:
            return where[name]
    raise InputError(
        f"{_short(node)} would have to be run to know its value, and lines are only read: "
        "give $layer numbers instead"
    )


def _whole(node: ast.expr, where: Mapping[str, int]) -> int:
    number = _value(node, where)
    if type(number) is not int:
        raise InputError(f"{_short(node)} is no integer: give $layer one that is")
    return number


def _small(number: int) -> int:
    if abs(number) > _LARGEST:
        raise InputError("the line has a number past a thousand million: give $layer a smaller one")
    return number


def _short(node: ast.expr) -> str:
    return shown(ast.unparse(node))[1:-1]
