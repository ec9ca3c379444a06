"""Text for TeX: what means something there is escaped, and letters that fonts may not have are asked for."""

import re
from unicodedata import decomposition

from tconv_anim.painters.vector.markup import printable

_SYMBOLS = {
    **{letter: f"\\{letter}" for letter in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    '"': r'{\char"22}',
    "×": r"\texttimes{}",
    "−": r"\textminus{}",
    "·": r"\textperiodcentered{}",
    "…": r"\textellipsis{}",
    "°": r"\textdegree{}",
    "\ufffd": "?",  # LuaTeX takes it for a mistake in the file
    **{
        letter: rf"\ensuremath{{\{name}}}"
        for letter, name in {
            "←": "leftarrow",
            "↑": "uparrow",
            "→": "rightarrow",
            "↓": "downarrow",
            "⋅": "cdot",
            "≈": "approx",
            "≠": "neq",
            "≤": "leq",
            "≥": "geq",
            "Σ": "Sigma",
            "∑": "Sigma",
            "′": "prime",
        }.items()
    },
}

_RAISED = {"<super>": "textsuperscript", "<sub>": "textsubscript"}

_LIGATURE = re.compile("(?<=[-,<>'`?!])(?=[-,<>'`])|(?<= )(?= )")
"""Between two letters of which TeX could make one, and between spaces."""


def tex(text: str) -> str:
    r"""``text`` as TeX sets it: in ASCII, but for letters in ``\tconvletter``, which fonts may not have."""
    return "".join(map(_letter, _LIGATURE.sub("\0", " ".join(printable(text).splitlines()))))


def _letter(letter: str) -> str:
    if letter == "\0":
        return r"{\kern0pt}"  # for LuaTeX, {} is nothing
    if letter in _SYMBOLS:
        return _SYMBOLS[letter]
    if letter.isascii():
        return letter if letter.isprintable() else " "
    way, _, code = decomposition(letter).partition(" ")
    if way in _RAISED and " " not in code:
        return rf"\{_RAISED[way]}{{{tex(chr(int(code, 16)))}}}"
    return "~" if letter == "\u00a0" else rf"\tconvletter{{{letter}}}"
