"""The explorer's page: how long until it can be used, here and on a phone, and until the next picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.series import Series
from benchmarks.table import Aim, Row
from tconv_anim.explore import explore
from tests.browser import CHROMIUM

_TIMES = 5
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

_PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
"""1.6 Mbit/s."""

_WATCH = """
const look = () => {
  const settings = document.querySelector("#settings > fieldset");
  if (settings && !settings.disabled) globalThis.usable = performance.now();
  else setTimeout(look, 5);
};
look();
"""
"""Notes when settings can be chosen, in ms since the page was asked for."""

_NEXT = """async (value) => {
  const start = performance.now();
  document.querySelector(`[name=s][value="${value}"]`).click();
  const { form } = document.getElementById("player").explorer;
  while (form.getAttribute("aria-busy") === "true") await new Promise((go) => { setTimeout(go); });
  return performance.now() - start;
}"""
"""How long it takes from a click to the picture that it asks for."""


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        explore(Path(folder, "explore.html"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        with _served(folder) as address:
            here, following = zip(*(_visit(browser, address) for _ in range(_TIMES)), strict=True)
            phone, _ = zip(*(_visit(browser, address, phone=True) for _ in range(_TIMES)), strict=True)
        browser.close()
    yield _row("an explorer until settings can be chosen", here, "the time to open a page", 500)
    yield _row("its next picture", following, "what feels immediate", 100)
    yield _row("the same page on a slow phone (1.6 Mbit/s, CPU / 4)", phone, "the time to wait there", 2500)


def _row(what: str, values: tuple[float, ...], limit: str, ms: float) -> Row:
    return Row(Series(what, "ms", values), Series(limit, "ms", (ms,) * len(values)), Aim(most=1))


def _visit(browser: Browser, address: str, phone: bool = False) -> tuple[float, float]:
    """The ms until settings can be chosen, and until the picture after another choice."""
    context = browser.new_context(viewport={"width": 390 if phone else 1280, "height": 800})
    page: Page = context.new_page()
    page.add_init_script(_WATCH)
    if phone:
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", _PHONE)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address)
    page.wait_for_selector("#settings > fieldset:not([disabled])", state="attached")
    page.wait_for_timeout(1500)  # as long as a reader looks at the first picture
    usable: float = page.evaluate("globalThis.usable")
    following: float = page.evaluate(_NEXT, 1)
    context.close()
    return usable, following


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The address of the explorer in a folder, over HTTP."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/explore.html"
    server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the table is all that is printed."""
