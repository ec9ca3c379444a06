"""HTML to paste into a page, and the alt text: shown by a real browser."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tconv_anim
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import player, snippet
from tests.browser import Visit
from tests.command import complaint, made, run
from tests.test_svg import HOSTILE, small

LAYER = ("--k", "3", "--s", "2", "--i", "2")


def test_alt_prints_the_alt_text_and_writes_nothing(tmp_path: Path) -> None:
    printed = made(*LAYER, "--alt", cwd=tmp_path)
    animation = tconv_anim.animate(kernel_size=3, stride=2, input_size=2)
    assert printed == animation.storyboard.description + "\n"
    assert str(animation.trace.output.tolist()) in printed
    assert not list(tmp_path.iterdir())


def test_the_snippet_shows_the_file_that_was_written_with_it(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    for name in ("a figure & more.gif", "x.svg", "1é.webp"):
        text = made(*LAYER, "-o", name, "--format", "html-embed", cwd=tmp_path)
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html><meta charset=utf-8>{text}", "utf-8")
        for width in (1000, 320):
            opened = visit(page, viewport={"width": width, "height": 600})
            image = opened.page.evaluate(
                """async () => {
                    const image = document.querySelector('figure img');
                    await image.decode();
                    return {natural: image.naturalWidth, right: image.getBoundingClientRect().right,
                            alt: image.alt};
                }"""
            )
            assert image["natural"] > 400, name
            assert image["right"] <= width
            assert image["alt"].startswith("Transposed convolution, k=3, s=2")
        assert (tmp_path / name).exists()


def test_hostile_names_and_texts_stay_inside_their_attributes(visit: Callable[..., Visit]) -> None:
    for suffix in (".svg", ".html"):
        text = snippet(Path(f'"><script>alert(1)</script>{suffix}'), (10, 10), HOSTILE.replace("\ud800", ""))
        opened = visit(f"<body>{text.html()}")
        assert opened.page.evaluate("document.querySelectorAll('script').length") == 0
        assert opened.page.evaluate("document.querySelectorAll('img, iframe').length") == 1
        held = opened.page.evaluate("(e => e.alt || e.title)(document.querySelector('img, iframe'))")
        assert held.startswith("</text></script><img src=x onerror=alert(1)>")


@pytest.mark.parametrize("suffix", [suffix for suffix, painter in PAINTERS.items() if painter.on_pages])
def test_every_line_is_xml_and_ascii_whatever_is_in_it(suffix: str) -> None:
    kept = HOSTILE.replace("\x00", "�").replace("\x1b", "�").replace("\ud800", "�")
    line = snippet(f"a & b{suffix}", (10, 10), f"{HOSTILE}\n×").html()
    assert line.isascii()
    assert "\n" not in line
    outer = ElementTree.fromstring(line)
    shown = outer if outer.tag == "iframe" else outer[0]
    assert shown.get("src") == f"a%20%26%20b{suffix}"
    assert f"{kept}\n×" in (shown.get("alt"), shown.get("title"), shown.get("aria-label"))
    assert None not in map(shown.get, ("width", "height", "style"))


def test_a_player_inside_a_page_is_the_same_whether_that_is_read_as_html_or_as_xml(
    visit: Callable[..., Visit],
) -> None:
    page = small().encoded(".html").decode()
    line = player({"srcdoc": page}, (743, 515), "×").html()
    assert ElementTree.fromstring(line).get("srcdoc") == page
    opened = visit(f"<!doctype html><html><body>{line}")
    assert opened.page.evaluate("document.querySelector('iframe').srcdoc") == page


@pytest.mark.parametrize("suffix", [suffix for suffix, painter in PAINTERS.items() if not painter.on_pages])
def test_no_snippet_is_offered_for_what_pages_can_not_show(suffix: str, tmp_path: Path) -> None:
    done = run(*LAYER, "-o", f"x{suffix}", "--format", "html-embed", cwd=tmp_path)
    assert complaint(done).startswith(f"Error: format is 'html-embed' and pages can't show a {suffix}")
    assert not list(tmp_path.iterdir())


def test_a_film_gets_a_player_of_the_browsers_own(visit: Callable[..., Visit], tmp_path: Path) -> None:
    words = ("--k", "1", "--i", "1", "--quality", "l", "-o", "x.webm", "--format", "html-embed")
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{made(*words, cwd=tmp_path)}", "utf-8")
    film = visit(page).page.evaluate(
        """async () => {
            const film = document.querySelector('figure video');
            if (film.readyState < 1)
                await new Promise(done => { film.onloadedmetadata = film.onerror = done; });
            return {seconds: film.duration, controls: film.controls, name: film.getAttribute('aria-label')};
        }"""
    )
    assert film["seconds"] > 3
    assert film["controls"]
    assert film["name"].startswith("Transposed convolution, k=1")
