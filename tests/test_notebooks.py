"""The widget in a real JupyterLab and a real marimo, each with its own server and kernel."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import tconv_anim
from tests import players
from tests.command import ENVIRONMENT

pytestmark = pytest.mark.notebooks

PATIENCE = 60_000  # ms: kernels start slowly on machines with other work

CELLS = (
    "import tconv_anim\nw = tconv_anim.widget(kernel_size=3, stride=2, input_size=2)\nw",
    "print(w.kernel.tolist(), w.output.shape, w.step)",
    "w.kernel = [[1, 2], [3, 4]]\nw.step = 1",
    "w.stride = 0",
)

COURSE = """import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import tconv_anim
    w = mo.ui.anywidget(tconv_anim.widget(kernel_size=3, stride=2, input_size=2))
    w
    return mo, w


@app.cell
def _(mo, w):
    mo.md(f"python has {w.kernel.tolist()} {w.output.shape} {w.step}")
    return
"""


@contextmanager
def served(folder: Path, health: str, *words: str) -> Iterator[str]:
    """The address of a server that runs in ``folder``; a port for it is put where ``PORT`` stands."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = str(probe.getsockname()[1])
    home = {name: str(folder / "home") for name in ("HOME", "XDG_CONFIG_HOME", "IPYTHONDIR")}
    jupyter = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    lab = {f"JUPYTERLAB_{name}_DIR": str(folder / name) for name in ("SETTINGS", "WORKSPACES")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *(word.replace("PORT", port) for word in words)],
            cwd=folder,
            env=ENVIRONMENT | home | jupyter | lab,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            assert server.poll() is None, (folder / "log").read_text()
            try:
                urlopen(address + health, timeout=5).close()
                break
            except (URLError, OSError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport={"width": 1300, "height": 1200})) as context:
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield context.new_page()
        expect.set_options(timeout=5_000)


def subtitle(page: Page) -> Locator:
    return page.frame_locator(".tconv-widget iframe:not(.coming)").locator("[data-id=subtitle]")


def caption(page: Page) -> Locator:
    return page.frame_locator(".tconv-widget iframe:not(.coming)").locator("#caption")


def edit(page: Page) -> None:
    """Go to the end, and write an 8 into the kernel's first cell."""
    player = page.frame_locator(".tconv-widget iframe:not(.coming)")
    player.locator("#last").click()
    player.locator('svg [data-id="kernel/0/0/0/0"]').click()
    player.locator("#value").fill("8")
    expect(player.locator('svg [data-id="output/0/0/0"] text').last).to_have_text("24")


class Lab:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.goto(f"{address}/lab/tree/course.ipynb")

    def output(self, number: int) -> Locator:
        return self.page.locator(".jp-CodeCell").nth(number).locator(".jp-Cell-outputArea")

    def run(self, number: int) -> Locator:
        """Run a cell, to its end; gives its output."""
        cell = self.page.locator(".jp-CodeCell").nth(number)
        prompt = cell.locator(".jp-InputPrompt")
        for _ in range(10):  # JupyterLab forgets a key that comes before its kernel
            prompt.click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_timeout(1_000)
            if prompt.inner_text().strip() != "[ ]:":
                break
        expect(prompt).to_have_text(_DONE)
        return self.output(number)

    def without_kernel(self) -> None:
        """Save the notebook, end its kernel and open it again."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".jp-Document .jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
        for session in json.load(urlopen(f"{self.address}/api/sessions", timeout=30)):
            urlopen(Request(f"{self.address}/api/sessions/{session['id']}", method="DELETE"), timeout=30)
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/lab/tree/course.ipynb?reset")


_DONE = re.compile(r"\[\d+\]:")


def notebook(folder: Path) -> None:
    empty: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**empty, "id": f"c{number}", "source": code} for number, code in enumerate(CELLS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    whole = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "course.ipynb").write_text(json.dumps(whole))


@pytest.fixture
def lab(tmp_path: Path, page: Page) -> Iterator[Lab]:
    notebook(tmp_path)
    words = ("--no-browser", "--port=PORT", "--allow-root", "--IdentityProvider.token=")
    plain = ("--ServerApp.disable_check_xsrf=True", "--LabApp.extension_manager=readonly")
    with served(tmp_path, "/api", "jupyterlab", *words, *plain) as address:
        yield Lab(page, address)


def test_jupyterlab_and_python_share_the_layer_and_the_saved_notebook_keeps_it(
    lab: Lab, tmp_path: Path
) -> None:
    page = lab.page
    lab.run(0)
    expect(subtitle(page)).to_have_text("k=3, s=2: 2×2 → 5×5")
    # From the reader to Python.
    page.get_by_role("slider", name="stride").fill("1")
    expect(subtitle(page)).to_have_text("k=3, s=1: 2×2 → 4×4")
    page.get_by_role("slider", name="output_padding").fill("2")
    expect(page.locator(".tconv-widget [role=alert]")).to_contain_text("output_padding must be smaller")
    expect(subtitle(page)).to_have_text("k=3, s=1: 2×2 → 4×4")
    edit(page)
    expect(lab.run(1)).to_contain_text("[[[[8, 0, 2], [1, 3, 0], [2, 1, 3]]]] (1, 4, 4) 5")
    # From Python to the reader.
    lab.run(2)
    expect(subtitle(page)).to_have_text("k=2, s=1: 2×2 → 3×3")
    expect(caption(page)).to_contain_text("step 1 of 4")
    expect(lab.run(3)).to_contain_text("InputError: stride is 0: each of stride must be at least 1")
    # What is saved is what was seen last, and plays without a kernel.
    page.wait_for_timeout(2_000)
    lab.without_kernel()
    kept = lab.output(0).frame_locator("iframe")
    kept.locator("#last").click()
    trace = tconv_anim.animate(weight=[[1, 2], [3, 4]], input_size=2).trace
    for name, text in players.outputs(trace).items():
        expect(kept.locator(f"svg [data-id='{name}'] text").last).to_have_text(text)


def test_marimo_runs_what_depends_on_the_widget(page: Page, tmp_path: Path) -> None:
    (tmp_path / "course.py").write_text(COURSE)
    words = ("marimo", "run", "--headless", "--no-token", "-p", "PORT", "course.py")
    with served(tmp_path, "/health", *words) as address:
        page.goto(address)
        expect(subtitle(page)).to_have_text("k=3, s=2: 2×2 → 5×5")
        has = page.get_by_text("python has")
        expect(has).to_have_text("python has [[[[3, 0, 2], [1, 3, 0], [2, 1, 3]]]] (1, 5, 5) None")
        page.get_by_role("slider", name="stride").fill("1")
        expect(subtitle(page)).to_have_text("k=3, s=1: 2×2 → 4×4")
        expect(has).to_have_text("python has [[[[3, 0, 2], [1, 3, 0], [2, 1, 3]]]] (1, 4, 4) None")
        edit(page)
        expect(has).to_have_text("python has [[[[8, 0, 2], [1, 3, 0], [2, 1, 3]]]] (1, 4, 4) 5")
