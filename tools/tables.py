"""README's tables of options, from the table that the program itself reads: ``python -m tools.tables``."""

import re
from pathlib import Path

from tconv_anim.recipe.options import COMMAND, DATA, FILE, FILM, LAYER, LOOK, PAGE, PAINT, PRINT, used_for

README = Path(__file__).parents[1] / "README.md"

GROUPS = {"layer": (LAYER,), "data": (DATA,), "rendering": (LOOK, PAGE, PAINT, FILE, PRINT, FILM, COMMAND)}
"""What each table lists, by its heading."""


def table(heading: str) -> str:
    """A table in Markdown: names, meaning, default."""
    lines = [f"| {heading} | | default |", "|---|---|---|"]
    for option in used_for(*GROUPS[heading]):
        flags = (*option.flags, *([option.off] if option.off else []))
        names = ", ".join(f"`{flag}`" for flag in flags)
        takes = "" if option.kind.flag else f" `{option.kind.metavar}`".replace("|", "\\|")
        lines.append(f"| {names}{takes} | {_coded(option.help)} | {_coded(option.usually)} |")
    return "\n".join(lines)


def _coded(text: str) -> str:
    """A text with the options and suffixes in it set as code; several in quotes are one piece of it."""
    word = r"--?[a-z][\w-]*|\.[a-z]+\d?|\w+="
    return re.sub(rf"(?<!\S)('--[^']*'|{word})(?=[,.;:)]?(?:\s|$))", r"`\1`", text)


def with_tables(text: str) -> str:
    """A page with its tables made anew, each between its marks."""
    for heading in GROUPS:
        before, start, rest = text.partition(f"<!-- options: {heading} -->")
        _, end, after = rest.partition("<!-- /options -->")
        text = f"{before}{start}\n\n{table(heading)}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
