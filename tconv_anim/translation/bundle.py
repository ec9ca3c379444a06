"""The bundle: all that some functions need, as one script."""

import ast
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tconv_anim.translation import calls, literals  # noqa: F401  # which say how these are written
from tconv_anim.translation.definitions import class_definition, definition, method, methods
from tconv_anim.translation.program import Foreign, Own, Whole, module_of
from tconv_anim.translation.refusal import UntranslatableError
from tconv_anim.translation.scope import Scope, identifier
from tconv_anim.translation.signatures import Signatures

_RUNTIME = Path(__file__).parent / "runtime"

_FILES = ("values.js", "containers.js", "operators.js", "texts.js", "builtins.js", "library.js", "arrays.js")
"""The runtime, in this order."""

_UNNAMED = (
    "__init__ __post_init__ __iter__ __len__ __getitem__ __setitem__ __missing__ __contains__ __call__ "
    "__enter__ __exit__ __str__ __repr__ __bool__ __eq__ __lt__ __le__ __gt__ __ge__ __neg__ __abs__ "
    "__add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__"
)
_ALWAYS = frozenset(_UNNAMED.split())
"""Methods that nobody calls by name."""


class _Unit:
    """A top-level statement of a module, translated: what it needs, and its text."""

    def __init__(self, own: Own, node: ast.stmt, scope: Scope) -> None:
        self.own = own
        self.node = node
        self.scope = scope
        self.methods: dict[str, str] = {}
        self._text = "" if isinstance(node, ast.ClassDef) else definition(own.name, node, scope)
        _ = self.text  # which finds what it needs

    @property
    def text(self) -> str:
        """The definition; of a class, with the methods that have been asked for."""
        if isinstance(self.node, ast.ClassDef):
            return class_definition(self.node, self.methods.values(), self.scope)
        return self._text

    def take(self, attributes: Container[str]) -> bool:
        """Translate those methods of a class that somebody may call; returns whether there are new ones."""
        before = len(self.methods)
        if isinstance(self.node, ast.ClassDef):
            for one in methods(self.node):
                called = one.name in _ALWAYS or one.name in attributes
                if called and one.name not in self.methods:
                    self.methods[one.name] = method(one, self.scope.apart())
        return len(self.methods) > before


class _Bundle:
    """All that is needed, as far as it has been found."""

    def __init__(self, data: Mapping[str, Any], signatures: Signatures) -> None:
        self.data = data
        self.units: dict[Own, _Unit] = {}
        self.attributes: set[str] = set()
        self._signatures = signatures

    def need(self, wanted: Iterable[Own]) -> None:
        """Take in these, all that they need, and the methods that any of it may call."""
        rest = list(wanted)
        while rest:
            while rest:
                own = self.first(rest.pop())
                if own not in self.units and f"{own.module}.{own.name}" not in self.data:
                    self.units[own] = unit = self._unit(own)
                    rest += _own(unit)
            for unit in list(self.units.values()):
                if unit.take(self.attributes):
                    rest += _own(unit)

    def first(self, own: Own) -> Own:
        """The first of the names that a statement defines, which stands for it."""
        statements = module_of(own.module).statements
        if own.name not in statements:
            raise UntranslatableError(f"{own.module} has no {own.name}")
        node = statements[own.name]
        return Own(own.module, next(name for name, one in statements.items() if one is node))

    def _unit(self, own: Own) -> _Unit:
        module = module_of(own.module)
        scope = Scope(module, self._signatures)
        scope.attributes = self.attributes
        return _Unit(own, module.statements[own.name], scope)

    def text(self) -> str:
        """All units, each after those that it needs."""
        written: dict[Own, str] = {}
        begun: set[Own] = set()

        def write(own: Own) -> None:
            if own in begun or own not in self.units:
                return
            begun.add(own)
            for other in _own(self.units[own]):
                write(self.first(other))
            written[own] = self.units[own].text

        for own in self.units:
            write(own)
        return "".join(written.values())


def _own(unit: _Unit) -> Iterator[Own]:
    return (meaning for meaning in unit.scope.needs if isinstance(meaning, Own))


def translate(
    entries: Iterable[str], lazily: Iterable[str] = (), data: Mapping[str, Any] | None = None
) -> str:
    """A script that defines ``$entries``: an object with the functions ``entries``, by their plain names.

    Functions are named with their modules: ``tconv_anim.layer.wording.number``. Those in ``lazily`` are what
    import_module finds; those in ``data`` take nothing, and return what is said there, which JSON can hold.
    Raises :class:`UntranslatableError` for Python that isn't known.
    """
    data = dict(data or {})
    wanted, later = ([_named(name) for name in names] for names in (entries, lazily))
    signatures = Signatures()
    signatures.learn(
        statement
        for module in _modules(own.module for own in (*wanted, *later))
        for statement in module_of(module).statements.values()
    )
    bundle = _Bundle(data, signatures)
    bundle.need([*wanted, *later])
    runtime = _runtime()
    _refuse_missing(runtime, bundle)
    given = "".join(
        f"function {identifier(_named(name))}() {{ return $plain({_json(value)}); }}\n"
        for name, value in data.items()
    )
    modules = "".join(
        f"$modules[{json.dumps(own.module)}] = {{ {own.name}: {identifier(own)} }};\n" for own in later
    )
    face = ", ".join(
        f"{own.name}: (...given) => $json({identifier(own)}(...given.map($plain)))" for own in wanted
    )
    return f"{runtime}{given}{bundle.text()}{modules}const $entries = {{ {face} }};\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _refuse_missing(runtime: str, bundle: _Bundle) -> None:
    """Raise :class:`UntranslatableError` for what the runtime doesn't have of a library."""
    there = set(re.findall(r"\$\w+", runtime))
    for unit in bundle.units.values():
        for one in unit.scope.needs:
            if isinstance(one, Foreign) and identifier(one) not in there:
                name = ".".join(filter(None, one))
                raise UntranslatableError(
                    f"{unit.scope.module.file}: the runtime has no {name} ({unit.own.name})"
                )


def _named(name: str) -> Own:
    module, _, function = name.rpartition(".")
    return Own(module, function)


def _modules(names: Iterable[str]) -> Iterable[str]:
    """These modules of ours and all that they import at their tops."""
    found: dict[str, None] = {}
    rest = list(names)
    while rest:
        name = rest.pop()
        if name not in found:
            found[name] = None
            imports = module_of(name).imports.values()
            rest += [one.module for one in imports if isinstance(one, Own | Whole)]
    return found


def _runtime() -> str:
    """The runtime without its comments and indentation."""
    text = "".join((_RUNTIME / name).read_text("utf-8") for name in _FILES)
    lines = (line.strip() for line in re.sub(r"/\*(?s:.*?)\*/|(?<=[;,{} ])// .*", "", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)
