"""The player's page where pages live: strict policies, sandboxes, small screens, no scripts."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS, Order
from tconv_anim.painters.player.base91 import encode
from tconv_anim.painters.player.page import PLAYER, policy_in, script
from tconv_anim.recipe.inspection import is_ours, read_recipe
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Label, Storyboard, Sum, Term
from tconv_anim.storyboard.theme import THEMES
from tests import players
from tests.browser import Visit
from tests.command import made, run

Open = Callable[..., Visit]

SMALL: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}

OWN = "document.title='owned'"
HOSTILE = f"""</script><script>{OWN}</script><img src=x onerror="{OWN}">\u2028'&$x"""


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tconv_anim.animate(**SMALL).save(tmp_path_factory.mktemp("player") / "fig.html").path


def serve(page: Page, body: str, charset: str = "utf-8", **headers: str) -> None:
    """Let the page visit a site that sends this, without a network."""

    def answer(route: Route) -> None:
        route.fulfill(body=body, headers=headers, content_type=f"text/html; charset={charset}")

    page.route("https://course.example/", answer)
    page.goto("https://course.example/")


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def test_it_is_at_most_60_kilobytes_and_the_data(figure: Path) -> None:
    text = figure.read_text("utf-8")
    for data in (
        r'id="board">(.*?)</script>',
        r'id="recipe">(.*?)</script>',
        r"<noscript>(.*?)</noscript>",
    ):
        found = re.findall(data, text, re.DOTALL)
        assert found
        for one in found:
            text = text.replace(one, "")
    assert len(text.encode()) <= 60_000


def test_what_unfolds_is_the_script_that_the_policy_knows(visit: Open, figure: Path) -> None:
    opened = visit(figure)
    assert opened.page.locator("head > script").last.text_content() == script(PLAYER)
    assert opened.complaints == []
    again = figure.with_name("again.html")
    code = encode(_deflated('document.title = "owned"'))
    text = figure.read_text("utf-8")
    again.write_text(re.sub(r'(ed-script">).*?(</script>)', lambda m: m[1] + code + m[2], text), "utf-8")
    opened = visit(again)
    assert opened.page.title() != "owned"
    assert len(opened.complaints) == 1
    assert "Content Security Policy" in opened.complaints[0]


@pytest.mark.parametrize("size", [1, 40, 3000])
def test_any_script_unfolds(size: int, visit: Open, figure: Path, tmp_path: Path) -> None:
    # Of few letters and of many, in blocks of a code that is told and of one that isn't.
    code = "".join(f"var a{n} = {n * n % 997};" for n in range(size)) + "document.title = `it ran ${a0}`;"
    text = figure.read_text("utf-8")
    text = re.sub(r'(ed-script">).*?(</script>)', lambda m: m[1] + encode(_deflated(code)) + m[2], text)
    path = tmp_path / "other.html"
    path.write_text(re.sub(r"script-src [^;]*", "script-src 'unsafe-inline'", text), "utf-8")
    opened = visit(path)
    assert opened.page.title() == "it ran 0"
    assert opened.page.locator("head > script").last.text_content() == code


def _deflated(text: str) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(text.encode()) + deflate.flush()


def test_a_server_may_send_the_printed_policy(visit: Open, tmp_path: Path) -> None:
    printed = made("--k", "3", "--s", "2", "-o", "fig.html", cwd=tmp_path).splitlines()[1]
    name, _, policy = printed.partition(": ")
    body = (tmp_path / "fig.html").read_text("utf-8")
    body = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", body)
    assert "Content-Security-Policy" not in body
    opened = visit("")
    serve(opened.page, body, **{name: policy})
    opened.page.click("#last")
    assert "output/0/6/6" in players.seen(opened.page)
    assert opened.complaints == []
    assert "unsafe" not in policy


@pytest.mark.parametrize("how", ["itself", "srcdoc"])
def test_a_host_with_another_charset_spoils_neither_the_scripts_hash_nor_the_texts(
    how: str, visit: Open, figure: Path
) -> None:
    animation = tconv_anim.animate(**SMALL)
    opened = visit("")
    body = figure.read_text("utf-8") if how == "itself" else f"<title>host</title>{animation._repr_html_()}"
    serve(opened.page, body, charset="windows-1252")
    inside: Any = opened.page
    if how == "srcdoc":
        holder: Any = opened.page.wait_for_selector("iframe", state="attached")
        inside = holder.content_frame()
    inside.dispatch_event("#last", "click")
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    assert "×" in captions[-1]
    assert players.caption(inside) == captions[-1]
    inside.dispatch_event('[data-id="input/0/0/0"] > *', "click")
    assert "→" in inside.inner_text("#sum")
    assert opened.complaints == []


def test_pages_of_one_theme_and_scale_of_colours_share_the_policy(tmp_path: Path) -> None:
    def policies(*views: str, **options: Any) -> set[str]:
        return {
            policy_in(tconv_anim.animate(view=view, input_size=2, **options).save(tmp_path / "x.html").path)
            for view in views
        }

    assert len(policies("scatter", "gather", "matrix")) == 1
    assert len(policies("scatter", "gather", "overlap", heat="grey")) == 1


def test_nothing_slipped_into_the_page_runs(visit: Open, figure: Path, tmp_path: Path) -> None:
    slipped = "<script>document.title = 'owned'</script><style>.tconv { display: none }</style>"
    path = tmp_path / "fig.html"
    path.write_text(figure.read_text("utf-8").replace("<main", f"{slipped}<main"), "utf-8")
    opened = visit(path)
    assert opened.page.title() != "owned"
    assert opened.page.is_visible("#play")
    assert len(opened.complaints) == 2
    assert all("Content Security Policy" in said for said in opened.complaints)


@pytest.mark.parametrize("how", ["src", "srcdoc"])
def test_it_works_in_a_sandboxed_frame(how: str, visit: Open, figure: Path, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    body = figure.read_text("utf-8").replace("&", "&amp;").replace('"', "&quot;")
    value = figure.as_uri() if how == "src" else body
    frame = f'<iframe sandbox="allow-scripts" width="800" height="700" {how}="{value}"></iframe>'
    host.write_text(f"<!DOCTYPE html><title>host</title>{frame}", "utf-8")
    opened = visit(host)
    inside = opened.page.frames[1]
    inside.click("#last")
    assert inside.is_disabled("#forward")
    inside.click("#back")
    inside.click('[data-id="output/0/1/1"]')
    assert inside.inner_text("#sum").startswith("output[1, 1] = ")
    assert inside.evaluate("self.origin") == "null"
    assert opened.complaints == []


def test_light_and_dark_follow_the_reader_and_a_named_theme_is_kept(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    for scheme in ("light", "dark"):
        page = visit(figure, color_scheme=scheme).page
        assert background(page) == rgb(THEMES[scheme].page)
        fill = page.evaluate("getComputedStyle(document.querySelector('.cell-input path')).fill")
        assert fill == rgb(THEMES[scheme].cells["input"].fill)
    for name in ("dark", "solarized", "okabe-ito", "print"):
        path = tconv_anim.animate(**SMALL, theme=name).save(tmp_path / f"{name}.html").path
        for scheme in ("light", "dark"):
            assert background(visit(path, color_scheme=scheme).page) == rgb(THEMES[name].page)


@pytest.mark.parametrize("view", ["scatter", "matrix"])
def test_a_narrow_screen_has_all_of_it_within_its_width(view: str, visit: Open, tmp_path: Path) -> None:
    path = tconv_anim.animate(**SMALL, view=view).save(tmp_path / "fig.html").path
    page = visit(path, viewport={"width": 320, "height": 640}, has_touch=True).page
    page.click("#tables summary")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for name in ("first", "back", "play", "forward", "last", "speed", "scrubber"):
        box = page.locator(f"#{name}").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    for name in ("first", "back", "play", "forward", "last"):
        box = page.locator(f"#{name}").bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    # The picture neither.
    assert page.evaluate(
        "[...document.querySelectorAll('.stage')].map((s) => s.scrollWidth - s.clientWidth)"
    ) == [0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_axe_finds_nothing(scheme: str, width: int, visit: Open, figure: Path) -> None:
    page = visit(figure, color_scheme=scheme, viewport={"width": width, "height": 800}).page
    page.click("#tables summary")
    page.click("td button >> nth=-1")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"]) for rule in found] == []


def test_screen_readers_get_the_description_the_caption_and_the_tables(visit: Open, figure: Path) -> None:
    animation = tconv_anim.animate(**SMALL)
    page = visit(figure).page
    picture = page.get_by_role("img", name=animation.living.description)
    assert picture.count() == 1
    assert page.get_attribute("#caption", "aria-live") == "polite"
    page.click("#play")
    assert page.get_attribute("#caption", "aria-live") == "off"
    page.click("#tables summary")
    assert page.get_by_role("table", name="output").count() == 1
    assert page.get_by_role("slider", name="Position").count() == 1


def test_without_scripts_the_end_stands_still(visit: Open, figure: Path) -> None:
    animation = tconv_anim.animate(**SMALL)
    page = visit(figure, java_script_enabled=False).page
    wanted = players.outputs(animation.trace)
    shown = {name: page.locator(f'[data-id="{name}"] text').text_content() for name in wanted}
    assert shown == wanted
    assert page.locator(".stage svg:visible").count() == 1
    assert page.is_hidden("#controls")
    assert page.is_hidden("#tables")
    assert page.inner_text("#caption").startswith("So the output is 4×4")


def hostile_page(folder: Path) -> Path:
    cell = Cell("output/0/0/0", "output", "output/0", 0, 0, HOSTILE, HOSTILE)
    label = Label("heading/output/0", "output", HOSTILE, (30, 10), 15, "start", True)
    title = Label("title", "title", HOSTILE, (0, 0), 18)
    usual = tconv_anim.animate(input_size=1, kernel_size=1).storyboard
    storyboard = Storyboard(
        HOSTILE,
        HOSTILE,
        (400, 200),
        {"output/0": usual.panels["output/0"]},
        1,
        [Keyframe(10, HOSTILE, 1, (cell, label, title, title._replace(id="subtitle")), (), ())],
        [Sum("output/0/0/0", HOSTILE, HOSTILE, (Term(HOSTILE, HOSTILE),))],
    )
    path = folder / "hostile.html"
    with path.open("wb") as file:
        list(PAINTERS[".html"].load()(Order(storyboard, THEMES["light"], f'{{"x":"{HOSTILE[:9]}"}}'), file))
    return path


@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_text_stays_text(scripts: bool, visit: Open, tmp_path: Path) -> None:
    opened = visit(hostile_page(tmp_path), java_script_enabled=scripts)
    page = opened.page
    assert page.title().startswith(HOSTILE[:30])
    assert page.locator("img").count() == 0
    # The recipe, the board, the code, what unfolds it, and what it unfolds to.
    assert page.locator("script").count() == 4 + scripts
    for place in ("h1", "[data-id=subtitle]", "#caption", "#alt"):
        assert page.text_content(place) == HOSTILE
    if scripts:
        assert players.seen(page)["output/0/0/0"] == ["cell-output", HOSTILE, HOSTILE]
        page.evaluate("document.querySelector('.tables button').click()")
        assert page.text_content("#sum") == f"{HOSTILE} = {HOSTILE}"
        assert page.text_content("caption") == HOSTILE
    opened.assert_alone(tmp_path / "hostile.html")


def test_the_page_carries_its_recipe(tmp_path: Path) -> None:
    made("--k", "2", "--s", "2", "--autoplay", "--loop", "2", "-o", "fig.html", cwd=tmp_path)
    recipe = read_recipe(tmp_path / "fig.html")["options"]
    assert (recipe["autoplay"], recipe["loop"], recipe["stride"]) == (True, 2, [2, 2])
    assert "--autoplay" in made("inspect", "fig.html", cwd=tmp_path)
    before = (tmp_path / "fig.html").read_bytes()
    made("--k", "2", "--s", "2", "--autoplay", "--loop", "2", "-o", "fig.html", cwd=tmp_path)
    assert (tmp_path / "fig.html").read_bytes() == before


def test_a_page_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!DOCTYPE html><title>my course</title>")
    assert not is_ours(tmp_path / "index.html")
    with pytest.raises(InputError, match="was not made by tconv-anim"):
        tconv_anim.animate(**SMALL).save(tmp_path / "index.html")


@pytest.mark.parametrize("name", ["fig.gif", "fig.txt"])
def test_only_a_player_is_told_to_play(name: str, tmp_path: Path) -> None:
    done = run("--autoplay", "-o", name, cwd=tmp_path)
    assert done.returncode == 2
    assert "leave --autoplay out, or write a .html" in done.stderr
    assert list(tmp_path.iterdir()) == []
