"""Functions: their own names, their parameters, and what they do."""

import ast

from tconv_anim.translation.arguments import parameters
from tconv_anim.translation.expressions import expression
from tconv_anim.translation.scope import Scope, bound, local, not_own
from tconv_anim.translation.signatures import of_function
from tconv_anim.translation.statements import block, statement


def function(node: ast.FunctionDef, inner: Scope, head: str, method: bool = False) -> str:
    """A function; ``head`` is what stands before its parameters, ``inner`` the scope of its body.

    The first parameter of a ``method`` is ``this``.
    """
    allowed = {"property", "cached_property", "classmethod", "staticmethod", "cache", "lru_cache"}
    allowed |= {"contextmanager", "abstractmethod"}
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not isinstance(called, ast.Name) or called.id not in allowed:
            raise inner.refused(node, f"the decorator {ast.unparse(decorator)} is not translated")
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    names = [one.arg for one in (*args, *filter(None, (node.args.vararg, node.args.kwarg)))]
    shared = not_own(node.body)
    own = [name for name in dict.fromkeys(bound(node.body)) if name not in shared and name not in names]
    inner.own |= {*names, *own}
    nested = (one for one in ast.walk(node) if isinstance(one, ast.FunctionDef) and one is not node)
    inner.functions |= {one.name: of_function(one.args) for one in nested}
    written = parameters(node.args, inner, node, skipped=int(method))
    body = block(node.body, inner)
    lines = [f"const {local(names[0])} = this;"] if method else []
    if node.args.vararg is not None and node.args.kwonlyargs:
        lines.append(_by_name(node.args, inner))
    declared = [*map(local, own), *inner.temps]
    lines += [f"let {', '.join(declared)};"] if declared else []
    star = "*" if is_generator(node) else ""
    return f"{head.replace('@', star)}({written}) {{\n{''.join(f'{line}{chr(10)}' for line in lines)}{body}}}"


def _by_name(args: ast.arguments, scope: Scope) -> str:
    """What is said by name behind a star comes as the last of the many."""
    assert args.vararg is not None
    parts = []
    for one, usual in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        value = "" if usual is None else f" = {expression(usual, scope)}"
        parts.append(f"{local(one.arg)}{value}")
    return f"let {{{', '.join(parts)}}} = $named({local(args.vararg.arg)});"


def is_generator(node: ast.FunctionDef) -> bool:
    """Whether a function yields, itself."""
    rest: list[ast.AST] = list(node.body)
    while rest:
        one = rest.pop()
        if isinstance(one, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(one, ast.FunctionDef | ast.Lambda):
            rest += ast.iter_child_nodes(one)
    return False


@statement.register
def _function(node: ast.FunctionDef, scope: Scope) -> str:
    inner = scope.inner(())
    written = function(node, inner, "function@ ")
    if node.decorator_list:
        raise scope.refused(node, "a decorator inside a function is not translated")
    return f"{local(node.name)} = {written};\n"
