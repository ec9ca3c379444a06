"""Languages: every sentence is said in each of them, with all its places, in letters that are there."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages import Catalog

import tconv_anim
from tconv_anim.language.languages import LOCALE, SPOKEN, language_of
from tconv_anim.language.saying import ENGLISH, Language, say, say_count, speaking
from tconv_anim.recipe.fontfile import check_letters
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.decimals import with_sign
from tconv_anim.storyboard.storyboard import Cell, Label
from tests.browser import Visit
from tests.command import complaint, made, run
from tools.languages import as_json, as_po, template, updated
from tools.words import asked_for

FOREIGN = [code for code in SPOKEN if code != ENGLISH.code]
CJK = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")


@pytest.fixture(scope="module", params=FOREIGN)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    """What a language says of all that the code has."""
    return updated(request.param)


def test_what_is_there_is_made_of_the_code_and_of_its_translations(catalog: Catalog) -> None:
    # After a change of words: python -m tools.languages, and translate what is new.
    code = str(catalog.locale)
    assert as_po(catalog).decode() == (LOCALE / f"{code}.po").read_text("utf-8")
    assert as_json(catalog) == (LOCALE / f"{code}.json").read_text("utf-8")


def test_all_sentences_are_said(catalog: Catalog) -> None:
    lacking = [
        message.id
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]
    assert lacking == []
    assert len(language_of(str(catalog.locale)).messages) == len(template())


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_all_places_are_there_in_every_form(catalog: Catalog) -> None:
    for message in catalog:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else [message.string]
        wanted = places(str(message.id[-1] if isinstance(message.id, tuple) else message.id))
        for text in texts:
            assert places(str(text)) == wanted, text


def test_the_package_has_the_letters_of_latin_languages() -> None:
    for code in ("de", "fr", "es"):
        check_letters(code, None)


@pytest.mark.parametrize("code", ["zh", "ja"])
def test_others_need_a_font_and_say_so(code: str, tmp_path: Path) -> None:
    told = complaint(run("--k", "2", "--lang", code, "-o", "a.png", cwd=tmp_path))
    assert f"lang is '{code}' and the font that comes with tconv-anim doesn't have its letters" in told
    assert "--font" in told
    made("--k", "2", "--lang", code, "--font", CJK, "-o", "a.png", cwd=tmp_path)


PSEUDO = "⟦{}⟧"
"""Around all that is said: what stands outside, no language can say otherwise."""

_SAID = re.compile("⟦[^⟦⟧]*(?:⟧|$)|^[^⟦⟧]*⟧")
"""What a mark is around, or only at one end of, where words go on in a label of their own."""

_SYMBOLS = re.compile(
    r"(?:k|s|p|op|d|groups|bias|padding|output_padding|stride|dilation|kernel_size)(?=\b)|"
    r"PyTorch|TensorFlow|Keras(?: same| valid)?|ONNX(?: Runtime)?|JAX(?: SAME| VALID)?|Flax|MLX|"
    r"SAME_(?:UPPER|LOWER)|"
    r"(?i:leaky_?relu|relu|tanh|sigmoid)|"
    r"\d+e\d+"
)


@cache
def pseudo() -> Language:
    """A language that says the same with marks around it."""
    messages: dict[str, list[str]] = {}
    for message in template():
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        if texts[0]:
            messages[str(texts[0])] = [PSEUDO.format(text) for text in texts]
    return Language("en", ".", messages, "1" + "0" + "1" * 198)


@pytest.mark.parametrize("name", asked_for())
def test_nothing_is_seen_or_told_that_a_language_could_not_say(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tconv_anim.pipeline.language_of", lambda code: pseudo())
    animation = tconv_anim.animate(**asked_for()[name])
    board = animation.storyboard
    called = {one.called for one in animation.recipe.pictures if one.called} | {animation.recipe.saying}
    texts = {board.title, board.description}
    for keyframe, seen in board.states():
        texts.add(keyframe.caption)
        shown = (one for name, one in seen.items() if ids.kind(name) != "caption")  # told whole above
        texts |= {one.text for one in shown if isinstance(one, Cell | Label)}
    for text in texts:
        left = text
        for words in filter(None, called):
            left = left.replace(words, "")
        while (less := _SAID.sub("", left)) != left:
            left = less
        left = _SYMBOLS.sub("", left)
        assert not re.search(r"[A-Za-z]{2}", left), text


def test_counts_take_the_form_of_their_language() -> None:
    few = Language("xx", ",", {"{n} cell": ["{n} a", "{n} b", "{n} c"]}, ("2" + "0" + "111" + "2" * 95) * 2)
    with speaking(few):
        told = [say_count("{n} cell", "{n} cells", n) for n in (0, 1, 3, 5, 101, 1002, 1011)]
    assert told == ["0 c", "1 a", "3 b", "5 c", "101 a", "1002 b", "1011 c"]
    assert [say_count("{n} cell", "{n} cells", n) for n in (0, 1, 2)] == ["0 cells", "1 cell", "2 cells"]
    assert say("no {such} sentence", such=1) == "no 1 sentence"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.5 + 1.25 ≈ 1.8.", "0,5 + 1,25 ≈ 1,8."),
        ("output[0, 1] = 1.5", "output[0, 1] = 1,5"),
        ("[[1.5, 2.0], [0, 1]]", "[[1,5; 2,0], [0, 1]]"),
        ("bias=(0.5, 1.5)", "bias=(0,5; 1,5)"),
    ],
)
def test_decimals_have_the_sign_of_their_language(text: str, written: str) -> None:
    assert with_sign(text, ",") == written
    assert with_sign(text, ".") == text


@pytest.mark.parametrize("code", FOREIGN)
def test_files_say_their_language(code: str, tmp_path: Path, visit: Callable[..., Visit]) -> None:
    options: dict[str, Any] = {"lang": code, "font": str(CJK) if code in ("zh", "ja") else None}
    animation = tconv_anim.animate(kernel_size=2, bias=[0.5], **options)
    assert f' lang="{code}"' in animation.encoded(".svg").decode()
    assert f"/Lang ({code})".encode() in animation.encoded(".pdf")
    animation.save(tmp_path / "a.html")
    page = visit(tmp_path / "a.html").page
    assert page.evaluate("document.documentElement.lang") == code
    assert say("Transposed convolution") not in page.inner_text("h1")
