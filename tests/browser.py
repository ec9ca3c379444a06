"""A real browser for the tests: Debian's Chromium, one a test process, with no way out to any network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
_QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


class Visit:
    """A page that is open, and what it did besides being shown: requests, messages, errors."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def assert_alone(self, path: Path) -> None:
        """The page asked for nothing but itself, and nothing in it went wrong."""
        asked = [url for url in self.requests if not url.startswith(("data:", "blob:"))]
        assert asked == [path.as_uri()]
        assert self.complaints == []


def until(page: Page | Frame, script: str) -> Any:
    """What a script returns once that is true.

    Playwright's own ``wait_for_function`` evaluates text in the page, which our pages' policy refuses as soon
    as the first answer isn't the one that is waited for.
    """
    for _ in range(400):
        if found := page.evaluate(script):
            return found
        (page.page if isinstance(page, Frame) else page).wait_for_timeout(25)
    raise AssertionError(f"never: {script}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a file, or a snippet of HTML; options are those of a browser context (viewport, color_scheme)."""
    contexts: list[BrowserContext] = []

    def open_(what: Path | str, **options: Any) -> Visit:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        visit = Visit(context.new_page())
        if isinstance(what, Path):
            visit.page.goto(what.as_uri())
        else:
            visit.page.set_content(what)
        return visit

    yield open_
    for context in contexts:
        context.close()
