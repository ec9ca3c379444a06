"""Bytes as printable text, denser than base 64: basE91, by Joachim Henke (2006).

Thirteen or fourteen bits become two characters. None of them means anything to HTML.
"""

ALPHABET = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"&<')
"""91 characters; ``base91.js`` makes the same string in the same way."""

_LEAST = 88
"""Values of thirteen bits up to here take a fourteenth: 91 x 91 is that much larger than 2 ** 13."""


def encode(data: bytes) -> str:
    """The text of these bytes."""
    pairs = [first + second for second in ALPHABET for first in ALPHABET]
    text: list[str] = []
    bits = held = 0
    for byte in data:
        bits |= byte << held
        held += 8
        if held > 13:
            wide = 13 if bits & 8191 > _LEAST else 14
            text.append(pairs[bits & (1 << wide) - 1])
            bits >>= wide
            held -= wide
    if held:
        last = pairs[bits]
        text.append(last if held > 7 or bits > 90 else last[0])
    return "".join(text)
