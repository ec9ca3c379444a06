"""The fence, in real MkDocs builds, looked at by a real browser."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tconv_anim
from tests.browser import Visit
from tests.command import ENVIRONMENT

pytestmark = pytest.mark.slow

CONFIG = """
site_name: course
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: tconv
          class: tconv
          format: !!python/name:tconv_anim.embed.fence.tconv
"""

PAGE = """
# Up

```tconv
k: 3
s: 2
input: [[1, 2], [3, 4]]
caption: "</script><img src=x onerror=alert(1)>\\u2028"
```

```tconv
preset: k2_s2
format: svg
alt: "</script><img src=x onerror=alert(1)>"
```

- in a list:

    ```tconv
    k: 2x1
    format: gif
    no-values:
    ```
"""


def build(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text(CONFIG)
    (folder / "docs" / "index.md").write_text(page, "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_block_is_a_player_or_a_picture_with_all_of_it_in_the_page(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    done = build(tmp_path, PAGE)
    assert done.returncode == 0, done.stderr
    opened = visit(tmp_path / "site" / "index.html", viewport={"width": 1200, "height": 3000})
    page = opened.page
    player = page.frame_locator("figure.tconv iframe")
    player.locator("#last").click()
    output = tconv_anim.animate(kernel_size=3, stride=2, input=[[1, 2], [3, 4]]).trace.output
    for y, row in enumerate(output[0].tolist()):
        for x, value in enumerate(row):
            assert player.locator(f"svg [data-id='output/0/{y}/{x}']").last.text_content() == str(value)
    hostile = "</script><img src=x onerror=alert(1)>"
    assert page.locator("figcaption").text_content() == f"{hostile}\u2028"
    images = page.locator("figure.tconv img")
    assert images.first.get_attribute("alt") == hostile
    assert page.locator("img[onerror]").count() == 0
    widths = page.evaluate(
        "Promise.all([...document.querySelectorAll('figure.tconv img')]"
        ".map(i => i.decode().then(() => i.naturalWidth)))"
    )
    assert len(widths) == 2
    assert min(widths) > 300
    assert 'media="(prefers-reduced-motion: reduce)"' in page.content()


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("k: 0", "each of k "),
        ("k: three", "three"),
        ("colour: red", "colour"),
        ("format: mp4", "mp4"),
        ("- k", "write lines like k: 3"),
        ("k: [1", "write lines like k: 3"),
        ("input: missing.csv", "missing.csv"),
    ],
)
def test_a_mistake_ends_the_build_with_a_message(block: str, named: str) -> None:
    from pymdownx.superfences import SuperFencesException

    from tconv_anim.embed.fence import tconv

    with pytest.raises(SuperFencesException) as raised:
        tconv(block, "tconv", "tconv", {}, None)
    assert named in str(raised.value)


def test_the_build_stops_at_a_mistake(tmp_path: Path) -> None:
    done = build(tmp_path, "```tconv\nk: 0\n```\n")
    assert done.returncode != 0
    assert "each of k must be at least 1" in done.stderr
