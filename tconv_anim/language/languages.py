"""The languages that there are, and what they say."""

import json
from functools import cache
from pathlib import Path

from tconv_anim.language.saying import ENGLISH, Language

LOCALE = Path(__file__).parent / "locale"
"""A ``.po`` for each language, which people translate, and the ``.json`` that is made of it."""

SPOKEN = ("en", "de", "fr", "es", "zh", "ja")
"""The languages that are spoken, by their codes (BCP 47); English stands in the code itself."""


@cache
def language_of(code: str) -> Language:
    """The language of this code, one of :data:`SPOKEN`."""
    if code == ENGLISH.code:
        return ENGLISH
    return Language(**json.loads((LOCALE / f"{code}.json").read_text("utf-8")))
