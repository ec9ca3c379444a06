"""The gallery: every preset as a file, with a page and a contact sheet that show them all."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from html import escape
from pathlib import Path

from tconv_anim.errors import InputError, shown
from tconv_anim.output import replacing
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.presets import PRESETS, SOURCES
from tconv_anim.storyboard.custom import ThemeChoice, tell_weak_pairs
from tconv_anim.sweeping.entry import Entry
from tconv_anim.sweeping.making import become
from tconv_anim.sweeping.spec import SUFFIX
from tconv_anim.sweeping.store import Folder
from tconv_anim.workers import workers

TITLES = {
    "guide": "A guide to convolution arithmetic",
    "d2l": "Dive into Deep Learning",
    "lecture": "Lecture notes",
    "upsamplers": "Other ways to make a map larger",
    "asked": "What people have asked for",
    "models": "Layers of models",
}
"""Headings of the presets' sources."""


_PAGES = ("index.html", "README.md")

_MADE_BY = "Made by <code>tconv-anim gallery</code>; each picture by <code>tconv-anim --preset NAME</code>."


def make_gallery(
    folder: Path, names: Sequence[str], theme: ThemeChoice, suffix: str = ".gif", jobs: int | None = None
) -> Iterator[Entry]:
    """Draw these presets into ``folder``, one process a core, yielding each as it is done.

    A file that carries the very recipe that would make it is kept, so that an interrupted gallery
    goes on where it stopped. A preset that fails doesn't stop the others. At the end the folder's
    ``index.html`` and ``README.md`` are written, for all presets whose files are there.
    """
    for page in _PAGES:
        _check_ours(folder / page)
    folder.mkdir(parents=True, exist_ok=True)
    tell_weak_pairs(theme)
    count = min(jobs or os.cpu_count() or 1, len(names))
    if count == 1:
        yield from (make(folder, name, theme, suffix) for name in names)
    else:
        with workers(count) as pool:
            # The long ones first, so that no core is left with one at the end.
            tasks = [pool.submit(make, folder, name, theme, suffix) for name in reversed(names)]
            yield from (task.result() for task in as_completed(tasks))
    there = [name for name in PRESETS if is_ours(folder / f"{name}{suffix}")]
    for page, text in zip(_PAGES, (_index(there, suffix), _readme(there, suffix)), strict=True):
        _write(folder / page, text)


def make(folder: Path, name: str, theme: ThemeChoice, suffix: str) -> Entry:
    """Draw one preset, unless its file is there and was made from the same recipe by the same version."""
    return become(Folder(folder), {"preset": name, "theme": theme, SUFFIX: suffix}, name=name)


def _check_ours(page: Path) -> None:
    """Raise :class:`InputError` if ``page`` is there and no gallery wrote it."""
    if page.exists() and "tconv-anim gallery" not in page.read_text("utf-8", "replace"):
        raise InputError(
            f"{shown(str(page))} exists and was not made by tconv-anim gallery: choose another $folder"
        )


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def _index(names: Sequence[str], suffix: str) -> str:
    sections = []
    for source in SOURCES:
        figures = "\n".join(_figure(name, suffix) for name in names if PRESETS[name].source == source)
        if figures:
            sections.append(f"<h2>{escape(TITLES[source])}</h2>\n<div>\n{figures}\n</div>")
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tconv-anim gallery</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #0b2a3a }}
body {{ margin: 2rem auto; max-width: 78rem; padding: 0 1rem }}
div {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 2rem }}
figure {{ margin: 0 }}
img {{ max-width: 100%; height: auto; border: 1px solid #e3e8ea }}
code {{ background: #f4f6f7; padding: .1em .3em }}
</style>
<h1>tconv-anim gallery</h1>
<p>{_MADE_BY}</p>
{chr(10).join(sections)}
</html>
"""


def _figure(name: str, suffix: str) -> str:
    about = escape(PRESETS[name].about)
    return (
        f'<figure id="{name}"><img src="{name}{suffix}" alt="{about}" loading="lazy">'
        f"<figcaption>{about}<br><code>tconv-anim --preset {name}</code></figcaption></figure>"
    )


def _readme(names: Sequence[str], suffix: str) -> str:
    lines = ["# Gallery", "", _MADE_BY.replace("<code>", "`").replace("</code>", "`")]
    for source in SOURCES:
        rows = [name for name in names if PRESETS[name].source == source]
        if rows:
            lines += ["", f"## {TITLES[source]}", "", "| | |", "|---|---|"]
            lines += [
                f"| `{name}`<br>{PRESETS[name].about} | ![{PRESETS[name].about}]({name}{suffix}) |"
                for name in rows
            ]
    return "\n".join(lines) + "\n"
