"""Print the lowest version of each dependency, and of what draws PDFs, that pyproject.toml promises."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
for requirement in project["dependencies"] + project["optional-dependencies"]["pdf"]:
    name, bound = requirement.split(">=")
    print(f"{name}=={bound}")
