"""Settings of the whole suite."""

import ast
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from tconv_anim.painters import FILM_PAINTERS, PAINTERS

# What is computed can be tested without a browser: then only the tests that open pages find no fixture.
pytest_plugins = ["tests.browser"] if find_spec("playwright") else []

# Timings on shared machines are noisy, so no test fails for being slow. In CI every run has the same
# examples, and fewer; anywhere else there are others each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("ci" if os.environ.get("CI") else "here")


_PLAIN = {suffix for suffix, painter in PAINTERS.items() if painter.extra != "manim"}
"""The kinds of file that are drawn without Manim."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write what the code makes now")
    parser.addoption("--what-is-installed", action="store_true", help="leave out what needs other packages")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    is_test = collection_path.match("test_*.py") and config.getoption("--what-is-installed")
    return True if is_test and _misses(collection_path) else None


def _misses(path: Path) -> bool:
    """Whether a test, or what it imports of the tests, needs a package that isn't installed."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            ours = path.with_name(name.removeprefix("tests.") + ".py")
            if _misses(ours) if name.startswith("tests.") else not find_spec(name.partition(".")[0]):
                return True
    return False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--what-is-installed"):
        wanted = [item for item in items if not _wants_more(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


def _wants_more(item: pytest.Item) -> bool:
    """Whether a test opens a page, or makes a film, where nothing does."""
    values = getattr(item, "callspec").params.values() if hasattr(item, "callspec") else ()  # noqa: B009
    page = "visit" in getattr(item, "fixturenames", ()) and not find_spec("playwright")
    film = any(isinstance(value, str) and value in FILM_PAINTERS and value not in _PLAIN for value in values)
    return page or (film and not find_spec("manim"))


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))
