"""The Sphinx extension where nothing moves, in books and LaTeX: by the oldest Sphinx that we promise, too."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tconv_anim
from tests.pagemakers import FIGURES, built, files
from tests.test_pdf import poppler

INDEX = (
    """
Course
======
"""
    + FIGURES
    + """
.. tconv::
   :k: 2
   :format: svg
   :alt: {}\\, 100 % & "$x_1^2$", its height; </script><img src=x onerror=alert(1)>

.. tconv::
   :k: 2
   :show: heat, moves
   :autoplay:
   :step: 2
"""
)

ALT = '{}\\, 100 % & "$x_1^2$", its height; </script><img src=x onerror=alert(1)>'
"""What LaTeX and XML would read as theirs; Sphinx looks for the word height among a picture's options."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "conf.py").write_text(
        'extensions = ["tconv_anim.embed.sphinx"]\nproject = "course"\nnumfig = True\nsmartquotes = False\n'
    )
    (tmp_path / "index.rst").write_text(INDEX)
    return tmp_path


def test_a_book_gets_stills_with_their_alt_texts_in_pages_that_are_xml(project: Path) -> None:
    epub = built(project, "epub", "-D", "epub_copyright=us", "-D", "version=1", "-D", "exclude_patterns=_*")
    pages = [ElementTree.parse(path) for path in sorted(epub.glob("*.xhtml"))]
    images = [image for page in pages for image in page.iter("{http://www.w3.org/1999/xhtml}img")]
    animation = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2)
    alts = [image.get("alt") for image in images]
    assert len(alts) == 4
    assert {animation.storyboard.description, ALT} < set(alts)
    stills = [(epub / str(image.get("src"))).read_bytes() for image in images]
    assert animation.encoded(".svg", step=animation.telling_step) in stills
    assert tconv_anim.animate(kernel_size=2, show=["heat", "moves"]).encoded(".svg", step=2) in stills
    assert not any(b"<set " in still for still in stills)
    assert not list(epub.rglob("tconv-around.js"))


def test_html_gets_players_and_pictures(project: Path) -> None:
    html = built(project, "html")
    page = (html / "index.html").read_text("utf-8")
    assert [page.count(f"<{tag} ") for tag in ("iframe", "picture")] == [2, 0]
    assert page.count("<picture>") == 2
    assert [len(files(html, suffix)) for suffix in (".html", ".gif", ".png", ".svg")] == [2, 1, 1, 2]


def test_latex_gets_stills_and_strips_of_steps_with_their_alt_texts(project: Path) -> None:
    latex = built(project, "latex")
    tex = (latex / "course.tex").read_text("utf-8")
    stills = re.findall(r"includegraphics\[alt=\\tconvalt\]\{(tconv-\w+\.pdf)\}", tex)
    assert len(stills) == 4
    assert set(stills) == set(files(latex, ".pdf"))
    assert all((latex / still).read_bytes().startswith(b"%PDF") for still in stills)
    alts = [
        bytes.fromhex(digits).decode("utf-16-be") for digits in re.findall(r"\}\{((?:[0-9A-F]{4})+)\}\{", tex)
    ]
    animation = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2)
    assert alts[0] == animation.storyboard.description
    assert alts[2] == ALT
    strip = re.findall(r"Step \d of 9", poppler("pdftotext", latex / stills[1], "-"))
    assert sorted(strip) == [f"Step {step} of 9" for step in (1, 2, 3, 4)]
    assert r"\tconvpicture{\{\}\textbackslash{}" in tex
    assert r"\(\rightarrow\)" not in "".join(re.findall(r"\\tconvpicture\{.*", tex))
