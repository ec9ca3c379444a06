"""What importing loads, and what the package offers."""

import subprocess
import sys

import tconv_anim

HEAVY = ("numpy", "PIL", "click", "rich", "manim", "av", "fontTools", "sphinx")


def loaded_after(code: str) -> set[str]:
    result = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = loaded_after("import tconv_anim")
    assert "tconv_anim" in loaded
    assert not loaded & set(HEAVY)
    assert not any(name.startswith("tconv_anim.") for name in loaded)


def test_parameters_and_themes_need_no_numpy() -> None:
    assert not loaded_after(
        "import tconv_anim.layer.geometry, tconv_anim.storyboard.theme, tconv_anim.storyboard.layout"
    ) & set(HEAVY)


def test_a_trace_needs_no_painter() -> None:
    loaded = loaded_after("import tconv_anim; tconv_anim.animate().storyboard")
    assert "numpy" in loaded
    assert not loaded & {"PIL", "click", "rich", "manim", "sphinx"}


def test_the_command_loads_no_progress_bar_and_no_network() -> None:
    loaded = loaded_after("import tconv_anim.cli.commands")
    assert "click" in loaded
    assert not loaded & {"rich", "PIL", "urllib.request", "http.client", "manim", "sphinx"}


def test_the_command_loads_no_reader_of_code_before_there_is_some() -> None:
    loaded = loaded_after("import tconv_anim.cli.commands")
    assert not {name for name in loaded if name.startswith("tconv_anim.sources.lines")}


def test_every_name_that_the_package_offers_is_there() -> None:
    for name in tconv_anim.__all__:
        assert getattr(tconv_anim, name) is not None
    assert set(dir(tconv_anim)) == set(tconv_anim.__all__)
