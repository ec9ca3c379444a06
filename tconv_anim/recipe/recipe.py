"""The recipe: all that a file was made from, small enough to be carried in the file."""

import json
import shlex
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from tconv_anim import __version__
from tconv_anim.errors import InputError, shown
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.recipe.data import draw_gradient, draw_input, draw_weight, ones
from tconv_anim.recipe.nested import numbered
from tconv_anim.recipe.options import MAKING, OPTIONS, PICTURE, checked
from tconv_anim.recipe.request import kind_name, request
from tconv_anim.recipe.stacking import fed, follower
from tconv_anim.trace.numbers import Numbers
from tconv_anim.views import VIEWS

FORMAT, VERSION = "tconv-anim/recipe", 2

MADE_BY = f"tconv-anim {__version__}"


class Recipe:
    """A layer, its numbers, and how they are shown.

    Takes the options of :data:`tconv_anim.recipe.options.ANIMATION`, and has each of those that are
    carried as an attribute, in its normal form: tuples for sides, arrays for data (None: the view's usual
    numbers, or drawn from ``seed``; no bias). ``preset`` names the file, and is not carried in it: what it
    stands for is. ``notes`` are what to tell of a layer that somebody has. The ``pictures`` are those of the
    page in their order, each as a recipe: this one's own, and what stands beside it. The ``layers`` of its
    stack are recipes likewise: its own, and those that come after it. Raises :class:`InputError` for what
    can't be used. Recipes that say the same are equal.
    """

    def __init__(self, preset: str | None = None, **said: Any) -> None:
        self.layer: AnyLayer
        self.layer, self._values, self.preset, self.notes = request(preset, said)
        self.pictures: tuple[Recipe, ...] = (self,)
        for number, one in enumerate(self.beside, 2):
            with numbered("picture", number):
                self.pictures += (Recipe(**one),)
        if self.saying is not None and not self.beside:
            raise InputError(
                "saying is given for one picture, which has captions: leave $saying out, or give $beside too"
            )
        self._values["beside"] = tuple(picture.own for picture in self.pictures[1:])
        self.layers: tuple[Recipe, ...] = (self,)
        for number, one in enumerate(self.then, 2):
            shape = self.layers[-1].layer.output_shape
            with numbered("layer", number):
                self.layers += (follower(Recipe(**fed(one, shape)), shape),)
        self._values["then"] = tuple(layer._as_fed for layer in self.layers[1:])

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(f"a recipe has no {name}") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __reduce__(self) -> Any:
        return _again, (self.to_json(), self.preset)

    @cached_property
    def tensors(self) -> tuple[Numbers, Numbers, Numbers | None]:
        """Input ``C_in H W``, weight ``C_in C_out/groups kH kW`` and bias ``C_out`` or None."""
        unsaid = self.seed is None and self.input is None and self.weight is None
        if unsaid and VIEWS[self.view].ones:
            return *ones(self.layer), self.bias
        x = draw_input(self.layer.input_shape, self.seed or 0) if self.input is None else self.input
        w = draw_weight(self.layer, self.seed or 0) if self.weight is None else self.weight
        return x, w, self.bias

    @cached_property
    def output_gradient(self) -> Numbers:
        """The gradient of the output, ``C_out H W``."""
        found: Numbers | None = self.gradient
        return draw_gradient(self.layer, self.seed or 0) if found is None else found

    @property
    def name(self) -> str:
        """The preset, or the parameters, as part of a file name: ``tconv-k3-s2-p0-i3-scatter``."""
        if self.preset:
            return self.preset
        parts = []
        for short, name in (
            ("k", "kernel_size"),
            ("s", "stride"),
            ("p", "padding"),
            ("op", "output_padding"),
            ("d", "dilation"),
            ("g", "groups"),
        ):
            if short in ("k", "s", "p") or not OPTIONS[name].is_usual(self._values[name]):
                parts.append(f"{short}{OPTIONS[name].kind.text(self._values[name])}")
        parts += [self.framework] if self.framework != OPTIONS["framework"].usual else []
        channels, size = (self.in_channels, self.out_channels), self.input_size
        if self.part is not None:
            channels, size = (self.part.input.channels_of, self.part.output.channels_of), self.part.input.size
        if channels != (1, 1):
            parts.append(f"c{channels[0]}-{channels[1]}")
        parts += [f"i{OPTIONS['input_size'].kind.text(size)}", self.view]
        parts += [f"of-{len(self.layers)}"] if self.then else []
        parts += [self.look] if self.look != "flat" else []
        parts += [f"beside-{one.name.removeprefix('tconv-')}" for one in self.pictures[1:]]
        return "-".join([kind_name(self.dims), *parts])

    def to_json(self, made: Mapping[str, Any] | None = None) -> str:
        """The recipe as version 2 of its JSON form, on one line; what is as usual is left out.

        ``made`` are the (checked) options of :data:`tconv_anim.recipe.options.MAKING` with which one file
        is made.
        """
        said = {**self._values, **(made or {})}
        return written(options=_plain(said))

    @property
    def own(self) -> dict[str, Any]:
        """What is this picture's own where it is one of several, as in JSON."""
        return _plain({name: self._values[name] for name in self._values if OPTIONS[name].use in PICTURE})

    @property
    def _as_fed(self) -> dict[str, Any]:
        """What is said of this layer where it comes after another one, which says what goes in."""
        said = ("view", "input_size", "in_channels")
        return {name: value for name, value in self.own.items() if name not in said}

    @property
    def of_page(self) -> dict[str, Any]:
        """What is said once on a page, whatever pictures are on it."""
        return {name: value for name, value in self._values.items() if OPTIONS[name].use not in PICTURE}

    def changed(self, **options: Any) -> "Recipe":
        """The same, but for these options."""
        recipe = Recipe(**{**self._values, **options})
        recipe.preset, recipe.notes = self.preset, self.notes
        return recipe

    @classmethod
    def from_json(cls, recipe: str | Mapping[str, Any]) -> tuple["Recipe", dict[str, Any]]:
        """The recipe that :meth:`to_json` wrote, as text or read already, and how its file was made.

        Raises :class:`InputError` if it is none, or of another version, or damaged.
        """
        options = (read(recipe) if isinstance(recipe, str) else recipe).get("options")
        if not isinstance(options, dict):
            raise InputError("the recipe is damaged: it has no options")
        options = dict(options)
        for name, value in options.items():
            # What is carried says all by itself: it asks for no file and no preset.
            option = OPTIONS.get(name)
            if option is None or not option.carried or option.kind.elsewhere(value):
                raise InputError(f"the recipe is damaged: it says {shown(name)}")
        made = {name: options.pop(name) for name in list(options) if OPTIONS[name].use in MAKING}
        return cls(**options), checked(made, MAKING)

    def command(
        self, made: Mapping[str, Any] | None = None, file: str | None = None, without: Collection[str] = ()
    ) -> str:
        """The command that makes the same again, as this file if it is named, ``without`` some options."""
        said = {**self._values, **(made or {})}
        words = ["tconv-anim"]
        for name, option in OPTIONS.items():
            carried = option.carried and name not in without
            if carried and said.get(name) is not None and not _usual(name, said[name]):
                words += option.words(said[name])
        return shlex.join([*words, *(("-o", file) if file else ())])


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """These (checked) options as in JSON, in the table's order."""
    return {
        name: option.kind.plain(said[name])
        for name, option in OPTIONS.items()
        if option.carried and said.get(name) is not None and not _usual(name, said[name])
    }


def _usual(name: str, value: Any) -> bool:
    """Whether a value needs no saying. Channels do only where there is more than one."""
    return value == 1 if name in ("in_channels", "out_channels") else OPTIONS[name].is_usual(value)


def _again(text: str, preset: str | None) -> Recipe:
    recipe, _ = Recipe.from_json(text)
    recipe.preset = preset
    return recipe


def written(**fields: Any) -> str:
    """A text of our format with these fields, on one line."""
    head = {"format": FORMAT, "version": VERSION, "made_by": MADE_BY}
    return json.dumps(head | fields, separators=(",", ":"), ensure_ascii=False)


def ours(text: str) -> dict[str, Any] | None:
    """What a text of our format says, be it a version that can't be read any more; None for any other."""
    if FORMAT not in text[:100]:
        return None  # what it is instead may take long to read
    try:
        recipe = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return recipe if isinstance(recipe, dict) and recipe.get("format") == FORMAT else None


def read(text: str) -> dict[str, Any]:
    """What a text of our format says; raises :class:`InputError` if it is another, or of another version."""
    recipe = ours(text)
    if recipe is None:
        raise InputError("it is not a recipe of tconv-anim: give one that it made")
    if recipe.get("version") != VERSION:
        raise InputError(
            f"the recipe is of version {shown(recipe.get('version'))}, and this tconv-anim reads "
            f"version {VERSION}: make it anew"
        )
    return recipe
