"""Pages made by what makes them: mystmd, Jupyter Book 1, MDX and TeX; books as epubcheck has them.

They are a gigabyte, which ``make test-places`` installs.
"""

import json
import re
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

import tconv_anim
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import snippet
from tests.command import ENVIRONMENT
from tests.pagemakers import Finished, built
from tests.test_sphinx_print import ALT, project

pytestmark = pytest.mark.places

__all__ = ["project"]  # a fixture

PREFIX = Path(sys.prefix)
"""Where Node's packages are, too."""

PLUGIN = f"#!{sys.executable}\nfrom tconv_anim.embed.myst import plugin\nplugin()\n"

MYST = """
version: 1
project:
  title: Course
  plugins:
    - type: executable
      path: tconv.py
site:
  title: Course
"""

PAGE = """
# Course

See [](#fig).

```{tconv}
:k: 3
:s: 2
:caption: A *caption*
:name: fig
```

```{tconv}
:k: 2
:format: svg
:no-values:
:alt: mine
```
"""

RENDER = """
import { evaluate } from "@mdx-js/mdx";
import * as runtime from "react/jsx-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import { readFileSync } from "node:fs";
const complaints = [];
console.error = (...said) => complaints.push(said.join(" "));
const { default: Page } = await evaluate(readFileSync(0, "utf8"), runtime);
console.log(JSON.stringify([renderToStaticMarkup(createElement(Page)), complaints]));
"""


def run(*words: str | Path, cwd: Path, **options: Any) -> Finished:
    return subprocess.run(
        words, cwd=cwd, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False, **options
    )


def myst(folder: Path, page: str) -> str:
    """What mystmd says when it builds a site of this page; its theme may be out of reach."""
    (folder / "myst.yml").write_text(MYST)
    (folder / "tconv.py").write_text(PLUGIN)
    (folder / "tconv.py").chmod(0o755)
    (folder / "index.md").write_text(page)
    done = run(PREFIX / "node_modules" / ".bin" / "myst", "build", "--site", cwd=folder, timeout=120)
    return done.stdout + done.stderr


def nodes(tree: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [tree] if tree.get("type") == kind else []
    return found + [node for child in tree.get("children", []) for node in nodes(child, kind)]


def test_mystmd_gets_players_stills_and_references(tmp_path: Path) -> None:
    said = myst(tmp_path, PAGE)
    assert "1 directive" in said
    assert "⛔" not in said
    assert "⚠" not in said
    content = tmp_path / "_build" / "site" / "content" / "index.json"
    tree = json.loads(content.read_text("utf-8"))["mdast"]
    animation = tconv_anim.animate(kernel_size=3, stride=2)
    (frame,) = nodes(tree, "iframe")
    assert frame["src"].startswith("data:text/html;base64,")
    assert frame["title"] == animation.storyboard.description
    (figure,) = nodes(tree, "container")
    assert figure["identifier"] == "fig"
    (reference,) = nodes(tree, "crossReference")
    assert (reference["identifier"], reference["resolved"]) == ("fig", True)
    still, picture = nodes(tree, "image")
    public = tmp_path / "_build" / "site" / "public"
    assert (public / still["url"].strip("/")).read_bytes() == animation.encoded(
        ".png", step=animation.telling_step
    )
    assert (public / picture["url"].strip("/")).read_bytes() == tconv_anim.animate(
        kernel_size=2, values=False
    ).encoded(".svg")
    assert picture["alt"] == "mine"


def test_mystmd_tells_of_a_mistake(tmp_path: Path) -> None:
    said = myst(tmp_path, "# Course\n\n```{tconv}\n:k: 0\n```\n")
    assert "tconv in line 3: kernel_size is 0: each of :k: must be at least 1" in said


@pytest.mark.parametrize("suffix", [suffix for suffix, painter in PAINTERS.items() if painter.on_pages])
def test_mdx_takes_the_line_and_react_does_not_complain(suffix: str, tmp_path: Path) -> None:
    alt = "a < b & \"q\" {x} × 'é'\n\ntwo"
    line = snippet(f"fig{suffix}", (743, 515), alt).jsx()
    code = PREFIX / "render.mjs"  # beside the packages that it loads
    code.write_text(RENDER)
    done = run("node", code, cwd=tmp_path, input=f"# Course\n\n{line}\n\ntext\n")
    assert done.returncode == 0, done.stderr
    html, complaints = json.loads(done.stdout)
    assert complaints == []
    assert f'src="fig{suffix}"' in html
    assert 'width="743"' in html
    assert "max-width:100%" in html
    assert "a &lt; b &amp; &quot;q&quot; {x} × &#x27;é&#x27;\n\ntwo" in html


def test_epubcheck_passes_a_book(project: Path) -> None:
    built(project, "epub", "-D", "epub_copyright=us", "-D", "version=1", "-D", "exclude_patterns=_*")
    done = run("java", "-jar", "/usr/bin/epubcheck", "_epub/course.epub", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_keeps_pictures_and_their_alt_texts(engine: str, project: Path) -> None:
    latex = built(project, "latex", "-D", f"latex_engine={engine}")
    way = "-pdf" if engine == "pdflatex" else "-pdflua"
    done = run("latexmk", way, "-interaction=nonstopmode", "course.tex", cwd=latex)
    log = (latex / "course.log").read_text("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    assert "Token not allowed" not in log
    text = run("pdftotext", "course.pdf", "-", cwd=latex).stdout
    assert "cropped by padding" in text
    assert "A caption with </script><img" in text
    alts = alt_texts((latex / "course.pdf").read_bytes())
    assert ALT in alts
    animation = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2)
    assert animation.storyboard.description in alts
    assert {"step 2", "step 3", "step 4"} < alts


def alt_texts(pdf: bytes) -> set[str]:
    """The alt texts among what the pages of a PDF draw."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:  # another kind of stream
            continue
        for digits in re.findall(rb"/Alt ?<FEFF([0-9A-F]*)>", drawn):
            found.add(bytes.fromhex(digits.decode()).decode("utf-16-be"))
    return found


def test_jupyter_book_1_gets_players(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(
        "title: Course\nsphinx:\n  extra_extensions: [tconv_anim.embed.sphinx]\n"
    )
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (tmp_path / "index.md").write_text(PAGE.replace("[](#fig)", "{ref}`fig`"))
    done = run(PREFIX / "bin" / "jupyter-book", "build", "-W", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    page = (tmp_path / "_build" / "html" / "index.html").read_text("utf-8")
    (player,) = re.findall(r'<iframe src="(.*?)"', page)
    assert (tmp_path / "_build" / "html" / player).read_bytes() == tconv_anim.animate(
        kernel_size=3, stride=2
    ).encoded(".html")
