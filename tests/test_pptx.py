"""PowerPoint, read by python-pptx: slides, native shapes, names, notes, alt texts, the same bytes."""

import re
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.layer import wording
from tconv_anim.painters import PAINTERS, Order
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.storyboard.theme import THEMES
from tests.command import complaint, made, run
from tests.layers import for_view
from tests.test_svg import LOOKS, hostile

LAYER = ("--k", "3", "--s", "2", "--p", "1", "--i", "2")


def small(**options: Any) -> Animation:
    usual = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}
    return tconv_anim.animate(**for_view(options.get("view", "scatter"), usual | options))


def deck_of(animation: Animation, **said: Any) -> Any:
    return Presentation(BytesIO(animation.encoded(".pptx", **said)))


def named(slide: Any) -> dict[str, Any]:
    """The shapes of a slide by their names, which are theirs alone; so are their numbers."""
    shapes = list(slide.shapes)
    assert len({shape.name for shape in shapes}) == len({shape.shape_id for shape in shapes}) == len(shapes)
    return {shape.name: shape for shape in shapes}


def test_each_step_has_a_slide_with_its_caption_as_title_notes_and_alt_text() -> None:
    animation = small()
    board, deck = animation.storyboard, deck_of(animation)
    told: dict[int, str] = {}
    for keyframe in board.keyframes:
        if keyframe.step > board.steps:
            told[keyframe.step] = keyframe.caption
        else:
            told.setdefault(keyframe.step, keyframe.caption)
    cover, *steps = deck.slides
    for slide, caption in zip(steps, told.values(), strict=True):
        assert slide.shapes.title.text == slide.notes_slide.notes_text_frame.text == caption
        assert named(slide)["Picture"].element.nvSpPr.cNvPr.get("descr") == caption
    assert cover.shapes.title.text == board.title == deck.core_properties.title
    assert cover.placeholders[1].text == "k=3, s=2, p=1, op=1: 2×2 → 4×4"
    assert cover.notes_slide.notes_text_frame.text == board.description
    assert cover.slide_layout.name == "Title Slide"


@pytest.mark.parametrize("size", [(4,), (2, 3)])
def test_the_text_of_the_output_cells_is_the_output(size: tuple[int, ...]) -> None:
    animation = tconv_anim.animate(
        dims=len(size), kernel_size=2, stride=2, input_size=size, out_channels=2, bias=[1, -7]
    )
    shapes = named(deck_of(animation).slides[-1])
    shown = [
        shape.text_frame.text
        for name, shape in shapes.items()
        if re.fullmatch(r"!!output/[\d/]+", name) and shape.has_text_frame
    ]
    output = [wording.number(value).replace("-", "−") for value in animation.trace.output.ravel().tolist()]
    assert sorted(shown) == sorted(output)
    if len(size) == 2:
        assert shapes["!!output/1/2/3"].text_frame.text == output[2 * 6 + 3 + 4 * 6]


def test_what_is_there_in_two_steps_has_one_name_and_number_in_both() -> None:
    _, *steps = map(named, deck_of(small()).slides)
    for one, other in pairwise(steps[1:-1]):
        moving = {name for name in one if name.startswith("!!product/")}
        assert moving <= other.keys()
        assert all(one[name].shape_id == other[name].shape_id for name in one.keys() & other.keys())
        assert any(one[name].left != other[name].left or one[name].top != other[name].top for name in moving)
    assert all(name.startswith("!!") or name in ("Title", "Picture") for shapes in steps for name in shapes)


def test_powerpoint_morphs_and_other_programs_fade() -> None:
    with ZipFile(BytesIO(small().encoded(".pptx"))) as file:
        slides = [
            file.read(name).decode() for name in file.namelist() if re.match(r"ppt/slides/slide\d", name)
        ]
    for slide in slides:
        choice, fallback = slide.split("<mc:Fallback>")
        assert '<p159:morph option="byObject"/>' in choice
        assert "<p:fade/>" in fallback


# The drawing is SVG's, which is compared in all views.
@pytest.mark.parametrize(("view", "look"), LOOKS[::3])
def test_shapes_are_where_the_picture_has_them_in_its_order(view: str, look: str) -> None:
    animation = small(view=view, look=look)
    board, deck = animation.storyboard, deck_of(animation, step=2)
    shapes = named(deck.slides[1])
    unit = min(deck.slide_width / board.size[0], deck.slide_height / board.size[1])
    corner = (deck.slide_width - board.size[0] * unit) / 2, (deck.slide_height - board.size[1] * unit) / 2
    seen = board.at_step(2)
    for name, element in seen.items():
        if not isinstance(element, Cell):
            continue
        panel, shape = board.panels[element.panel], shapes[f"!!{name}"]
        x, y = panel.corner(element.row, element.col)
        middle = (
            x + (panel.across[0] + panel.down[0]) / 2,
            y + (panel.across[1] + panel.down[1]) / 2,
        )
        found = shape.left + shape.width / 2, shape.top + shape.height / 2
        for ours, theirs, start in zip(middle, found, corner, strict=True):
            assert abs((theirs - start) / unit - ours) < 1.01, name
        lines = [line.replace("-", "−") for line in (element.text, element.note) if line]
        assert "\n".join(lines * bool(panel.text_size)) == shape.text_frame.text, name
    heights = [seen[name[2:]].z for name in shapes if name[2:] in seen]
    assert heights == sorted(heights)


def colour(of: Any) -> str:
    return f"#{of.rgb}".lower()


def test_cells_have_the_theme_s_colours_and_so_have_slides() -> None:
    deck = deck_of(small(theme="dark"), step=1)
    theme, shapes = THEMES["dark"], named(deck.slides[1])
    for name, role in (
        ("!!input/0/1/1", "input"),
        ("!!kernel/0/0/0/0", "kernel"),
        ("!!product/0/0/0", "product"),
    ):
        cell = shapes.get(name) or shapes["!!product/0/1/1"]
        style = theme.cells[role]
        assert colour(cell.fill.fore_color) == style.fill
        assert colour(cell.line.color) == style.edge
        run = cell.text_frame.paragraphs[0].runs[0]
        assert colour(run.font.color) == style.ink
        assert run.font.bold == style.bold
    with ZipFile(BytesIO(small(theme="dark").encoded(".pptx"))) as file:
        colours = file.read("ppt/theme/theme1.xml").decode()
    assert f'<a:lt1><a:srgbClr val="{theme.page[1:]}"/></a:lt1>' in colours
    assert f'<a:dk1><a:srgbClr val="{theme.inks["title"][1:]}"/></a:dk1>' in colours


def test_shapes_are_what_a_person_would_have_drawn() -> None:
    flat, slanted = (named(deck_of(small(look=look), step=1).slides[1]) for look in ("flat", "isometric"))
    kinds = {name: shape.element.spPr.find(".//{*}prstGeom").get("prst") for name, shape in flat.items()}
    assert kinds["!!input/0/0/0"] == "rect"
    assert kinds["!!product/0/1/1"] == "roundRect"
    assert kinds["!!progress/track"] == "line"
    assert flat["!!frame/output/0"].element.spPr.find("{*}noFill") is not None
    assert slanted["!!input/0/0/0"].element.spPr.find("{*}custGeom") is not None
    assert slanted["!!input/0/0/0"].text_frame.text
    for look in ("flat", "isometric"):
        cropped = named(deck_of(small(look=look)).slides[-1])["!!output/0/-1/-1"]
        assert len(cropped.element.findall(".//{*}custDash/{*}ds")) == 1


def test_numbers_are_clear_of_hatches() -> None:
    cell = named(deck_of(small(theme="print"), step=1).slides[1])["!!kernel/0/0/0/0"]
    behind = cell.element.find(".//{*}rPr/{*}highlight/{*}srgbClr").get("val")
    assert f"#{behind}".lower() == colour(cell.fill.fore_color) == THEMES["print"].cells["kernel"].fill
    paths = cell.element.findall(".//{*}path")
    assert [path.get("fill") for path in paths] == ["norm", *["none"] * (len(paths) - 1)]
    assert len(paths) > 1


@pytest.mark.parametrize(
    "options", [{}, {"look": "isometric"}, {"view": "overlap"}, {"captions": False, "title": False}]
)
def test_what_says_nothing_is_marked_as_decoration(options: dict[str, Any]) -> None:
    for slide in deck_of(small(**options)).slides:
        for shape in slide.shapes:
            about = shape.element.xpath("./*/p:cNvPr")[0]
            says = about.get("descr") or (shape.has_text_frame and shape.text_frame.text)
            assert bool(says) != ("decorative" in shape.element.xml), shape.name


def test_slides_without_one_caption_have_hidden_titles() -> None:
    for animation in (small(captions=False), tconv_anim.beside("--k 3", "--k 2", stride=2)):
        deck = deck_of(animation)
        titles = [slide.shapes.title for slide in deck.slides][1:]
        assert all(title.text and title.top + title.height <= 0 for title in titles)
        assert len({title.text for title in titles}) > 1
    both = deck_of(tconv_anim.beside("--k 3", "--k 2", stride=2)).slides[2]
    assert {"!!a:caption/0", "!!b:caption/0"} <= named(both).keys()


def test_texts_have_no_more_room_than_their_boxes_and_a_language() -> None:
    for slide in deck_of(small(view="gather")).slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or not shape.text_frame.text:
                continue
            body = shape.text_frame._txBody
            assert body.find(".//{*}noAutofit") is not None
            assert {body.bodyPr.get(side) for side in ("lIns", "tIns", "rIns", "bIns")} == {"0"}
            assert {line.get("lang") for line in body.iter("{*}rPr")} == {"en-US"}


def test_the_same_slides_are_the_same_file_in_another_process_at_another_time(tmp_path: Path) -> None:
    for name in ("a.pptx", "b.pptx"):
        made(*LAYER, "--steps", "0,2-3", "-o", name, cwd=tmp_path)
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()
    with ZipFile(tmp_path / "a.pptx") as file:
        assert {info.date_time[0] for info in file.infolist()} == {1980}
    assert "--steps 0,2-3 -o a.pptx" in run("inspect", "a.pptx", cwd=tmp_path).stdout


def test_slides_that_somebody_edited_are_not_written_over(tmp_path: Path) -> None:
    made(*LAYER, "-o", "x.pptx", cwd=tmp_path)
    made(*LAYER, "--step", "1", "-o", "x.pptx", cwd=tmp_path)
    deck = Presentation(str(tmp_path / "x.pptx"))
    deck.slides[1].shapes.title.text = "My own words"
    deck.save(str(tmp_path / "x.pptx"))
    assert "--force" in complaint(run(*LAYER, "-o", "x.pptx", cwd=tmp_path))


def test_steps_choose_slides() -> None:
    animation = small()
    assert len(deck_of(animation).slides) == 1 + animation.storyboard.steps + 2
    assert len(deck_of(animation, step=2).slides) == 2
    some = deck_of(small(steps=[(1, 1), (3, 4)]))
    assert [slide.shapes.title.text[:6] for slide in some.slides] == ["Transp", "step 1", "step 3", "step 4"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    board = hostile(small().storyboard)
    order = Order(board, THEMES["light"], "</dc:source>(\\)", 0, 2)
    with (tmp_path / "x.pptx").open("wb") as file:
        assert list(PAINTERS[".pptx"].load()(order, file)) == [1, 2]
    deck = Presentation(str(tmp_path / "x.pptx"))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any("<img src=x onerror=alert(1)>" in text for text in texts)
    assert PAINTERS[".pptx"].read((tmp_path / "x.pptx").read_bytes()) == "</dc:source>(\\)"
    wild = small(called="\0\ud800<&>\x1f\v" + "'\"" * 300)
    assert deck_of(wild).slides[0].shapes.title.text.startswith("��<&>��")


def test_without_the_extra_one_message_tells_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pptx'] = None; from tconv_anim.cli.commands import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "-o", "x.pptx"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert "pip install 'tconv-anim[pptx]'" in complaint(done)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--steps", "1", "--step", "2"), "leave --step out, or --steps"),
        (("--speed", "2"), "leave --speed out"),
        (("--loop", "2"), "leave --loop out"),
        (("--quiz",), "leave --quiz out"),
        (("--steps", "7"), "its end is 5"),
    ],
)
def test_what_makes_no_slides_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(run(*LAYER, *words, "-o", "x.pptx", cwd=tmp_path))
    assert not list(tmp_path.iterdir())


def test_more_shapes_than_programs_open_are_refused(tmp_path: Path) -> None:
    large = ("--k", "3", "--s", "2", "--i", "16", "-o", "x.pptx")
    assert "258 slides" in (message := complaint(run(*large, cwd=tmp_path)))
    assert "choose some in --steps" in message
    assert not list(tmp_path.iterdir())
    assert made(*large, "--steps", "1", cwd=tmp_path).startswith("x.pptx")
