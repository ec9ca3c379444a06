"""Themes of one's own: what a few colours make, how they are read, carried and warned of."""

import json
import os
import shlex
import warnings
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.errors import ContrastWarning, InputError
from tconv_anim.painters.raster.palette import Palette
from tconv_anim.recipe.exploration import explorer_command
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.contrast import TEXT, contrast
from tconv_anim.storyboard.custom import KEYS, keys_of, theme_of, weak_pairs
from tconv_anim.storyboard.scales import SCALES
from tconv_anim.storyboard.theme import THEMES

README = Path(__file__).parents[1] / "README.md"
MINE = {"input": "#215caf", "kernel": "#d9a441", "accent": "#b7352d"}
TOML = "".join(f'{key} = "{colour}"\n' for key, colour in MINE.items())


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["--k", "2", "--i", "2", *words])


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_that_changes_nothing_is_the_one_it_inherits_from(name: str) -> None:
    assert Recipe(theme={"inherits": name}).theme == name
    same = theme_of({"inherits": name, "accent": THEMES[name].inks["accent"]})
    assert keys_of(same) == keys_of(THEMES[name])
    assert same.strokes == THEMES[name].strokes
    assert same.inks == THEMES[name].inks


COLOURS = st.integers(0, 2**24 - 1).map(lambda number: f"#{number:06x}")


@settings(max_examples=60, deadline=None)
@given(
    inherits=st.sampled_from(list(THEMES)),
    said=st.dictionaries(st.sampled_from(KEYS), COLOURS),
    scale=st.sampled_from(["", *SCALES]),
)
def test_any_colours_make_a_theme_with_them_that_a_palette_has_room_for(
    inherits: str, said: dict[str, str], scale: str
) -> None:
    theme = theme_of(said | {"inherits": inherits})
    assert said.items() <= keys_of(theme).items()
    assert theme.cells.keys() == THEMES[inherits].cells.keys()
    assert len(Palette(theme.scaled(scale)).rgb) <= 256
    # Numbers can be read on any fill of cells, but for those whose ink has a meaning of its own.
    for role in ("input", "input-active", "kernel", "output", "output-active", "tap-input"):
        assert contrast(theme.cells[role].ink, theme.cells[role].fill) >= TEXT


def test_a_file_a_mapping_and_inline_json_say_the_same_and_colour_the_picture(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML, "utf-8")
    asked: tuple[Any, ...] = (tmp_path / "mine.toml", str(tmp_path / "mine.toml"), MINE, json.dumps(MINE))
    pictures = {tconv_anim.animate(kernel_size=2, theme=theme).encoded(".png") for theme in asked}
    assert len(pictures) == 1
    animation = tconv_anim.animate(kernel_size=2, theme=MINE, values=False)
    animation.save(tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as picture:
        for panel, key in (("input/0", "input"), ("kernel/0/0", "kernel")):
            x, y = animation.storyboard.panels[panel].corner(0, 0)
            assert picture.convert("RGB").getpixel((x + 20, y + 20)) == tuple(bytes.fromhex(MINE[key][1:]))


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".html", ".txt"])
def test_files_carry_the_colours_and_are_made_again_where_the_theme_is_not(
    suffix: str, tmp_path: Path
) -> None:
    mine, first, again = tmp_path / "mine.toml", tmp_path / f"first{suffix}", tmp_path / f"again{suffix}"
    mine.write_text('inherits = "dark"\n' + TOML, "utf-8")
    assert run("--theme", str(mine), "-o", str(first)).exit_code == 0
    mine.unlink()
    assert read_recipe(first)["options"]["theme"] == {"inherits": "dark"} | MINE
    said = json.loads(CliRunner().invoke(main, ["inspect", str(first)]).stdout)["command"]
    assert str(tmp_path) not in said
    words = [str(again) if word == first.name else word for word in shlex.split(said)[1:]]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    ("theme", "named"),
    [
        ("pages = '#ffffff'", "'pages'"),
        ("page = 'white'", "page = 'white'"),
        ("page = '#fff'", "page = '#fff'"),
        ("page = 3", "page = 3"),
        ("[page]\nx = '#ffffff'", "page = {"),
        ("inherits = 'mine.toml'", "light, dark"),
        ("page", "is not TOML"),
        ("a = " + "[" * 9000, "is not TOML"),
        ("\x00", "is not TOML"),
        ("# " + "x" * 2**16, "larger than 64 KiB"),
    ],
)
def test_a_theme_that_can_not_be_used_is_refused_with_its_key_and_the_option(
    theme: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(theme, "utf-8")
    done = run("--theme", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "x.gif"))
    assert done.exit_code == 2
    assert named in done.output
    assert "--theme" in done.output
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "x.gif").exists()


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("folder", "pipe", "none"):
        done = run("--theme", str(tmp_path / f"{name}.toml"))
        assert done.exit_code == 2
        assert "--theme" in done.output
    with pytest.raises(InputError, match="theme takes"):
        tconv_anim.animate(theme=3)


def test_a_recipe_that_names_a_file_for_its_theme_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML, "utf-8")
    recipe = Recipe(theme=MINE).to_json().replace(json.dumps(MINE, separators=(",", ":")), '"%s"')
    with pytest.raises(InputError, match="damaged: it says 'theme'"):
        Recipe.from_json(recipe % (tmp_path / "mine.toml"))
    with pytest.raises(InputError, match="damaged: it says 'theme'"):
        explorer_command({"explorer": {"theme": str(tmp_path / "mine.toml")}})
    assert "--theme" in explorer_command({"explorer": {"theme": MINE}})


def test_colours_that_are_hard_to_read_are_told_with_their_pair_and_drawn(tmp_path: Path) -> None:
    weak = {"ink": "#999999"}
    with pytest.warns(ContrastWarning, match=r"title text, #999999 on #ffffff: 2\.84:1.*4\.5:1"):
        tconv_anim.animate(kernel_size=2, theme=weak).save(tmp_path / "a.png")
    done = run("--theme", json.dumps(weak), "-o", str(tmp_path / "b.png"))
    assert done.exit_code == 0
    assert (tmp_path / "b.png").exists()
    assert done.output.count("Warning") == 1
    assert "#999999 on #ffffff: 2.84:1" in done.output


def test_the_edges_of_cells_are_measured_against_the_page() -> None:
    told = {str(pair).partition(",")[0]: pair for pair in weak_pairs(theme_of({"grid": "#cccccc"}))}
    assert told.keys() == {"the edge of input cells"}
    assert told["the edge of input cells"].least == 3


@pytest.mark.parametrize("name", THEMES)
def test_shipped_themes_have_no_weak_pair_and_nobody_is_warned_of_them(name: str) -> None:
    assert not weak_pairs(THEMES[name])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tconv_anim.animate(kernel_size=2, theme=name).encoded(".png")


def test_the_command_shows_every_theme_with_its_colours() -> None:
    shown = CliRunner().invoke(main, ["themes"]).stdout
    told = json.loads(CliRunner().invoke(main, ["themes", "--json"]).stdout)
    assert told == {name: keys_of(theme) for name, theme in THEMES.items()}
    for name, colours in told.items():
        line = next(line for line in shown.splitlines() if line.startswith(name))
        assert line.split()[1:] == list(colours.values())
    blocks = CliRunner().invoke(main, ["themes"], color=True).stdout
    assert "\x1b[48;2;166;205;242m #a6cdf2 \x1b[0m" in blocks


def test_the_theme_that_the_readme_shows_can_be_read_without_a_warning(tmp_path: Path) -> None:
    _, _, rest = README.read_text("utf-8").partition("```toml\n")
    (tmp_path / "eth.toml").write_text(rest.partition("```")[0], "utf-8")
    theme = Recipe(theme=tmp_path / "eth.toml").theme
    assert theme["input"] == "#215caf"
    assert not weak_pairs(theme_of(theme))
