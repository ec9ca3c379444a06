"""Reading the recipe back out of a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.marker import ends
from tconv_anim.recipe.exploration import explorer_command
from tconv_anim.recipe.recipe import Recipe, ours, read


def read_recipe(path: Path) -> dict[str, Any]:
    """The recipe that ``path`` carries, in its JSON form; raises :class:`InputError` if it carries none."""
    name = shown(str(path))
    try:
        text = _embedded_text(path)
    except IsADirectoryError:
        raise InputError(f"{name} is a folder: give $file a picture made by tconv-anim") from None
    except FileNotFoundError:
        raise InputError(f"{name} does not exist: give $file a picture made by tconv-anim") from None
    except OSError as error:
        raise InputError(
            f"{name} can't be read ({error.strerror}): give $file a picture made by tconv-anim"
        ) from None
    if ours(text) is None:
        raise InputError(f"{name} has no recipe of tconv-anim in it: give $file a picture that it made")
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
    except (OSError, InputError):
        return False


def _embedded_text(path: Path) -> str:
    """The recipe that a file of this kind carries, or its keeper; or another text in the same place."""
    painter = PAINTERS.get(path.suffix.lower())
    if painter is None:
        return ""
    data = ends(path)
    keeper = path.with_suffix(painter.keeper or path.suffix)
    return painter.read(data if keeper == path else ends(keeper) if keeper.is_file() else b"")
