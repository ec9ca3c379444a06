"""What was asked of a kind of file and has no effect there: that is said, with the way out."""

from collections.abc import Mapping
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.painters import FILM_PAINTERS, PAINTERS, Painter
from tconv_anim.storyboard.timing import Timing

_NO_EFFECT = {
    "step": "a {} shows all steps",
    "loop": "a {} doesn't say how often it plays",
    **dict.fromkeys(Timing._fields, "a {} doesn't move"),
    "title_card": "a {} begins without one",
    "autoplay": "a {} is not a player",
    "quiz": "a {} asks nothing",
    "strip": "a {} doesn't show one moment, as stills do",
    "sheet": "a {} has no pages of paper",
    "quality": "Manim doesn't draw this {}",
    "fps": "Manim doesn't draw this {}",
    "transparent": "a {} always has its page behind it",
    "subtitles": "a {} takes none",
}
"""The options that only some kinds of file heed, and why the others don't."""

_APART = (
    ("step", "steps"),
    *((one, other) for one in ("strip", "sheet") for other in ("step", "quiz", "size")),
    ("strip", "steps"),
    ("strip", "sheet"),
)
"""Options of a still that don't go together: each says what is on the page, or how large that is."""

_IN_MOTION = {"loop", "fps", *Timing._fields}


def still_step(said: Mapping[str, Any]) -> int | None:
    """The step of the still that is asked for, if one is: a strip is a story of one."""
    step: int | None = said.get("step")
    return 0 if step is None and said.get("strip") else step


def unheeded(painter: Painter, step: int | None) -> set[str]:
    """The options that have no effect on this kind of file, if it shows this step (None: none is named)."""
    return (_NO_EFFECT.keys() - painter.heeds) | (
        _IN_MOTION if painter.moves and painter.is_still(step) else set()
    )


def refuse_unheeded(said: Mapping[str, Any], painter: Painter, suffix: str) -> None:
    """Raise :class:`InputError` if one of the options that were said has no effect on this kind of file."""
    step = still_step(said)
    for name in sorted(unheeded(painter, step) & said.keys(), key=[*_NO_EFFECT].index):
        stands = painter.is_still(step) and name in _IN_MOTION
        reason = "this {} shows one moment, as a still" if stands else _NO_EFFECT[name]
        ways = [f"leave ${name} out"]
        if name in FILM_PAINTERS.get(suffix, painter).heeds - painter.heeds:
            ways.append("take 'manim' for $renderer")
        others = [other for other, one in PAINTERS.items() if name in one.heeds and other != suffix]
        ways.append(f"write one of {', '.join(others)}" if len(others) > 1 else f"write a {others[0]}")
        value = said[name]
        named = value is True or isinstance(value, tuple)
        told = f"{name} is asked for" if named else f"{name} is {shown(value)}"
        raise InputError(f"{told} and {reason.format(suffix)}: {', or '.join(ways)}")
    for one, other in _APART:
        if painter.shows != "motion" and {one, other} <= said.keys():
            raise InputError(
                f"{one} and {other} are asked for, which don't go together: leave ${one} out, or ${other}"
            )
    if painter.rates and said.get("fps", painter.rates[0]) not in painter.rates:
        raise InputError(
            f"fps is {said['fps']} and a {suffix} counts in hundredths of a second: $fps takes "
            f"{' or '.join(map(str, painter.rates))} there"
        )
