"""Lists in sentences, as a language writes them."""

from collections.abc import Sequence

from tconv_anim.language.saying import say


def listed(words: Sequence[str]) -> str:
    """These, one after the other: ``a, b, c``."""
    told = words[0]
    for word in words[1:]:
        # For translators: what a list of several has so far, and the next one: "a, b, c".
        told = say("{most}, {last}", most=told, last=word)
    return told


def listed_and(words: Sequence[str]) -> str:
    """All of these: ``a, b and c``."""
    *most, last = words
    # For translators: all of a list but the last one, and that: "a, b and c".
    return say("{most} and {last}", most=listed(most), last=last) if most else last


def listed_or(words: Sequence[str]) -> str:
    """One of these: ``a, b or c``."""
    *most, last = words
    # For translators: all of a list but the last one, and that: "a, b or c".
    return say("{most} or {last}", most=listed(most), last=last) if most else last
