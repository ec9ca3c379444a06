"""The options of the command, and what they are called in messages."""

import re
from collections.abc import Callable
from typing import Any

import click

from tconv_anim.errors import shown
from tconv_anim.layer.geometry import IntOrPair
from tconv_anim.painters import PAINTERS, RENDERERS
from tconv_anim.painters.order import QUALITIES
from tconv_anim.recipe.request import EXTRAS, LOOKS
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import VIEWS

_MOST_DIGITS = 18
"""Of an integer; Python itself refuses to read thousands of them."""


class PairType(click.ParamType[IntOrPair]):
    """``3``, or ``3x2`` for h and w."""

    name = "N|HxW"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> IntOrPair:
        """Two integers; how large they may be is the layer's matter."""
        match = re.fullmatch(r"\s*([+-]?\d+)\s*(?:[xX×,]\s*([+-]?\d+)\s*)?", value)
        if match is None:
            self.fail(f"{shown(value)} is neither one integer (3) nor two for h and w (3x2).", param, ctx)
        if max(len(side or "") for side in match.groups()) > _MOST_DIGITS:
            self.fail(f"{shown(value)} is too large for any layer.", param, ctx)
        return int(match[1]) if match[2] is None else (int(match[1]), int(match[2]))


class RangeType(click.ParamType[tuple[int, ...]]):
    """``1-3``, or ``1,2,5``."""

    name = "N-N|N,N"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The integers; which ones a layer may have is its own matter."""
        match = re.fullmatch(r"(\d{1,4})-(\d{1,4})|\d{1,4}(?:,\d{1,4})*", value.replace(" ", ""))
        if match is None:
            self.fail(f"{shown(value)} is neither a range (1-3) nor a list (1,2,5) of integers.", param, ctx)
        if match[1] is not None:
            first, last = int(match[1]), int(match[2])
            if first > last:
                self.fail(f"{shown(value)} is an empty range: write {last}-{first}.", param, ctx)
            return tuple(range(first, last + 1))
        return tuple(int(number) for number in match[0].split(","))


class GroupedOption(click.Option):
    """An option that stands under a heading in the help."""

    def __init__(self, *args: Any, heading: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = heading


FORMATS = ("text", "html-embed")
"""What ``--format`` takes."""

LAYER, DATA, RENDER = "Layer", "Data", "Rendering"

_PAIR = PairType()

LAYER_OPTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("--preset", "preset"), {"metavar": "NAME", "help": "A named layer (see tconv-anim presets); other options change it."}),
    (("--k", "--kernel-size", "kernel_size"), {"type": _PAIR, "help": "Kernel size (default 3, or that of --weight)."}),
    (("--s", "--stride", "stride"), {"type": _PAIR, "help": "Stride (default 1)."}),
    (("--p", "--padding", "padding"), {"type": _PAIR, "help": "Padding: what is cropped (default 0)."}),
    (("--op", "--output-padding", "output_padding"), {"type": _PAIR, "help": "Output padding (default 0)."}),
    (("--d", "--dilation", "dilation"), {"type": _PAIR, "help": "Dilation (default 1)."}),
    (("--i", "--input-size", "input_size"), {"type": _PAIR, "help": "Input size (default 3, or that of --input)."}),
    (("--dims", "dims"), {"type": int, "metavar": "1|2", "help": "1: a single row; one integer then is its columns' (default 2)."}),
    (("--output-size", "output_size"), {"type": _PAIR, "help": "Wanted output size: finds --op."}),
    (("--groups", "groups"), {"type": int, "help": "Groups of channels (default 1)."}),
    (("--in-channels", "in_channels"), {"type": int, "help": "Input channels (default: one a group)."}),
    (("--out-channels", "out_channels"), {"type": int, "help": "Output channels (default: one a group)."}),
]  # fmt: skip

_DATA_HELP = "inline JSON, or a .json, .csv or .npy file"

DATA_OPTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("--input", "input"), {"metavar": "DATA", "help": f"H W or C H W: {_DATA_HELP}."}),
    (("--weight", "weight"), {"metavar": "DATA", "help": "kH kW or C_in C_out/groups kH kW."}),
    (("--bias", "bias"), {"metavar": "DATA", "help": "A number for each output channel."}),
    (("--seed", "seed"), {"type": int, "help": "For small random integers otherwise (default 0)."}),
]  # fmt: skip

VIEW_OPTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("--view", "view"), {"metavar": "|".join(VIEWS), "help": "What is shown (default scatter)."}),
    (("--look", "look"), {"metavar": "|".join(LOOKS), "help": "flat, or planes above each other (default flat)."}),
    (("--values/--no-values", "values"), {"default": None, "help": "Numbers in the cells (default), or none."}),
    (("--show", "show"), {"multiple": True, "metavar": "|".join(EXTRAS), "help": "moves: input to output; heat: numbers as colours."}),
    (("--speed", "speed"), {"type": float, "help": "2 is twice as fast (default 1)."}),
    (("--cell", "cell"), {"type": int, "metavar": "PIXELS", "help": "Side of a cell (default: 44, more for long numbers)."}),
]  # fmt: skip

RENDER_OPTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (
        ("-o", "--output", "output"),
        {
            "metavar": "FILE",
            "help": f"The file; its suffix says what is made: {', '.join(PAINTERS)} "
            "(default: a .gif in this folder, named after the parameters).",
        },
    ),
    *VIEW_OPTIONS,
    (("--theme", "theme"), {"metavar": "|".join(THEMES), "help": "Colours (default light)."}),
    (("--loop", "loop"), {"type": int, "help": "Times to play; 0 is for ever (default)."}),
    (("--step", "step"), {"type": int, "help": "The step that a still shows; 0 is the opening (default: the end). A .svg or .txt with it is a still, a .html starts there."}),
    (("--autoplay", "autoplay"), {"is_flag": True, "help": "Let a .html player start by itself, unless its reader wants less motion."}),
    (("--renderer", "renderer"), {"metavar": "|".join(RENDERERS), "help": "What draws; manim moves (default for .mp4, .webm, .mov)."}),
    (("--quality", "quality"), {"metavar": "|".join(QUALITIES), "help": "Size and rate of Manim's films, as it names them (default m)."}),
    (("--fps", "fps"), {"type": int, "metavar": "N", "help": "Frames a second of a film (default: the quality's; 25 or 50 in a .gif)."}),
    (("--transparent", "transparent"), {"is_flag": True, "help": "No page behind a film: .webm and .mov."}),
    (("--alt", "alt"), {"is_flag": True, "help": "Print the alt text of the picture, and write nothing."}),
    (("--format", "format"), {"default": "text", "metavar": "|".join(FORMATS), "help": "What is printed: a line, or HTML that shows the file on a page."}),
    (("--force", "force"), {"is_flag": True, "help": "Replace a file that tconv-anim didn't make."}),
    (("--quiet", "quiet"), {"is_flag": True, "help": "Print nothing, show no progress."}),
    (("-v", "--verbose", "verbose"), {"is_flag": True, "help": "Let Manim tell what it does."}),
]  # fmt: skip

NAMES = {
    declarations[-1]: f"--{declarations[-1].replace('_', '-')}" if len(declarations) < 3 else declarations[0]
    for declarations, _ in (*LAYER_OPTIONS, *DATA_OPTIONS, *RENDER_OPTIONS)
} | {"file": "FILE", "folder": "DIR", "source": "--source", "suffix": "--suffix"}
"""What a message calls each parameter: the option that sets it, in its short form."""

Command = Callable[..., Any]


def with_options(
    *groups: tuple[str, list[tuple[tuple[str, ...], dict[str, Any]]]],
) -> Callable[[Command], Command]:
    """Give a command these options, each group under its heading."""

    def decorate(function: Command) -> Command:
        for heading, options in reversed(groups):
            for declarations, attributes in reversed(options):
                option = click.option(*declarations, cls=GroupedOption, heading=heading, **attributes)
                function = option(function)
        return function

    return decorate
