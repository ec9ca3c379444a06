"""TikZ as text: what is in the file, and that nobody's words are commands. test_tex_pages.py compiles it."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.painters.vector.tex import tex
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import THEMES
from tests.command import complaint, made, run
from tests.layers import for_view
from tests.test_svg import LOOKS

LAYER = ("--k", "3", "--s", "2", "--p", "1", "--i", "2")


def small(**options: Any) -> Animation:
    usual = {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2}
    return tconv_anim.animate(**for_view(options.get("view", "scatter"), usual | options))


def names(text: str) -> list[str]:
    return re.findall(r"^\\(?:node\[[^]]*\]|coordinate) \(([^)]*)\)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("2×2 → 4 · −1", r"2\texttimes{}2 \ensuremath{\rightarrow} 4 \textperiodcentered{} \textminus{}1"),
        ("\\input{x}", r"\textbackslash{}input\{x\}"),
        ("5 % of $x_1^2$ & #1 ~", r"5 \% of \$x\_1\textasciicircum{}2\$ \& \#1 \textasciitilde{}"),
        ("a -- b --- c", r"a -{\kern0pt}- b -{\kern0pt}-{\kern0pt}- c"),
        ("<«>\"a", r"\textless{}\tconvletter{«}\textgreater{}{\char" + '"22}a'),
        ("''`", r"\textquotesingle{}{\kern0pt}\textquotesingle{}{\kern0pt}\textasciigrave{}"),
        ("two  spaces\nor\tlines", r"two {\kern0pt} spaces or lines"),
        ("x² + a₁", r"x\textsuperscript{2} + a\textsubscript{1}"),
        ("\x00\x1b\ud800", "???"),
        ("Größe 大", r"Gr\tconvletter{ö}\tconvletter{ß}e \tconvletter{大}"),
    ],
)  # fmt: skip
def test_text_is_escaped(text: str, set_as: str) -> None:
    assert tex(text) == set_as


@given(st.text())
def test_no_text_is_a_command(text: str) -> None:
    found = tex(text)
    letters = re.sub(r"\\tconvletter\{[^\x00-\x7f]\}", "", found)
    assert letters.isascii()
    plain = re.sub(r"\\(text[a-z]+|ensuremath|kern0pt|char(?=\"22))|\\[{}$&#%_]", "", letters)
    plain = re.sub(r"\{\\[A-Za-z]+\}", "", plain)  # in \ensuremath
    assert not set(plain) & set("\\$&#%_^\n")
    assert plain.count("{") == plain.count("}")


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_each_cell_has_its_id_for_a_name(view: str, look: str) -> None:
    animation = small(view=view, look=look, output_padding=1)
    step = animation.storyboard.steps // 2
    found = names(animation.encoded(".tex", step=step).decode())
    cells = [
        element.id for element in animation.storyboard.at_step(step).values() if isinstance(element, Cell)
    ]
    assert {re.sub("[/:]", "-", name) for name in cells} <= set(found)
    assert len(found) == len(set(found))


def test_a_hatched_cell_is_a_node_as_large_as_the_cell() -> None:
    text = small(theme="print").encoded(".tex", step=2).decode()
    (node,) = re.findall(r"^.*\(kernel-0-0-0-0\).*$", text, re.MULTILINE)
    assert r"minimum size=44\tconvunit" in node
    assert len(names(text)) == len(set(names(text)))


def test_the_colours_in_use_have_names_at_the_top() -> None:
    text = small(theme="dark").encoded(".tex", step=2).decode()
    top, _, picture = text.partition(r"\begin{tikzpicture}")
    style = THEMES["dark"].cells["input-active"]
    assert rf"\definecolor{{tconv-cell-input-active-fill}}{{HTML}}{{{style.fill[1:].upper()}}}" in top
    assert r"\definecolor" not in picture
    assert not re.search("#[0-9a-f]{6}", text)
    used = set(re.findall(r"\[(tconv-[a-z0-9-]+)", picture))
    assert used == set(re.findall(r"\\tikzset\{(tconv-[a-z0-9-]+)/", top))


def test_what_changes_is_in_overlays_and_what_stays_is_not() -> None:
    text = small(steps="all").encoded(".tex").decode()
    always = re.sub(r"^\\only<[^>]*>\{$.*?^\}$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "(title)" in always
    assert "(kernel-0-0-0-0)" in always
    assert "(caption-0)" not in always
    spans = re.findall(r"\\only<([^>]*)>", text)
    assert all(re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", span) for span in spans)
    assert {"1-4", "5-6"} <= set(spans)
    assert {"1", "6"} <= set(spans)  # the opening and the end have captions of their own
    assert r"\only" not in small(steps=2).encoded(".tex").decode()


def test_an_exercise_has_its_solution_on_the_second_overlay(tmp_path: Path) -> None:
    made(*LAYER, "--quiz", "--step", "2", "-o", "x.tex", cwd=tmp_path)
    assert set(re.findall(r"\\only<([^>]*)>", (tmp_path / "x.tex").read_text())) == {"1", "2"}


def test_its_recipe_makes_the_same_bytes(tmp_path: Path) -> None:
    title = "50 % &amp; \\end{document} <b>\x7f \N{PILE OF POO}" + "x" * 150
    made(*LAYER, "--called", title, "--steps", "0,2-3", "-o", "x.tex", cwd=tmp_path)
    data = (tmp_path / "x.tex").read_bytes()
    recipe = read_recipe(tmp_path / "x.tex")
    assert recipe["options"]["called"] == title
    words = shlex.split(json.loads(run("inspect", "x.tex", cwd=tmp_path).stdout)["command"])[1:-1]
    made(*words, "y.tex", cwd=tmp_path)
    assert (tmp_path / "y.tex").read_bytes() == data


def test_no_line_is_longer_than_tex_takes() -> None:
    numbers = [[[10**15 + col for col in range(160)]] * 160]
    text = tconv_anim.animate(kernel_size=1, input=numbers, cell=2).encoded(".tex", step=0).decode()
    assert len(text.partition("\n%\n\\")[0]) > 400_000
    assert max(map(len, text.splitlines())) < 10_000  # TeX Live: 200,000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--speed", "2"), "leave --speed out"),
        (("--loop", "2"), "this .tex shows one moment"),
        (("--steps", "1", "--step", "2"), "leave --step out, or --steps"),
    ],
)
def test_what_makes_no_figure_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(run(*LAYER, *words, "-o", "x.tex", cwd=tmp_path))
    assert not list(tmp_path.iterdir())
