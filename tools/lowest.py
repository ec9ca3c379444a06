"""Print the lowest version of each dependency that pyproject.toml promises, also of Sphinx and for PDFs."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
extras = project["optional-dependencies"]
for requirement in project["dependencies"] + extras["pdf"] + extras["sphinx"]:
    name, bound = requirement.split(">=")
    print(f"{name}=={bound}")
