"""The controls of a widget: which there are for a layer, and the layer that they ask for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.recipe.options import OPTIONS
from tconv_anim.recipe.recipe import Recipe, read
from tconv_anim.trace.numbers import Numbers

RANGES = {
    "input_size": range(1, 9),
    "kernel_size": range(1, 8),
    "stride": range(1, 5),
    "padding": range(4),
    "output_padding": range(4),
    "dilation": range(1, 4),
}
"""What the slider of each parameter offers, whether the layer allows it or not: it says why not."""

SIDES = {"input": "input_size", "weight": "kernel_size"}
"""The parameter that the last axes of some numbers are."""


class Slider(NamedTuple):
    """A slider: its parameter, the integers at its ends, where it stands, and its value in words."""

    name: str
    least: int
    most: int
    value: int
    text: str


def sliders(recipe: Recipe) -> list[Slider]:
    """The sliders of a layer; none for a part of a larger one, which has that layer's numbers."""
    if recipe.part is not None:
        return []
    return [_slider(recipe, name) for name in RANGES if _has(recipe.view, name)]


def _has(view: str, name: str) -> bool:
    views = OPTIONS[name].views.get(None)
    return views is None or view in views


def _slider(recipe: Recipe, name: str) -> Slider:
    value, offered = getattr(recipe, name), RANGES[name]
    at, text = value[0], OPTIONS[name].kind.text(value)
    first: int = at if isinstance(at, int) else at[0]
    return Slider(name, min(offered[0], first), max(offered[-1], first), first, text)


def changed(recipe: Recipe, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a layer like this one, with ``changes`` of it, in which None takes an option back.

    An integer is for all axes. New numbers bring their own shape along.
    Numbers that somebody gave keep their places in an input or a kernel of another size; new places get
    what would be drawn there.
    """
    options = read(recipe.to_json())["options"]
    if "weight" in changes:
        options = {name: value for name, value in options.items() if name not in _CHANNELS}
    elif "input" in changes:
        options.pop("in_channels", None)
    for name, side in SIDES.items():
        if name in changes:
            options.pop(side, None)
    said = {name: value for name, value in {**options, **changes}.items() if value is not None}
    given = {name: array for name in SIDES if (array := getattr(recipe, name)) is not None}
    kept = {name: array for name, array in given.items() if SIDES[name] in changes and name not in changes}
    if kept:
        tensors = Recipe(**{name: value for name, value in said.items() if name not in kept}).tensors
        drawn = dict(zip(SIDES, tensors[:2], strict=True))
        said |= {name: _laid_over(drawn[name], old, 1 + (name == "weight")) for name, old in kept.items()}
    return said


_CHANNELS = ("in_channels", "out_channels")


def _laid_over(drawn: Numbers, old: Numbers, channels: int) -> Numbers:
    """``drawn`` with the numbers of ``old`` wherever both have a place."""
    if drawn.ndim != old.ndim or drawn.shape[:channels] != old.shape[:channels]:
        return old  # which fits no longer: that is for the layer to refuse
    both = tuple(slice(min(sides)) for sides in zip(drawn.shape, old.shape, strict=True))
    laid = drawn.astype(np.result_type(drawn, old))
    laid[both] = old[both]
    return laid
