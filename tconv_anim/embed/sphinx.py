"""A Sphinx extension: the directive ``tconv``, in reStructuredText and (by MyST) in Markdown.

    extensions = ["tconv_anim.embed.sphinx"]

    .. tconv::
       :k: 3
       :s: 2

HTML gets the player (``:format: gif`` or ``svg``: a picture), EPUB a still, LaTeX a still or a strip of
``:steps:``, all others the alt text. Files are named by their content, and made once.
"""

from functools import partial
from hashlib import sha256
from pathlib import Path
from posixpath import join
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from tconv_anim import __version__
from tconv_anim.animation import Animation, animate
from tconv_anim.embed import fields
from tconv_anim.embed.around import script
from tconv_anim.embed.formats import FORMATS, Asked, shown_as
from tconv_anim.errors import InputError, shown
from tconv_anim.output import replacing
from tconv_anim.painters.snippet import Tag
from tconv_anim.recipe.data import is_file_name
from tconv_anim.recipe.themefile import is_theme_file
from tconv_anim.sources.asked import is_file

_FILES = {
    "theme": is_theme_file,
    "layer": is_file,
    **dict.fromkeys(("input", "weight", "bias", "rest"), is_file_name),
}
"""The fields that may name a file, and what tells whether they do."""

_SCRIPT = "tconv-around.js"


class tconv(nodes.General, nodes.Element):  # noqa: N801  # docutils names nodes like their tags
    """An animation; its only child is a paragraph with the alt text, for builders that show no pictures."""


def _read(name: str, text: str | None) -> Any:
    """What a field says; docutils puts the message of a ValueError behind the field's name."""
    try:
        return fields.read(name, text)
    except InputError as error:
        raise ValueError(error.phrase(fields.names(":{}:"))) from None


def _format(text: str) -> str:
    return str(directives.choice(text, tuple(FORMATS)))


def _steps(text: str) -> list[int]:
    steps = [int(step) for step in directives.unchanged_required(text).replace(",", " ").split()]
    if not steps:
        raise ValueError("it needs a step or some: 1 4 9")
    return steps


_FIELDS = frozenset(fields.FIELDS) - {"steps"}
"""The options of the command, but for one whose name the directive had before."""


class TConv(SphinxDirective):
    """``.. tconv::``, with the options of the command and some of its own."""

    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        **{name: partial(_read, name) for name in _FIELDS},
        "format": _format,
        "steps": _steps,
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged_required,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """The node, in a figure where there is a caption; an error of docutils where there is a mistake."""
        said, made = fields.apart(
            fields.meant({name: value for name, value in self.options.items() if name in _FIELDS})
        )
        step = made.get("step")
        steps = self.options.get("steps", [step])
        try:
            animation = animate(**{name: self._data(name, value) for name, value in said.items()})
            for one in (step, *steps):
                animation.check_step(one)
            suffix = FORMATS[self.options.get("format", next(iter(FORMATS)))]
            for kind in (suffix, ".png"):
                animation.part(kind)  # what is too large for it is said here
        except InputError as error:
            raise self.error(error.phrase(fields.names(":{}:"))) from None
        alt = self.options.get("alt", animation.storyboard.description)
        node = tconv("", nodes.paragraph("", alt))
        # What can be made again isn't kept with the document: only what it is made from.
        node["recipe"], node["size"] = animation.recipe, animation.storyboard.size
        node["steps"], node["step"], node["made"] = steps, step, made
        node["telling"] = animation.telling_step
        node["suffix"] = suffix
        self.set_source_info(node)
        outer: nodes.Element = node
        if "caption" in self.options:
            text, messages = self.state.inline_text(self.options["caption"], self.lineno)
            outer = nodes.figure("", node, nodes.caption("", "", *text, *messages))
            self.set_source_info(outer)
        outer["classes"] += self.options.get("class", [])
        self.add_name(outer)
        return [outer]

    def _data(self, name: str, value: Any) -> Any:
        """A value; data that isn't written here is a file beside the document, which then depends on it."""
        if name not in _FILES or not _FILES[name](value):
            return value
        relative, path = self.env.relfn2path(value)
        self.env.note_dependency(relative)
        if not Path(path).is_file():
            raise InputError(
                f"{shown(value)} is not there: give ${name} a file by its path from this document, "
                "or from the project's folder with a / in front"
            )
        return path


def _made(translator: Any, node: tconv, suffix: str, step: int | None, **more: Any) -> str:
    """The name of the file in the builder's folder of images; drawn if nobody has drawn it yet."""
    made = fields.heeded(node["made"], suffix, step) | more
    recipe = node["recipe"].to_json(made)
    builder = translator.builder
    cache = Path(builder.doctreedir, "tconv")
    cache.mkdir(exist_ok=True)
    kept = cache / (sha256(f"{recipe}{suffix}".encode()).hexdigest()[:20] + suffix)
    if not kept.exists():
        with replacing(kept) as file:
            file.write(Animation(node["recipe"]).encoded(suffix, **made))
    data = kept.read_bytes()
    name = f"tconv-{sha256(data).hexdigest()[:20]}{suffix}"
    target = Path(builder.outdir, builder.imagedir, name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as file:
            file.write(data)
    return name


def _visit_html(translator: Any, node: tconv) -> None:
    suffix = node["suffix"]
    asked = Asked(node["step"], node["telling"], node["size"], node.astext())
    if translator.builder.name == "epub":
        # A book's readers run no scripts, show no pages in pages, and not all can move.
        suffix, asked = ".svg", asked._replace(step=asked.still)

    def source(suffix: str, step: int | None) -> tuple[str, str]:
        return "src", join(translator.builder.imgpath, _made(translator, node, suffix, step))

    shown = shown_as(suffix, asked, source)
    attributes = {"class": " ".join(["tconv", *node["classes"]])}
    if node["ids"]:
        attributes["id"] = node["ids"][0]
    translator.body.append(f"{Tag('div', attributes, inside=(shown,)).html()}\n")
    raise nodes.SkipNode


def _add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page with players the script that fits them in; books run none."""
    players = (node["suffix"] == ".html" for node in doctree.findall(tconv)) if doctree else ()
    if app.builder.name == "epub" or not any(players):
        return
    target = Path(app.outdir, "_static", _SCRIPT)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as file:
            file.write(script())
    app.add_js_file(_SCRIPT, loading_method="defer")


def _visit_latex(translator: Any, node: tconv) -> None:
    steps, step, more = node["steps"], node["step"], {}
    if len(steps) > 1:
        step, more = None, {"strip": tuple((one, one) for one in sorted({*steps})), "quiz": None}
    still = _made(translator, node, _print_suffix(), step, **more)
    alt = " ".join(node.astext().split())
    text = _with_alt(translator, alt, rf"\sphinxincludegraphics[alt=\tconvalt]{{{still}}}")
    target = translator.hypertarget_to(node) if node["ids"] else ""
    translator.body.append(f"\n\\par\\noindent{target}\n{text}\n\\par\n")
    raise nodes.SkipNode


def _with_alt(translator: Any, alt: str, picture: str) -> str:
    """A picture with its alt text, as LaTeX, and as the digits of a PDF's string, which no font must have."""
    text = translator.encode(alt).replace(r"\(\rightarrow\)", r"\textrightarrow{}")
    return rf"\tconvpicture{{{text}}}{{{alt.encode('utf-16-be', 'replace').hex().upper()}}}{{{picture}}}"


_PREAMBLE = r"""
% Alt texts of tconv-anim: graphicx has them for engines that tag what they write, accsupp for all.
\makeatletter
\@ifundefined{KV@Gin@alt}{\define@key{Gin}{alt}{}}{}
\makeatother
\IfFileExists{accsupp.sty}{\usepackage{accsupp}}{}
\newcommand{\tconvpicture}[3]{{\def\tconvalt{#1}%
  \ifdefined\BeginAccSupp\BeginAccSupp{method=hex,unicode,Alt=#2}#3\EndAccSupp{}\else#3\fi}}
"""


def _prepare_latex(app: Sphinx, config: Config) -> None:
    """What pictures need in LaTeX, before all that the author says there."""
    elements = config.latex_elements
    config.latex_elements = {**elements, "preamble": _PREAMBLE + elements.get("preamble", "")}


def _print_suffix() -> str:
    """Vector where that can be made, else pixels."""
    from importlib.util import find_spec

    return ".pdf" if find_spec("fpdf") else ".png"


def _visit_alt(translator: Any, node: tconv) -> None:
    """Leave it to the paragraph inside."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx of the directive and its node."""
    alt: tuple[Any, Any] = (_visit_alt, _visit_alt)
    app.add_node(tconv, html=(_visit_html, None), latex=(_visit_latex, None), text=alt, man=alt, texinfo=alt)
    app.add_directive("tconv", TConv)
    app.connect("config-inited", _prepare_latex)
    app.connect("html-page-context", _add_script)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
