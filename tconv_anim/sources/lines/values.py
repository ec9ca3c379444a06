"""What arguments are worth: literals, names whose numbers are given, and whole-number arithmetic on both."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from tconv_anim.errors import InputError, shown

_LARGEST = 10**9
"""The largest number that is read: no side and no channels of a layer have as much."""

_ARITHMETIC: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}

_WORDS = frozenset(("padding", "padding_mode", "auto_pad", "data_format", "dimension_numbers"))
"""Arguments that are words, which ``print(model)`` writes without quotes."""

_CHANNELS = frozenset(("in_channels", "out_channels", "filters", "in_features", "out_features", "features"))

_UNKNOWN = object()


def values(arguments: Mapping[str, ast.expr], where: Mapping[str, int]) -> dict[str, Any]:
    """What each of these arguments is, by its name; ``where`` has the numbers of names in them.

    Raises :class:`InputError` for what would have to be run, and one that lists all names without a number.
    """
    for name, number in where.items():
        if not isinstance(number, int):
            raise InputError(f"where {shown(name)[1:-1]} is {shown(number)}: $where takes integers")
    reader = _Reader(where)
    read = {name: reader.read(name, node) for name, node in arguments.items()}
    if reader.unknown:
        names = [shown(name)[1:-1] for name in reader.unknown]
        given = " ".join(
            f"$where {name}={example}" for name, example in zip(names, reader.unknown.values(), strict=True)
        )
        *most, last = names
        said = f"{', '.join(most)} and {last} are names" if most else f"{last} is a name"
        raise InputError(f"{said}: give {given}")
    return read


class _Reader:
    """Reads arguments, and collects the names that have no number."""

    def __init__(self, where: Mapping[str, int]) -> None:
        self.where = where
        self.unknown: dict[str, int] = {}

    def read(self, argument: str, node: ast.expr) -> Any:
        if argument in _WORDS and isinstance(node, ast.Name) and node.id not in self.where:
            return node.id
        return self._value(argument, node)

    def _value(self, argument: str, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | str | float | None):
            return self._bounded(argument, node.value)
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(self._value(argument, one) for one in node.elts)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(argument, node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self._value(argument, node.operand)
            if value is _UNKNOWN:
                return value
            if isinstance(value, int | float):
                return -value
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return self._sum(argument, node)
        raise InputError(
            f"{argument} is {_source(node)}, and nothing is run here: give $layer the number itself"
        )

    def _sum(self, argument: str, node: ast.BinOp) -> Any:
        left, right = self._value(argument, node.left), self._value(argument, node.right)
        if _UNKNOWN in (left, right):
            return _UNKNOWN
        if type(left) is not int or type(right) is not int:
            raise InputError(f"{argument} is {_source(node)}, which isn't a whole number: give $layer one")
        try:
            return self._bounded(argument, _ARITHMETIC[type(node.op)](left, right))
        except ZeroDivisionError:
            raise InputError(
                f"{argument} is {_source(node)}, which divides by 0: give $layer another"
            ) from None

    def _named(self, argument: str, node: ast.expr) -> Any:
        name = ast.unparse(node)
        if name in self.where:
            return self._bounded(argument, self.where[name])
        if not all(part.isidentifier() for part in name.split(".")):
            raise InputError(
                f"{argument} is {_source(node)}, and nothing is run here: give $layer the number itself"
            )
        self.unknown.setdefault(name, 64 if argument in _CHANNELS else 1 + ("bias" not in argument))
        return _UNKNOWN

    def _bounded(self, argument: str, value: Any) -> Any:
        if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
            raise InputError(f"{argument} is more than {_LARGEST:,}: give $layer a smaller one")
        return value


def _source(node: ast.expr) -> str:
    """The code of an argument as messages show it."""
    return shown(ast.unparse(node))[1:-1]
