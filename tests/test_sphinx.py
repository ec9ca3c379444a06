"""The Sphinx extension, in real builds: every builder gets what it can show."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

import tconv_anim
from tconv_anim.recipe.inspection import read_recipe
from tests.browser import Visit
from tests.pagemakers import FIGURES, build, built, files
from tests.test_mkdocs import EVERY_FIELD, NO_FIELDS

pytestmark = pytest.mark.slow

CONF = """
extensions = ["tconv_anim.embed.sphinx", "myst_parser"]
project = "course"
numfig = True
"""

INDEX = (
    """
Course
======

.. toctree::

   markdown
   more
"""
    + FIGURES
    + """
.. tconv::
   :k: 2
   :format: svg
   :alt: </script><img src=x onerror=alert(1)>
   :class: wide
"""
)

MARKDOWN = """
# In Markdown

```{tconv}
---
kernel-size: 2x1
i: 1x2
input: data/numbers.csv
theme: data/mine.toml
no-values:
alt: "</script>\\u2028<img src=x onerror=alert(1)>"
---
```
"""

MORE = """
More
====

.. tconv::
   :k: 2
   :show: heat, moves
   :autoplay:
   :step: 2
"""

EVERY = EVERY_FIELD | {"steps": "0 2"}
"""A value for each field; the directive's steps are those that print shows."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    for name, text in (
        ("conf.py", CONF),
        ("index.rst", INDEX),
        ("markdown.md", MARKDOWN),
        ("more.rst", MORE),
    ):
        (folder / name).write_text(text, "utf-8")
    (folder / "data" / "numbers.csv").write_text("5,7\n")
    (folder / "data" / "mine.toml").write_text('input = "#215caf"\n')
    return folder


def test_html_gets_players_and_pictures_that_stand_still_for_who_wants_that(
    project: Path, visit: Callable[..., Visit]
) -> None:
    html = built(project, "html")
    assert len(files(html, ".html")) == 3
    assert [len(files(html, suffix)) for suffix in (".gif", ".png", ".svg")] == [1, 1, 2]
    opened = visit(html / "index.html", viewport={"width": 1200, "height": 4000})
    page = opened.page
    page.wait_for_load_state("networkidle")
    player = page.frame_locator("iframe")
    player.locator("#last").click()
    trace = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2).trace
    for y, row in enumerate(trace.output[0].tolist()):
        for x, value in enumerate(row):
            assert player.locator(f"svg [data-id='output/0/{y}/{x}']").last.text_content() == str(value)
    caption = page.locator("figure figcaption").text_content() or ""
    assert caption.strip().startswith("Fig. 1 A caption with </script><img src=x onerror=alert(1)>")
    assert page.locator("img[onerror]").count() == 0
    assert page.locator(".wide img:visible").get_attribute("alt") == "</script><img src=x onerror=alert(1)>"
    source = "document.querySelector('picture img').currentSrc.split('.').pop()"
    assert page.evaluate(source) == "gif"
    calm = visit(html / "index.html", reduced_motion="reduce")
    assert calm.page.evaluate(source) == "png"
    asked = {url.split(":")[0] for url in opened.requests}
    assert asked <= {"file", "data"}

    # Markdown takes the same options.
    (frame,) = re.findall(r"<iframe [^>]*>", (html / "markdown.html").read_text("utf-8"))
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert "</script>\u2028<img src=x onerror=alert(1)>" in unescape(frame)
    (player,) = re.findall(r"tconv-\w+\.html", frame)
    recipe = read_recipe(html / "_images" / player)["options"]
    assert (recipe["kernel_size"], recipe["input"], recipe["values"]) == ([2, 1], [[[5, 7]]], False)
    assert recipe["theme"] == {"input": "#215caf"}


def test_a_second_build_does_nothing_and_a_third_only_what_changed(project: Path) -> None:
    html = built(project, "html")
    before = {path: path.stat().st_mtime_ns for path in html.rglob("*") if "tconv" in path.name}
    done = build(project, "html")
    assert "0 added, 0 changed, 0 removed" in done.stdout
    assert "no targets are out of date" in done.stdout
    (project / "data" / "numbers.csv").write_text("5,8\n")
    done = build(project, "html")
    assert "0 added, 1 changed, 0 removed" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(set(files(html)) - {path.name for path in before}) == 1


def test_four_processes_build_what_one_does(project: Path) -> None:
    more = "\n".join(f".. tconv::\n   :k: 2\n   :seed: {n % 3}\n" for n in range(6))
    for n in range(8):
        (project / f"page{n}.rst").write_text(f":orphan:\n\nPage\n====\n\n{more}", "utf-8")
    alone, together = project.parent / "alone", project.parent / "together"
    for folder in (alone, together):
        shutil.copytree(project, folder)
    one, four = built(alone, "html"), built(together, "html", "-j", "4")
    assert files(one) == files(four)
    assert len(files(four, ".html")) > 3
    for page in one.glob("*.html"):
        assert (four / page.name).read_text() == page.read_text()
    assert not list(four.rglob("*.part"))


def test_text_and_man_get_the_alt_text(project: Path) -> None:
    text = " ".join((built(project, "text") / "index.txt").read_text("utf-8").split())
    animation = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2)
    assert animation.storyboard.description in text
    assert "</script><img src=x onerror=alert(1)>" in text
    (man,) = built(project, "man").glob("*.1")
    assert str(animation.trace.output.tolist()) in man.read_text("utf-8")


def test_every_field_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["tconv_anim.embed.sphinx"]\n')
    blocks = "\n".join(f".. tconv::\n   :{name}: {value}\n" for name, value in EVERY.items())
    (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{blocks}")
    page = (built(tmp_path, "html") / "index.html").read_text("utf-8")
    assert page.count("<iframe") == len(EVERY)


MISTAKES = {
    ":k: 0": ":k:",
    ":k: three": "three",
    ":k:": ":k: takes one integer",
    ":colour: red": "colour",
    ":format: mp4": "mp4",
    ":op: 5": ":op:",
    ":view: sideways": ":view:",
    ":steps: 1 99": "99",
    ":steps: one": "one",
    ":steps: ,": "it needs a step",
    ":steps:": "argument required",
    ":input: missing.csv": "missing.csv",
    ":theme: missing.toml": "missing.toml",
    ":theme: blue": ":theme:",
    ":cell: 240\n   :i: 60": "smaller :cell:",
    ":weight: [[1,": ":weight:",
    ":values: maybe": "maybe",
} | {f":{name}: 25": f'unknown option: "{name}"' for name in sorted(NO_FIELDS - {"alt", "format"})}


def test_each_mistake_is_an_error_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["tconv_anim.embed.sphinx"]\n')
    for n, options in enumerate(MISTAKES):
        name = f"page{n}" if n else "index"
        (tmp_path / f"{name}.rst").write_text(
            f":orphan:\n\nTitle\n=====\n\n.. tconv::\n   :s: 2\n   {options}\n"
        )
    done = build(tmp_path, "text")
    assert "Traceback" not in done.stderr
    errors = re.split(r"^(?=\S*\.rst:)", done.stderr, flags=re.MULTILINE)[1:]
    assert len(errors) == len(MISTAKES)
    for n, (options, named) in enumerate(MISTAKES.items()):
        name = f"page{n}" if n else "index"
        (error,) = (error for error in errors if f"/{name}.rst:6: ERROR: " in error)
        assert named in error, options
    assert build(tmp_path, "text", "-W", "-E").returncode != 0
