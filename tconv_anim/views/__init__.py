"""The views: each turns a trace into a storyboard, by grouping the same table in its own way."""

from importlib import import_module

from tconv_anim.storyboard import Storyboard
from tconv_anim.trace import Trace
from tconv_anim.views.look import Look


class View:
    """A way to see a trace: the function of its own name in its module, which loads when it is called."""

    def __init__(self, name: str, isometric: bool = False) -> None:
        self.name = name
        self.isometric = isometric

    def __call__(self, trace: Trace, look: Look) -> Storyboard:
        """The storyboard of ``trace`` in this view."""
        storyboard: Storyboard = getattr(import_module(f"{__name__}.{self.name}"), self.name)(trace, look)
        return storyboard


VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        View("scatter", isometric=True),
        View("gather", isometric=True),
        View("matrix"),
        View("overlap", isometric=True),
        View("compose"),
        View("roundtrip"),
        View("compare"),
        View("conv", isometric=True),
    )
}
"""Every view, by the name that ``--view`` takes."""

ISOMETRIC = frozenset(view.name for view in VIEWS.values() if view.isometric)
"""The views that can also be shown as slanted planes above each other."""

__all__ = ["ISOMETRIC", "VIEWS", "Look", "View"]
