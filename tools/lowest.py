"""Print the lowest versions that pyproject.toml promises, also for Sphinx, PDFs and slides."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
extras = project["optional-dependencies"]
for requirement in project["dependencies"] + extras["pdf"] + extras["pptx"] + extras["sphinx"]:
    name, bound = requirement.split(">=")
    print(f"{name}=={bound}")
