"""Patterns of ``match``: whether a value has a shape, and the names for its parts."""

import ast

from tconv_anim.translation.expressions import expression
from tconv_anim.translation.scope import Scope, local


def matched(node: ast.pattern, value: str, scope: Scope) -> str:
    """A condition that is true where ``value``, an identifier, has this shape; then its names are set."""
    match node:
        case ast.MatchAs(pattern=None, name=None):
            return "true"
        case ast.MatchAs(pattern=None, name=str(name)):
            return f"({local(name)} = {value}, true)"
        case ast.MatchAs(pattern=ast.pattern() as inner, name=str(name)):
            return f"({matched(inner, value, scope)} && ({local(name)} = {value}, true))"
        case ast.MatchOr(patterns=patterns):
            return f"({' || '.join(matched(one, value, scope) for one in patterns)})"
        case ast.MatchValue(value=one):
            return f"$eq({value}, {expression(one, scope)})"
        case ast.MatchSingleton(value=one):
            return f"({value} === {expression(ast.Constant(one), scope)})"
        case ast.MatchClass(cls=kind, patterns=[], kwd_patterns=[]):
            return f"$isinstance({value}, {expression(kind, scope)})"
        case ast.MatchSequence(patterns=patterns):
            return _sequence(patterns, value, scope)
    raise scope.refused(node, f"{type(node).__name__} is not translated")


def _sequence(patterns: list[ast.pattern], value: str, scope: Scope) -> str:
    star = next((i for i, one in enumerate(patterns) if isinstance(one, ast.MatchStar)), None)
    if star not in (None, len(patterns) - 1):
        raise scope.refused(patterns[star or 0], "a star stands before the end of a pattern")
    count = len(patterns) if star is None else star
    parts = [f"$isTuple({value})", f"{value}.length {'===' if star is None else '>='} {count}"]
    for place, one in enumerate(patterns):
        if isinstance(one, ast.MatchStar):
            if one.name is not None:
                parts.append(f"({local(one.name)} = $List.from([...{value}].slice({place})), true)")
        else:
            part = scope.temp()
            parts.append(f"({part} = $get({value}, {place}), {matched(one, part, scope)})")
    return f"({' && '.join(parts)})"
