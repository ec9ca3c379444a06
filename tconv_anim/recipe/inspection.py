"""Reading the recipe back out of a file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.recipe.exploration import explorer_command
from tconv_anim.recipe.recipe import FORMAT, Recipe, ours, read


def read_recipe(path: Path) -> dict[str, Any]:
    """The recipe that ``path`` carries, in its JSON form; raises :class:`InputError` if it carries none."""
    name = shown(str(path))
    try:
        text = _embedded_text(path)
    except IsADirectoryError:
        raise InputError(f"{name} is a folder: give $file a picture made by tconv-anim") from None
    except FileNotFoundError:
        raise InputError(f"{name} does not exist: give $file a picture made by tconv-anim") from None
    except Exception:  # a damaged or foreign file fails in whatever way its decoder does
        text = ""
    if ours(text) is None:
        raise InputError(f"{name} carries no recipe of tconv-anim: give $file a picture that it made")
    try:
        recipe = read(text)
        command(recipe)
    except InputError as error:
        raise InputError(f"{name}: {error.args[0]}; give $file another picture") from None
    return recipe


def command(recipe: Mapping[str, Any], file: str | None = None) -> str:
    """The command that makes what this recipe (in its JSON form) says again, as this file if it is named.

    Raises :class:`InputError` for a recipe that is damaged.
    """
    if "explorer" in recipe:
        return explorer_command(recipe, file)
    whole, made = Recipe.from_json(recipe)
    return whole.command(made, file)


def is_ours(path: Path) -> bool:
    """Whether tconv-anim made ``path``, be it a version whose recipes can't be read any more."""
    try:
        return ours(_embedded_text(path)) is not None
    except Exception:  # as in read_recipe
        return False


_FILMS = (".mp4", ".mov", ".webm")
_FILM_RECIPE = f'{{"format":"{FORMAT}"'.encode()


def _text_in_film(path: Path) -> str:
    """The recipe in a film: its tags hold it as it is, so that no decoder is needed to find it."""
    from mmap import ACCESS_READ, mmap

    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        at = data.find(_FILM_RECIPE)
        if at < 0:
            return ""
        recipe = data[at : at + _LONGEST_RECIPE].decode("utf-8", "ignore")
    _, end = json.JSONDecoder().raw_decode(recipe)
    return recipe[:end]


_LONGEST_RECIPE = 1 << 24
"""Bytes; the numbers of the largest drawing are a tenth of it."""


def _embedded_text(path: Path) -> str:
    """The text that the painters put into files of each kind, or another text in the same place."""
    suffix = path.suffix.lower()
    if suffix in _FILMS:
        return _text_in_film(path)
    if suffix in _MARKS:
        return _between(path.read_bytes(), *_MARKS[suffix])
    return _text_of_picture(path)


_XMP = "<dc:source>", "</dc:source>"

_MARKS = {
    ".svg": ("<metadata>", "</metadata>"),
    ".html": ('<script type="application/json" id="recipe">', "</script>"),
    ".pdf": _XMP,
    ".txt": ("\nrecipe: ", "\n"),
}
"""What stands before and after the recipe in files that aren't pictures; inside, it is escaped as in XML."""


def _between(data: bytes, before: str, after: str) -> str:
    from html import unescape

    return unescape(
        data.partition(before.encode())[2].partition(after.encode())[0].decode("utf-8", "replace")
    )


def _text_of_picture(path: Path) -> str:
    # Loaded here: most calls of the command find no file to read.
    import warnings

    from PIL import Image

    with warnings.catch_warnings():
        # Only the header is read, so a picture may be as large as it likes.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(path)
    with picture:
        if "comment" in picture.info:  # GIF
            comment = picture.info["comment"]
            return comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment)
        if "xmp" in picture.info:  # WebP
            return _between(picture.info["xmp"], *_XMP)
        return str(picture.info.get("tconv-anim", ""))  # PNG and APNG
