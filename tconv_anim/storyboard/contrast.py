"""How far two colours stand apart, as WCAG 2.2 defines it."""

TEXT, LINES = 4.5, 3.0
"""The least contrast of text to its ground, and of lines to theirs."""


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``: 0 is black, 1 is white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """The ratio of two colours, from 1 (equal) to 21 (black and white)."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def best(ground: str, *inks: str) -> str:
    """The ink that stands out most from ``ground``."""
    return max(inks, key=lambda ink: contrast(ink, ground))


def mixed(a: str, b: str, share: float) -> str:
    """A colour on the way from ``a`` (share 0) to ``b`` (share 1)."""
    channels = [(int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in channels)
