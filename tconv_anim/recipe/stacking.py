"""Stacks in recipes: how their first layer is shown, what each next one is fed with, and their numbers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tconv_anim.errors import InputError
from tconv_anim.layer.activation import NONE
from tconv_anim.layer.wording import size
from tconv_anim.recipe.data import draw_input, draw_weight
from tconv_anim.recipe.options import OPTIONS
from tconv_anim.sources.asked import found_layer, is_chain
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.stack import Stage
from tconv_anim.views import VIEWS

if TYPE_CHECKING:
    from tconv_anim.recipe.recipe import Recipe

_VIEW = "stack"


def stacked(said: Mapping[str, Any], asked: bool) -> dict[str, Any]:
    """The options of a layer: with others after it, in the view that shows them all.

    A view of direct convolutions then says what the layer is, and one that nobody ``asked`` for gives way.
    """
    if not said.get("then") or said.get("view") == _VIEW:
        return dict(said)
    view = said.get("view")
    direct = view in VIEWS and bool(VIEWS[view].direct)
    if asked and not direct and view is not None:
        return dict(said)  # which is refused
    return {**said, "view": _VIEW, "direct": said.get("direct", False) or direct}


def unrolled(said: Mapping[str, Any]) -> dict[str, Any]:
    """The options of several layers of a model as those of the first, and of the others after it.

    What a model doesn't say of its layers is said once for all; so is an activation, for all but the last.
    """
    if "layer" not in said or not is_chain(said.get("node")):
        return dict(said)
    from tconv_anim.sources.chain import chain

    links = chain(said["layer"], said["node"], said.get("where") or {})
    usual = said.get("activation") if all(how == NONE for _, how in links) else None
    layers = []
    for number, (found, how) in enumerate(links, 1):
        one = {name: said[name] for name in found.asks if name in said and name != "input_size"}
        layers.append({**one, "layer": found, "activation": (usual if number < len(links) else None) or how})
    kept = {name: value for name, value in said.items() if name not in ("node", "where", "activation")}
    return {**kept, **layers[0], "then": (*layers[1:], *said.get("then", ()))}


def fed(one: Mapping[str, Any], shape: Sequence[int]) -> dict[str, Any]:
    """The options of a layer whose input has this shape; raises :class:`InputError` if it takes another."""
    said = dict(one)
    direct = bool(said.get("direct", said.pop("view", "") == "conv"))
    known = dict(said)
    if "layer" in said:
        found = found_layer(said["layer"], said.get("node"), said.get("where"), None, direct)
        said["layer"] = found
        known = {**found.options, **said}
    gives: dict[str, Any] = {"in_channels": shape[0], "input_size": tuple(shape[1:])}
    for name, given in gives.items():
        taken = given if name not in known else OPTIONS[name].kind.check(name, known[name])
        if taken != given:
            text, wanted = (value if isinstance(value, int) else size(value) for value in (given, taken))
            raise InputError(
                f"the layer before it gives {text} and {name} is {wanted}: let ${name} agree, or leave it out"
            )
    return {**said, **gives, "view": _VIEW, **({"direct": True} if direct else {})}


def follower(layer: "Recipe", shape: Sequence[int]) -> "Recipe":
    """A layer that takes what has this shape; raises :class:`InputError` for one that needs it prepared."""
    if layer.layer.input_shape != tuple(shape):
        raise InputError(
            f"it takes {size(layer.layer.input_shape)}, which would have to be made of {size(shape)}, which "
            "the layer before it gives: such an up-sampler can only be the first $layer"
        )
    return layer


def stages(recipe: "Recipe") -> tuple[Numbers, list[Stage]]:
    """The input of a stack, and its layers with their numbers.

    Weights that nobody gave are other integers in each layer, and have both signs where an activation would
    change nothing otherwise.
    """
    seed = recipe.seed or 0
    x = draw_input(recipe.layer.input_shape, seed) if recipe.input is None else recipe.input
    signed = any(one.activation.name for one in recipe.layers)
    found = []
    for number, one in enumerate(recipe.layers):
        weight = one.weight
        if weight is None:
            weight = draw_weight(one.layer, seed + number if one.seed is None else one.seed, signed)
        found.append(Stage(one.layer, weight, one.bias, one.activation))
    return x, found
