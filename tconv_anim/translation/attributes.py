"""Attributes: of values, and names of modules."""

import ast

from tconv_anim.translation.expressions import expression, text
from tconv_anim.translation.program import Foreign, Meaning, Whole, meaning_in, module_of
from tconv_anim.translation.scope import Scope

_METHODS = (
    # of texts
    "join split rsplit partition rpartition strip lstrip rstrip startswith endswith replace removeprefix "
    "removesuffix lower upper capitalize isdecimal format translate "
    # of lists and tuples, dictionaries and sets
    "append extend insert pop remove index count copy clear reverse sort "
    "items keys values get setdefault update add discard union __getitem__ "
    # of numbers
    "item tolist"
)


BUILTIN_METHODS = frozenset(_METHODS.split())
"""Methods of Python's own values: which, it turns out when they are called."""


@expression.register
def _attribute(node: ast.Attribute, scope: Scope) -> str:
    """An attribute; a method that isn't called keeps what it is of."""
    if (found := in_module(node, scope)) is not None:
        return found
    value = expression(node.value, scope)
    scope.attributes.add(node.attr)
    if node.attr in ("__class__", "__dict__"):
        raise scope.refused(node, f"{node.attr} is not translated")
    if (node.attr in scope.signatures or node.attr in BUILTIN_METHODS) and isinstance(node.ctx, ast.Load):
        return f"$bound({value}, {text(node.attr)})"
    return f"{value}.{node.attr}"


def in_module(node: ast.Attribute, scope: Scope) -> str | None:
    """The identifier of a module's name (``ids.of``, ``np.zeros``); None for an attribute of a value."""
    found = module_name(node, scope)
    return None if found is None else scope.refer(found)


def module_name(node: ast.Attribute, scope: Scope) -> Meaning | None:
    """What a module's name stands for."""
    if isinstance(node.value, ast.Name):
        module = scope.meaning(node.value.id)
        if isinstance(module, Whole):
            found = meaning_in(module_of(module.module), node.attr)
            if found is None:
                raise scope.refused(node, f"{module.module} has no {node.attr}")
            return found
        if isinstance(module, Foreign) and not module.name:
            return Foreign(f"{module.module}", node.attr)
    if isinstance(node.value, ast.Attribute):
        outer = module_name(node.value, scope)
        if isinstance(outer, Foreign) and outer.module == "numpy" and outer.name == "add":
            return Foreign("numpy", f"add_{node.attr}")
    return None
