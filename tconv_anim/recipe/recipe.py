"""The recipe: all that a file was made from, small enough to be carried in the file."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from tconv_anim import __version__
from tconv_anim.layer.geometry import Layer, Pair
from tconv_anim.recipe.data import draw, tensor
from tconv_anim.trace.trace import Numbers

FORMAT = "tconv-anim/recipe"


@dataclass(frozen=True)
class Recipe:
    """A layer, its numbers, and how they are shown.

    ``input``, ``weight`` and ``bias`` are nested lists, or None: input and weight are then drawn from
    ``seed``, and there is no bias. ``preset`` names the file, and is not carried in it: what it stands
    for is.
    """

    layer: Layer
    seed: int = 0
    input: list[Any] | None = None
    weight: list[Any] | None = None
    bias: list[Any] | None = None
    view: str = "scatter"
    look: str = "flat"
    values: bool = True
    show: tuple[str, ...] = ()
    theme: str = "light"
    speed: float = 1.0
    loop: int = 0
    cell: int | None = None
    preset: str | None = None

    @cached_property
    def tensors(self) -> tuple[Numbers, Numbers, Numbers | None]:
        """Input ``C_in H W``, weight ``C_in C_out/groups kH kW`` and bias ``C_out`` or None."""
        x, w = draw(self.layer, self.seed)
        if self.input is not None:
            x = tensor("input", self.input)
        if self.weight is not None:
            w = tensor("weight", self.weight)
        return x, w, None if self.bias is None else tensor("bias", self.bias)

    @property
    def name(self) -> str:
        """The preset, or the parameters, as part of a file name: ``tconv-k3-s2-p0-i3-scatter``."""
        if self.preset:
            return self.preset
        p, layer = self.layer.params, self.layer
        parts = [f"k{_short(p.kernel_size)}", f"s{_short(p.stride)}", f"p{_short(p.padding)}"]
        if p.output_padding != (0, 0):
            parts.append(f"op{_short(p.output_padding)}")
        if p.dilation != (1, 1):
            parts.append(f"d{_short(p.dilation)}")
        if p.groups != 1:
            parts.append(f"g{p.groups}")
        if (layer.in_channels, layer.out_channels) != (1, 1):
            parts.append(f"c{layer.in_channels}-{layer.out_channels}")
        parts += [f"i{_short(layer.input_size)}", self.view]
        return "-".join(["tconv", *parts, *([self.look] if self.look != "flat" else [])])

    def to_json(
        self, step: int | None = None, autoplay: bool = False, film: dict[str, Any] | None = None
    ) -> str:
        """The recipe as version 1 of its JSON form, on one line; ``step`` is the one that a still shows.

        ``autoplay`` is only there where it is true, and ``film``, what was asked of a film's making, only
        in films.
        """
        p = self.layer.params
        return json.dumps(
            {
                "format": FORMAT,
                "version": 1,
                "made_by": f"tconv-anim {__version__}",
                "params": asdict(p),
                "input_size": self.layer.input_size,
                "in_channels": self.layer.in_channels,
                "out_channels": self.layer.out_channels,
                "seed": self.seed,
                "input": self.input,
                "weight": self.weight,
                "bias": self.bias,
                "view": self.view,
                "look": self.look,
                "values": self.values,
                "show": self.show,
                "theme": self.theme,
                "speed": self.speed,
                "loop": self.loop,
                "cell": self.cell,
                "step": step,
            }
            | ({"autoplay": True} if autoplay else {})
            | ({"film": film} if film else {}),
            separators=(",", ":"),
        )


def explorer_recipe(ranges: Mapping[str, Sequence[int]], views: Sequence[str], theme: str, seed: int) -> str:
    """The recipe of an explorer, which shows many layers; ``ranges`` are integers by name."""
    explorer = {**ranges, "views": views, "theme": theme, "seed": seed}
    head = {"format": FORMAT, "version": 1, "made_by": f"tconv-anim {__version__}"}
    return json.dumps(head | {"explorer": explorer}, separators=(",", ":"))


def _explorer_words(explorer: dict[str, Any]) -> list[str]:
    words = ["tconv-anim", "explore"]
    for flag, name in (
        ("--k", "kernel_size"),
        ("--s", "stride"),
        ("--p", "padding"),
        ("--d", "dilation"),
        ("--i", "input_size"),
    ):
        words += [flag, ",".join(map(str, explorer[name]))]
    for view in explorer["views"]:
        words += ["--view", view]
    return [*words, "--theme", explorer["theme"], "--seed", str(explorer["seed"])]


def command(recipe: dict[str, Any], file: str | None = None) -> str:
    """The command that makes what this recipe (in its JSON form) says again, as this file if it is named."""
    words = _explorer_words(recipe["explorer"]) if "explorer" in recipe else _words(recipe)
    return shlex.join([*words, *(("-o", file) if file else ())])


def _words(recipe: dict[str, Any]) -> list[str]:
    p = recipe["params"]
    words = ["tconv-anim"]
    for flag, value, usual in (
        ("--k", p["kernel_size"], None),
        ("--s", p["stride"], [1, 1]),
        ("--p", p["padding"], [0, 0]),
        ("--op", p["output_padding"], [0, 0]),
        ("--d", p["dilation"], [1, 1]),
        ("--i", recipe["input_size"], None),
    ):
        if value != usual:
            words += [flag, _short(tuple(value))]
    for flag, single, usual_single in (
        ("--groups", p["groups"], 1),
        ("--in-channels", recipe["in_channels"], 1),
        ("--out-channels", recipe["out_channels"], 1),
        ("--seed", recipe["seed"], 0),
        ("--view", recipe["view"], "scatter"),
        ("--look", recipe["look"], "flat"),
        ("--theme", recipe["theme"], "light"),
        ("--speed", recipe["speed"], 1.0),
        ("--loop", recipe["loop"], 0),
        ("--cell", recipe["cell"], None),
        ("--step", recipe["step"], None),
    ):
        if single != usual_single:
            words += [flag, str(single)]
    for flag, value, usual in _film_options(recipe.get("film")):
        if value != usual:
            words += [flag, str(value)] if value is not True else [flag]
    if not recipe["values"]:
        words.append("--no-values")
    if recipe.get("autoplay"):
        words.append("--autoplay")
    for extra in recipe["show"]:
        words += ["--show", str(extra)]
    for name in ("input", "weight", "bias"):
        if recipe[name] is not None:
            words += [f"--{name}", json.dumps(recipe[name], separators=(",", ":"))]
    return words


def _film_options(film: dict[str, Any] | None) -> list[tuple[str, Any, Any]]:
    """The options that make a film again, with what is usual."""
    if film is None:
        return []
    return [
        ("--renderer", "manim", None),
        ("--quality", film["quality"], "m"),
        ("--fps", film["fps"], None),
        ("--transparent", film["transparent"], False),
    ]


def _short(values: Pair) -> str:
    return str(values[0]) if values[0] == values[1] else f"{values[0]}x{values[1]}"
