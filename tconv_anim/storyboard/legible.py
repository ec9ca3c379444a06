"""How large a picture must be for its numbers to be read."""

from tconv_anim.storyboard.storyboard import Storyboard

_DIGIT, _SIDE = 9, 8
"""The size of digits that can be read, and where there are none, the side of cells that can, in pixels."""


def least_scale(storyboard: Storyboard) -> float:
    """How many pixels a unit must have, at least, for what is in most cells to be read."""
    text = max((panel.text_size for panel in storyboard.panels.values()), default=0)
    if text:
        return round(_DIGIT / text, 3)
    sides = (max(abs(length) for length in panel.across) for panel in storyboard.panels.values())
    return round(_SIDE / max(sides, default=_SIDE), 3)
