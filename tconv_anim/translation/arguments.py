"""Arguments and parameters: by place, by name, and many behind a star."""

import ast
import json
from collections.abc import Sequence

from tconv_anim.translation import expressions
from tconv_anim.translation.attributes import module_name
from tconv_anim.translation.program import Foreign
from tconv_anim.translation.scope import Scope, local
from tconv_anim.translation.signatures import Signature


def arguments(node: ast.Call, scope: Scope, signature: Signature | None) -> str:
    """The arguments in their places. Libraries, whose parameters are unknown here, get names in an object."""
    if not node.keywords:
        return expressions.items(node.args, scope)
    if any(one.arg is None for one in node.keywords):
        raise scope.refused(node, "** in a call is not translated")
    named = {one.arg or "": expressions.expression(one.value, scope) for one in node.keywords}
    placed = [expressions.items([one], scope) for one in node.args]
    if signature is None:
        if not _is_library(node, scope):
            raise scope.refused(node, f"names for parameters that nobody knows: {ast.unparse(node.func)}")
        return ", ".join([*placed, _object(named)])
    if signature.rest:
        inner = {name: value for name, value in named.items() if name in signature.named}
        if len(inner) < len(named):
            raise scope.refused(node, "an argument by name before those of a star")
        return ", ".join([*placed, _object(inner)])
    order = (*signature.places, *signature.named)
    more = {name: value for name, value in named.items() if name not in order}
    if more and not signature.more:
        raise scope.refused(node, f"there is no parameter {', '.join(more)}")
    if more and any(isinstance(one, ast.Starred) for one in node.args):
        raise scope.refused(node, "names that are no parameters beside a star")
    if any(isinstance(one, ast.Starred) for one in node.args):
        return f"...$placed([{', '.join(placed)}], {json.dumps(order)}, {_object(named)})"
    for name in order[len(placed) :]:
        placed.append(named.get(name, "undefined"))
    if more:
        placed.append(
            f"new $Dict([{', '.join(f'[{json.dumps(name)}, {value}]' for name, value in more.items())}])"
        )
    while placed[-1] == "undefined":
        placed.pop()
    return ", ".join(placed)


def _object(named: dict[str, str]) -> str:
    return f"new $Named({{{', '.join(f'{name}: {value}' for name, value in named.items())}}})"


_TAKE_NAMES = frozenset(("max", "min", "sort"))
"""Methods of the runtime's own values that take arguments by name."""


def _is_library(node: ast.Call, scope: Scope) -> bool:
    match node.func:
        case ast.Name(id=name):
            return scope.meaning(name) is None or isinstance(scope.meaning(name), Foreign)
        case ast.Attribute(attr=name) as function:
            found = module_name(function, scope)
            return isinstance(found, Foreign) or (found is None and name in _TAKE_NAMES)
    return False


def parameters(args: ast.arguments, scope: Scope, node: ast.AST, skipped: int = 0) -> str:
    """The parameters of a function, those after ``skipped`` ones, each with its default."""
    if args.kwarg is not None and args.vararg is not None:
        raise scope.refused(node, "* and ** in a function's parameters are not translated")
    places = [*args.posonlyargs, *args.args]
    usual: Sequence[ast.expr | None] = [None] * (len(places) - len(args.defaults)) + list(args.defaults)
    written = [_parameter(one.arg, value, scope) for one, value in zip(places, usual, strict=True)][skipped:]
    if args.vararg is not None:
        written.append(f"...{local(args.vararg.arg)}")
    else:
        written += [
            _parameter(one.arg, value, scope)
            for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        ]
    if args.kwarg is not None:
        written.append(f"{local(args.kwarg.arg)} = new $Dict()")
    return ", ".join(written)


def _parameter(name: str, usual: ast.expr | None, scope: Scope) -> str:
    return local(name) if usual is None else f"{local(name)} = {expressions.expression(usual, scope)}"


@expressions.expression.register
def _lambda(node: ast.Lambda, scope: Scope) -> str:
    inner = scope.inner(one.arg for one in node.args.args)
    arguments = parameters(node.args, inner, node)
    body = expressions.expression(node.body, inner)
    if inner.temps:
        return f"(({arguments}) => {{ let {', '.join(inner.temps)}; return {body}; }})"
    return f"(({arguments}) => {f'({body})' if body.startswith('{') else body})"
