"""The subcommands."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from tconv_anim import __version__
from tconv_anim.cli.frame import GroupedCommand, TConvGroup
from tconv_anim.cli.options import (
    DATA,
    DATA_OPTIONS,
    LAYER,
    LAYER_OPTIONS,
    RENDER,
    RENDER_OPTIONS,
    VIEW_OPTIONS,
    with_options,
)
from tconv_anim.pipeline import Animation, animate

_EXAMPLES = """\b
Examples:
  tconv-anim --k 3 --s 2
  tconv-anim --k 3 --s 2 --p 1 --op 1 --i 2 -o figure.gif --theme dark
  tconv-anim --k 3x5 --s 2x1 --i 2x3 -o still.png --step 4
  tconv-anim --input '[[2,4],[0,1]]' --weight '[[3,1],[1,5]]'
  tconv-anim shape --k 4 --s 2 --p 1 --i 8
"""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_SLOW_FRAMES = 150
"""From this many frames on, a terminal shows a progress bar; fewer are there before it is drawn."""


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

    N|HxW is one integer for both axes, or two for height and width: 3, 3x2.
    """


@main.command(cls=GroupedCommand, epilog=_EXAMPLES)
@with_options((LAYER, LAYER_OPTIONS), (DATA, DATA_OPTIONS), (RENDER, RENDER_OPTIONS))
def render(output: str | None, step: int | None, force: bool, quiet: bool, **options: Any) -> None:
    """Draw the animation into a file. The default."""
    animation = animate(**options)
    if quiet:
        animation.save(output, step=step, force=force)
        return
    saved = _save_with_progress(animation, output, step, force)
    width, height = saved.size
    frames = f"{saved.frames} frame{'s' if saved.frames != 1 else ''}"
    click.echo(f"{saved.path}  {width}×{height} pixels  {frames}  {saved.bytes:,} bytes")


@main.command(cls=GroupedCommand)
@with_options((LAYER, LAYER_OPTIONS), (DATA, DATA_OPTIONS))
def trace(**options: Any) -> None:
    """Print every multiply-accumulate as JSON."""
    from tconv_anim import tracefile

    _print_json(tracefile.to_json(animate(**options).trace))


@main.command(cls=GroupedCommand)
@with_options((LAYER, LAYER_OPTIONS), (DATA, DATA_OPTIONS), ("View", VIEW_OPTIONS))
def storyboard(**options: Any) -> None:
    """Print what is seen and when as JSON."""
    from tconv_anim import storyboard

    _print_json(storyboard.to_json(animate(**options).storyboard))


@main.command(cls=GroupedCommand)
@with_options((LAYER, LAYER_OPTIONS), (DATA, DATA_OPTIONS))
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def shape(as_json: bool, **options: Any) -> None:
    """Print the shape arithmetic, with the numbers put in."""
    from tconv_anim import arithmetic

    layer = animate(**options).recipe.layer
    if as_json:
        _print_json(arithmetic.shape_json(layer))
    else:
        click.echo(arithmetic.shape_text(layer))


@main.command(cls=GroupedCommand)
@click.argument("file", type=click.Path(path_type=Path))
def inspect(file: Path) -> None:
    """Print the recipe that a file of ours carries, and the command that makes it again."""
    from tconv_anim import recipe
    from tconv_anim.inspection import read_recipe

    found = read_recipe(file)
    shown = {"command": recipe.command(found)} | found
    lines = (f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in shown.items())
    click.echo("{\n" + ",\n".join(lines) + "\n}")


def _print_json(data: Any) -> None:
    json.dump(data, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


def _save_with_progress(animation: Animation, output: str | None, step: int | None, force: bool) -> Any:
    """Save, with a progress bar where somebody watches and it takes long enough to watch."""
    frames = 2 * animation.storyboard.steps
    if step is not None or frames < _SLOW_FRAMES or not sys.stderr.isatty():
        return animation.save(output, step=step, force=force)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("drawing", total=frames)
        return animation.save(
            output, step=step, force=force, progress=lambda done: bar.update(task, completed=done)
        )
