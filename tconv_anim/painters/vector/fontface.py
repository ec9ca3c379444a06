"""Fonts as CSS, carried inside: a picture in ``<img>`` may load nothing from anywhere."""

from base64 import b64encode
from collections.abc import Collection, Mapping

from tconv_anim.painters.vector.style import BROUGHT, FAMILY
from tconv_anim.storyboard.metrics import FONTS, face

_CUTS = {False: ("Inter-Regular.woff2", 400), True: ("Inter-SemiBold.woff2", 600)}


def font_css(used: Mapping[bool, Collection[str]]) -> str:
    """``@font-face`` rules with the font as data, for the weights (True: bold) that have ``used`` characters,
    and before it those of them that the font has in which text is set here.

    Characters that neither has are set in whatever font the reader's machine has for them.
    """
    rules = [
        _rule(FAMILY, f"font-weight:{weight};", "woff2", (FONTS / file).read_bytes())
        for bold, (file, weight) in _CUTS.items()
        if used.get(bold)
    ]
    if face():
        from tconv_anim.storyboard.typeface import subset

        letters = "".join(sorted({letter for some in used.values() for letter in some}))
        rules.append(_rule(BROUGHT, "", "woff", subset(face(), letters)))
    return "\n".join(rules)


def _rule(family: str, weight: str, kind: str, data: bytes) -> str:
    url = f"data:font/{kind};base64,{b64encode(data).decode()}"
    return f"@font-face{{font-family:{family};{weight}src:url({url})}}"
