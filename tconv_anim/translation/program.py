"""The modules that are translated: their top-level statements, and what their names stand for."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tconv_anim.translation.refusal import refused

PACKAGE = "tconv_anim"


class Own(NamedTuple):
    """A name at the top of a module of ours."""

    module: str
    name: str


class Foreign(NamedTuple):
    """A name of another library, which the runtime must have; ``name`` is "" for the module itself."""

    module: str
    name: str


class Whole(NamedTuple):
    """A module of ours, as a value."""

    module: str


Meaning = Own | Foreign | Whole
"""What a name stands for that isn't a local one."""


class Module:
    """A module's source, its top-level statements by the names that they define, and its imports."""

    def __init__(self, name: str, file: str, tree: ast.Module) -> None:
        self.name = name
        self.file = file
        self.statements: dict[str, ast.stmt] = {}
        self.imports: dict[str, Meaning] = {}
        for statement in tree.body:
            self._take(statement)

    @property
    def short(self) -> str:
        """The last two words of its name, as identifiers of JavaScript begin."""
        words = self.name.split(".")
        return "_".join(words[-2:]) if words[-1] in ("view", "page", "cells") else words[-1]

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import() | ast.ImportFrom():
                self.imports |= imported(statement, self.file)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                self.statements[name] = statement
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                for node in ast.walk(target):
                    if isinstance(node, ast.Name):
                        self.statements[node.id] = statement
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                pass
            case _:
                raise refused(self.file, statement, f"a module does {type(statement).__name__} at its top")


def imported(statement: ast.Import | ast.ImportFrom, file: str) -> dict[str, Meaning]:
    """What the names that an import binds stand for."""
    if isinstance(statement, ast.Import):
        return {alias.asname or alias.name: Foreign(alias.name, "") for alias in statement.names}
    module = statement.module or ""
    if statement.level:
        raise refused(file, statement, "a relative import")
    found: dict[str, Meaning] = {}
    for alias in statement.names:
        ours = module.split(".")[0] == PACKAGE
        inner = f"{module}.{alias.name}"
        found[alias.asname or alias.name] = (
            (Whole(inner) if _is_module(inner) else Own(module, alias.name))
            if ours
            else Foreign(module, alias.name)
        )
    return found


@cache
def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@cache
def module_of(name: str) -> Module:
    """The module of this name, read from its source."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    source = Path(spec.origin).read_text("utf-8")
    return Module(name, spec.origin, ast.parse(source, spec.origin))


def meaning_in(module: Module, name: str) -> Meaning | None:
    """What a name at the top of a module stands for, followed to where it is defined; None: a builtin."""
    if name in module.statements:
        return Own(module.name, name)
    found = module.imports.get(name)
    if isinstance(found, Own):
        return meaning_in(module_of(found.module), found.name) or found
    return found
