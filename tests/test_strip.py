"""Strips: steps beside each other, drawn by every painter of stills."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import tconv_anim
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import extent
from tconv_anim.storyboard.playing import moments
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard
from tconv_anim.storyboard.strip import WIDTH, strip
from tests.command import complaint, made, run
from tests.test_pdf import poppler

LAYER = ("--k", "3", "--s", "2", "--p", "1", "--i", "2")


def board(**options: Any) -> Storyboard:
    return tconv_anim.animate(**{"kernel_size": 2, "input_size": 2, **options}).storyboard


def labels(storyboard: Storyboard) -> dict[str, str]:
    seen = storyboard.at_step(None).values()
    return {element.id: element.text for element in seen if isinstance(element, Label)}


def test_each_step_is_as_on_a_page_of_its_own() -> None:
    whole = board(padding=1)
    shown = strip(whole, ((1, 2), (5, 5))).at_step(None)
    for keyframe, seen in moments(whole, ((1, 2), (5, 5))):
        cells = {name: (e.role, e.text, e.note) for name, e in seen.items() if isinstance(e, Cell)}
        own = {name: told for name, told in cells.items() if not ids.is_in_legend(name)}
        here = [e for e in shown.values() if ids.whose(e.id) == f"{keyframe.step}:" and isinstance(e, Cell)]
        assert {e.id.partition(":")[2]: (e.role, e.text, e.note) for e in here} == own
        assert {e.panel.partition(":")[0] for e in here} == {f"{keyframe.step}"}


def test_title_and_legend_are_there_once_and_names_and_captions_for_each() -> None:
    told = labels(strip(board(padding=1), ((0, 1), (4, 5))))
    assert [name for name in told if ids.kind(name) == "title"] == ["title"]
    assert [name for name in told if "legend" in name] == ["heading/legend/cropped"]
    names = [told[f"{step}:heading"] for step in (0, 1, 4, 5)]
    assert names == ["Opening", "Step 1 of 4", "Step 4 of 4", "Ending"]
    caption = " ".join(told[name] for name in told if name.startswith("1:caption/"))
    assert caption == "input[0, 0] = 3 times the kernel lands on rows 0 to 1, columns 0 to 1."
    assert not any(ids.kind(name) == "progress" for name in told)


def test_what_waits_for_the_bias_says_so_in_its_name() -> None:
    told = labels(strip(board(bias=[2]), ((4, 4),)))
    assert told["4:heading"] == "Step 4 of 4, before the bias"


def test_what_is_switched_off_is_not_there() -> None:
    told = labels(strip(board(padding=1, title=False, legend=False, captions=False), ((1, 2),)))
    assert {ids.kind(name) for name in told} == {"heading", "operator"}


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_cut_and_nothing_lies_on_another_step(preset: str) -> None:
    whole = tconv_anim.animate(preset).storyboard
    chosen = ((0, 1), (whole.steps, whole.steps + 1))
    shown = strip(whole, chosen)
    seen = shown.at_step(None).values()
    around = extent(seen, shown.panels)
    assert around.left >= 10
    assert around.top >= 10
    assert around.right <= shown.size[0] - 10
    assert around.bottom <= shown.size[1] - 10
    steps = {ids.whose(element.id) for element in seen} - {""}
    boxes = [extent((e for e in seen if ids.whose(e.id) == step), shown.panels) for step in steps]
    assert len(boxes) > 1
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = one.right < other.left or other.right < one.left
            assert apart or one.bottom < other.top or other.bottom < one.top
    single = max(box.width for box in boxes)
    assert shown.size[0] <= max(WIDTH, single) + 100


def test_rows_are_of_equal_lengths() -> None:
    seen = strip(board(), ((0, 3),)).at_step(None).values()
    tops = {e.at[1] for e in seen if isinstance(e, Label) and e.id.endswith(":heading")}
    assert len(tops) == 2  # two and two, though three have room


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png", ".txt"])
def test_every_painter_of_stills_draws_it_and_its_recipe_makes_the_same_bytes(
    suffix: str, tmp_path: Path
) -> None:
    made(*LAYER, "--strip", "1,3-4", "-o", f"x{suffix}", cwd=tmp_path)
    told = run("inspect", f"x{suffix}", cwd=tmp_path).stdout
    command = re.search(rf'"command": "tconv-anim (.*) -o x{suffix}"', told)
    assert command
    assert command[1].endswith("--strip 1,3-4")
    made(*command[1].split(), "-o", f"y{suffix}", cwd=tmp_path)
    assert (tmp_path / f"y{suffix}").read_bytes() == (tmp_path / f"x{suffix}").read_bytes()


def test_the_files_say_the_same(tmp_path: Path) -> None:
    animation = tconv_anim.animate(kernel_size=2, input_size=2)
    for suffix in (".svg", ".pdf", ".png"):
        animation.save(tmp_path / f"x{suffix}", strip=((1, 2), (4, 4)))
    expected = strip(animation.storyboard, ((1, 2), (4, 4)))
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == expected.size
    tree = ElementTree.parse(tmp_path / "x.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert not tree.findall(f".//{svg}set")
    words = [text.text for text in tree.iter(f"{svg}text")]
    description = tree.findtext(f"{svg}desc") or ""
    assert "Step 4 of 4: input[1, 1]" in description
    for told in labels(expected).values():
        assert told in words
        assert told.split()[0] in poppler("pdftotext", tmp_path / "x.pdf", "-")


def test_a_story_too_long_to_be_played_has_all_its_steps(tmp_path: Path) -> None:
    made("--k", "1", "--i", "25", "--cell", "4", "--strip", "600,603", "-o", "x.txt", cwd=tmp_path)
    text = (tmp_path / "x.txt").read_text("utf-8")
    assert "Step 600 of 625" in text
    assert "Step 603 of 625" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--strip", "1", "-o", "x.gif"), "write one of .png, .svg, .pdf"),
        (("--strip", "1", "-o", "x.html"), "doesn't show one moment"),
        (("--strip", "9", "-o", "x.svg"), "its end is 5: take some of these for --strip"),
        (("--strip", "3,1", "-o", "x.svg"), "in their order"),
        (("--strip", "1", "--step", "2", "-o", "x.svg"), "leave --strip out, or --step"),
        (("--strip", "1", "--steps", "2", "-o", "x.pdf"), "leave --strip out, or --steps"),
        (("--strip", "1", "--quiz", "-o", "x.pdf"), "leave --strip out, or --quiz"),
        (("--strip", "1", "--size", "800", "-o", "x.pdf"), "leave --strip out, or --size"),
        (("--strip", "1", "--loop", "2", "-o", "x.svg"), "shows one moment"),
    ],
)
def test_what_is_no_strip_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(run(*LAYER, *words, cwd=tmp_path))
    assert not list(tmp_path.iterdir())
