"""Which part of a larger layer is shown, and what its channels, rows and columns are called there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.language.saying import say
from tconv_anim.layer.axis import Place, Sides


@dataclass(frozen=True, slots=True)
class Side:
    """The part of an input or an output: ``channels`` of so many, from ``start`` on along each axis.

    ``size`` is that of the whole.
    """

    channels: tuple[int, ...]
    channels_of: int
    start: Sides
    size: Sides

    def place(self, place: Place) -> Place:
        """The place of an element of the part, as the whole counts it."""
        return self.channels[place[0]], *(i + first for i, first in zip(place[1:], self.start, strict=True))


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a layer, and the ``share`` (0 to 1) that it has of the energy of the shown output.

    ``others`` is how many input channels more add to that output.

    The energy of an input channel is the sum of the squares of what it adds to the shown output cells; what
    it adds from rows and columns that aren't shown counts by itself.
    """

    input: Side
    output: Side
    others: int
    share: float

    @classmethod
    def of(cls, plain: Any) -> "Part":
        """The part that :meth:`plain` wrote; raises :class:`InputError` for anything else."""
        try:
            share = float(plain["share"])
            if not 0 <= share <= 1:
                raise ValueError
            return cls(_side(plain["input"]), _side(plain["output"]), _whole(plain["others"]), share)
        except (KeyError, TypeError, ValueError):
            raise InputError("part is damaged: $part takes what tconv-anim wrote itself") from None

    def plain(self) -> dict[str, Any]:
        """The part as JSON has it."""
        sides = {
            name: {
                "channels": [*side.channels],
                "of": side.channels_of,
                "start": [*side.start],
                "size": [*side.size],
            }
            for name, side in (("input", self.input), ("output", self.output))
        }
        return {**sides, "others": self.others, "share": self.share}


def percent(share: float) -> str:
    """A share in words; never all where something is missing, never nothing where something is there."""
    if share == 1 or share == 0:
        return _percent(f"{share * 100:.0f}")
    if share >= 0.995:
        # For translators: a share, as in "over 99 %".
        return say("over {share}", share=_percent("99"))
    if share < 0.0005:
        # For translators: a share, as in "under 0.1 %".
        return say("under {share}", share=_percent("0.1"))
    return _percent(f"{share * 100:.0f}" if share >= 0.095 else f"{share * 100:.1f}")


def _percent(number: str) -> str:
    return say("{number} %", number=number)


def _side(plain: Any) -> Side:
    channels = tuple(_whole(channel) for channel in plain["channels"])
    side = Side(channels, _whole(plain["of"]), _sides(plain["start"]), _sides(plain["size"]))
    if not channels or max(channels) >= side.channels_of:
        raise ValueError
    return side


def _sides(plain: Sequence[Any]) -> Sides:
    return tuple(_whole(side) for side in plain)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value
