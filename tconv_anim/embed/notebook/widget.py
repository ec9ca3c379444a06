"""The widget: an animation that Python and its reader both change."""

import asyncio
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import numpy as np
from traitlets import Bunch, Dict, Int, TraitType, Unicode, observe, validate

from tconv_anim.animation import Animation, animate
from tconv_anim.embed.notebook.controls import RANGES, changed, sliders
from tconv_anim.embed.notebook.kept import Output
from tconv_anim.errors import InputError
from tconv_anim.painters.snippet import PLAYER_ROOM
from tconv_anim.storyboard.theme import LIGHT
from tconv_anim.trace.numbers import Numbers
from tconv_anim.views import SINGLE

_HERE = Path(__file__).parent

_NUMBERS = {"input": "input", "kernel": "weight", "bias": "bias"}
_OPTIONS = _NUMBERS | {name: name for name in (*RANGES, "view")}
"""The traits that can be set, and the option of ``animate`` that each is."""

_QUIET = 1.0
"""Seconds without a change, after which the notebook's own output follows."""


class Asked(TraitType[Any, Any]):
    """What can be set if the layer as a whole allows it, and then is as the layer has it."""

    def set(self, obj: Any, value: Any) -> None:
        """Ask the widget for a layer with this value; it settles all its traits then."""
        obj.change(**{str(self.name): value})


class Widget(anywidget.AnyWidget):
    """A live animation, as :func:`tconv_anim.widget` gives it.

    Its traits can be read, set and observed: ``input`` (C_in H W), ``kernel`` (C_in C_out/groups kH kW) and
    ``bias`` (C_out, or None) are read-only arrays, to be set as a whole; setting them, a parameter
    (``kernel_size``, ``stride``, ``padding``, ``output_padding``, ``dilation``, ``input_size``) or the
    ``view`` changes the picture, and raises :class:`InputError` for what can't be, with all as it was.
    ``output`` (C_out H W) follows. ``step`` is the step that is seen, None until somebody asks for one.
    ``trouble`` says why what was asked for with the sliders can't be, and is empty if it can.
    """

    _esm = (_HERE / "widget.js").read_text("utf-8")
    _css = (_HERE / "widget.css").read_text("utf-8")

    input, kernel, bias, kernel_size, stride, padding = (Asked() for _ in range(6))
    output_padding, dilation, input_size, view, output = (Asked() for _ in range(5))

    step = Int(None, allow_none=True).tag(sync=True)
    trouble = Unicode(read_only=True).tag(sync=True)

    # What is shown: the page with what its frame needs, the controls, and numbers that the page hasn't yet.
    _page = Dict().tag(sync=True)
    _controls = Dict().tag(sync=True)
    _numbers: Any = Dict(None, allow_none=True).tag(sync=True)
    _mark = Unicode().tag(sync=True)
    # What the reader asks for: values by parameters, with a number that the answer repeats; and numbers.
    _asked = Dict().tag(sync=True)
    _answered = Int(0).tag(sync=True)
    _edited = Dict().tag(sync=True)

    def __init__(self, animation: Animation, step: int | None = None) -> None:
        animation.check_step(step)
        page = _page(animation)
        super().__init__(_mark=f"tconv-{uuid4().hex}")
        self._output = Output(self._mark)
        self._waiting: asyncio.TimerHandle | None = None
        self._settle(animation, page)
        self.step = step

    @property
    def animation(self) -> Animation:
        """What is shown, as ``animate`` gives it: ``w.animation.save("figure.gif")`` makes a file of it."""
        return self._animation

    def change(self, **values: Any) -> None:
        """Set several traits at once; raises :class:`InputError` where they can't be so together."""
        if "output" in values:
            raise InputError("output is what comes out of the layer: set $input, $kernel or $bias instead")
        options = {_OPTIONS[name]: value for name, value in values.items()}
        animation = animate(**changed(self._animation.recipe, options))
        self._settle(animation, _page(animation))

    def _settle(self, animation: Animation, page: Mapping[str, Any] | None) -> None:
        """Let all traits be as an animation has them; without a ``page``, the page that is shown has it."""
        self._animation = animation
        before = {name: self._trait_values.get(name) for name in (*_OPTIONS, "output")}
        # All are there before anybody is told of one.
        self._trait_values.update(_traits(animation))
        with self.hold_sync():
            if page is not None:
                self._page, self._numbers = dict(page), None
            self._controls = {
                "sliders": [slider._asdict() for slider in sliders(animation.recipe)],
                "views": list(SINGLE) if animation.recipe.part is None else [],
                "view": animation.recipe.view,
            }
            self.set_trait("trouble", "")
            if self.step is not None:
                self.step = min(self.step, animation.storyboard.steps + 1)
        for name, old in before.items():
            if not _same(old, getattr(self, name)):
                self._notify_trait(name, old, getattr(self, name))
        self._keep()

    @validate("step")
    def _check_step(self, proposal: Bunch) -> int | None:
        step: int | None = proposal.value
        self._animation.check_step(step)
        return step

    @observe("_asked")
    def _choose(self, change: Bunch) -> None:
        """Take what the sliders ask for, or say why not."""
        values = {name: value for name, value in change.new.items() if name in (*RANGES, "view")}
        with self.hold_sync():
            if values:
                self._try(lambda: self.change(**values))
            self._answered = int(change.new.get("number", 0))

    @observe("_edited")
    def _edit(self, change: Bunch) -> None:
        """Take the numbers that the reader changed in the player, which shows them already."""
        self._try(lambda: self._take(change.new))

    def _take(self, said: Mapping[str, Any]) -> None:
        options = {option: said.get(name) for name, option in _NUMBERS.items()}
        if not all(value is None or isinstance(value, list) for value in options.values()):
            raise InputError("the player says something else than lists of numbers: run the cell again")
        options = {name: _exact(value) for name, value in options.items()}
        recipe = self._animation.recipe
        for name, old in zip(_NUMBERS.values(), recipe.tensors, strict=True):
            # JavaScript writes 2.0 as 2.
            if old is not None and old.dtype.kind == "f" and options[name] is not None:
                options[name] = np.asarray(options[name], np.float64)
        self._settle(animate(**changed(recipe, options)), None)
        self._numbers = dict(said)

    def _try(self, ask: Callable[[], None]) -> None:
        try:
            ask()
        except InputError as error:
            self.set_trait("trouble", str(error))

    def _ipython_display_(self) -> None:
        live: Any = self._repr_mimebundle_()
        self._output.show(self._animation, live)

    def _keep(self) -> None:
        """Let the notebook's own output follow when nothing has changed for a while."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._output.renew(self._animation)
        else:
            self._waiting = loop.call_later(_QUIET, lambda: self._output.renew(self._animation))


def _exact(value: Any) -> Any:
    """Nested lists with integers for the texts of those that JavaScript doesn't hold exactly."""
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,30}", value) else value


def _page(animation: Animation) -> dict[str, Any]:
    """The player's page and what its frame needs; raises :class:`InputError` if it can't be made."""
    width, height = animation.storyboard.size
    return {
        "html": animation.encoded(".html").decode(),
        "title": animation.storyboard.description,
        "width": width,
        "height": height + PLAYER_ROOM,
        # Who chose a theme keeps it; the usual one is light or dark as the notebook is.
        "follows": animation.recipe.theme == LIGHT.name,
    }


def _traits(animation: Animation) -> dict[str, Any]:
    recipe = animation.recipe
    options = {name: getattr(recipe, option) for name, option in _OPTIONS.items()}
    x, kernel, bias = recipe.tensors
    numbers = {"input": x, "kernel": kernel, "bias": bias, "output": animation.trace.output}
    return options | {name: _fixed(array) for name, array in numbers.items()}


def _fixed(array: Numbers | None) -> Numbers | None:
    """An array that can't be changed in place, since nobody would be told of that."""
    if array is not None:
        array = array.copy()
        array.flags.writeable = False
    return array


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        return old.dtype == new.dtype and np.array_equal(old, new)
    return type(old) is type(new) and bool(old == new)
