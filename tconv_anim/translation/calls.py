"""Calls: of functions and methods of ours, of what Python brings along, and the arguments of all of them."""

import ast

from tconv_anim.translation import expressions, loops
from tconv_anim.translation.arguments import arguments
from tconv_anim.translation.attributes import BUILTIN_METHODS, module_name
from tconv_anim.translation.program import Foreign, Meaning, Own, Whole, meaning_in, module_of
from tconv_anim.translation.scope import Scope
from tconv_anim.translation.signatures import Signature, of_class, of_function

_GATHERED = {
    "list": ("new $List()", "$r.push({});"),
    "tuple": ("[]", "$r.push({});"),
    "set": ("new $Set()", "$r.add({});"),
    "frozenset": ("new $Set()", "$r.add({});"),
}


@expressions.expression.register
def _call(node: ast.Call, scope: Scope) -> str:
    """A call."""
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[]), attr=method):
            if scope.parent is not None:
                raise scope.refused(node, "super() stands in a function inside a method")
            scope.attributes.add(method)
            return f"super.{method}({arguments(node, scope, scope.signatures.named(method))})"
        case ast.Attribute():
            return _method(node, node.func, scope)
        case ast.Name():
            return _named(node, node.func, scope)
    return f"$call({expressions.expression(node.func, scope)}, {arguments(node, scope, None)})"


def _named(node: ast.Call, function: ast.Name, scope: Scope) -> str:
    found = scope.meaning(function.id)
    if found is None:
        return _builtin(node, function.id, scope)
    if isinstance(found, str):
        made = "new " if function.id == "cls" else ""
        return f"{made}{found}({arguments(node, scope, scope.signature(function.id))})"
    return _called(node, found, scope)


def _called(node: ast.Call, found: Meaning, scope: Scope) -> str:
    """A call of what stands at the top of a module, or in a library."""
    written = scope.refer(found)
    if isinstance(found, Foreign):
        return f"{written}({arguments(node, scope, None)})"
    if isinstance(found, Whole):
        raise scope.refused(node, "a module is called")
    definition = module_of(found.module).statements.get(found.name)
    if isinstance(definition, ast.ClassDef):
        return f"new {written}({arguments(node, scope, signature_of(found))})"
    return f"{written}({arguments(node, scope, signature_of(found))})"


def signature_of(found: Own) -> Signature | None:
    """The parameters of a function or of a class's making; without its own, its base's."""
    module = module_of(found.module)
    match module.statements.get(found.name):
        case ast.FunctionDef(args=args):
            return of_function(args)
        case ast.ClassDef(bases=[ast.Name(id=base), *_]) as definition if not _makes_itself(definition):
            above = meaning_in(module, base)
            if isinstance(above, Own):
                return signature_of(above)
            return of_class(definition)
        case ast.ClassDef() as definition:
            return of_class(definition)
    return None


def _makes_itself(definition: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "__init__" for one in definition.body)


def _builtin(node: ast.Call, function: str, scope: Scope) -> str:
    match function, node.args:
        case "isinstance", [value, kinds]:
            return _is_instance(expressions.expression(value, scope), kinds, scope)
        case (("any" | "all"), [ast.GeneratorExp() as each]):
            return loops.folded(function, each, scope)
        case (("list" | "tuple" | "set" | "frozenset"), [ast.GeneratorExp() as each]):
            return loops.gathered(each, scope, *_GATHERED[function])
        case (("max" | "min" | "sum" | "sorted" | "dict"), [ast.GeneratorExp() as each, *others]):
            rest = arguments(ast.Call(node.func, others, node.keywords), scope, None)
            listed = loops.gathered(each, scope, "[]", "$r.push({});")
            return f"{scope.refer(Foreign('builtins', function))}({listed}{', ' if rest else ''}{rest})"
        case "getattr", [value, ast.Constant(value=str(name)), *_]:
            scope.attributes.add(name)
    return f"{scope.refer(Foreign('builtins', function))}({arguments(node, scope, None)})"


def _is_instance(value: str, kinds: ast.expr, scope: Scope) -> str:
    """Whether a value is of a kind, or of one of several."""
    each: list[ast.expr] = []
    rest = [kinds]
    while rest:
        one = rest.pop(0)
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.BitOr):
            rest = [one.left, one.right, *rest]
        elif isinstance(one, ast.Tuple):
            rest = [*one.elts, *rest]
        else:
            each.append(one)
    return f"$isinstance({value}, {', '.join(expressions.expression(one, scope) for one in each)})"


def _method(node: ast.Call, function: ast.Attribute, scope: Scope) -> str:
    found = module_name(function, scope)
    if found is not None:
        return _called(node, found, scope)
    name = function.attr
    scope.attributes.add(name)
    if name == "__setattr__" and isinstance(function.value, ast.Name) and function.value.id == "object":
        on, field, value = (expressions.expression(one, scope) for one in node.args)
        return f"({on}[{field}] = {value})"
    if name == "_replace":
        return f"{expressions.expression(function.value, scope)}._replace({_by_name(node, scope)})"
    if isinstance(function.value, ast.Name) and function.value.id == "dict" and name == "fromkeys":
        return f"$fromkeys({arguments(node, scope, None)})"
    if isinstance(function.value, ast.Name):
        owner = scope.meaning(function.value.id)
        if isinstance(owner, Foreign) and owner.name == "chain" and name == "from_iterable":
            return (
                f"{scope.refer(Foreign('itertools', 'chain_from_iterable'))}({arguments(node, scope, None)})"
            )
        if owner is None and function.value.id in ("str", "dict", "int", "list"):
            return _called(node, Foreign("builtins", f"{function.value.id}_{name}"), scope)
    value = expressions.expression(function.value, scope)
    if name == "join" and isinstance(node.args[0], ast.GeneratorExp):
        return f"$m_join({value}, {loops.gathered(node.args[0], scope, '[]', '$r.push({});')})"
    if name == "format" and node.keywords:
        return f"$formatted({value}, {_by_name(node, scope)})"
    if name in BUILTIN_METHODS:
        inside = arguments(node, scope, None)
        return f"$m_{name}({value}{', ' if inside else ''}{inside})"
    return f"{value}.{name}({arguments(node, scope, scope.signatures.named(name))})"


def _by_name(node: ast.Call, scope: Scope) -> str:
    """Arguments that all have names, as an object."""
    if node.args:
        raise scope.refused(node, f"{ast.unparse(node.func)} takes names only")
    parts = [
        f"...$byName({expressions.expression(one.value, scope)})"
        if one.arg is None
        else f"{one.arg}: {expressions.expression(one.value, scope)}"
        for one in node.keywords
    ]
    return f"{{{', '.join(parts)}}}"
