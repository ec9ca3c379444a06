"""The table of all options: what each is called, takes, means and is for.

The command, ``animate()``, the recipe in its JSON form, ``inspect``'s command, the fields of pages, the
reference and README's tables are made from it. A new option is a row here, and the code that heeds it.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.language.languages import SPOKEN
from tconv_anim.layer.activation import NONE
from tconv_anim.layer.code import LANGUAGES
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.painters import PAINTERS, RENDERERS
from tconv_anim.painters.order import QUALITIES
from tconv_anim.recipe.elsewhere import refuse_elsewhere
from tconv_anim.recipe.fontfile import FontFile
from tconv_anim.recipe.kinds import (
    Choice,
    Choices,
    Count,
    Data,
    Ends,
    File,
    Flag,
    Kind,
    Number,
    PageSize,
    Sides,
    Switch,
    Views,
    Whole,
)
from tconv_anim.recipe.layerkinds import Activations, LayerOf, Names
from tconv_anim.recipe.nested import Nested
from tconv_anim.recipe.partkinds import Channels, Crop, Parted
from tconv_anim.recipe.pictures import WHITE
from tconv_anim.recipe.presets import SOURCES
from tconv_anim.recipe.spans import Spans
from tconv_anim.recipe.themefile import Themed
from tconv_anim.storyboard.handout import PAPERS
from tconv_anim.views import DIRECT, ISOMETRIC, TRANSPOSED, VIEWS

_MAPS = ("scatter", "gather", "overlap", "compose", "roundtrip", "conv", "stack", "backward")
"""Views of maps, whose numbers can be colours."""

_RESTED = tuple(view.name for view in VIEWS.values() if view.rest)
"""Views that show what all else adds to a part of a layer."""

_FED = (
    *("layer", "node", "where", "kernel_size", "stride", "padding", "output_padding", "dilation"),
    *(
        "input_size",
        "output_size",
        "framework",
        "groups",
        "direct",
        "in_channels",
        "out_channels",
        "activation",
    ),
    *("weight", "bias", "seed", "view"),
)
"""Options of a layer that takes what another one gives."""

MOST_LAYERS = 9
"""Layers of a stack."""

_NOWHERE: Views = MappingProxyType({})
_TRANSPOSED: Views = MappingProxyType({None: TRANSPOSED})
_PARTED: Views = MappingProxyType({None: tuple(view.name for view in VIEWS.values() if not view.whole)})


class Option(NamedTuple):
    """An option: its name in Python and JSON, what it is for, what it takes, and what it means.

    ``usual`` is its value where nothing is said, ``default`` what help calls that, if it isn't the value.
    ``short`` are names that the command takes besides the long one; messages use the first. What is
    ``carried`` stands in recipes; the rest is only a way to ask. ``views`` says which views have a value,
    where not all of them do; None there stands for all but the usual one.
    """

    name: str
    use: str
    kind: Kind
    help: str
    usual: Any = None
    default: str = ""
    short: tuple[str, ...] = ()
    carried: bool = True
    views: Views = _NOWHERE

    @property
    def flags(self) -> tuple[str, ...]:
        """What the command calls it, short names first."""
        return (*self.short, f"--{self.name.replace('_', '-')}")

    @property
    def off(self) -> str:
        """What the command calls its opposite, where that has a name."""
        return f"--no-{self.name.replace('_', '-')}" if isinstance(self.kind, Switch) else ""

    @property
    def usually(self) -> str:
        """The default in words; empty where there is none."""
        silent = self.default or self.kind.flag or self.kind.many or self.usual is None
        return self.default if silent else self.kind.text(self.usual)

    def is_usual(self, value: Any) -> bool:
        """Whether a checked value is what is taken where nothing is said, of however many axes."""
        if isinstance(self.kind, Sides) and self.usual is not None:
            return set(value) == set(self.usual)
        return type(value) is type(self.usual) and bool(value == self.usual)

    def words(self, value: Any) -> list[str]:
        """A checked value as words of the command."""
        if self.kind.flag:
            return [self.flags[-1] if value else self.off]
        values = value if self.kind.many else (value,)
        return [word for one in values for word in (self.flags[0], self.kind.text(one))]


_DATA = "inline JSON, a .json, .csv, .npy or .npz#key file, or - for standard input"

LAYER, DATA, LOOK, PAGE, PAINT = "layer", "data", "look", "page", "paint"
FILE, PRINT, FILM, COMMAND = "file", "print", "film", "command"
GALLERY, JOBS, CODE, SWEEP = "gallery", "jobs", "code", "sweep"
PICTURE = (LAYER, DATA, LOOK)
"""Uses of the options that each of several pictures on a page has of its own."""
ANIMATION = (*PICTURE, PAGE, PAINT)
"""Uses of the options that :func:`tconv_anim.animate` takes; those of all files of an animation."""
MAKING = (FILE, PRINT, FILM)
"""Uses of the options that ``Animation.save`` takes; those of one file."""

_MOVING = [suffix for suffix, painter in PAINTERS.items() if painter.moves and painter.on_pages == "picture"]

PICTURES = Nested("picture", lambda: used_for(*PICTURE), 4)

_ROWS = (
    Option("preset", LAYER, Kind(), "a named layer; other options change it; tconv-anim presets lists them", carried=False),
    Option("layer", LAYER, LayerOf(), "a layer that you have: a line of code or of print(model); a model's file (.onnx, .safetensors, .keras, .pth, .npz#key); what print(model) gave (.txt, or - for standard input)", carried=False),
    Option("node", LAYER, Kind(), "which of several layers, by its name; all, or first..last, for a stack of them; tconv-anim layers FILE lists them", carried=False),
    Option("where", LAYER, Names(), "the number that a name in the line stands for: ngf=64; can be given again", carried=False),
    Option("kernel_size", LAYER, Sides(1), "kernel size", default="3, or that of --weight", short=("--k",)),
    Option("stride", LAYER, Sides(1), "stride", (1, 1), short=("--s",)),
    Option("padding", LAYER, Ends(), "padding: what is cropped from the canvas; 2,0: at the start and at the end of each axis", (0, 0), short=("--p",)),
    Option("output_padding", LAYER, Sides(0), "what is restored of that, then added, at the bottom and right", (0, 0), short=("--op",), views=_TRANSPOSED),
    Option("dilation", LAYER, Sides(1), "dilation", (1, 1), short=("--d",)),
    Option("input_size", LAYER, Sides(1), "input size", default="3, or that of --input", short=("--i",)),
    Option("dims", LAYER, Whole(1, 3, "1|2|3"), "axes of the maps: 1 (shapes C L), 2 (C H W) or 3 (C D H W)", 2, default="2, or as many as a parameter has numbers", views={dims: [name for name, view in VIEWS.items() if dims in view.dims] for dims in (1, 2, 3)}),
    Option("output_size", LAYER, Sides(1), "wanted output size; finds --op, like PyTorch's output_size=", carried=False, views=_TRANSPOSED),
    Option("framework", LAYER, Choice(FRAMEWORKS), "whose way to cut the canvas, and to take the kernel", "pytorch", views={None: tuple(view for view in TRANSPOSED if view != "compare")}),
    Option("groups", LAYER, Count(), "groups of channels", 1),
    Option("direct", LAYER, Flag(), "a direct convolution, in a view that shows either kind", False, views={None: DIRECT}),
    Option("in_channels", LAYER, Count(), "input channels", default="one for each group"),
    Option("out_channels", LAYER, Count(), "output channels", default="one for each group"),
    Option("activation", LAYER, Activations(), "what each output element goes through last: leaky_relu(0.2) has a slope of its own", NONE, views={None: ("stack",)}),
    Option("then", LAYER, Nested("layer", lambda: (OPTIONS[name] for name in _FED), MOST_LAYERS), "another layer, which takes what this one gives, as '--k 4 --s 2 --p 1'; can be given again: the view then is the stack of them", (), views={None: ("stack",)}),
    Option("shown_in", LAYER, Channels(), "input channels that are shown: so many of those that add most, or these; the others are in the rest", default="all, 3 of more than 3", views=_PARTED),
    Option("shown_out", LAYER, Channels(), "output channels that are shown: so many of the strongest, or these", default="all, 1 of more than 3", views=_PARTED),
    Option("crop", LAYER, Crop(), "rows and columns of the input that are shown, counted from 0, without the stop", default="all", views={None: ("scatter", "overlap", "compose")}),
    Option("border", LAYER, Ends(), "in recipes: how many cells at the ends of the input are copies of those beside them", (0, 0)),
    Option("part", LAYER, Parted(), "in recipes: which part of a larger layer this is"),
    Option("input", DATA, Data(), f"the input's numbers, H W or C H W: {_DATA}; or a picture, resized to --input-size", default="small integers"),
    Option("indices", DATA, Data(), "for a layer of max-unpooling, what max-pooling gave: for each input element which output cell it belongs to, counted row by row; as --input", default="one in each window, by --seed", carried=False),
    Option("sample", DATA, Whole(0, 2**31 - 1), "which one of a batch, N C H W", default="0", carried=False),
    Option("white", DATA, Choice(WHITE), "what white is in a picture's numbers", default="255", carried=False),
    Option("weight", DATA, Data(), "the kernel's, kH kW or C_in C_out/groups kH kW; as --input; or bilinear, nearest: to make each channel --stride times as large", default="small integers"),
    Option("bias", DATA, Data(), "a number for each output channel; as --input", default="none"),
    Option("rest", DATA, Data(), "what joins each output element last, C_out H W; as --input", default="none", views={None: _RESTED}),
    Option("gradient", DATA, Data(), "the output's gradient, C_out H W, from which those of input and weight come; as --input", default="small integers", views={None: ("backward",)}),
    Option("seed", DATA, Whole(0, 2**63 - 1), "seed of the small integers", default="0; the overlap view has ones instead, unless it is given"),
    Option("view", LOOK, Choice(VIEWS), "what is shown", "scatter"),
    Option("called", LOOK, Kind(), "what the picture is called in its title, or where it stands beside others", default="what it shows"),
    Option("beside", PAGE, PICTURES, "another picture beside this one, in step with it: its layer, its numbers and its view, as '--k 4 --s 2'; can be given again, up to four pictures", ()),
    Option("saying", PAGE, Kind(), "one caption for all pictures, in the place of what each of them says", default="each its own"),
    Option("look", LOOK, Choice(("flat", "isometric")), "flat, or planes above each other", "flat", views={"isometric": sorted(ISOMETRIC)}),
    Option("values", PAGE, Switch(), "numbers in the cells, or none", True, default="numbers"),
    Option("digits", PAGE, Whole(1, 17), "significant digits of numbers with decimals, in cells and captions", default="4, fewer where cells are small"),
    Option("show", LOOK, Choices(("moves", "heat", "classes")), "moves: of the input to the output; heat: numbers as colours; classes: which output channel is largest where (argmax)", (), views={"moves": ("scatter", "gather"), "heat": _MAPS, "classes": ("scatter",)}),
    Option("heat", LOOK, Choice(("auto", "viridis", "diverging", "grey", "rgb")), "which colours, where diverging has 0 in the middle and rgb is each channel's own; auto takes that if there are negative numbers, else viridis; any other word shows heat by itself", "auto", views={None: _MAPS}),
    Option("story", LOOK, Choice(("staged", "short")), "with acts (how the canvas is cut, what the size is made of), or only the steps", "staged", views={"short": ("scatter", "gather", "conv")}),
    Option("speed", PAGE, Number(0.01, 100, "FACTOR"), "2 is twice as fast", 1.0, default="1"),
    Option("duration", PAGE, Number(0.1, 86_400, "SECONDS"), "how long it plays in all: what repeats is shortened first, the end keeps its time to be read", default="as reading takes, up to about 45 seconds"),
    Option("hold", PAGE, Number(0.1, 3_600, "SECONDS"), "how long the last picture stays", default="as reading takes"),
    Option("steps", PAGE, Spans(), "play only these steps, after the picture that stood before them: 2-5, 1,4,9; a .pdf has a page for each, a .tex an overlay, all of them with the word all; a .pptx has slides for these only", default="all; a .pdf or .tex shows --step"),
    Option("poster", PAGE, Flag(), "begin with the last picture, held for a second: many programs show only the first", False),
    Option("title_card", PAGE, Kind(), "begin with a page of these words, held for two seconds, or as long as reading them takes", default="none"),
    Option("cell", PAGE, Whole(2, 240, "PIXELS"), "side of a cell, where no size is asked for", default="44, more for long numbers, less where the page is full"),
    Option("size", PAGE, PageSize(), "the picture's size in pixels: 1280x720, 16:9, 4:3, 1:1, or a width; all of it grows and shrinks together", default="as it comes out, at most 800x640; a film's is its quality's"),
    Option("captions", PAGE, Switch(), "captions and the progress line, or none", True, default="captions"),
    Option("legend", PAGE, Switch(), "a legend, or none", True, default="a legend"),
    Option("title", PAGE, Switch(), "a title and the parameters, or none", True, default="a title"),
    Option("lang", PAGE, Choice(SPOKEN), "the language of titles, captions, legends, alt texts and of a player; messages and help are in English", "en"),
    Option("font", PAGE, FontFile(), "the font of all text, and the package's own for letters that it lacks", default="the package's own, which has Latin and Greek letters"),
    Option("theme", PAINT, Themed(), "colours; tconv-anim themes shows them; a .toml file has your own", "light"),
    Option("loop", PAINT, Whole(0, 65_535), "times to play; 0 is for ever (a player plays once each time it is asked)", 0),
    Option("output", COMMAND, File(), f"the file; its suffix says what is made: {', '.join(PAINTERS)}", default="a .gif in this folder, named after the parameters", short=("-o",), carried=False),
    Option("step", FILE, Whole(0, 2**31 - 1), "the step that a still shows, 0 is the opening; with it a .svg or .txt is a still, a .pptx has no other slide, and a .html starts there", default="the end"),
    Option("strip", PRINT, Spans(), "a still of these steps beside each other, each with its caption: 1,4,9, 2-5, all"),
    Option("sheet", PRINT, Choice(PAPERS), "a .pdf is a handout on this paper: all steps, or --steps, several on a page, with room for notes"),
    Option("autoplay", FILE, Flag(), "a .html player starts by itself, unless its reader wants less motion", False),
    Option("quiz", FILE, Flag(), "a .html player asks its reader for the numbers; a .pdf or .tex is an exercise sheet with its solution, a .svg the sheet", False),
    Option("renderer", FILM, Choice(RENDERERS), "what draws; manim moves", default="manim for films"),
    Option("quality", FILM, Choice(QUALITIES), "size and rate of Manim's pictures, as it names them: 480p15, 720p30, 1080p60, 2160p60", default="m"),
    Option("fps", FILM, Whole(1, 240), "frames a second of a film; 25 or 50 in a .gif", default="the quality's"),
    Option("transparent", FILM, Flag(), "no page behind a film: .webm and .mov", False),
    Option("subtitles", FILM, Flag(), "captions as subtitles that can be chosen: in a .mp4, .webm or .mov, and beside it as a .vtt and a .srt", False),
    Option("verbose", FILM, Flag(), "let Manim tell what it does", False, short=("-v",), carried=False),
    Option("alt", COMMAND, Flag(), "print the alt text of the picture, and write nothing", False, carried=False),
    Option("format", COMMAND, Choice(("text", "html-embed", "mdx-embed")), "what is printed: a line, or HTML that shows the file on a page, or the same for pages of MDX", "text", carried=False),
    Option("source", GALLERY, Choice(SOURCES), "only the presets from there", default="all", carried=False),
    Option("suffix", GALLERY, Choice(_MOVING), "the kind of file", ".gif", carried=False),
    Option("language", CODE, Choice(LANGUAGES), "only the line of this one", default="all", short=("--as",), carried=False),
    Option("scheduler", SWEEP, Kind(), "the address of a Dask scheduler, whose workers make it: tcp://host:8786", default="processes of this machine", carried=False),
    Option("batch", SWEEP, Whole(1, 100_000), "combinations that are made in one go; those of about a second are right", 32, carried=False),
    Option("check", SWEEP, Flag(), "read and decode what is there already, too", False, carried=False),
    Option("parquet", SWEEP, Flag(), "write a manifest.parquet beside the manifest.json", False, carried=False),
    Option("jobs", JOBS, Whole(1, 1024), "processes that work at once", default="one for each core", carried=False),
    Option("force", COMMAND, Flag(), "replace a file that tconv-anim didn't make", False, carried=False),
    Option("quiet", COMMAND, Flag(), "print nothing, show no progress", False, carried=False),
)  # fmt: skip

OPTIONS: Mapping[str, Option] = {option.name: option for option in _ROWS}
"""Every option, by its name, in the order in which help lists them."""


def used_for(*uses: str) -> Iterator[Option]:
    """The options that are for any of these uses, in the table's order."""
    return (option for option in _ROWS if option.use in uses)


def checked(said: Mapping[str, Any], uses: Iterable[str]) -> dict[str, Any]:
    """The options of these uses that were said (not None), each in its normal form.

    Raises :class:`InputError` for any other option, and for what can't be used.
    """
    known = {option.name for option in used_for(*uses)}
    unknown = [name for name in said if name not in known]
    if unknown:
        raise InputError(f"{unknown[0]} is unknown here: take some of {', '.join(known_in_order(known))}")
    dims = dims_of(said)
    values: dict[str, Any] = {}
    for name, value in said.items():
        if value is not None:
            kind: Any = OPTIONS[name].kind
            values[name] = kind.check(name, value, dims) if kind.sided else kind.check(name, value)
    view = values.get("view", OPTIONS["view"].usual)
    for name, value in values.items():
        option = OPTIONS[name]
        if option.views:
            for one in value if option.kind.many else (value,):
                usual = one if option.is_usual(one) else option.usual
                refuse_elsewhere(name, one, usual, option.views, view)
    return values


def dims_of(said: Mapping[str, Any]) -> int:
    """How many axes these options are for: as dims says, or as many as one of them has numbers."""
    if said.get("dims") is not None:
        dims: int = OPTIONS["dims"].kind.check("dims", said["dims"])
        return dims
    for name, value in said.items():
        # Two numbers of padding may be the ends of an axis.
        many = isinstance(value, list | tuple) and name in OPTIONS and isinstance(OPTIONS[name].kind, Sides)
        if many and len(value) in (1, 3) and name != "padding":
            return len(value)
    weight = said.get("weight")
    return 3 if getattr(weight, "ndim", 0) == 5 else 2


def known_in_order(names: Iterable[str]) -> Iterator[str]:
    """These names in the table's order."""
    known = set(names)
    return (name for name in OPTIONS if name in known)
