"""Every theme can be read: contrast as WCAG 2.2 defines it."""

import pytest

from tconv_anim.theme import THEMES, Theme

TEXT, LINES = 4.5, 3.0


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_stands_out_from_its_ground(theme: Theme) -> None:
    for role, ink in theme.inks.items():
        assert contrast(ink, theme.page) >= TEXT, role
    for role, style in theme.cells.items():
        assert contrast(style.ink, style.fill) >= TEXT, role
        if style.note:
            assert contrast(style.note, style.fill) >= TEXT, f"note of {role}"


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_lines_stand_out_from_the_page(theme: Theme) -> None:
    for role, style in theme.cells.items():
        assert contrast(style.edge, theme.page) >= LINES, role
    for role, stroke in theme.strokes.items():
        if role != "track":  # what the progress line has not reached yet: decoration
            assert contrast(stroke.colour, theme.page) >= LINES, role


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_what_lies_on_cells_stands_out_from_their_fills(theme: Theme) -> None:
    for role in ("active", "restored", "added"):
        for cell in ("output", "empty", "input"):
            assert contrast(theme.strokes[role].colour, theme.cells[cell].fill) >= LINES, (role, cell)
