"""The views: each turns a trace into a storyboard, by grouping the same table in its own way."""

from collections.abc import Callable

from tconv_anim.storyboard import Storyboard
from tconv_anim.trace import Trace
from tconv_anim.views.look import Look
from tconv_anim.views.scatter import scatter

View = Callable[[Trace, Look], Storyboard]
"""A way to see a trace."""

VIEWS: dict[str, View] = {"scatter": scatter}
"""Every view, by the name that ``--view`` takes."""

__all__ = ["VIEWS", "Look", "View"]
