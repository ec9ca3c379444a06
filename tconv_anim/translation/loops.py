"""Comprehensions, and the targets that loops and assignments put values into."""

import ast

from tconv_anim.translation import expressions
from tconv_anim.translation.scope import Scope, local

_FOLD = {"any": ("if ({}) return true;", "return false;"), "all": ("if (!{}) return false;", "return true;")}
"""Functions of which a whole loop is written: they stop where the answer is known."""


@expressions.expression.register
def _list(node: ast.ListComp, scope: Scope) -> str:
    return _filled(node.elt, node.generators, scope, "new $List()", "$r.push({});")


@expressions.expression.register
def _set(node: ast.SetComp, scope: Scope) -> str:
    return _filled(node.elt, node.generators, scope, "new $Set()", "$r.add({});")


@expressions.expression.register
def _dict(node: ast.DictComp, scope: Scope) -> str:
    pair = ast.Tuple([node.key, node.value], ast.Load())
    return _filled(pair, node.generators, scope, "new $Dict()", "$r.set(...{});")


@expressions.expression.register
def _generator(node: ast.GeneratorExp, scope: Scope) -> str:
    # What it runs over is computed at once, as in Python; the rest when it is asked for.
    inner = _inner(node.generators, scope)
    first = expressions.expression(node.generators[0].iter, scope)
    body = _looped(node.generators, inner, f"yield {expressions.expression(node.elt, inner)};", "$first")
    return f"(function* ($first) {{ {_declared(inner)}{body} }})({first})"


def folded(function: str, node: ast.GeneratorExp, scope: Scope) -> str:
    """``any`` or ``all`` of a generator."""
    each, end = _FOLD[function]
    inner = _inner(node.generators, scope)
    first = expressions.expression(node.generators[0].iter, scope)
    body = _looped(node.generators, inner, each.format(expressions.truth(node.elt, inner)), first)
    return f"(() => {{ {_declared(inner)}{body} {end} }})()"


def gathered(node: ast.GeneratorExp, scope: Scope, empty: str, take: str) -> str:
    """What a function makes of all that a generator yields, without a generator."""
    return _filled(node.elt, node.generators, scope, empty, take)


def _filled(elt: ast.expr, generators: list[ast.comprehension], scope: Scope, empty: str, take: str) -> str:
    inner = _inner(generators, scope)
    first = expressions.expression(generators[0].iter, scope)
    body = _looped(generators, inner, take.format(expressions.expression(elt, inner)), first)
    return f"(() => {{ const $r = {empty}; {_declared(inner)}{body} return $r; }})()"


def _inner(generators: list[ast.comprehension], scope: Scope) -> Scope:
    if any(one.is_async for one in generators):
        raise scope.refused(generators[0].iter, "async is not translated")
    names = [node.id for one in generators for node in ast.walk(one.target) if isinstance(node, ast.Name)]
    return scope.inner(names)


def _declared(inner: Scope) -> str:
    names = [*dict.fromkeys(local(name) for name in sorted(inner.own)), *inner.temps]
    return f"let {', '.join(names)}; "


def _looped(generators: list[ast.comprehension], inner: Scope, body: str, first: str) -> str:
    for place, one in reversed(list(enumerate(generators))):
        for condition in reversed(one.ifs):
            body = f"if ({expressions.truth(condition, inner)}) {{ {body} }}"
        source = first if place == 0 else expressions.expression(one.iter, inner)
        source = f"$each({source})" if inner.guarded else source
        head, unpacking = target(one.target, inner)
        body = f"for ({head} of {source}) {{ {unpacking}{body} }}"
    return body


def target(node: ast.expr, scope: Scope) -> tuple[str, str]:
    """What a loop puts each value into, and the statements that take it apart from there."""
    if isinstance(node, ast.Name):
        return expressions.expression(node, scope), ""
    each = scope.temp()
    return each, assigned(node, each, scope)


def assigned(node: ast.expr, value: str, scope: Scope) -> str:
    """Statements that put a value into a target."""
    match node:
        case ast.Name():
            return f"{expressions.expression(node, scope)} = {value};"
        case ast.Attribute():
            scope.attributes.add(node.attr)
            return f"{expressions.expression(node.value, scope)}.{node.attr} = {value};"
        case ast.Subscript():
            place = expressions.index(node.slice, scope)
            return f"$put({expressions.expression(node.value, scope)}, {place}, {value});"
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            return _unpacked(elts, value, scope)
    raise scope.refused(node, f"nothing is put into {type(node).__name__}")


def _unpacked(elts: list[ast.expr], value: str, scope: Scope) -> str:
    star = next((i for i, one in enumerate(elts) if isinstance(one, ast.Starred)), None)
    plain = [one.value if isinstance(one, ast.Starred) else one for one in elts]
    places, rest = [], ""
    for one in plain:
        if isinstance(one, ast.Name):
            places.append(expressions.expression(one, scope))
        else:
            place = scope.temp()
            places.append(place)
            rest += f" {assigned(one, place, scope)}"
    if star is None:
        taken = f"$unpacked({value}, {len(elts)})"
    else:
        taken = f"$unpackedRest({value}, {star}, {len(elts) - star - 1})"
    return f"[{', '.join(places)}] = {taken};{rest}"
