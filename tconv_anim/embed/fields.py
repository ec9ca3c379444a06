"""The table of options as fields of a page: ``k: 3`` in Markdown, ``:k: 3`` in reStructuredText."""

from collections.abc import Mapping
from typing import Any

from tconv_anim.painters import PAINTERS
from tconv_anim.recipe.options import ANIMATION, FILE, OPTIONS, Option, used_for

ROWS = tuple(used_for(*ANIMATION, FILE))
"""What pages take: what an animation is made of, and where and whether a player starts.

What the command takes besides is about its printing and its films, or pages say it in their own way.
"""

FIELDS: Mapping[str, Option] = {
    flag.lstrip("-"): row for row in ROWS for flag in (*row.flags, *([row.off] if row.off else []))
}
"""Every field, by its names: ``k``, ``kernel-size``, ``no-values``."""


def read(name: str, text: str | None) -> Any:
    """What the field ``name`` says; raises :class:`InputError` if it can't be used."""
    row, text = FIELDS[name], (text or "").strip()
    if row.kind.flag:
        return row.kind.read(row.name, text) != (f"--{name}" == row.off)
    # An empty text is refused by most kinds in their own words, and by the check of the others.
    return row.kind.read(row.name, text)


def meant(said: Mapping[str, Any]) -> dict[str, Any]:
    """The options, under their own names, that these fields set; the later of two names for one wins."""
    return {FIELDS[name].name: value for name, value in said.items()}


def apart(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options by their names: those of the animation, and those of the file that shows it."""
    of_file = {row.name for row in used_for(FILE)}
    return (
        {name: value for name, value in said.items() if name not in of_file},
        {name: value for name, value in said.items() if name in of_file},
    )


def heeded(made: Mapping[str, Any], suffix: str, step: int | None) -> dict[str, Any]:
    """Of the options of a file those that one of this kind heeds, with another ``step``."""
    heeds = PAINTERS[suffix].heeds
    return {name: value for name, value in made.items() if name in heeds} | {"step": step}


def names(pattern: str) -> dict[str, str]:
    """What a message calls each option on a page, its shortest name put into ``pattern``."""
    return {name: pattern.format(option.flags[0].lstrip("-")) for name, option in OPTIONS.items()}
