"""The fence, in real MkDocs builds, looked at by a real browser."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.embed.fields import FIELDS
from tconv_anim.painters.snippet import data_url
from tconv_anim.storyboard.metrics import FONTS
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

VALUES = {
    "preset": "k2_s2",
    "kernel_size": "2x1",
    "stride": "2",
    "padding": "1",
    "output_padding": "0",
    "dilation": "2",
    "input_size": "2",
    "dims": "1",
    "output_size": "5",
    "then": "--k 2",
    "beside": "--k 2 | --k 1",
    "border": "1",
    "framework": "keras-same",
    "groups": "2",
    "in_channels": "2",
    "out_channels": "2",
    "input": "[[1, 2]]",
    "weight": "[[1, 2]]",
    "bias": "[1]",
    "seed": "1",
    "view": "gather",
    "look": "isometric",
    "show": "heat, moves",
    "heat": "viridis",
    "speed": "2",
    "story": "short",
    "crop": "0:2,1:3",
    "digits": "3",
    "white": "1",
    "rest": str([[1] * 5] * 5),
    "duration": "40",
    "hold": "2",
    "steps": "0-2",
    "size": "640x400",
    "cell": "40",
    "lang": "de",
    "font": str(FONTS / "Inter-Regular.ttf"),
    "theme": "dark",
    "loop": "1",
    "step": "1",
}
"""A value for each field that needs one that is not just any number."""

WITH_OTHERS = (
    *("layer", "node", "where", "sample", "part"),
    *("direct", "activation", "gradient", "indices", "saying"),
)
"""Fields that say nothing by themselves."""

EVERY_FIELD = {
    name: "" if row.kind.flag else VALUES.get(row.name, "25")
    for name, row in FIELDS.items()
    if row.name not in WITH_OTHERS
}

NO_FIELDS = {
    name.lstrip("-") for option in main.commands["render"].params for name in option.opts
} - FIELDS.keys()
"""What the command takes and pages don't, or say in their own way."""


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
    assert len(widths) == 4
    assert min(widths) > 300
    assert page.locator("figure.tconv img:visible").count() == 2


def test_what_stands_in_a_line_is_text_whatever_else_yaml_would_read_in_it(tmp_path: Path) -> None:
    texts = ["2024-05-01", "2024-13-45", "1.10", "010", "1:30", "yes", "null", "0x10", "[k]"]
    blocks = [f"k: 2\nalt: {json.dumps(text)}\ncaption: {text}" for text in texts[:-1]]
    blocks += [f"k: 2\nalt: {text}\ncaption: '{texts[-1]}'" for text in texts[:-1]]
    done = build(tmp_path, "\n\n".join(f"```tconv\n{block}\n```" for block in blocks))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert re.findall(r"<figcaption>(.*?)</figcaption>", page) == texts[:-1] + texts[-1:] * len(texts[:-1])
    assert re.findall(r'<iframe [^>]*title="(.*?)"', page) == texts[:-1] * 2


def test_a_step_is_that_of_the_still_where_the_picture_itself_moves() -> None:
    from tconv_anim.embed.fence import tconv

    animation = tconv_anim.animate(kernel_size=2)
    still = data_url(".png", animation.encoded(".png", step=2))
    for format, urls in {
        "gif": [still, data_url(".gif", animation.encoded(".gif")), still],
        "svg": [data_url(".svg", animation.encoded(".svg", step=2))],
    }.items():
        page = tconv(f"k: 2\nstep: 2\nformat: {format}", "tconv", "tconv", {}, None)
        assert re.findall(r'src(?:set)?="(.*?)"', page) == urls


def test_data_files_are_looked_for_where_mkdocs_runs(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "numbers.csv").write_text("50,70\n")
    done = build(tmp_path, "```tconv\ni: 1x2\ninput: data/numbers.csv\n```\n")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    animation = tconv_anim.animate(input=[[50, 70]])
    assert str(animation.trace.output.tolist()) in animation.storyboard.description
    assert f'title="{animation.storyboard.description}"' in unescape(page)
    (tmp_path / "data").rename(tmp_path / "docs" / "data")
    done = build(tmp_path, "```tconv\ni: 1x2\ninput: data/numbers.csv\n```\n")
    assert done.returncode != 0
    assert "'data/numbers.csv' can't be read" in done.stderr


def test_every_field_can_be_used(tmp_path: Path) -> None:
    blocks = [f"{name}: {value}".strip() for name, value in EVERY_FIELD.items()]
    done = build(tmp_path, "\n\n".join(f"```tconv\n{block}\n```" for block in blocks))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert page.count('<figure class="tconv"><iframe') == len(EVERY_FIELD)


def test_a_block_can_have_a_line_of_code_with_what_it_does_not_say(tmp_path: Path) -> None:
    block = "layer: nn.ConvTranspose2d(c * 2, 1, 3, stride=2)\nwhere: c=1\ni: 2"
    done = build(tmp_path, f"```tconv\n{block}\n```")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "k=3, s=2, bias=" in page
    assert "2×2×2 → 1×5×5" in unescape(page)


@pytest.mark.parametrize(
    "lines",
    [
        "k: 3\ns: 2\nbeside: --k 4 --s 2 | k2_s2",
        'k: 3\ns: 2\nbeside: ["--k 4 --s 2", "k2_s2"]',
        "k: 3\ns: 2\nbeside:\n  - kernel_size: 4\n    stride: 2\n  - k2_s2",
    ],
)
def test_pictures_beside_each_other_are_on_a_line_or_a_list(lines: str) -> None:
    from tconv_anim.embed.fence import tconv

    shown = tconv(f"{lines}\nformat: svg\n", "tconv", "tconv", {}, None)
    assert "Transposed convolution: 3 pictures, in step. k=3" in shown


def test_no_field_is_about_the_file() -> None:
    from pymdownx.superfences import SuperFencesException

    from tconv_anim.embed.fence import tconv

    about_the_file = {"o", "output", "renderer", "quality", "fps", "transparent", "verbose", "force", "quiet"}
    assert about_the_file < NO_FIELDS
    for name in NO_FIELDS - {"alt", "format"}:
        with pytest.raises(SuperFencesException, match=f"'{name}' is unknown: take some of format, "):
            tconv(f"{name}: 25", "tconv", "tconv", {}, None)


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


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("k: 0", "each of k must be at least 1"),
        ("fps: 25", "'fps' is unknown"),
        ("input: 2024-05-01", "input"),
        ("input: !!binary aGVsbG8=", "aGVsbG8="),
        ("bias: [2024-05-01]", "bias can't be read"),
        ("bias: &bias [*bias]", "it can't be read"),
        ("2024-05-01: 3", "'2024-05-01' is unknown"),
        ("[k]: 3", "write lines like k: 3"),
        ("bias: [2024-13-45]", "bias can't be read (month must be in 1..12)"),
        ("bias: [!!int $d]", "'$d'"),
        ("k: [1 $k", "[1 $k"),
        pytest.param(f"bias: {'[' * 3000}", "RecursionError", id="what nobody foresaw"),
    ],
)
def test_the_build_stops_at_a_mistake(tmp_path: Path, block: str, named: str) -> None:
    done = build(tmp_path, f"```tconv\n{block}\n```\n")
    assert done.returncode != 0
    assert "in a block of tconv: " in done.stderr
    assert named in done.stderr
