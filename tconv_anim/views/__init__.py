"""The views: each turns a trace into a storyboard, by grouping the same table in its own way."""

from collections.abc import Iterator
from importlib import import_module

from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Storyboard, Sum
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.look import Look


class View:
    """A way to see a trace: the function of its own name in its module, which loads when it is called.

    The module is that of its name, or ``view`` in the ``folder`` of its name.

    ``there`` is what the view calls the map that the layer makes, ``back`` the one that the direct
    convolution makes of it, where it shows that; both are empty where it doesn't.
    """

    def __init__(
        self, name: str, isometric: bool = False, there: str = "output", back: str = "", folder: bool = False
    ) -> None:
        self.name = name
        self._module = f"{__name__}.{name}{'.view' * folder}"
        self.isometric = isometric
        self._there = there
        self._back = back

    def __call__(self, trace: Trace, look: Look) -> Storyboard:
        """The storyboard of ``trace`` in this view."""
        storyboard: Storyboard = getattr(import_module(self._module), self.name)(trace, look)
        return storyboard._replace(sums=Performance(lambda: self._sums(trace)))

    def _sums(self, trace: Trace) -> Iterator[Sum]:
        from tconv_anim.views.common.makeup import sums_back, sums_there

        if self._there:
            yield from sums_there(trace, self._there)
        if self._back:
            yield from sums_back(trace, self._back)


VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        View("scatter", isometric=True),
        View("gather", isometric=True),
        View("matrix", folder=True),
        View("overlap", isometric=True, folder=True),
        View("compose", folder=True),
        View("roundtrip", back="back"),
        View("compare", folder=True),
        View("conv", isometric=True, there="", back="output"),
    )
}
"""Every view, by the name that ``--view`` takes."""

ISOMETRIC = frozenset(view.name for view in VIEWS.values() if view.isometric)
"""The views that can also be shown as slanted planes above each other."""

__all__ = ["ISOMETRIC", "VIEWS", "Look", "View"]
