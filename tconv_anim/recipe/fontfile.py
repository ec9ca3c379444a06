"""A font's file: that it can be read, and has the letters that are needed, is found out at once."""

from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError, MissingExtraError, shown
from tconv_anim.language.languages import language_of
from tconv_anim.reading import regular
from tconv_anim.recipe.kinds import Kind, wrong
from tconv_anim.storyboard.metrics import has, set_in


def check_letters(lang: str, font: str | None) -> None:
    """Raise :class:`InputError` if the font doesn't have the letters of a language."""
    with set_in(font or ""):
        texts = (text for texts in language_of(lang).messages.values() for text in texts)
        lacking = sorted({letter for text in texts for letter in text if not has(letter)})
    if lacking:
        whose = f"font is {shown(font)}, which" if font else "the font that comes with tconv-anim"
        letters = f"{', '.join(lacking[:3])}{', …' * (len(lacking) > 3)}"
        raise InputError(
            f"lang is {shown(lang)} and {whose} doesn't have its letters ({letters}): name a file that has "
            "them with $font, like NotoSansCJK-Regular.ttc, or leave $lang out"
        )


_FIRST = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf")
"""With what fonts of the kinds that all painters read begin."""


class FontFile(Kind):
    """A TrueType or OpenType font, or a collection of them, of which the first is taken."""

    metavar = "FILE.ttf"

    def check(self, name: str, value: Any) -> str:
        """The file's name, once it has been read as a font. Raises :class:`InputError` for any other."""
        if not isinstance(value, str | Path):
            raise wrong(name, value, "a font file")
        path = Path(value)
        try:
            with regular(path, name) as file:
                first = file.read(4)
        except OSError as error:
            raise InputError(
                f"{shown(str(path))} can't be read ({error.strerror}): check the name in ${name}"
            ) from None
        try:
            from tconv_anim.storyboard.typeface import FontError, advances
        except ImportError as error:
            raise MissingExtraError(
                f"a font of your own needs fontTools: {error}. Install it: pip install 'tconv-anim[font]', "
                f"or leave ${name} out"
            ) from error
        try:
            if first not in _FIRST:
                raise FontError("not a font")
            advances(str(path))
        except (FontError, OSError, ValueError, LookupError, AttributeError, AssertionError) as error:
            raise InputError(
                f"{shown(str(path))} is not a font that can be read ({shown(str(error))[1:-1]}): "
                f"${name} takes a .ttf, .otf or .ttc file"
            ) from None
        return str(path)
