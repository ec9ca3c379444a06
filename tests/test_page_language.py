"""The page in another language: whatever stands on it, and whatever it comes to say, is looked up there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

import tconv_anim
from tconv_anim.explore import explore
from tconv_anim.language.saying import Language
from tconv_anim.painters.player import page as pages
from tests.browser import Visit
from tools.languages import template

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

SOURCES = Path(pages.__file__).parent

NAMES = {"PyTorch", "Keras", "JAX", "Flax", "ONNX", "JAX, Flax, ONNX", "tconv-anim"}
"""What is called so everywhere."""

OWN = "#stage svg, noscript, #settings b, header, #caption, #alt, #sum, code, kbd, option, #fields"
"""What views, parameters, code and the reader's numbers say."""

UNSAID = """(own) => {
  const found = [], walk = document.createTreeWalker(document.querySelector("#player"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest(own)) found.push(walk.currentNode.parentElement.textContent);
  for (const element of document.querySelectorAll("#player [aria-label], #player [title]:not(label)"))
    for (const name of ["aria-label", "title"])
      if (!element.closest(own)) found.push(element.getAttribute(name) ?? "");
  return found.filter((text) => /\\p{L}{2}/u.test(text) && !text.includes("«"));
}"""
"""A script that returns the texts on the page that didn't go through the language."""


@pytest.fixture
def guillemets(monkeypatch: pytest.MonkeyPatch) -> Language:
    """English, but that all which is said stands between guillemets."""
    messages: dict[str, list[str]] = {}
    for message in template():
        texts = [str(text) for text in (message.id if isinstance(message.id, tuple) else (message.id,))]
        messages[texts[0]] = [f"«{text}»" for text in texts]
    language = Language("de", ",", messages, "".join("01"[n != 1] for n in range(200)))
    for module in ("pipeline", "explore"):
        monkeypatch.setattr(f"tconv_anim.{module}.language_of", lambda code: language)
    return language


def unsaid(page: Page) -> set[str]:
    return {text.strip() for text in page.evaluate(UNSAID, OWN)} - NAMES


@pytest.mark.parametrize("name", ["page.html", "explorer.html", "snippets.html"])
def test_markup_has_no_words_of_its_own(name: str) -> None:
    markup = (SOURCES / name).read_text("utf-8")
    texts = re.findall(r">([^<>]+)<", markup) + re.findall(r'(?:aria-label|title)="([^"]*)"', markup)
    assert {text.strip() for text in texts if re.search(r"(?<!\$)\b[A-Za-z]{2}", text)} <= NAMES


def test_all_that_scripts_say_is_in_the_catalogue() -> None:
    said = set()
    for path in SOURCES.glob("*.js"):
        code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        said |= set(re.findall(r'\bsay(?:Count)?\("([^"]+)"', code))
        assert not re.search(r"(?<!function )\bsay(?:Count)?\([^\"]", code), path
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in template()}
    assert said
    assert said <= known


def test_an_english_page_carries_no_language(tmp_path: Path) -> None:
    tconv_anim.animate(kernel_size=2, input_size=2).save(tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert 'id="language"' not in text


def test_all_on_the_page_is_said_in_its_language(guillemets: Language, visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    tconv_anim.animate(kernel_size=2, input_size=2, padding=1, bias=[1]).save(path)
    opened = visit(path, viewport={"width": 900, "height": 700})
    page = opened.page
    assert page.get_attribute("html", "lang") == "de"
    assert unsaid(page) == set()
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "«Pause»"
    page.click("#last")
    page.click('[data-id="input/0/0/0"]')
    assert re.search(r"«goes into 4 products: «.*»»$", page.inner_text("#sum"))
    page.click('[data-id="output/0/-1/-1"]', force=True)
    assert re.search(r"^«.*, cropped by padding: .*»$", page.inner_text("#sum"))
    assert page.inner_text("#keys dd >> nth=0") == "«play, pause»"
    page.click("#quiz-me")
    assert unsaid(page) == set()
    page.click("#hint-asked")
    page.click("#check")
    assert page.inner_text("#score") == "«0 of 4 right»"
    assert page.inner_text("#next") == "«Next»"
    opened.assert_alone(path)


def test_so_is_all_on_an_explorer(guillemets: Language, visit: Open, tmp_path: Path) -> None:
    path = explore(tmp_path / "a.html", kernel_size=[2, 3], input_size=[2], view=("scatter", "compose")).path
    page = visit(path).page
    page.wait_for_selector("#settings[aria-busy=false] > fieldset:not([disabled])", state="attached")
    assert unsaid(page) == set()
    page.click('label:has([name=view][value="compose"])')
    page.wait_for_selector("#settings[aria-busy=false]", state="attached")
    assert page.inner_text("header h1") == "«Transposed convolution as a sum»"
