"""What a painter is asked for."""

from typing import NamedTuple

from tconv_anim.storyboard import Storyboard
from tconv_anim.theme import Theme


class Order(NamedTuple):
    """A storyboard to draw in a theme. ``recipe`` is text to carry in the file.

    ``loop`` is the number of times that a moving picture plays (0: for ever), ``step`` the step that
    a still shows (None: the end) and a player starts on. ``autoplay`` starts a player without being asked.
    """

    storyboard: Storyboard
    theme: Theme
    recipe: str
    loop: int = 0
    step: int | None = None
    autoplay: bool = False
