"""Expressions: what computes a value."""

import ast
import json
from collections.abc import Sequence
from functools import singledispatch

from tconv_anim.translation.program import Foreign, Whole
from tconv_anim.translation.scope import Scope

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "$add",
    ast.Sub: "$sub",
    ast.Mult: "$mul",
    ast.Div: "$div",
    ast.FloorDiv: "$floordiv",
    ast.Mod: "$mod",
    ast.Pow: "$pow",
    ast.BitOr: "$or",
    ast.BitAnd: "$and",
    ast.BitXor: "$xor",
}
"""The functions of the runtime that are operators."""

_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "$neg", ast.Invert: "$invert"}

_ORDER: dict[type[ast.cmpop], str] = {ast.Lt: "$lt", ast.LtE: "$le", ast.Gt: "$gt", ast.GtE: "$ge"}

_SURE = frozenset(("isinstance", "any", "all", "bool", "hasattr"))
"""Functions that return True or False."""


@singledispatch
def expression(node: ast.expr, scope: Scope) -> str:
    """``node`` as an expression of JavaScript, in brackets where that could matter."""
    raise scope.refused(node, f"{type(node).__name__} is not translated")


def truth(node: ast.expr, scope: Scope) -> str:
    """Whether ``node`` is true, as a boolean of JavaScript."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"!{truth(operand, scope)}"
        case ast.BoolOp(op=op, values=values):
            sign = " && " if isinstance(op, ast.And) else " || "
            return f"({sign.join(truth(value, scope) for value in values)})"
        case _ if is_sure(node):
            return expression(node, scope)
    return f"$true({expression(node, scope)})"


def is_sure(node: ast.expr) -> bool:
    """Whether ``node`` can only be True or False. Comparisons of arrays are arrays."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            kept = isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn)
            return kept or (isinstance(op, ast.Eq | ast.NotEq) and (is_text(left) or is_text(right)))
        case ast.Compare():
            return True
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _SURE
        case ast.BoolOp(values=values):
            return all(map(is_sure, values))
    return False


@expression.register
def _constant(node: ast.Constant, scope: Scope) -> str:
    """A number, a text, True, False or None."""
    value = node.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int | float):
        return repr(value)
    raise scope.refused(node, f"a constant like {value!r} is not translated")


def text(value: str) -> str:
    """A text as JavaScript writes it; nothing in it can end a script or a line."""
    written = json.dumps(value, ensure_ascii=False)
    return written.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@expression.register
def _name(node: ast.Name, scope: Scope) -> str:
    """A variable, what stands at the top of a module, or what Python brings along."""
    if node.id == "__name__":
        return text(scope.module.name)
    found = scope.meaning(node.id)
    if isinstance(found, str):
        return found
    if isinstance(found, Whole):
        raise scope.refused(node, f"the module {node.id} is not used for a name in it")
    if found is None:
        found = Foreign("builtins", node.id)
    return scope.refer(found)


@expression.register
def _subscript(node: ast.Subscript, scope: Scope) -> str:
    """An element, or several."""
    return f"$get({expression(node.value, scope)}, {index(node.slice, scope)})"


def index(node: ast.expr, scope: Scope) -> str:
    """What stands in square brackets."""
    if isinstance(node, ast.Slice):
        parts = (node.lower, node.upper, node.step)
        return f"new $Slice({', '.join('null' if p is None else expression(p, scope) for p in parts)})"
    if isinstance(node, ast.Tuple):
        return f"[{', '.join(_item(one, scope) for one in node.elts)}]"
    return expression(node, scope)


def _item(node: ast.expr, scope: Scope) -> str:
    if isinstance(node, ast.Starred):
        return f"...{expression(node.value, scope)}"
    return index(node, scope)


def items(nodes: Sequence[ast.expr], scope: Scope) -> str:
    """Expressions with commas between them; those with a star are many."""
    return ", ".join(
        f"...{all_of(node.value, scope)}" if isinstance(node, ast.Starred) else expression(node, scope)
        for node in nodes
    )


def all_of(node: ast.expr, scope: Scope) -> str:
    """What is walked to its end at once: a generator need be none."""
    if isinstance(node, ast.GeneratorExp):
        return expression(ast.copy_location(ast.ListComp(node.elt, node.generators), node), scope)
    return expression(node, scope)


def binary(left: str, op: ast.operator, right: str, node: ast.AST, scope: Scope) -> str:
    """An operator, whatever it is applied to."""
    function = BINARY.get(type(op))
    if function is None:
        raise scope.refused(node, f"the operator {type(op).__name__} is not translated")
    return f"{function}({left}, {right})"


@expression.register
def _binary(node: ast.BinOp, scope: Scope) -> str:
    left, right = expression(node.left, scope), expression(node.right, scope)
    if isinstance(node.op, ast.Add) and (is_text(node.left) and is_text(node.right)):
        return f"({left} + {right})"
    if isinstance(node.op, ast.Mod) and is_text(node.left):
        raise scope.refused(node, "% with a text is not translated: write an f-string")
    return binary(left, node.op, right, node, scope)


def is_text(node: ast.expr) -> bool:
    """Whether ``node`` is a text as it is written down."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@expression.register
def _unary(node: ast.UnaryOp, scope: Scope) -> str:
    if isinstance(node.op, ast.Not):
        return f"!{truth(node.operand, scope)}"
    if isinstance(node.operand, ast.Constant) and isinstance(node.op, ast.USub):
        return f"-{expression(node.operand, scope)}"
    if type(node.op) not in _UNARY:
        raise scope.refused(node, f"the operator {type(node.op).__name__} is not translated")
    return f"{_UNARY[type(node.op)]}({expression(node.operand, scope)})"


@expression.register
def _boolean(node: ast.BoolOp, scope: Scope) -> str:
    *most, last = node.values
    written = expression(last, scope)
    for value in reversed(most):
        if is_sure(value):
            sign = "&&" if isinstance(node.op, ast.And) else "||"
            written = f"({expression(value, scope)} {sign} {written})"
            continue
        kept = scope.temp()
        there, other = (written, kept) if isinstance(node.op, ast.And) else (kept, written)
        written = f"($true({kept} = {expression(value, scope)}) ? {there} : {other})"
    return written


@expression.register
def _comparison(node: ast.Compare, scope: Scope) -> str:
    left, parts = node.left, []
    before = expression(left, scope)
    for place, (op, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        after = expression(right, scope)
        again = after
        if place < len(node.ops) - 1 and not isinstance(right, ast.Name | ast.Constant):
            again = scope.temp()
            after = f"({again} = {after})"
        parts.append(compared(before, op, after, (left, right)))
        left, before = right, again
    return parts[0] if len(parts) == 1 else f"({' && '.join(parts)})"


def compared(left: str, op: ast.cmpop, right: str, nodes: tuple[ast.expr, ast.expr]) -> str:
    """A comparison of two values."""
    match op:
        case ast.Is():
            return f"({left} === {right})"
        case ast.IsNot():
            return f"({left} !== {right})"
        case ast.In():
            return f"$in({left}, {right})"
        case ast.NotIn():
            return f"!$in({left}, {right})"
        case ast.Eq() if any(map(is_text, nodes)):
            return f"({left} === {right})"
        case ast.NotEq() if any(map(is_text, nodes)):
            return f"({left} !== {right})"
        case ast.Eq():
            return f"$eq({left}, {right})"
        case ast.NotEq():
            return f"$ne({left}, {right})"
    return f"{_ORDER[type(op)]}({left}, {right})"


@expression.register
def _choice(node: ast.IfExp, scope: Scope) -> str:
    return f"({truth(node.test, scope)} ? {expression(node.body, scope)} : {expression(node.orelse, scope)})"


@expression.register
def _walrus(node: ast.NamedExpr, scope: Scope) -> str:
    return f"({expression(node.target, scope)} = {expression(node.value, scope)})"


@expression.register
def _starred(node: ast.Starred, scope: Scope) -> str:
    raise scope.refused(node, "a star stands where it is not translated")
