"""Playing an animation in a terminal, in place."""

import sys
import time
from collections.abc import Iterator
from itertools import count
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from tconv_anim.animation import Animation
from tconv_anim.cli.stopping import Stopped
from tconv_anim.painters.text.page import Run, TextPage
from tconv_anim.painters.text.txt import pages
from tconv_anim.painters.vector.style import Paint, paints
from tconv_anim.storyboard.custom import theme_of

if TYPE_CHECKING:
    from rich.style import Style
    from rich.text import Text

_CAPTION_LINES = 3
"""Lines that are kept free for captions, so that nothing jumps."""


def play(animation: Animation, step: int | None) -> None:
    """Show all keyframes one after the other, ``loop`` times (0: until Ctrl-C), or the first of ``step``.

    Where nobody watches, all are printed, once.
    """
    if not sys.stdout.isatty() or step is not None:
        for page in pages(animation.lettered, step):
            click.echo(page)
        return
    from rich.console import Console
    from rich.live import Live

    loop = animation.recipe.loop
    console = Console(highlight=False)
    sheet = TextPage(animation.lettered)
    needed = sheet.width, sheet.height + 1 + _CAPTION_LINES
    if console.width < needed[0] or console.height < needed[1]:
        click.echo(
            f"The picture takes {needed[0]}×{needed[1]} characters and this terminal has "
            f"{console.width}×{console.height}: enlarge it to see all.",
            err=True,
        )
    try:
        with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:
            for _ in range(loop) if loop else count():
                for picture, duration_ms in _frames(animation, console.width):
                    live.update(picture, refresh=True)
                    time.sleep(duration_ms / 1000)
    except Stopped as stop:  # the usual way to end it
        sys.exit(stop.code)


def _frames(animation: Animation, width: int) -> Iterator[tuple["Text", int]]:
    """Each keyframe in colours, lines of ``width`` characters, and how long it is held, in ms."""
    from rich.style import Style
    from rich.text import Text

    storyboard = animation.lettered
    theme = theme_of(animation.recipe.theme, storyboard.scale)
    page = TextPage(storyboard)
    styles = {name: _style(paint, theme.page) for name, paint in paints(theme).items()}
    ground = Style(color=theme.inks["caption"], bgcolor=theme.page)
    for keyframe, seen in storyboard.states():
        lines = page.lines(seen)
        lines += [[] for _ in range(page.height + 1 - len(lines))]
        caption = wrap(keyframe.caption, max(1, width - 5))
        lines += [[Run(f"    {line}", "text-caption")] for line in [*caption, "", ""][:_CAPTION_LINES]]
        picture = Text(no_wrap=True, overflow="crop", style=ground)
        for line in lines:
            for run in line:
                picture.append(run.text, styles.get(run.name))
            picture.append(" " * (width - sum(len(run.text) for run in line)) + "\n")
        yield picture, keyframe.duration_ms


def _style(paint: Paint, page: str) -> "Style":
    """A class's colours, as rich has them."""
    from rich.style import Style

    return Style(color=paint.ink or paint.stroke or page, bgcolor=paint.fill or page)
