"""Up-samplers as plain options: their weight, and what they are fed instead of the input."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Sides, sides
from tconv_anim.recipe.data import draw_input, tensor
from tconv_anim.sources.found import Found, Known

_FIXED = (
    *("kernel_size", "stride", "padding", "output_padding", "dilation", "groups"),
    *("out_channels", "framework", "weight"),
)
"""Options that an up-sampler has by being one."""


class Plain(NamedTuple):
    """The ``options`` of an up-sampler; which of its numbers are ``invented``, and what to tell of it."""

    options: dict[str, Any]
    invented: tuple[str, ...]
    remark: str


def upsampled(said: Mapping[str, Any], found: Found, indices: Any) -> Plain:
    """The layer that an up-sampler is for the input that is said, or for one that is made up.

    Raises :class:`InputError` where it is none, and for options of a layer whose weight can be chosen.
    """
    for name in _FIXED:
        if name in said and name not in found.asks:
            raise InputError(
                f"{name} is given, and {found.written} has its own: leave ${name} out, or $layer"
            )
    options = {**found.options, **said}
    dims = found.dims
    given = tensor("input", options["input"], dims) if "input" in said else None
    size: Sides
    if given is None:
        size, channels = sides(options["input_size"], "input_size", 1, dims), options.get("in_channels")
    else:
        size, channels = given.shape[1:], given.shape[0]
    seed = options.get("seed") or 0
    more = {
        name: sides(options.pop(name), name, 1, dims) for name in ("stride", "output_size") if name in options
    }
    known = Known(
        size,
        channels,
        **more,
        indices=None if indices is None else tensor("indices", indices, dims),
        seed=seed,
    )
    if found.made is None:
        raise TypeError(f"{found.written} is no up-sampler")
    made = found.made(known)
    options |= made.options
    invented: list[str] = []
    if made.fed is not None:
        if given is None:
            given, invented = draw_input((channels or 1, *size), seed), ["input"]
        options["input"] = made.fed(given)
    return Plain(options, tuple(invented), " ".join(filter(None, (found.remark, made.remark))))
