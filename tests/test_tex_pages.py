"""TikZ as TeX sets it, held against our own PDF: sizes, fills, words; by itself, in documents and in Beamer.

``make test-tex`` installs TeX and runs this.
"""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from PIL import Image

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.painters.vector.pdf import POINTS
from tconv_anim.painters.vector.tex import tex
from tconv_anim.storyboard.storyboard import Cell
from tests.test_brought_fonts import CJK
from tests.test_pdf import poppler
from tests.test_tex import small

pytestmark = pytest.mark.tex

ENGINES = ("pdflatex", "lualatex")

DOTS = 192

_FOLDED = re.compile("[·•∙⋅]")


def typeset(engine: str, path: Path) -> Path:
    """The PDF of a document that must go through without a question."""
    words = [engine, "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(words, cwd=path.parent, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    log = path.with_suffix(".log").read_text("utf-8", "replace")
    assert not re.findall("Missing character.*|LaTeX Font Warning.*", log)
    assert path.stem == "document" or "Overfull" not in log
    return path.with_suffix(".pdf")


def document(folder: Path, body: str, preamble: str = "", of: str = "{article}") -> Path:
    path = folder / "document.tex"
    path.write_text(
        rf"\documentclass{of}\ifdefined\Umathchar\else\usepackage[T1]{{fontenc}}\fi"
        rf"\usepackage{{lmodern,tikz}}{preamble}"
        rf"\pagestyle{{empty}}\begin{{document}}{body}\end{{document}}"
    )
    return path


def pages(path: Path) -> list[np.ndarray[Any, Any]]:
    poppler("pdftoppm", "-r", str(DOTS), "-png", path, path.with_suffix(""))
    found = sorted(path.parent.glob(f"{path.stem}-*.png"))
    shots = [np.asarray(Image.open(page).convert("RGB")).astype(int) for page in found]
    for page in found:
        page.unlink()
    return shots


def letters(path: Path, page: int = 1) -> list[str]:
    """What is said on a page, letter by letter; how ligatures and dots are written is a font's own."""
    text = poppler("pdftotext", "-f", str(page), "-l", str(page), path, "-")
    return sorted("".join(_FOLDED.sub(" ", normalize("NFKC", text)).replace("’", "'").split()))


def words(path: Path, page: int = 1) -> list[str]:
    """The words of a page: what has two letters or more, as numbers in small cells stand close."""
    text = poppler("pdftotext", "-f", str(page), "-l", str(page), path, "-")
    return sorted(re.findall("[A-Za-z_]{2,}", normalize("NFKC", text)))


def inside(cells: Sequence[Cell], animation: Animation) -> list[tuple[int, int]]:
    """A place in each cell that is neither on its edge nor on its number, in pixels."""
    spots = []
    for cell in cells:
        panel = animation.storyboard.panels[cell.panel]
        x, y = panel.corner(cell.row, cell.col)
        spots.append(
            tuple(
                round((at + 0.5 + 0.2 * (across + down)) * POINTS * DOTS / 72)
                for at, across, down in zip((x, y), panel.across, panel.down, strict=True)
            )
        )
    return spots  # type: ignore[return-value]


def same_fills(animation: Animation, step: int | None, ours: Any, theirs: Any) -> None:
    """Cells have the same colour on both pages, but for a rounding of TeX's."""
    cells = [one for one in animation.storyboard.at_step(step).values() if isinstance(one, Cell)]
    assert cells
    for cell, (x, y) in zip(cells, inside(cells, animation), strict=True):
        assert np.abs(ours[y, x] - theirs[y, x]).max() <= 1, (cell.id, ours[y, x], theirs[y, x])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "options",
    [
        {"view": "scatter"},
        {"view": "gather", "look": "isometric", "theme": "dark"},
        {"view": "gather", "show": ["heat"], "output_padding": 1},
        {"view": "matrix", "theme": "okabe-ito"},
        {"in_channels": 2, "out_channels": 2, "theme": "solarized"},
        {"theme": "print"},
        {"weight": [[-1.5, 2, 0], [1, 0, 3], [7, 1e-9, 4]]},
    ],
    ids=lambda options: "-".join(map(str, options.values()))[:30],
)
def test_by_itself_it_is_the_page_that_our_pdf_is(
    options: dict[str, Any], engine: str, tmp_path: Path
) -> None:
    animation = small(**options)
    step = animation.storyboard.steps // 2
    animation.save(tmp_path / "fig.tex", step=step)
    animation.save(tmp_path / "ours.pdf", step=step)
    pdf = typeset(engine, tmp_path / "fig.tex")
    (ours,), (theirs,) = pages(tmp_path / "ours.pdf"), pages(pdf)
    assert ours.shape == theirs.shape
    same_fills(animation, step, ours, theirs)
    assert (np.abs(ours - theirs).max(axis=2) > 96).mean() < 0.04, "but for its letters"
    assert words(pdf) == words(tmp_path / "ours.pdf")
    assert letters(pdf) == letters(tmp_path / "ours.pdf")


@pytest.mark.parametrize("engine", ENGINES)
def test_steps_are_overlays_each_the_page_that_our_pdf_has(engine: str, tmp_path: Path) -> None:
    animation = small(steps="all")
    animation.save(tmp_path / "deck.tex")
    animation.save(tmp_path / "ours.pdf")
    pdf = typeset(engine, tmp_path / "deck.tex")
    ours, theirs = pages(tmp_path / "ours.pdf"), pages(pdf)
    assert len(ours) == len(theirs) == animation.storyboard.steps + 2
    for page, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert one.shape == other.shape
        if 0 < page < len(ours) - 1:
            same_fills(small(), page, one, other)
        assert (np.abs(one - other).max(axis=2) > 96).mean() < 0.04
        assert np.array_equal(one[-40:], other[-40:]), "below the caption, where Beamer has symbols"
        assert words(pdf, page + 1) == words(tmp_path / "ours.pdf", page + 1)
        assert letters(pdf, page + 1) == letters(tmp_path / "ours.pdf", page + 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_beamer_frame_takes_it(engine: str, tmp_path: Path) -> None:
    small(steps=((1, 1), (3, 4)), captions=False).save(tmp_path / "deck.tex")
    small().save(tmp_path / "fig.tex", step=2)
    body = (
        r"\begin{frame}{Before}\input{fig}\end{frame}"
        r"\begin{frame}{Steps}\centering\resizebox{.8\linewidth}{!}{\input{deck}}\end{frame}"
    )
    pdf = typeset(engine, document(tmp_path, body, of="[aspectratio=169]{beamer}"))
    assert len(pages(pdf)) == 4
    assert "Before" in words(pdf)
    assert all({"Steps", "kernel"} <= set(words(pdf, page)) for page in (2, 3, 4))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("package", ["", r"\usepackage{standalone}"])
def test_a_document_takes_several(package: str, engine: str, tmp_path: Path) -> None:
    """In a row without a gap, half as large, where a language has taken letters, with an arrow to a cell."""
    small().save(tmp_path / "one.tex", step=2)
    small(theme="dark", called="<\"a\"; 'b':!?").save(tmp_path / "two.tex", step=2)
    width, height = small().storyboard.size
    preamble = (
        package
        + rf"\usepackage[paperwidth={width + 1}bp,paperheight={height}bp,margin=0pt]{{geometry}}"
        + r"\newlength\tconvunit\setlength\tconvunit{.5bp}\setlength\parindent{0pt}"
        + r"\tikzset{tconv/.style={remember picture}}"
    )
    taken = "".join(rf"\catcode`\{letter}=\active\def{letter}{{\TAKEN}}" for letter in '";:!?<>')
    body = (
        r"\offinterlineskip\input{one}{" + taken + r"\input{two}}"
        r"\par\begin{tikzpicture}[remember picture, overlay]"
        r"\draw[red] (output-0-1-1) circle[radius=3bp];\end{tikzpicture}"
    )
    path = document(tmp_path, body, preamble)
    typeset(engine, path)
    (shot,) = pages(typeset(engine, path))
    pixels = DOTS / 72 / 2
    dark = (np.abs(shot - [0x10, 0x19, 0x1F]).max(axis=2) <= 1).nonzero()
    assert abs(dark[1].min() - width * pixels) <= 2
    assert abs(dark[1].max() - 2 * width * pixels) <= 2
    assert dark[0].min() <= 2
    red = (np.abs(shot - [255, 0, 0]).max(axis=2) <= 1).nonzero()
    cell = small(theme="dark").storyboard.at_step(2)["output/0/1/1"]
    assert isinstance(cell, Cell)
    panel = small().storyboard.panels[cell.panel]
    x, y = panel.corner(cell.row, cell.col)
    assert abs(red[1].mean() - (width + x + panel.across[0] / 2) * pixels) <= 3
    assert abs(red[0].mean() - (y + panel.down[1] / 2) * pixels) <= 3


LETTERS = [
    "\\end{document} {x} 50 % of $x_1^2$ & #1 ~ ^^M",
    "-- --- << >> ,, ''`` ?` !` fi fl \"a |b",
    "2×2 → 4×4 · −1 ≈ 3 ≤ 5 ≥ 6 ° ∑ … ← ↑ ↓",
    "Größe, à l’école, Łódź, señor, “quoted” – so",
]


@pytest.mark.parametrize("engine", ENGINES)
def test_letters_come_back_as_they_were(engine: str, tmp_path: Path) -> None:
    head = small().encoded(".tex", step=0).decode().partition("\n\\tconvpicture")[0]
    body = r"\par ".join(f"x{tex(line)}" for line in [*LETTERS, "大 \x00"])
    (tmp_path / "head.tex").write_text(head)
    pdf = typeset(engine, document(tmp_path, r"\input{head}" + body + r"\endgroup"))
    found = poppler("pdftotext", "-layout", pdf, "-").splitlines()
    fold = str.maketrans("∑•·∙‘’“”", "Σ   ''\"\"")

    def bare(text: str) -> str:
        return "".join(normalize("NFKC", text).translate(fold).split())

    assert [bare(line) for line in found if line.startswith("x")] == [
        *(bare(f"x{line}") for line in LETTERS),
        "x??",
    ]


def test_letters_of_a_font_of_ones_own_are_set_in_it(tmp_path: Path) -> None:
    tconv_anim.animate(kernel_size=2, lang="zh", font=str(CJK)).save(tmp_path / "fig.tex")
    assert "转置卷积" in poppler("pdftotext", typeset("lualatex", tmp_path / "fig.tex"), "-")
    assert "????" in poppler("pdftotext", typeset("pdflatex", tmp_path / "fig.tex"), "-")


@pytest.mark.parametrize("engine", ENGINES)
def test_documents_take_our_pdf(engine: str, tmp_path: Path) -> None:
    small(steps="all").save(tmp_path / "fig.pdf")
    count = small().storyboard.steps + 2
    plain = r"\includegraphics[width=\linewidth]{fig.pdf}"
    pdf = typeset(engine, document(tmp_path, plain))
    assert "kernel" in words(pdf)
    body = "".join(rf"\includegraphics<+>[page={page},width=5cm]{{fig.pdf}}" for page in range(1, count + 1))
    pdf = typeset(engine, document(tmp_path, rf"\begin{{frame}}{body}\end{{frame}}", of="{beamer}"))
    assert [words(pdf, page) for page in range(1, count + 1)] == [
        words(tmp_path / "fig.pdf", page) for page in range(1, count + 1)
    ]
    pdf = typeset(
        engine, document(tmp_path, r"\animategraphics[controls]{1}{fig}{}{}", r"\usepackage{animate}")
    )
    frames = re.findall(r"<fig.pdf, .*?page=(\d+)", pdf.with_suffix(".log").read_text("utf-8", "replace"))
    assert frames == [str(page) for page in range(1, count + 1)]
