# `make test` sets up all that it needs, on a fresh machine too, and runs the whole suite.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Debian packages that tests and benchmarks call: gifsicle reads and optimises our GIFs, Chromium, Firefox and
# WebKit (on a screen of Xvfb's) show our pages, poppler reads our PDF, ffmpeg our films and subtitles, Droid has
# Chinese letters. The rest builds Manim's bindings of Cairo and Pango.
SYSTEM_COMMANDS := gifsicle chromium firefox-esr WebKitWebDriver Xvfb pdftotext ffprobe pkg-config cc
SYSTEM_LIBRARIES := cairo pangocairo
SYSTEM_FILES := /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf
SYSTEM_PACKAGES := gifsicle chromium firefox-esr webkit2gtk-driver xvfb poppler-utils ffmpeg fonts-droid-fallback \
	pkg-config gcc python3-dev libcairo2-dev libpango1.0-dev
# PyTorch is a referee in CI; elsewhere its usual build would be gigabytes. TORCH=1 asks for it.
TORCH ?= $(CI)
TORCH_PACKAGE := $(if $(TORCH),torch==2.13.0)
MARKERS := -m "not frameworks and not notebooks and not places and not slides and not tex and not decks and not pages and not clusters$(if $(TORCH),, and not torch)"

PY_LOWEST := .venv-lowest/bin/python

.PHONY: test test-pages test-frameworks test-notebooks test-places test-slides test-tex test-decks test-clusters test-lowest \
	lint bench media docs clean system system-places system-slides system-tex system-decks

test: $(VENV)/test-ready$(if $(TORCH),-torch)
	$(if $(TORCH),,@echo "PyTorch's tests are left out here; 'make test TORCH=1' runs them too")
	$(BIN)/python -m pytest -n auto $(MARKERS) $(PYTEST_ARGS)

# What opens pages in many states, sizes and browsers, which would take half of the suite's time.
test-pages: $(VENV)/test-ready
	$(BIN)/python -m pytest -n auto -m pages $(PYTEST_ARGS)

# Keras, JAX, Flax and MLX (its build for Linux), which would be gigabytes elsewhere. Keras computes with PyTorch.
test-frameworks: $(VENV)/test-ready-frameworks
	KERAS_BACKEND=torch $(BIN)/python -m pytest -n auto -m frameworks $(PYTEST_ARGS)

# JupyterLab and marimo, which are 300 MB with all that they need.
test-notebooks: .venv-notebooks/ready
	.venv-notebooks/bin/python -m pytest tests/test_notebooks.py $(PYTEST_ARGS)

# What pages and books are made with, a gigabyte of it: mystmd, MDX, Jupyter Book 1 and with it Sphinx 7, TeX.
test-places: .venv-places/ready
	.venv-places/bin/python -m pytest tests/test_places.py $(PYTEST_ARGS)

# What LibreOffice makes of our slides, which is 240 MB with all that it needs.
test-slides: $(VENV)/test-ready | system-slides
	$(BIN)/python -m pytest -m slides $(PYTEST_ARGS)

# Figures and overlays set by pdfTeX and LuaTeX, which are 370 MB with all that they need.
test-tex: $(VENV)/test-ready | system-tex
	$(BIN)/python -m pytest -n auto -m tex $(PYTEST_ARGS)

# Decks of reveal.js and manim-slides, which are 600 MB with Manim.
test-decks: .venv-decks/ready
	.venv-decks/bin/python -m pytest -m decks tests/test_decks.py $(PYTEST_ARGS)

# Sweeps with a scheduler and workers of Dask's, and into a server like S3's; 350 MB with all that they need.
test-clusters: .venv-clusters/ready
	.venv-clusters/bin/python -m pytest -m clusters tests/test_clusters.py $(PYTEST_ARGS)

# The oldest dependencies that pyproject.toml promises, and what calls them without browsers and films. Our own
# arithmetic and storyboards, which only call NumPy, are in few of these files: all of them would take four minutes.
LOWEST := bad_input.py or command.py or gallery.py or imports.py or painters.py or pdf.py or pdf_pages.py or \
	pictures.py or pptx.py or print_theme.py or recipes.py or sphinx.py or sphinx_print.py or svg.py or text.py or \
	trace.py or webp.py or writing_files.py
test-lowest: .venv-lowest/ready
	$(PY_LOWEST) -m pytest -n auto --what-is-installed -k "$(LOWEST)" -m "not torch and not frameworks and not places and not slides and not tex and not decks and not pages and not clusters and not slow and not hypothesis" $(PYTEST_ARGS)

lint: $(VENV)/lint-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/bench-ready
	$(BIN)/python -m benchmarks

media: $(VENV)/test-ready
	$(BIN)/tconv-anim --k 3 --s 2 --p 1 --op 1 --i 2 -o media/scatter.gif
	rm -f media/*.webp # a gallery keeps what has the same recipe, but the code that draws it changed
	$(BIN)/tconv-anim gallery media --suffix .webp

docs: $(VENV)/docs-ready
	$(BIN)/python -m sphinx -n -W --keep-going -b html docs docs/_build/html

clean:
	rm -rf $(VENV) .venv-lowest .venv-notebooks .venv-places .venv-decks .venv-clusters dist build docs/_build docs/_generated .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Installed again whenever the dependencies change.
$(VENV)/test-ready: $(BIN)/python pyproject.toml | system
	$(BIN)/python -m pip install --quiet -e '.[test]'
	@touch $@

.venv-lowest/ready: pyproject.toml tools/lowest.py
	$(PYTHON) -m venv --clear .venv-lowest
	$(PY_LOWEST) -m pip install --quiet -e '.[pdf,pptx,sphinx]' $$($(PYTHON) tools/lowest.py) pytest pytest-xdist hypothesis
	@touch $@

.venv-places/ready: pyproject.toml | system-places
	$(PYTHON) -m venv --clear .venv-places
	.venv-places/bin/python -m pip install --quiet -e '.[sphinx,pdf]' 'jupyter-book<2' pytest hypothesis
	npm install --silent --prefix .venv-places mystmd@1 @mdx-js/mdx@3 react@19 react-dom@19
	@touch $@

.venv-decks/ready: pyproject.toml | system-decks
	$(PYTHON) -m venv --clear .venv-decks
	.venv-decks/bin/python -m pip install --quiet -e '.[manim]' 'manim-slides>=5.7' pytest hypothesis playwright
	npm install --silent --prefix .venv-decks reveal.js@6
	@touch $@

.venv-clusters/ready: pyproject.toml
	$(PYTHON) -m venv --clear .venv-clusters
	.venv-clusters/bin/python -m pip install --quiet -e '.[sweep,dask]' 's3fs>=2024.6' 'moto[server]>=5' pytest hypothesis
	@touch $@

$(VENV)/test-ready-torch: $(VENV)/test-ready
	$(BIN)/python -m pip install --quiet $(TORCH_PACKAGE)
	@touch $@

$(VENV)/test-ready-frameworks: $(VENV)/test-ready
	$(BIN)/python -m pip install --quiet torch==2.13.0 'keras>=3.15' 'jax>=0.6' 'flax>=0.11' 'mlx[cpu]>=0.30'
	@touch $@

# An environment of its own: marimo takes no new pymdown-extensions.
.venv-notebooks/ready: pyproject.toml | system
	$(PYTHON) -m venv --clear .venv-notebooks
	.venv-notebooks/bin/python -m pip install --quiet -e '.[notebook]' 'jupyterlab>=4.6' 'marimo>=0.25' pytest hypothesis playwright
	@touch $@

$(VENV)/lint-ready: $(VENV)/test-ready
	$(BIN)/python -m pip install --quiet -e '.[lint]'
	@touch $@

$(VENV)/bench-ready: $(VENV)/test-ready
	$(BIN)/python -m pip install --quiet -e '.[bench]'
	@touch $@

$(VENV)/docs-ready: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[docs]'
	@touch $@

# For the pages and books of `make test-places`, the same way.
system-places: SYSTEM_COMMANDS := node npm java epubcheck latexmk lualatex pdftotext
system-places system-slides system-tex system-decks: SYSTEM_FILES :=
system-places: SYSTEM_LIBRARIES :=
system-places: SYSTEM_PACKAGES := nodejs npm default-jre-headless epubcheck latexmk texlive-latex-recommended \
	texlive-latex-extra texlive-fonts-recommended texlive-luatex tex-gyre fonts-freefont-otf poppler-utils

system-slides: SYSTEM_COMMANDS := soffice pdftotext
system-slides: SYSTEM_LIBRARIES :=
system-slides: SYSTEM_PACKAGES := --no-install-recommends libreoffice-impress-nogui fonts-liberation poppler-utils

# For the figures of `make test-tex`; Debian's recommendations would be as much again.
system-tex: SYSTEM_COMMANDS := pdflatex lualatex pdftotext
system-tex: SYSTEM_LIBRARIES :=
system-tex: SYSTEM_PACKAGES := --no-install-recommends texlive-latex-recommended texlive-latex-extra texlive-luatex \
	lmodern poppler-utils

system-decks: SYSTEM_COMMANDS := node npm chromium pkg-config cc
system-decks: SYSTEM_PACKAGES := nodejs npm chromium pkg-config gcc python3-dev libcairo2-dev libpango1.0-dev

system system-places system-slides system-tex system-decks:
	@missing=""; for c in $(SYSTEM_COMMANDS); do command -v $$c >/dev/null || missing="$$missing $$c"; done; \
	for l in $(SYSTEM_LIBRARIES); do pkg-config --exists $$l 2>/dev/null || missing="$$missing $$l"; done; \
	for f in $(SYSTEM_FILES); do [ -e $$f ] || missing="$$missing $$f"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq $(SYSTEM_PACKAGES); \
	else \
		echo "Missing:$$missing. Install them first (Debian, Ubuntu: sudo apt-get install $(SYSTEM_PACKAGES))."; exit 1; \
	fi
