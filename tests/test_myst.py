"""The plugin for mystmd, asked as that asks it: a program, its arguments, and JSON on its standard input."""

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import tconv_anim
from tests.browser import Visit
from tests.command import ENVIRONMENT
from tests.test_mkdocs import EVERY_FIELD, NO_FIELDS, WITH_OTHERS

Finished = subprocess.CompletedProcess[str]


def ask(*words: str, **options: Any) -> Finished:
    node = {"position": {"start": {"line": 7}}}
    return subprocess.run(
        [sys.executable, "-m", "tconv_anim.embed.myst", *words],
        input=json.dumps({"name": "tconv", "node": node, "options": options}) if words else "",
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def answer(**options: Any) -> dict[str, Any]:
    done = ask("--directive", "tconv", **options)
    assert (done.returncode, done.stderr) == (0, "")
    (node,) = json.loads(done.stdout)
    assert isinstance(node, dict)
    return node


def data(url: str) -> bytes:
    return b64decode(url.partition(";base64,")[2])


def test_it_offers_every_field_of_pages_and_its_own() -> None:
    (directive,) = json.loads(ask().stdout)["directives"]
    assert directive["name"] == "tconv"
    offered = directive["options"]
    assert offered.keys() == {*EVERY_FIELD, *WITH_OTHERS, "format", "alt", "caption", "name", "class"}
    assert not offered.keys() & (NO_FIELDS - {"alt", "format"})
    assert {option["type"] for option in offered.values()} == {"string", "myst"}


def test_a_player_is_a_frame_with_all_of_it_inside_and_a_still_for_print(visit: Callable[..., Visit]) -> None:
    animation = tconv_anim.animate(kernel_size=3, stride=2, values=False)
    frame = answer(k="3", s="2", **{"no-values": ""})
    assert (frame["type"], frame["title"]) == ("iframe", animation.storyboard.description)
    assert data(frame["src"]) == animation.encoded(".html")
    (still,) = frame["children"]
    assert (still["placeholder"], still["alt"]) == (True, frame["title"])
    assert data(still["url"]) == animation.encoded(".png", step=animation.telling_step)
    page = visit(f'<!doctype html><iframe src="{frame["src"]}" width="800" height="600"></iframe>').page
    page.frame_locator("iframe").locator("#last").dispatch_event("click")
    assert page.frame_locator("iframe").locator("[data-id='output/0/6/6']").count() == 1


def test_captions_labels_classes_and_steps_are_as_in_a_figure() -> None:
    told = [{"type": "text", "value": "A "}, {"type": "emphasis", "children": []}]
    figure = answer(
        k="2", format="svg", step="1", alt="mine", caption=told, name="My-Fig", **{"class": "wide"}
    )
    assert (figure["type"], figure["kind"], figure["class"]) == ("container", "figure", "wide")
    assert (figure["label"], figure["identifier"], figure["html_id"]) == ("My-Fig", "my-fig", "my-fig")
    image, caption = figure["children"]
    assert image["alt"] == "mine"
    assert data(image["url"]) == tconv_anim.animate(kernel_size=2).encoded(".svg", step=1)
    assert caption["children"][0]["children"] == told


def test_a_mistake_names_its_field_and_its_line() -> None:
    for options, message in (
        ({"k": "0"}, "tconv in line 7: kernel_size is 0: each of :k: must be at least 1"),
        ({"format": "mp4"}, "tconv in line 7: format is 'mp4'"),
        ({"step": "99"}, "tconv in line 7: step is 99"),
        ({"input": "missing.csv"}, "tconv in line 7: 'missing.csv' can't be read"),
    ):
        done = ask("--directive", "tconv", **options)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(message)
