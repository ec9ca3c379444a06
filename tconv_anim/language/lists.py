"""What sentences and lists are joined with, as a language writes it."""

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


def listed_apart(words: Sequence[str]) -> str:
    """These, which may be lists themselves: ``a, b; c``."""
    told = ""
    for word in words:
        # For translators: what a list of lists has so far, and the next one: "a, b; c".
        told = say("{most}; {last}", most=told, last=word) if told else word
    return told


def named(name: str, text: str) -> str:
    """What is said of something that has a name: ``name: text``."""
    # For translators: a name, and what is said of it: "Scatter: Each input value stamps the kernel".
    return say("{name}: {text}", name=name, text=text)


def sentences(*told: str) -> str:
    """Sentences, one after the other; empty ones are left out."""
    text = ""
    for one in filter(None, told):
        # For translators: two whole sentences, one after the other.
        text = say("{first} {second}", first=text, second=one) if text else one
    return text
