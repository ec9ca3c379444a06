"""The documentation: it builds without a warning, and every line that it tells people to paste works."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tconv_anim.recipe.presets import PRESETS
from tests import test_mkdocs
from tests.browser import Visit
from tests.command import ENVIRONMENT, shell
from tests.pagemakers import DOCS, blocks

pytestmark = pytest.mark.slow


def test_the_site_builds_without_a_warning_and_shows_every_preset(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    for folder in (DOCS, DOCS.parent / "tools"):
        shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("_*"))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-b", "html", "docs", "html"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    html = tmp_path / "html"
    gallery = (html / "gallery.html").read_text("utf-8")
    assert gallery.count("<iframe") == len(PRESETS)
    assert all(f">{name}<" in gallery for name in PRESETS)
    assert "tconv-anim play" in (html / "reference" / "command.html").read_text("utf-8")
    opened = visit(html / "index.html")
    opened.page.frame_locator("iframe").locator("#forward").click()
    assert all(url.startswith(("file:", "data:")) for url in opened.requests)
    links = opened.page.evaluate(
        "[...document.querySelectorAll('article a.reference.internal')].map(a => a.href)"
    )
    assert len(links) > 5
    assert all(Path(link.removeprefix("file://").partition("#")[0]).is_file() for link in links)


def test_every_line_of_html_in_it_shows_what_the_lines_of_shell_made(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    printed = []
    for lines in blocks("on-a-page.md", "sh"):
        done = shell(lines, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        printed += re.findall(r"^<.*>$", done.stdout, re.MULTILINE)
    (mdx,) = (line for line in printed if "style={{" in line)
    printed.remove(mdx)
    title = r'title=".*?"'
    assert [re.sub(title, "", mdx)] == [
        re.sub(title, "", one.strip()) for one in blocks("on-a-page.md", "jsx")
    ]
    pasted = [one for one in blocks("on-a-page.md", "html") if not one.startswith("<script>")]
    (raw,) = re.findall(r"^```\{=html\}\n(.*?)```$", (DOCS / "on-a-page.md").read_text("utf-8"), re.M | re.S)
    assert (len(printed), len(pasted)) == (2, 3)
    for html in [*printed, *pasted, raw]:
        page = tmp_path / "page.html"
        page.write_text(f"<!doctype html><meta charset=utf-8><body style='margin:0'>{html}", "utf-8")
        opened = visit(page, viewport={"width": 800, "height": 700})
        if "<iframe" in html:
            opened.page.frame_locator("iframe").locator("#play").wait_for()
            height = opened.page.frames[1].evaluate("document.documentElement.scrollHeight")
            assert height <= opened.page.evaluate("document.querySelector('iframe').clientHeight")
        else:
            width = opened.page.locator("img").evaluate("i => i.decode().then(() => i.naturalWidth)")
            assert width > 500
        assert opened.complaints == []


def test_the_settings_for_mkdocs_are_those_that_are_tested() -> None:
    (settings,) = blocks("on-a-page.md", "yaml")
    assert settings.strip() in test_mkdocs.CONFIG
    assert yaml.unsafe_load(settings)


def test_the_python_in_it_runs(tmp_path: Path) -> None:
    for page in ("on-a-page.md", "in-a-notebook.md", "reference/python.md"):
        for code in blocks(page, "python"):
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
    assert (tmp_path / "figure.gif").exists()
