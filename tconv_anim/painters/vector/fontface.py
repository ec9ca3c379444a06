"""Fonts as CSS, carried inside: a picture in ``<img>`` may load nothing from anywhere."""

from base64 import b64encode
from collections.abc import Collection, Mapping

from tconv_anim.painters.vector.style import BROUGHT, FAMILY
from tconv_anim.storyboard.metrics import FONTS, face

_CUTS = {False: ("Inter-Regular", 400), True: ("Inter-SemiBold", 600)}

_ACCENTED = frozenset(map(chr, range(0xA1, 0x180))).difference("°·×")
"""Letters that only the larger cut has, which is twice as many bytes."""


def font_css(used: Mapping[bool, Collection[str]]) -> str:
    """``@font-face`` rules with the font as data, for the weights (True: bold) that have ``used`` characters,
    and before it those of them that the font has in which text is set here.

    Characters that neither has are set in whatever font the reader's machine has for them.
    """
    rules = [
        _rule(FAMILY, f"font-weight:{weight};", "woff2", _cut(name, used[bold]))
        for bold, (name, weight) in _CUTS.items()
        if used.get(bold)
    ]
    if face():
        from tconv_anim.storyboard.typeface import subset

        letters = "".join(sorted({letter for some in used.values() for letter in some}))
        rules.append(_rule(BROUGHT, "", "woff", subset(face(), letters)))
    return "\n".join(rules)


def _cut(name: str, letters: Collection[str]) -> bytes:
    """The smallest file of a font that has all of the letters which the package's fonts have."""
    accented = not _ACCENTED.isdisjoint(letters if isinstance(letters, str) else "".join(letters))
    return (FONTS / f"{name}{'-accented' * accented}.woff2").read_bytes()


def _rule(family: str, weight: str, kind: str, data: bytes) -> str:
    url = f"data:font/{kind};base64,{b64encode(data).decode()}"
    return f"@font-face{{font-family:{family};{weight}src:url({url})}}"
