"""What stands at the top of a module: functions, classes and constants."""

import ast
from collections.abc import Iterable, Iterator

from tconv_anim.translation.arguments import parameters
from tconv_anim.translation.expressions import expression, text
from tconv_anim.translation.functions import function
from tconv_anim.translation.program import Foreign, Own
from tconv_anim.translation.scope import Scope, identifier, local
from tconv_anim.translation.signatures import fields


def definition(name: str, node: ast.stmt, scope: Scope) -> str:
    """A function or a constant; classes are written by :func:`class_definition`."""
    here = identifier(Own(scope.module.name, name))
    match node:
        case ast.FunctionDef():
            written = function(node, scope.apart(), "function@ ")
            for decorator in reversed(node.decorator_list):
                written = f"{expression(decorator, scope)}({written})"
            if node.decorator_list:
                return f"const {here} = {written};\n"
            return f"function{written.removeprefix('function').replace(' (', f' {here}(', 1)}\n"
        case ast.AnnAssign(value=ast.expr() as value) | ast.Assign(value=value):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            return _constant(target, value, here, scope)
    raise scope.refused(node, f"{type(node).__name__} at the top of a module is not translated")


def _constant(target: ast.expr, value: ast.expr, here: str, scope: Scope) -> str:
    if isinstance(target, ast.Name):
        return f"const {here} = {expression(value, scope)};\n"
    if not isinstance(target, ast.Tuple) or not all(isinstance(one, ast.Name) for one in target.elts):
        raise scope.refused(target, "this target is not translated at the top of a module")
    names = [identifier(Own(scope.module.name, one.id)) for one in target.elts if isinstance(one, ast.Name)]
    return f"const [{', '.join(names)}] = $unpacked({expression(value, scope)}, {len(names)});\n"


def class_definition(node: ast.ClassDef, bodies: Iterable[str], scope: Scope) -> str:
    """A class: its base, how an object of it is made, its methods (written already), its constants."""
    here = identifier(Own(scope.module.name, node.name))
    base, kind = _base(node, scope)
    data = _dataclass(node, scope)
    own_init = any(one.name == "__init__" for one in methods(node))
    named = fields(node) if kind == "NamedTuple" or data is not None else []
    made = kind == "NamedTuple" or (data is not None and not own_init)
    maker = _maker(here, named, kind == "NamedTuple", node, scope) if made else ""
    written = f"class {here} extends {base} {{\n{maker}{''.join(bodies)}}}\n"
    if named:
        listed = ", ".join(text(name) for name, _ in named)
        compared = "" if data is None else f", {str(data).lower()}"
        written += f"$fields({here}, {text(node.name)}, [{listed}]{compared});\n"
    for above in node.bases:
        if isinstance(above, ast.Name) and above.id in ("int", "float"):
            written += f"$boxed({here}, {text(above.id)});\n"
    for one in node.body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                written += f"{here}.prototype.{name} = {here}.{name} = {expression(value, scope)};\n"
            case ast.AnnAssign() | ast.FunctionDef() | ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case _:
                raise scope.refused(one, f"{type(one).__name__} in a class is not translated")
    return written


def _base(node: ast.ClassDef, scope: Scope) -> tuple[str, str]:
    """The class above, and what it is called in Python."""
    for base in node.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        if not isinstance(plain, ast.Name):
            raise scope.refused(node, "this base is not translated")
        if plain.id in ("Generic", "Protocol"):
            continue
        return _CLASSES.get(plain.id) or expression(plain, scope), plain.id
    return scope.refer(Foreign("builtins", "object")), "object"


_CLASSES = {"dict": "$Dict", "list": "$List", "set": "$Set"}
"""What has a class of its own besides the function that makes it."""


def _dataclass(node: ast.ClassDef, scope: Scope) -> bool | None:
    """Whether objects of a dataclass are equal where their fields are; None for any other class."""
    found = None
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not isinstance(called, ast.Name) or called.id not in ("dataclass", "runtime_checkable"):
            raise scope.refused(node, f"the decorator {ast.unparse(decorator)} is not translated")
        if called.id == "dataclass":
            found = not (
                isinstance(decorator, ast.Call)
                and any(one.arg == "eq" and ast.unparse(one.value) == "False" for one in decorator.keywords)
            )
    return found


def _maker(
    here: str, named: list[tuple[str, ast.expr | None]], is_tuple: bool, node: ast.ClassDef, scope: Scope
) -> str:
    """The constructor from fields, and of a named tuple the same with some of them changed."""
    args = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(name) for name, _ in named],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[value for _, value in named if value is not None],
    )
    inner = scope.inner(name for name, _ in named)
    written = parameters(args, inner, node)
    sets = "".join(f"this.{name} = {local(name)}; " for name, _ in named)
    after = any(isinstance(one, ast.FunctionDef) and one.name == "__post_init__" for one in node.body)
    made = f"constructor({written}) {{ super($bare); {sets}{'this.__post_init__(); ' if after else ''}}}\n"
    if not is_tuple:
        return made
    changed = ", ".join(f"c.{name} === undefined ? this.{name} : c.{name}" for name, _ in named)
    values = ", ".join(f"this.{name}" for name, _ in named)
    return f"{made}_replace(c) {{ return new {here}({changed}); }}\n$all() {{ return [{values}]; }}\n"


def methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The methods of a class."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef):
            yield one


def method(node: ast.FunctionDef, scope: Scope) -> str:
    """A method as it stands in its class."""
    how = {_decorator(one) for one in node.decorator_list}
    if "staticmethod" in how:
        return f"{function(node, scope, f'static @{node.name}')}\n"
    if "cached_property" in how:
        kept = f"get {node.name}() {{ return $kept(this, {text(node.name)}, this.$of_{node.name}()); }}"
        return f"{function(node, scope, f'$of_{node.name}', method=True)}\n{kept}\n"
    head = "get " if "property" in how else "static @" if "classmethod" in how else "@"
    written = f"{function(node, scope, f'{head}{node.name}', method=True)}\n"
    walked = "[Symbol.iterator]() { return this.__iter__(); }\n" if node.name == "__iter__" else ""
    return written + walked


def _decorator(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else ""
