"""What all live layers come down to: which one a class is, and its numbers in our axes."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.sources.found import Found
from tconv_anim.sources.host import host
from tconv_anim.sources.said import Meaning

Numbers = tuple[Any, Any]
"""A weight and a bias, or None for that."""


class Kind(NamedTuple):
    """Which layer a class is: the module of its name, whether it is direct, and how many dimensions it has.

    Flax says only in a layer how many it has.
    """

    home: str
    direct: bool
    dims: int


def found(
    means: Meaning,
    known: Kind,
    channels: tuple[int, int],
    line: str,
    biased: bool,
    numbers: Callable[[], Numbers],
    channels_last: bool = False,
) -> Found:
    """The layer that is written so, of so many channels in and out."""
    return Found(
        name="",
        written=line,
        options={**means.options, "in_channels": channels[0], "out_channels": channels[1]},
        direct=known.direct,
        dims=known.dims,
        biased=biased,
        channels_last=channels_last,
        cut=means.cut,
        numbers=numbers,
    )


def weight(array: Any, axes: Sequence[int]) -> Any:
    """A copy of a weight with these of its axes, in this order."""
    return np.array(np.transpose(host(array), axes), order="C")


def bias(array: Any) -> Any:
    """A copy of a bias, or None where there is none."""
    return None if array is None else np.array(host(array))


def last_to_first(dims: int) -> tuple[int, ...]:
    """The axes of a weight whose last one comes first with us, and whose second to last is the second."""
    return (dims + 1, dims, *range(dims))
