"""The package's font as CSS, carried inside: a picture in ``<img>`` may load nothing from anywhere."""

from base64 import b64encode
from collections.abc import Mapping

from tconv_anim.painters.vector.style import FAMILY
from tconv_anim.storyboard.metrics import FONTS

_CUTS = {False: ("Inter-Regular.woff2", 400), True: ("Inter-SemiBold.woff2", 600)}


def font_css(used: Mapping[bool, object] = dict.fromkeys(_CUTS, True)) -> str:
    """``@font-face`` rules with the font as data, for the weights (True: bold) whose ``used`` is true.

    Characters that it doesn't have are set in whatever font the reader's machine has for them.
    """
    return "\n".join(
        f"@font-face{{font-family:{FAMILY};font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{b64encode((FONTS / file).read_bytes()).decode()})}}"
        for bold, (file, weight) in _CUTS.items()
        if used.get(bold)
    )
