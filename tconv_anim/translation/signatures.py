"""The parameters of all functions, so that arguments by name find their places."""

import ast
from collections.abc import Iterable
from typing import NamedTuple


class Signature(NamedTuple):
    """Parameters by place, then those by name only; whether the rest is taken in between (``*rest``), and
    whether others are taken by their names (``**more``).
    """

    places: tuple[str, ...]
    named: tuple[str, ...] = ()
    rest: bool = False
    more: bool = False


def of_function(arguments: ast.arguments, method: bool = False) -> Signature:
    """That of a function; a ``method`` is not told itself."""
    places = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    return Signature(
        tuple(places[method:]),
        tuple(one.arg for one in arguments.kwonlyargs),
        arguments.vararg is not None,
        arguments.kwarg is not None,
    )


def of_class(definition: ast.ClassDef) -> Signature:
    """That of a class's making: of ``__init__``, or its fields."""
    for statement in definition.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            return of_function(statement.args, method=True)
    return Signature(tuple(name for name, _ in fields(definition)))


def fields(definition: ast.ClassDef) -> list[tuple[str, ast.expr | None]]:
    """The fields of a named tuple or a dataclass, each with its usual value."""
    return [
        (one.target.id, one.value)
        for one in definition.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]


def _is_property(node: ast.FunctionDef) -> bool:
    return any(getattr(one, "id", "") in ("property", "cached_property") for one in node.decorator_list)


class Signatures:
    """Those of all methods that have been seen, by name."""

    def __init__(self) -> None:
        self._known: dict[str, set[Signature]] = {}

    def learn(self, trees: Iterable[ast.AST]) -> None:
        """Take in the methods of classes."""
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    for one in node.body:
                        if isinstance(one, ast.FunctionDef) and not _is_property(one):
                            static = any(getattr(d, "id", "") == "staticmethod" for d in one.decorator_list)
                            self._add(one.name, of_function(one.args, method=not static))

    def named(self, name: str) -> Signature | None:
        """The one that all methods of this name have; None where they differ, or there is none."""
        found = self._known.get(name, set())
        return next(iter(found)) if len(found) == 1 else None

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def _add(self, name: str, signature: Signature) -> None:
        self._known.setdefault(name, set()).add(signature)
