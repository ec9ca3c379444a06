"""Scales of colours that stand for numbers; each colour of a scale is a role: ``heat-0`` to ``heat-32``."""

from functools import cache

from tconv_anim.storyboard.contrast import best, mixed

LAST = 32
"""The number of a scale's last colour; its first is 0."""

_ANCHORS = {
    # Viridis, perceptually uniform, by Nathaniel Smith and Stéfan van der Walt for Matplotlib (CC0).
    "heat": "440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d 2f6b8e 2c728e "
    "297a8e 26828e 23898e 21918c 1f978b 1f9f88 21a685 27ad81 31b57b 3dbc74 4cc26c 5cc863 6ece58 81d34d "
    "95d840 aadc32 c0df25 d5e21a eae51a fde725",
    # RdBu of Cynthia Brewer's ColorBrewer: 0 is in its middle.
    "diverging": "67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061",
    "grey": "000000 ffffff",
    # From black to each of the three, a third of the scale each: the channels of a picture.
    "rgb": "000000 ff0000 000000 00ff00 000000 0000ff",
}

_TONER = "f2f2f2 4d4d4d"
"""From the least to the largest number without colours: none is an empty cell, or as dark as lines on it."""

_CHANNELS = 3
_SHADES = (LAST + 1) // _CHANNELS

SCALES = tuple(_ANCHORS)
"""The names of all scales."""


@cache
def colours(scale: str, grey: bool = False) -> tuple[tuple[str, str], ...]:
    """The fill and the ink (black or white) of each colour of a scale, or of the ``grey`` in its place."""
    toned = _TONER if scale != "rgb" else f"{_ANCHORS['grey']} " * _CHANNELS
    anchors = [f"#{anchor}" for anchor in (toned if grey and scale != "grey" else _ANCHORS[scale]).split()]
    if scale == "rgb":
        ends = zip(anchors[::2], anchors[1::2], strict=True)
        shades = [mixed(dark, full, i / (_SHADES - 1)) for dark, full in ends for i in range(_SHADES)]
        return tuple((fill, best(fill, "#000000", "#ffffff")) for fill in shades)
    fills = []
    for level in range(LAST + 1):
        place, rest = divmod(level * (len(anchors) - 1), LAST)
        fills.append(mixed(anchors[place], anchors[place + 1], rest / LAST) if rest else anchors[place])
    return tuple((fill, best(fill, "#000000", "#ffffff")) for fill in fills)


def role(scale: str, share: float, channel: int = 0) -> str:
    """The role at ``share`` (0 to 1) of a scale; what lies outside takes the colour of its end.

    ``channel`` is red, green or blue (0 to 2), for the scale that tells them apart.
    """
    found = roles(scale, channel)
    last = len(found) - 1
    return found[max(0, min(last, round(share * last)))]


@cache
def roles(scale: str, channel: int = 0) -> tuple[str, ...]:
    """All roles of a scale, from its one end to the other."""
    first, count = (channel % _CHANNELS * _SHADES, _SHADES) if scale == "rgb" else (0, LAST + 1)
    return tuple(f"{scale}-{first + shade}" for shade in range(count))
