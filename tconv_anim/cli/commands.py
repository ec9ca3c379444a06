"""The subcommands."""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from tconv_anim import __version__
from tconv_anim.animation import Animation, animate
from tconv_anim.animation import beside as side_by_side
from tconv_anim.cli.effort import announce_json
from tconv_anim.cli.group import BesideCommand, GroupedCommand, TConvGroup
from tconv_anim.cli.options import with_options, with_rows
from tconv_anim.cli.progress import progress, run_with_progress
from tconv_anim.errors import InputError
from tconv_anim.layer.wording import count
from tconv_anim.recipe.exploration import EXPLORER
from tconv_anim.recipe.options import (
    ANIMATION,
    CODE,
    COMMAND,
    DATA,
    FILE,
    GALLERY,
    JOBS,
    LAYER,
    LOOK,
    MAKING,
    OPTIONS,
    PAGE,
    PAINT,
    SWEEP,
    Option,
    checked,
    used_for,
)
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.recipe.showing import told

_EXAMPLES = """\b
Examples:
  tconv-anim --k 3 --s 2
  tconv-anim --k 3 --s 2 --p 1 --op 1 --i 2 -o figure.gif --theme dark
  tconv-anim --k 3x5 --s 2x1 --i 2x3 -o still.png --step 4
  tconv-anim --input '[[2,4],[0,1]]' --weight '[[3,1],[1,5]]'
  tconv-anim shape --k 4 --s 2 --p 1 --i 8
"""

_BESIDE = """\b
Example:
  tconv-anim beside '--k 3 --s 2' '--k 4 --s 2' --view overlap -o figure.gif
"""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_FOLDER = OPTIONS["output"]._replace(
    help="the folder, or a URL that fsspec knows (s3://bucket/folder)", default="one named after the file"
)

_PLAY = {
    "theme": OPTIONS["theme"]._replace(usual="dark"),
    "loop": OPTIONS["loop"]._replace(usual=1, help="times to play; 0 is until Ctrl-C"),
    "step": OPTIONS["step"]._replace(help="only this step, and stay there", default=""),
}
"""What playing calls otherwise."""

_PAGE = "explore.html"

_EXPLORE: list[Option] = [
    OPTIONS["output"]._replace(help="the page", default=_PAGE),
    *EXPLORER.values(),
    OPTIONS["force"],
    OPTIONS["quiet"],
]


@click.group(
    cls=TConvGroup,
    context_settings=_CONTEXT,
    epilog=_EXAMPLES,
    subcommand_metavar="[render] [OPTIONS] | COMMAND [OPTIONS]",
    options_metavar="",
)
@click.version_option(__version__, message="tconv-anim %(version)s")
def main() -> None:
    """Animate a transposed convolution, correct to the last number.

    N|HxW is one integer for both axes, or two for height and width: 3, 3x2. LO,HI is what is cut at the
    start and at the end of an axis: 2,0.
    """


@main.command(cls=GroupedCommand, epilog=_EXAMPLES)
@with_options(*ANIMATION, *MAKING, COMMAND)
def render(**options: Any) -> None:
    """Draw the animation into a file. The default."""
    _render(animate, **options)


@main.command(cls=BesideCommand, epilog=_BESIDE)
@click.argument("pictures", nargs=-1, metavar="'OPTIONS' 'OPTIONS'...")
@with_options(*ANIMATION, *MAKING, COMMAND)
def beside(pictures: tuple[str, ...], **options: Any) -> None:
    """Draw two to four pictures beside each other, in step.

    Each is its options in quotes, or a preset and what changes it. Options after them are for all pictures
    that don't say their own, and for the page.
    """
    _render(partial(side_by_side, *pictures), **options)


def _render(
    ask: Callable[..., Animation],
    output: str | None,
    force: bool,
    quiet: bool,
    alt: bool,
    format: str | None,
    **options: Any,
) -> None:
    format = checked({"format": format}, [COMMAND]).get("format", OPTIONS["format"].usual)
    made = {option.name: options.pop(option.name) for option in used_for(*MAKING)}
    animation = ask(**{name: value for name, value in options.items() if value is not None})
    if alt:
        click.echo(animation.storyboard.description)
        return
    if not quiet and format == "text":
        for line in told(animation.recipe):
            click.echo(line)
    job = animation.job(output, **made)
    if format != "text" and not job.painter.on_pages:
        raise InputError(
            f"format is '{format}' and pages can't show a {job.target.suffix}: "
            "leave $format out, or write another kind of file"
        )
    if quiet:
        job.run(bool(force))
        return
    saved = run_with_progress(job, bool(force))
    if format != "text":
        from tconv_anim.painters.snippet import snippet

        tag = snippet(saved.path, saved.size, animation.storyboard.description)
        click.echo(tag.jsx() if format == "mdx-embed" else tag.html())
        return
    width, height = saved.size
    frames = count(saved.frames, job.painter.unit)
    click.echo(f"{saved.path}  {width}×{height} pixels  {frames}  {saved.bytes:,} bytes")
    for one in job.beside:
        click.echo(f"{one.target}  {one.target.stat().st_size:,} bytes")
    _print_policy(saved.path)


@main.command(cls=GroupedCommand)
@with_options(LAYER, DATA, LOOK, PAGE, **_PLAY)
def play(step: int | None, **options: Any) -> None:
    """Play the animation in this terminal; elsewhere print its steps."""
    from tconv_anim.cli.play import play

    usual = {name: row.usual for name, row in _PLAY.items() if options.get(name) is None and name != "step"}
    animation = animate(**options | usual)
    animation.check_step(checked({"step": step}, [FILE]).get("step"))
    play(animation, step)


@main.command(cls=GroupedCommand)
@with_options(LAYER, DATA)
def trace(**options: Any) -> None:
    """Print every multiply-accumulate as JSON; of a view that shows several traces, a list of them."""
    from tconv_anim.trace import tracefile
    from tconv_anim.trace.several import each

    found = [tracefile.to_json(trace) for trace in each(animate(**options).traced)]
    _print_json(found if len(found) > 1 else found[0])


@main.command(cls=GroupedCommand)
@with_options(LAYER, DATA, LOOK, PAGE)
def storyboard(**options: Any) -> None:
    """Print what is seen and when as JSON."""
    from tconv_anim.storyboard.storyjson import written

    board = animate(**options).storyboard
    announce_json(board)
    for piece in written(board):
        sys.stdout.write(piece)
    sys.stdout.write("\n")


@main.command(cls=GroupedCommand)
@with_options(LAYER, DATA)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def shape(as_json: bool, **options: Any) -> None:
    """Print the shape arithmetic, with the numbers put in."""
    from tconv_anim.layer import arithmetic

    layers = [one.layer for one in Recipe(**options).layers]
    if as_json:
        found = [arithmetic.shape_json(layer) for layer in layers]
        _print_json(found if len(found) > 1 else found[0])
    else:
        click.echo("\n\n".join(map(arithmetic.shape_text, layers)))


@main.command(cls=GroupedCommand)
@with_options(LAYER, DATA, CODE)
def code(language: str | None, **options: Any) -> None:
    """Print the layer as code of PyTorch, Keras, JAX, Flax and ONNX.

    Where a framework has no such layer, its line is a comment that says why.
    """
    from tconv_anim.layer.code import LANGUAGES

    chosen = checked({"language": language}, [CODE]).values() or LANGUAGES
    recipe = Recipe(**options)
    for name in chosen:
        for one in recipe.layers:
            click.echo(LANGUAGES[name].line(one.layer, one.bias is not None))


@main.command(cls=GroupedCommand)
@click.argument("file", type=click.Path(path_type=Path))
def inspect(file: Path) -> None:
    """Print the recipe that a file of ours carries, and the command that makes it again."""
    from tconv_anim.recipe.inspection import command, read_recipe

    found = read_recipe(file)
    shown = {"command": command(found, file.name)} | found
    lines = (f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in shown.items())
    click.echo("{\n" + ",\n".join(lines) + "\n}")


@main.command(cls=GroupedCommand)
@click.argument("file", metavar="FILE")
@with_rows(
    [OPTIONS["input_size"]._replace(help="input size of the layers that don't say theirs", default="")]
)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def layers(file: str, as_json: bool, input_size: Any) -> None:
    """List the layers of a model: parameters, shapes, products.

    FILE is a .onnx, .safetensors, .keras, .pth or .npz (FILE#NAME: one layer of it), or a .txt with what
    print(model) gave; - for standard input.
    """
    from tconv_anim.sources.asked import layers_in, printed_layers
    from tconv_anim.sources.listing import as_data, as_table

    size = checked({"input_size": input_size}, [LAYER]).get("input_size")
    try:
        found = printed_layers(OPTIONS["layer"].kind.piped("layer")) if file == "-" else layers_in(file)
    except InputError as error:  # it is said in the words of --layer
        raise InputError(error.args[0].replace("$layer", "$file")) from None
    if as_json:
        _print_json(as_data(found, size))
    else:
        click.echo(as_table(found, size) if found else f"{file} has no convolutions")


@main.command(cls=GroupedCommand)
def presets() -> None:
    """List the presets that --preset takes."""
    from tconv_anim.recipe.presets import PRESETS

    width = max(map(len, PRESETS))
    for name, preset in PRESETS.items():
        click.echo(f"{name:{width}}  {preset.source:7}  {preset.about}")


@main.command(cls=GroupedCommand)
@click.option("--json", "as_json", is_flag=True, help="Print the colours as JSON.")
def themes(as_json: bool) -> None:
    """Show the themes that --theme takes, and the keys that a .toml file may set."""
    from tconv_anim.storyboard.contrast import best
    from tconv_anim.storyboard.custom import KEYS, keys_of
    from tconv_anim.storyboard.theme import THEMES

    if as_json:
        _print_json({name: keys_of(theme) for name, theme in THEMES.items()})
        return
    coloured = None if "NO_COLOR" not in os.environ else False  # None: where a terminal shows them
    width = max(map(len, THEMES))
    click.echo(" ".join([" " * width, *(f" {key:8}" for key in KEYS)]).rstrip())
    for name, theme in THEMES.items():
        blocks = [
            click.style(f" {colour} ", _rgb(best(colour, "#000000", "#ffffff")), _rgb(colour))
            for colour in keys_of(theme).values()
        ]
        click.echo(" ".join([f"{name:{width}}", *blocks]), color=coloured)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


@main.command(cls=GroupedCommand)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@with_options(GALLERY, JOBS, theme=OPTIONS["theme"])
def gallery(folder: Path, **options: Any) -> None:
    """Draw all presets into a folder, with an index.html and a README.md.

    Files that are there already, made from the same recipe, are kept.
    """
    from tconv_anim.gallery import make_gallery
    from tconv_anim.recipe.presets import PRESETS
    from tconv_anim.sweeping.entry import KEPT

    said = checked(options, (GALLERY, JOBS, PAINT))
    names = [name for name, preset in PRESETS.items() if said.get("source") in (None, preset.source)]
    theme, suffix = (said.get(name, OPTIONS[name].usual) for name in ("theme", "suffix"))
    made = []
    with progress(len(names), "drawing") as advance:
        for one in make_gallery(folder, names, theme, suffix, said.get("jobs")):
            made.append(one)
            advance(len(made))
    failed = [one for one in made if not one.there]
    for one in failed:
        click.echo(f"{one.options['preset']} failed: {one.error}", err=True)
    kept = sum(one.state == KEPT for one in made)
    size = sum(one.size for one in made)
    click.echo(
        f"{folder}  {len(made) - len(failed)} animations ({kept} kept)  {size:,} bytes  {len(failed)} failed"
    )
    if failed:
        sys.exit(1)


@main.command(name="sweep", cls=GroupedCommand)
@click.argument("spec", type=click.Path(path_type=Path), metavar="SPEC.toml")
@with_options(SWEEP, JOBS, output=_FOLDER, quiet=OPTIONS["quiet"])
def sweep_(spec: Path, output: str | None, quiet: bool, **options: Any) -> None:
    """Make all that a file says: every combination of lists of options, presets, layers of a model.

    What is there already is kept, so that a sweep that was stopped goes on where it was.
    """
    from tconv_anim.sweeping import sweep
    from tconv_anim.sweeping.spec import read_spec

    said = checked(options, (SWEEP, JOBS))
    found = read_spec(spec)
    with progress(found.size, "making") as advance:
        counts = sweep(found, output or spec.stem, progress=lambda done, _: advance(done), **said)
    if not quiet:
        there = counts.made + counts.kept
        click.echo(
            f"{output or spec.stem}  {there} animations ({counts.kept} kept)  {counts.size:,} bytes  "
            f"{counts.skipped} skipped  {counts.failed} failed"
        )
    if counts.failed:
        sys.exit(1)


@main.command(cls=GroupedCommand)
@with_rows(_EXPLORE)
def explore(output: str | None, quiet: bool, force: bool, **options: Any) -> None:
    """Write a page whose readers choose the layer: every combination, every legal output padding."""
    from tconv_anim.explore import explore

    saved = explore(output or _PAGE, **options, force=bool(force))
    if not quiet:
        views = f"{saved.frames} view{'s' if saved.frames != 1 else ''}"
        click.echo(f"{saved.path}  {views}  {saved.bytes:,} bytes")
        _print_policy(saved.path)


def _print_json(data: Any) -> None:
    json.dump(data, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


def _print_policy(path: Path) -> None:
    """For a page, the policy that a server may send with it."""
    if path.suffix.lower() == ".html":
        from tconv_anim.painters.player.page import policy_in

        click.echo(f"Content-Security-Policy: {policy_in(path)}")
