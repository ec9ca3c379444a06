"""Settings of the whole suite."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

# What is computed can be tested without a browser: then only the tests that open pages find no fixture.
pytest_plugins = ["tests.browser"] if find_spec("playwright") else []

# Timings on shared machines are noisy, so no test fails for being slow; in CI every run is the same.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write what the code makes now")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))
