"""Themes of a few colours of one's own: what they leave open is derived from them, or inherited."""

import warnings
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tconv_anim.errors import ContrastWarning
from tconv_anim.storyboard.contrast import LINES, TEXT, best, contrast, mixed
from tconv_anim.storyboard.theme import LIGHT, THEMES, Theme, composed

KEYS = ("page", "ink", "input", "kernel", "output", "product", "accent", "grid")
"""The colours that a theme can say: of the page, of text, of four kinds of cells, of what happens now, and of
the lines between cells."""

ThemeChoice = str | Mapping[str, str]
"""The name of a shipped theme, or colours by their :data:`KEYS`, with the shipped theme that it ``inherits``
(:data:`LIGHT` if it says none)."""


def theme_of(choice: ThemeChoice, scale: str = "") -> Theme:
    """The theme that a (checked) choice means, with the roles of ``scale``."""
    return (THEMES[choice] if isinstance(choice, str) else _own(choice)).scaled(scale)


def _own(choice: Mapping[str, str]) -> Theme:
    said = dict(choice)
    base = THEMES[said.pop("inherits", LIGHT.name)]
    page, ink = (said.get(key, old) for key, old in keys_of(base).items() if key in ("page", "ink"))
    accent = said.get("accent") or _readable(base.inks["accent"], page, ink, TEXT)
    edge = said.get("grid") or said.get("ink", base.cells["input"].edge)
    grey, faint = base.inks["note"], base.strokes["track"].colour
    fills = {role: style.fill for role, style in base.cells.items()}
    names = {kind: base.inks[kind] for kind in ("input", "kernel", "output")}
    if said.keys() & {"page", "ink"}:
        grey, faint = mixed(ink, page, 0.3), mixed(page, ink, 0.1)
        fills |= {"zero": mixed(page, ink, 0.04), "tap": mixed(page, ink, 0.2)}
    if "accent" in said:
        fills["different"] = mixed(accent, page, 0.65)
    for kind in names:
        names[kind] = _readable(said.get(kind, names[kind]), page, ink, TEXT)
        if kind in said:
            fills[kind] = said[kind]
            # Towards its name's colour; a fill that is as dark itself goes towards white or black.
            ends = ("#000000", "#ffffff") if contrast(names[kind], said[kind]) < LINES / 2 else (names[kind],)
            fills[f"{kind}-active"] = mixed(said[kind], best(said[kind], *ends), 0.35)
    if "input" in said:
        fills["tap-input"] = fills["input-active"]
    if said.keys() & {"page", "kernel"}:
        fills["product"] = mixed(fills["kernel"], page, 0.6)
    fills["product"] = said.get("product") or _readable(fills["product"], accent, page, TEXT)
    return composed(
        f"own theme {said | {'inherits': base.name}}",
        page=page,
        ink=ink,
        edge=edge,
        grey=_readable(_readable(grey, page, ink, TEXT), fills["zero"], ink, TEXT),
        accent=accent,
        faint=faint,
        fills=fills,
        names=names | {"restored": _readable(base.strokes["restored"].colour, page, ink, LINES)},
        patterns={role: style.pattern for role, style in base.cells.items() if style.pattern},
    )


def keys_of(theme: Theme) -> dict[str, str]:
    """The colours of a theme, by their :data:`KEYS`."""
    fills = {role: theme.cells[role].fill for role in ("input", "kernel", "output", "product")}
    page, ink, accent = theme.page, theme.inks["caption"], theme.inks["accent"]
    return {"page": page, "ink": ink, **fills, "accent": accent, "grid": theme.cells["input"].edge}


_TOLD = 4
"""Weak pairs that one warning tells."""


class Weak(NamedTuple):
    """Two colours of a theme that stand less far apart than WCAG asks for: ``what`` they are, their ratio."""

    what: str
    colours: tuple[str, str]
    ratio: float
    least: float

    def __str__(self) -> str:
        # Rounded down: a pair that is refused shall not be told as one that passes.
        ratio = int(self.ratio * 100) / 100
        return f"{self.what}, {' on '.join(self.colours)}: {ratio:g}:1, and WCAG asks for {self.least:g}:1"


def tell_weak_pairs(choice: ThemeChoice) -> None:
    """Warn (:class:`ContrastWarning`) of the weak pairs of a theme of one's own; shipped ones have none."""
    weak = [] if isinstance(choice, str) else weak_pairs(theme_of(choice))
    if weak:
        more = f", and {len(weak) - _TOLD} more" if len(weak) > _TOLD else ""
        told = "; ".join(map(str, weak[:_TOLD]))
        warnings.warn(f"hard to read in this theme: {told}{more}", ContrastWarning, stacklevel=2)


def weak_pairs(theme: Theme) -> list[Weak]:
    """Text on its fill below 4.5:1 and lines on the page below 3:1, the weakest first, each pair once."""
    found: dict[tuple[str, str], Weak] = {}
    for what, colour, ground, least in _pairs(theme):
        ratio = contrast(colour, ground)
        if ratio < least:
            found.setdefault((colour, ground), Weak(what, (colour, ground), ratio, least))
    return sorted(found.values(), key=lambda weak: weak.ratio)


def _pairs(theme: Theme) -> Iterator[tuple[str, str, str, float]]:
    for role, ink in theme.inks.items():
        yield f"{role} text", ink, theme.page, TEXT
    for role, style in theme.cells.items():
        yield f"text in {role} cells", style.ink, style.fill, TEXT
        yield f"notes in {role} cells", style.note or style.ink, style.fill, TEXT
        yield f"the edge of {role} cells", style.edge, theme.page, LINES
    for role, stroke in theme.strokes.items():
        if role != "track":  # what the progress line has not reached yet: decoration
            yield f"the {role} line", stroke.colour, theme.page, LINES


def _readable(colour: str, ground: str, ink: str, least: float) -> str:
    """The colour, as far towards ``ink`` as it must be to stand out from ``ground``."""
    way = (mixed(colour, ink, step / 20) for step in range(21))
    return next((mix for mix in way if contrast(mix, ground) >= least), ink)
