"""Statements: what a function does, one after the other."""

import ast
from collections.abc import Iterable
from functools import singledispatch

from tconv_anim.translation import loops, patterns
from tconv_anim.translation.expressions import binary, expression, index, truth
from tconv_anim.translation.scope import Scope, local, taken_in

_IN_PLACE = (ast.Add, ast.BitOr)
"""Operators that change a list, set or dictionary in its place."""


def block(nodes: Iterable[ast.stmt], scope: Scope) -> str:
    """Statements, one a line."""
    return "".join(statement(node, scope) for node in nodes)


@singledispatch
def statement(node: ast.stmt, scope: Scope) -> str:
    """``node`` as a statement of JavaScript, with its end of line."""
    raise scope.refused(node, f"{type(node).__name__} is not translated")


@statement.register
def _expression(node: ast.Expr, scope: Scope) -> str:
    match node.value:
        case ast.Constant():
            return ""  # a docstring
        case ast.Yield(value=value):
            return f"yield {'null' if value is None else expression(value, scope)};\n"
        case ast.YieldFrom(value=value):
            return f"yield* {expression(value, scope)};\n"
    return f"{expression(node.value, scope)};\n"


@statement.register
def _return(node: ast.Return, scope: Scope) -> str:
    return f"return {'null' if node.value is None else expression(node.value, scope)};\n"


@statement.register
def _assign(node: ast.Assign, scope: Scope) -> str:
    if len(node.targets) == 1:
        return f"{_assigned(node.targets[0], node.value, scope)}\n"
    kept = scope.temp()
    first = f"{kept} = {expression(node.value, scope)};"
    return "\n".join([first, *(loops.assigned(one, kept, scope) for one in node.targets)]) + "\n"


def _assigned(target: ast.expr, value: ast.expr, scope: Scope) -> str:
    if (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Tuple)
        and len(target.elts) == len(value.elts)
        and not any(isinstance(one, ast.Starred) for one in (*target.elts, *value.elts))
        and all(isinstance(one, ast.Name) for one in target.elts)
    ):
        names = ", ".join(expression(one, scope) for one in target.elts)
        return f"[{names}] = {expression(value, scope)};"
    return loops.assigned(target, expression(value, scope), scope)


@statement.register
def _annotated(node: ast.AnnAssign, scope: Scope) -> str:
    return "" if node.value is None else f"{_assigned(node.target, node.value, scope)}\n"


@statement.register
def _augmented(node: ast.AugAssign, scope: Scope) -> str:
    value = expression(node.value, scope)

    def joined(before: str) -> str:
        if isinstance(node.op, _IN_PLACE):
            return f"{'$iadd' if isinstance(node.op, ast.Add) else '$ior'}({before}, {value})"
        return binary(before, node.op, value, node, scope)

    match node.target:
        case ast.Name():
            place = expression(node.target, scope)
            return f"{place} = {joined(place)};\n"
        case ast.Attribute(value=on, attr=name):
            kept = scope.temp()
            scope.attributes.add(name)
            return f"{kept} = {expression(on, scope)}; {kept}.{name} = {joined(f'{kept}.{name}')};\n"
        case ast.Subscript(value=on, slice=at):
            kept, place = scope.temp(), scope.temp()
            begin = f"{kept} = {expression(on, scope)}; {place} = {index(at, scope)};"
            return f"{begin} $put({kept}, {place}, {joined(f'$get({kept}, {place})')});\n"
    raise scope.refused(node, "this target is not translated")


@statement.register
def _if(node: ast.If, scope: Scope) -> str:
    written = f"if ({truth(node.test, scope)}) {{\n{block(node.body, scope)}}}"
    return f"{written} else {{\n{block(node.orelse, scope)}}}\n" if node.orelse else f"{written}\n"


@statement.register
def _for(node: ast.For, scope: Scope) -> str:
    source = expression(node.iter, scope)
    leaves = any(isinstance(one, ast.Break | ast.Return) for part in node.body for one in ast.walk(part))
    # A loop that is left would close its generator, which Python leaves open for whoever goes on with it.
    source = f"$open({source})" if leaves else source
    head, unpacking = loops.target(node.target, scope)
    label = f"$else{len(scope.labels)}" if node.orelse else ""
    scope.labels.append(label)
    written = f"for ({head} of {source}) {{\n{unpacking}\n{block(node.body, scope)}}}\n"
    scope.labels.pop()
    return f"{label}: {{\n{written}{block(node.orelse, scope)}}}\n" if label else written


@statement.register
def _while(node: ast.While, scope: Scope) -> str:
    if node.orelse:
        raise scope.refused(node, "else of a loop is not translated")
    scope.labels.append("")
    written = f"while ({truth(node.test, scope)}) {{\n{block(node.body, scope)}}}\n"
    scope.labels.pop()
    return written


@statement.register
def _raise(node: ast.Raise, scope: Scope) -> str:
    if node.exc is None:
        return "throw $error;\n"
    if isinstance(node.exc, ast.Name) and scope.meaning(node.exc.id) is None:
        return f"throw new {expression(node.exc, scope)}();\n"
    value = expression(node.exc, scope)
    made = isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    builtin = made and scope.meaning(node.exc.func.id) is None  # type: ignore[attr-defined]
    return f"throw {'new ' if builtin else ''}{value};\n"


@statement.register
def _try(node: ast.Try, scope: Scope) -> str:
    if node.orelse:
        raise scope.refused(node, "else of try is not translated")
    before, scope.guarded = scope.guarded, bool(node.handlers) or scope.guarded
    written = f"try {{\n{block(node.body, scope)}}}"
    scope.guarded = before
    if node.handlers:
        written += " catch ($error) {\n"
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            listed = ", ".join(expression(kind, scope) for kind in kinds if kind is not None)
            name = f"{local(handler.name)} = $error;\n" if handler.name else ""
            written += f"if ($isinstance($error, {listed})) {{\n{name}{block(handler.body, scope)}}} else "
        written += "throw $error;\n}"
    if node.finalbody:
        written += f" finally {{\n{block(node.finalbody, scope)}}}"
    return f"{written}\n"


@statement.register
def _with(node: ast.With, scope: Scope) -> str:
    body = block(node.body, scope)
    for item in reversed(node.items):
        kept = scope.temp()
        taken = f"{kept}.__enter__()"
        if item.optional_vars is not None:
            taken = loops.assigned(item.optional_vars, taken, scope)
        body = (
            f"{kept} = {expression(item.context_expr, scope)};\n{taken};\n"
            f"try {{\n{body}}} finally {{\n{kept}.__exit__();\n}}\n"
        )
    return body


@statement.register
def _match(node: ast.Match, scope: Scope) -> str:
    subject = scope.temp()
    written = []
    for case in node.cases:
        condition = patterns.matched(case.pattern, subject, scope)
        if case.guard is not None:
            condition += f" && {truth(case.guard, scope)}"
        written.append(f"if ({condition}) {{\n{block(case.body, scope)}}}")
    return f"{subject} = {expression(node.subject, scope)};\n{' else '.join(written)}\n"


@statement.register
def _delete(node: ast.Delete, scope: Scope) -> str:
    lines = []
    for one in node.targets:
        if not isinstance(one, ast.Subscript):
            raise scope.refused(node, "only elements are deleted")
        lines.append(f"$del({expression(one.value, scope)}, {index(one.slice, scope)});\n")
    return "".join(lines)


@statement.register(ast.Import)
@statement.register(ast.ImportFrom)
def _import(node: ast.Import | ast.ImportFrom, scope: Scope) -> str:
    taken_in(node, scope)
    return ""


@statement.register
def _break(node: ast.Break, scope: Scope) -> str:
    return f"break{f' {scope.labels[-1]}' if scope.labels[-1] else ''};\n"


@statement.register
def _continue(node: ast.Continue, scope: Scope) -> str:
    return "continue;\n"


@statement.register(ast.Pass)
@statement.register(ast.Nonlocal)
@statement.register(ast.Assert)  # they are for mypy
def _nothing(node: ast.stmt, scope: Scope) -> str:
    return ""
