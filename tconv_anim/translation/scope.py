"""What names mean inside a function, and which are its own."""

import ast
from collections.abc import Iterable, Iterator

from tconv_anim.translation.program import (
    Foreign,
    Meaning,
    Module,
    Own,
    Whole,
    imported,
    meaning_in,
    module_of,
)
from tconv_anim.translation.refusal import UntranslatableError, refused
from tconv_anim.translation.signatures import Signature, Signatures

_WORDS = (
    "arguments await case catch const continue debugger default delete do enum eval export extends false "
    "function implements in instanceof interface let new null package private protected public static "
    "switch this throw true typeof undefined var void"
)
_RESERVED = frozenset(_WORDS.split())


class Scope:
    """A function's (or comprehension's) names; ``parent`` is the function around it, if there is one.

    ``needs`` collects all that it refers to, ``temps`` are variables for values that are needed twice.
    """

    def __init__(
        self, module: Module, signatures: Signatures, own: Iterable[str] = (), parent: "Scope | None" = None
    ) -> None:
        self.module = module
        self.signatures = signatures
        self.parent = parent
        self.own = set(own)
        self.imports: dict[str, Meaning] = {}
        self.functions: dict[str, Signature] = {}
        self.temps: list[str] = []
        self.labels: list[str] = []
        """Where ``break`` leads to in the loops around, from the outermost on; empty: to the loop's end."""
        self.guarded: bool = parent is not None and parent.guarded
        """Whether what goes wrong here is caught: then it must go wrong as in Python."""
        self.needs: dict[Meaning, None] = {} if parent is None else parent.needs
        self.attributes: set[str] = set() if parent is None else parent.attributes

    def inner(self, own: Iterable[str]) -> "Scope":
        """The scope of what stands inside this one."""
        return Scope(self.module, self.signatures, own, self)

    def apart(self) -> "Scope":
        """That of a function at the top of the module, or of a method."""
        scope = Scope(self.module, self.signatures)
        scope.needs, scope.attributes = self.needs, self.attributes
        return scope

    def meaning(self, name: str) -> Meaning | str | None:
        """What a name stands for: a local variable's identifier, what is at the top of a module, or None for
        Python's own.
        """
        scope: Scope | None = self
        while scope is not None:
            if name in scope.imports:
                found = scope.imports[name]
                return (
                    meaning_in(module_of(found.module), found.name) or found
                    if isinstance(found, Own)
                    else found
                )
            if name in scope.own:
                return local(name)
            scope = scope.parent
        return meaning_in(self.module, name)

    def signature(self, name: str) -> Signature | None:
        """The parameters of a function inside this one or those around it."""
        if name in self.functions or self.parent is None:
            return self.functions.get(name)
        return self.parent.signature(name)

    def temp(self) -> str:
        """A variable of the function's own for a value that is needed again."""
        depth, scope = 0, self.parent
        while scope is not None:
            depth, scope = depth + len(scope.temps), scope.parent
        name = f"$t{depth + len(self.temps)}"
        self.temps.append(name)
        return name

    def refer(self, meaning: Meaning) -> str:
        """The identifier of what stands at the top of a module, which is needed from now on."""
        self.needs[meaning] = None
        return identifier(meaning)

    def refused(self, node: ast.AST, why: str) -> UntranslatableError:
        """What to raise where ``node`` can't be translated."""
        return refused(self.module.file, node, why)


def local(name: str) -> str:
    """A local variable's identifier."""
    return f"{name}$" if name in _RESERVED else name


def identifier(meaning: Meaning) -> str:
    """What JavaScript calls what stands at the top of a module, or in a library."""
    match meaning:
        case Own(module, name):
            words = module.split(".")
            return f"${'_'.join(words[-2:]) if words[-1] in _COMMON else words[-1]}_{name}"
        case Foreign("numpy", name):
            return f"$np_{name}"
        case Foreign(module, name):
            return f"${name}" if name else f"${module}"
        case Whole(module):
            return f"${module}"


_COMMON = frozenset(("view", "page", "cells", "code", "common"))
"""Names that several of our modules have."""


def bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that these statements make a function's own, in order; not those of what is nested."""
    for statement in statements:
        yield from _bound(statement)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name):
            yield name
            return
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Lambda():
            return
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            # Only what := binds inside is the function's.
            for inner in ast.walk(node):
                if isinstance(inner, ast.NamedExpr):
                    yield inner.target.id
            return
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def not_own(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that these statements take from the function around."""
    return {name for one in statements if isinstance(one, ast.Nonlocal) for name in one.names}


def taken_in(statement: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    """Let a scope know what an import inside a function binds."""
    scope.imports |= imported(statement, scope.module.file)
