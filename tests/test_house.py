"""What the repository says about itself: workflows, citation and README name what there is."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import tconv_anim

ROOT = Path(__file__).parent.parent
RAW = "https://raw.githubusercontent.com/tconv-anim/tconv-anim/main/"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *(ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"), ROOT / ".pre-commit-config.yaml"]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def commands(workflow: Path) -> str:
    jobs = read(workflow)["jobs"].values()
    return "\n".join(step["run"] for job in jobs for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_yaml_files_parse_and_say_what_they_are(path: Path) -> None:
    assert read(path).keys() & {"jobs", "body", "repos"}


def test_workflows_call_targets_of_make_and_test_files_that_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    said = "\n".join(map(commands, WORKFLOWS))
    called = set(re.findall(r"^make ([a-z-]+)", said, re.MULTILINE))
    assert {"test", "lint", "docs"} <= called <= set(targets)
    files = re.findall(r"tests/\w+\.py", said)
    assert files
    assert all((ROOT / name).is_file() for name in files)


def test_ci_covers_every_python_that_is_promised() -> None:
    matrix = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert f'requires-python = ">={matrix["python"][0]}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_citation_names_the_packages_version() -> None:
    assert read(ROOT / "CITATION.cff")["version"] == tconv_anim.__version__


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_lead_to_files_that_exist_and_images_show_on_pypi_too(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for image, target in re.findall(r"(!?)\[[^\]]*\]\(([^)#]+)[^)]*\)", text):
        assert not image or target.startswith(RAW), target
        if not target.startswith("http") or target.startswith(RAW):
            assert (ROOT / target.removeprefix(RAW)).exists(), target


def test_what_is_run_elsewhere_needs_no_browsers_and_frameworks() -> None:
    [job] = (read(path)["jobs"]["elsewhere"] for path in WORKFLOWS if path.stem == "ci")
    files = re.findall(r"tests/\w+\.py", "\n".join(step.get("run", "") for step in job["steps"]))
    assert "tests/test_geometry.py" in files
    heavy = ("playwright", "onnx", "onnxruntime", "manim", "sphinx", "torch", "yaml", "axe_playwright_python")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({heavy!r}))\n"
        "import importlib.util as u; found = u.find_spec\n"
        f"u.find_spec = lambda name, *rest: None if name in {heavy!r} else found(name, *rest)\n"
        "import pytest\n"
        f"sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '--collect-only'] + {files!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
