"""How the documentation is built: ``make docs``. Its animations are made by the project's own directive."""

import json
import sys
from pathlib import Path

import click
from sphinx.application import Sphinx

from tconv_anim import __version__
from tconv_anim.cli.commands import main
from tconv_anim.gallery import TITLES
from tconv_anim.recipe.presets import PRESETS, SOURCES

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tables are made by a tool beside the package
from tools.tables import GROUPS, table

project = "tconv-anim"
author = "The tconv-anim authors"
release = version = __version__
copyright = "the tconv-anim authors; MIT licence"

extensions = ["myst_parser", "sphinx.ext.autodoc", "tconv_anim.embed.sphinx"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "tconv-anim"
html_show_sourcelink = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"
# Docstrings name these as their modules do; the first has its place on the page, the second needs none.
nitpick_ignore = [("py:class", "InputError"), ("py:func", "shown")]

_GENERATED = Path(__file__).parent / "_generated"


def _write(name: str, text: str) -> None:
    """Only if it changed: an unchanged page isn't built again."""
    path = _GENERATED / name
    _GENERATED.mkdir(exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _gallery() -> str:
    """A section for each source of presets, a player for each preset."""
    lines = []
    for source in SOURCES:
        lines += [f"## {TITLES[source]}", ""]
        for name, preset in PRESETS.items():
            if preset.source == source:
                caption = json.dumps(f"`{name}`: {preset.about}", ensure_ascii=False)
                lines += ["```{tconv}", f":preset: {name}", f":caption: {caption}", "```", ""]
    return "\n".join(lines)


def _help() -> str:
    """What the command prints when it is asked for help, and each of its subcommands."""
    pages = []
    context = click.Context(main, info_name="tconv-anim", max_content_width=100)
    for name in [None, *main.list_commands(context)]:
        command = main if name is None else main.commands[name]
        inner = context if name is None else click.Context(command, info_name=name, parent=context)
        title = "tconv-anim" if name is None else f"tconv-anim {name}"
        pages.append(f"### {title}\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(pages)


def _generate(_: Sphinx) -> None:
    _write("gallery.inc", _gallery())
    _write("command.inc", _help())
    _write("options.inc", "\n\n".join(map(table, GROUPS)))


def setup(app: Sphinx) -> None:
    """Write the pages that the code itself knows best, before any is read."""
    app.connect("builder-inited", _generate)
