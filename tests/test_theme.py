"""Every theme can be read: contrast as WCAG 2.2 defines it."""

from typing import Any

import numpy as np
import pytest

from tconv_anim.storyboard.contrast import LINES, TEXT, contrast
from tconv_anim.storyboard.scales import SCALES
from tconv_anim.storyboard.theme import THEMES, Theme


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


SCALED = [theme.scaled(scale) for theme in THEMES.values() for scale in ("", *SCALES)]


@pytest.mark.parametrize("theme", SCALED, ids=lambda theme: f"{theme.name}-{theme.scale}")
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


# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0, for linear RGB.
DEFICIENCIES = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

# What stands side by side on one page and means different things.
APART = [
    ("input", "kernel"),
    ("input", "output"),
    ("kernel", "output"),
    ("input", "empty"),
    ("kernel", "empty"),
    ("output", "empty"),
    ("output", "output-active"),
    ("input", "input-active"),
    ("tap", "tap-input"),
    ("different", "output"),
    ("different", "input"),
]


def lab(colour: str, deficiency: str) -> Any:
    """CIE L*a*b* (D65) of a colour as somebody with this deficiency sees it."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089]
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_roles_stay_apart_for_colour_blind_readers(theme: Theme, deficiency: str) -> None:
    for a, b in APART:
        far = np.linalg.norm(lab(theme.cells[a].fill, deficiency) - lab(theme.cells[b].fill, deficiency))
        # 2.3 is a just noticeable difference of patches that touch; these often stand apart.
        assert far >= 7, f"{a} and {b} are {far:.1f} apart"
