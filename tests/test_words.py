"""What users read: each text as it was last agreed on, and none of the phrases that were mended."""

import re

import pytest

from tools.words import FILES, FOLDER, ROOT, text

BANNED = (
    r"given back",
    r"gives? back",
    r"on each side",
    r"turned by",
    r"taps? meet",
    r" : \d+×",
    r"\bone a (core|row|step)\b",
    r"\bis no (JSON|text|recipe|array|number|regular)",
    r"\b1 (numbers|rows|columns|products|cells)\b",
    r"(?<!not a )(?<!\*not\* a )(?<!never a )[Dd]econvolution",
)
"""Phrases that readers stumbled over, as patterns."""


# How help is set is click's matter, which differs between its versions.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name == "help.txt" else name for name in FILES]
)
def test_texts_are_as_they_were_last_agreed_on(name: str) -> None:
    # After a change of words: python -m tools.words, and read the difference.
    assert text(name).splitlines() == (FOLDER / name).read_text("utf-8").splitlines()


@pytest.mark.parametrize("phrase", BANNED)
def test_phrases_that_were_mended_stay_away(phrase: str) -> None:
    pages = {path.name: path.read_text("utf-8") for path in (*ROOT.glob("docs/*.md"), ROOT / "README.md")}
    found = [
        f"{name}: {line}"
        for name, written in ({name: text(name) for name in FILES} | pages).items()
        for line in written.splitlines()
        if re.search(phrase, line)
    ]
    assert not found


SENTENCE = r"[A-Z(+−0-9]|input|output|gradient|padding|kernel_size|stride|rows|columns|x is|y is"
"""How one begins: with a capital, or with the name of a thing."""


def test_captions_are_sentences() -> None:
    for line in text("stories.txt").splitlines():
        if line and not line.startswith(("  ", "#")):
            assert line.endswith((".", "…")), line
            told = line.rpartition(" · ")[2]
            # Behind the name of its picture, where there are several.
            assert re.match(SENTENCE, told) or re.match(SENTENCE, told.partition(": ")[2]), line
