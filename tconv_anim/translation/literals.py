"""Tuples, lists, sets, dictionaries and f-strings, as they are written down."""

import ast

from tconv_anim.translation.expressions import expression, is_text, items
from tconv_anim.translation.scope import Scope


@expression.register
def _tuple(node: ast.Tuple, scope: Scope) -> str:
    return f"[{items(node.elts, scope)}]"


@expression.register
def _list(node: ast.List, scope: Scope) -> str:
    return f"$List.of({items(node.elts, scope)})"


@expression.register
def _set(node: ast.Set, scope: Scope) -> str:
    return f"new $Set([{items(node.elts, scope)}])"


@expression.register
def _dict(node: ast.Dict, scope: Scope) -> str:
    pairs = [
        f"...$items({expression(value, scope)})"
        if key is None
        else f"[{expression(key, scope)}, {expression(value, scope)}]"
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    return f"new $Dict([{', '.join(pairs)}])"


@expression.register
def _joined(node: ast.JoinedStr, scope: Scope) -> str:
    return "`" + "".join(_inserted(one, scope) for one in node.values) + "`"


def _inserted(node: ast.expr, scope: Scope) -> str:
    if isinstance(node, ast.Constant):
        plain = str(node.value).replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
        return plain.replace("</", "<\\/").replace("\n", "\\n").replace("\r", "\\r")
    if not isinstance(node, ast.FormattedValue):
        raise scope.refused(node, "this part of an f-string is not translated")
    value = expression(node.value, scope)
    if node.conversion == ord("r"):
        value = f"$repr({value})"
    elif node.conversion != -1:
        raise scope.refused(node, "only !r is translated in an f-string")
    if node.format_spec is None:
        return f"${{{value}}}" if is_text(node.value) else f"${{$str({value})}}"
    return f"${{$format({value}, {expression(node.format_spec, scope)})}}"
