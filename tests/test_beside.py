"""Pictures beside each other: every way to ask for them, and every kind of file."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.embed import fields
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.storyboard.storyboard import Label

TWO = ("--k 3 --s 2 --i 2", "--k 3 --s 2 --i 2 --view gather")
PAGES = tuple(name for name, preset in PRESETS.items() if "beside" in preset.options)


def run(*words: str) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_python_and_the_option_ask_for_the_same_recipe() -> None:
    recipe = tconv_anim.animate(
        kernel_size=3, stride=2, input_size=4, view="overlap", theme="dark",
        beside=[{"kernel_size": 4, "stride": 2, "input_size": 4, "view": "overlap"}],
    ).recipe  # fmt: skip
    common: dict[str, Any] = {"stride": 2, "input_size": 4, "view": "overlap", "theme": "dark"}
    assert tconv_anim.beside("--k 3", "--k 4", **common).recipe == recipe
    assert tconv_anim.beside({"kernel_size": 3}, "checkerboard_k4_s2", **common).recipe == recipe
    first = tconv_anim.animate(kernel_size=3, **common)
    second = tconv_anim.animate(kernel_size=4, stride=2, input_size=4, view="overlap", cell=9)
    assert tconv_anim.beside(first, second).recipe == recipe


def test_the_command_of_two_in_quotes_makes_the_bytes_of_the_one_with_an_option(tmp_path: Path) -> None:
    made = [tmp_path / "a.gif", tmp_path / "b.gif", tmp_path / "c.gif"]
    run("beside", *TWO, "--theme", "dark", "-o", str(made[0]))
    run(*shlex.split(TWO[0]), "--beside", TWO[1], "--theme", "dark", "-o", str(made[1]))
    again = json.loads(run("inspect", str(made[0])))["command"]
    run(*shlex.split(again)[1:-1], str(made[2]))
    first, *others = (path.read_bytes() for path in made)
    assert others == [first, first]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", PAINTERS)
def test_every_kind_of_file_has_all_pictures(suffix: str) -> None:
    quality = {"quality": "l"} if suffix in (".mp4", ".webm", ".mov") else {}
    page = tconv_anim.beside("k2_s2 --i 2", "k2_s2 --i 2 --view gather", story="short", duration=9.0)
    found = page.encoded(suffix, **quality)
    assert len(found) > 1000
    assert quality or page.encoded(suffix) == found  # but for films
    if suffix == ".txt":
        assert b"Scatter" in found
        assert b"Gather: step 16 of 16" in found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--k 3 --s 2",), "beside is given 1 picture: give it two to 4"),
        (("--k 3 ",) * 5, "beside is given 5 pictures: give it two to 4"),
        ((), "beside is given 0 pictures"),
        (("--k 3 --beside 'k2_s2'", "--k 4"), "picture 1: '--beside' is unknown here: take some of --preset"),
        (("--k 3 --s 2", "--k 4 --cell 9"), "picture 2: '--cell' is unknown here"),
        (("--k 3 --s 2", "--k 0 --s 1"), "picture 2: kernel_size is 0: each of --k must be at least 1"),
        (("k2_s2", "k2_s3"), "picture 2: preset is 'k2_s3', and there is none of that name: take k2_s2"),
        (("k2_s2", "k2_s2", "--saying", "x", "--saying", "y"), "saying is given 2 times"),
    ],
)  # fmt: skip
def test_what_can_t_be_drawn_is_refused_with_its_picture(words: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(main, ["beside", *words])
    assert done.exit_code == 2
    assert message in done.output
    assert len(done.output.splitlines()) == 1


def test_one_caption_for_all_takes_the_place_of_each_one_s_own() -> None:
    page = tconv_anim.beside(*TWO, saying="Both come to the same.")
    captions = {keyframe.caption for keyframe in page.storyboard.keyframes}
    assert captions == {"Both come to the same."}
    labels = [one for one in page.storyboard.at_step(3).values() if isinstance(one, Label)]
    assert [one.text for one in labels if one.role == "caption"] == ["Both come to the same."]
    with pytest.raises(InputError, match="saying is given for one picture"):
        tconv_anim.animate(saying="x")


def test_captions_tell_of_each_picture_and_alt_texts_of_all() -> None:
    page = tconv_anim.beside(*TWO).storyboard
    captions = [keyframe.caption for keyframe in page.keyframes]
    assert captions[0].startswith("Scatter: Each input value stamps")
    assert "\nGather: " in captions[0]
    assert captions[-1] == "So the output is 5×5: columns likewise."  # both say so
    assert page.description.startswith("Transposed convolution: 2 pictures, in step. Scatter: ")
    assert " Gather: " in page.description


@pytest.mark.parametrize("name", PAGES)
def test_presets_have_room_for_what_they_say(name: str) -> None:
    board = tconv_anim.animate(name).storyboard
    width, height = board.size
    assert width <= 1280
    assert height <= 720
    lowest: dict[str, int] = {}
    for _, seen in board.states():
        for one in seen.values():
            if isinstance(one, Label) and one.role == "caption":
                number, _, line = one.id.partition("/")
                lowest[number] = max(lowest.get(number, 0), int(line))
    assert max(lowest.values()) < 3


def test_three_frameworks_give_three_answers_of_one_shape() -> None:
    board = tconv_anim.animate("same_shape").storyboard
    seen = board.at_step(None)
    assert [seen[f"{mark}:heading"].text for mark in "abc"] == [  # type: ignore[union-attr]
        "PyTorch, p=0×1, op=0×1", "Keras same", "JAX SAME"
    ]  # fmt: skip
    rows = [[seen[f"{mark}:output/0/0/{x}"].text for x in range(6)] for mark in "abc"]  # type: ignore[union-attr]
    assert rows == [
        ["10", "102", "20", "203", "30", "300"],
        ["1", "10", "102", "20", "203", "30"],
        ["100", "10", "201", "20", "302", "30"],
    ]


def test_a_part_of_a_large_layer_stands_beside_a_whole_one() -> None:
    page = tconv_anim.beside("dcgan", "k2_s2")
    assert page.recipe.pictures[0].part is not None
    assert page.recipe.pictures[1].part is None
    assert tconv_anim.beside("k2_s2", "dcgan").recipe.pictures[1].part is not None


def test_a_directive_reads_them_as_a_field() -> None:
    read = fields.read("beside", "--k 4 --s 2 | k2_s2")
    assert len(tconv_anim.animate(beside=read).recipe.pictures) == 3


@pytest.mark.parametrize("command", ["play", "storyboard"])
def test_other_commands_have_all_pictures_too(command: str) -> None:
    assert "Gather: step 4 of 49" in run(command, "--s", "2", "--beside", "--s 2 --view gather")


def test_pictures_have_the_names_that_they_are_given() -> None:
    page = tconv_anim.beside("k2_s2 --called Once", "k2_s2 --called Again", title=True)
    labels = {one.text for one in page.storyboard.at_step(0).values() if isinstance(one, Label)}
    assert {"Side by side", "Once", "Again"} <= labels
    alone = tconv_anim.animate("k2_s2", called="Doubled").storyboard.at_step(0)
    assert {one.text for one in alone.values() if isinstance(one, Label) and one.role == "title"} == {
        "Doubled"
    }


def test_a_page_has_the_levels_of_a_scale_once_only_if_all_pictures_have_the_same() -> None:
    page = tconv_anim.beside("--k 3 --s 2 --view stack", "--k 3 --s 2 --i 3 --then '--k 3 --s 2'").storyboard
    paths = [
        one.id for one in page.at_step(0).values() if isinstance(one, Label) and one.text.endswith("path")
    ]
    assert len(paths) == 2


def test_more_colours_than_a_byte_tells_apart_are_refused_in_words() -> None:
    scales = ("viridis", "diverging", "grey")
    page = tconv_anim.beside(*(f"k2_s2 --heat {scale}" for scale in scales))
    with pytest.raises(InputError, match="the same scale in heat"):
        page.encoded(".gif")
    assert page.encoded(".svg")
