"""Reading a theme of one's own: a .toml file, inline JSON or a mapping, of flat keys."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.reading import limited, regular
from tconv_anim.recipe.kinds import Kind
from tconv_anim.storyboard.custom import KEYS, ThemeChoice
from tconv_anim.storyboard.theme import LIGHT, THEMES

LARGEST_FILE = 2**16
"""Bytes of a theme that are read at most."""

_INHERITS = "inherits"


class Themed(Kind):
    """The name of a shipped theme, or a theme of one's own: a .toml file, inline JSON, a mapping."""

    metavar = "|".join((*THEMES, "FILE.toml"))

    def check(self, name: str, value: Any) -> ThemeChoice:
        """A name as it is; all else as a mapping of its colours, inherited ones left out."""
        if isinstance(value, Path) or (isinstance(value, str) and is_theme_file(value)):
            value = _toml(name, Path(value))
        elif isinstance(value, str) and value.lstrip().startswith("{"):
            value = _json(name, value)
        return _own(name, value) if isinstance(value, Mapping) else _shipped(name, value)

    def elsewhere(self, value: Any) -> bool:
        """Whether it is the name of a file."""
        return isinstance(value, str) and value not in THEMES

    def text(self, value: ThemeChoice) -> str:
        """The name, or inline JSON."""
        return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def is_theme_file(text: str) -> bool:
    """Whether :class:`Themed` would read a file of this name."""
    return Path(text).suffix.lower() == ".toml"


def _shipped(name: str, value: Any) -> str:
    if not isinstance(value, str) or value not in THEMES:
        raise InputError(
            f"{name} is {shown(value)}: ${name} takes one of {', '.join(THEMES)}, or a .toml file of your own"
        )
    return value


def _own(name: str, said: Mapping[Any, Any]) -> ThemeChoice:
    for key, value in said.items():
        if key not in (_INHERITS, *KEYS):
            known = ", ".join((_INHERITS, *KEYS))
            raise InputError(f"{name} has the key {shown(key)}: take some of {known} for ${name}")
        if key == _INHERITS:
            if not isinstance(value, str) or value not in THEMES:
                raise InputError(
                    f"{name} inherits {shown(value)}: ${name} can inherit from {', '.join(THEMES)}"
                )
        elif not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
            raise InputError(
                f"{name} has {key} = {shown(value)}: ${name} takes colours in six digits, like #215caf"
            )
    base = said.get(_INHERITS, LIGHT.name)
    colours = {key: said[key].lower() for key in KEYS if key in said}
    return {**({_INHERITS: base} if base != LIGHT.name else {}), **colours} if colours else base


def _toml(name: str, path: Path) -> Any:
    import tomllib

    file = shown(str(path))
    try:
        with regular(path, name) as opened:
            text = limited(opened, LARGEST_FILE, name, file).decode("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise InputError(f"{file} can't be read ({error.strerror}): check the name in ${name}") from None
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, f"{file} is not TOML", error) from None


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, "the inline JSON can't be read", error) from None


def _unreadable(name: str, what: str, error: Exception) -> InputError:
    reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
    return InputError(f'{what} (“{shown(reason)[1:-1]}”): ${name} takes lines like page = "#ffffff"')
