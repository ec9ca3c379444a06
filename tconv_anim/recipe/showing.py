"""From a whole layer to the part of it that is shown, as a recipe of its own."""

from collections.abc import Iterator
from math import prod
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.part import Part, percent
from tconv_anim.recipe.partkinds import ALL
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.trace.portion import Channels, Wish, portion
from tconv_anim.views import VIEWS

SHOWN_IN, SHOWN_OUT = 3, 1
"""Channels that are shown of a layer that has more than three, where nothing else is asked for."""

_MANY = 3

LARGEST_ARRAY = 50_000_000
"""Numbers that an input or a kernel may have."""

_REPLACED = ("input", "weight", "bias", "groups", "in_channels", "out_channels", "input_size", "seed")
"""Options that a part has of its own."""


def shown_part(recipe: Recipe) -> Recipe:
    """The recipe of what is shown: the same, or one that has the numbers of a part of its layer.

    A part is what shown_in, shown_out and crop ask for; of more than three channels it is one by itself.
    Raises :class:`InputError` for what isn't there.
    """
    if recipe.beside:
        recipe = recipe.changed(beside=[shown_part(one).own for one in recipe.pictures[1:]])
    wish = _wish(recipe)
    if wish == Wish() or recipe.part is not None or VIEWS[recipe.view].whole:
        return recipe
    for name, shape in (("input", recipe.layer.input_shape), ("weight", recipe.layer.weight_shape)):
        if prod(shape) > LARGEST_ARRAY:
            raise InputError(
                f"the {name} would have {prod(shape):,} numbers, and at most {LARGEST_ARRAY:,} can be read: "
                "take a smaller $input_size or $kernel_size, or fewer $in_channels, $out_channels or $groups"
            )
    found = portion(recipe.layer, *recipe.tensors, wish)
    if found is None:
        return recipe
    layer = found.layer
    rest = found.rest if VIEWS[recipe.view].rest else None
    numbers = {"input": found.input, "weight": found.weight, "bias": found.bias, "rest": rest}
    if found.layer.part is not None and VIEWS[recipe.view].several:
        numbers["gradient"] = recipe.output_gradient[list(found.layer.part.output.channels)]
    asked = dict.fromkeys((*_REPLACED, "shown_in", "shown_out", "crop"))
    return recipe.changed(**{**asked, **numbers, "groups": layer.params.groups, "part": layer.part})


def _wish(recipe: Recipe) -> Wish:
    layer = recipe.layer

    def channels(asked: Any, there: int, usual: int) -> Channels:
        if asked is None:
            return usual if there > _MANY else None
        return None if asked == ALL else asked

    return Wish(
        channels(recipe.shown_in, layer.in_channels, SHOWN_IN),
        channels(recipe.shown_out, layer.out_channels, SHOWN_OUT),
        recipe.crop,
    )


def told(recipe: Recipe) -> Iterator[str]:
    """What there is to say before a layer is drawn: which part of it is shown, and what it is not."""
    if recipe.part is not None:
        yield _part_told(recipe.part, recipe.rest is not None)
    yield from recipe.notes


def _part_told(part: Part, rest: bool) -> str:
    sides = []
    for name, side in (("input", part.input), ("output", part.output)):
        if len(side.channels) < side.channels_of:
            noun = "channel" if len(side.channels) == 1 else "channels"
            listed = ", ".join(map(str, side.channels[:_LISTED])) + ", …" * (len(side.channels) > _LISTED)
            sides.append(f"{name} {noun} {listed} of 0 to {side.channels_of - 1}")
    text = f"Shown: {'; '.join(sides)}" if sides else "Shown: some rows and columns"
    if part.share < 1:
        text += f" ({percent(part.share)} of the output's energy)"
    more = "all else is in the rest" if rest else "all else is left out"
    return f"{text}; {more}." if rest or part.share < 1 else f"{text}."


_LISTED = 8
