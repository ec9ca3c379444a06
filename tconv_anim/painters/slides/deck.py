"""PowerPoint: a title slide and a slide for each step, of shapes and text that can be edited.

From slide to slide, PowerPoint's Morph transition moves what has one name on both; other programs fade.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from tconv_anim.errors import InputError
from tconv_anim.painters.order import Order
from tconv_anim.painters.poster import telling_step
from tconv_anim.painters.slides.shapes import Scale, fitted, language_tag, native, room, shape, words
from tconv_anim.painters.vector.drawing import Draughtsman, TextLine
from tconv_anim.painters.vector.markup import printable
from tconv_anim.painters.vector.pages import chosen
from tconv_anim.painters.vector.style import paints
from tconv_anim.painters.xmp import packet
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import Extent
from tconv_anim.storyboard.storyboard import Element, Label, in_drawing_order
from tconv_anim.storyboard.theme import Theme

_POINT = 12_700.0
"""EMU of a point."""

_SLIDE = Extent(0, 0, 960 * _POINT, 540 * _POINT)
"""A slide of 16:9, as PowerPoint has it by itself."""

_TITLE, _SUBTITLE, _PICTURE, _HIDDEN = (
    Extent(_SLIDE.right * left, _SLIDE.bottom * top, _SLIDE.right * (1 - left), _SLIDE.bottom * bottom)
    for left, top, bottom in ((0.05, 0.07, 0.2), (0.05, 0.2, 0.28), (0.1, 0.34, 0.94), (0, -0.15, -0.05))
)
"""On the title slide; and above a slide, where PowerPoint puts titles that are read out and not shown."""

_FONT = "Arial"
"""It is nearly everywhere, and hardly any text is wider in it than in ours."""

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""The same slides are the same file whenever they are made, and the format asks for a date."""

_SCHEME = {"dk1": "title", "dk2": "note", "accent1": "input", "accent2": "kernel", "accent3": "output"}
"""Which of a theme's inks a presentation has for what its user adds."""

_RECIPE = "customXml/item1.xml"

_CONTENT = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    f'<p:sld {nsdecls("a", "p", "r")}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/>'
    "<p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice xmlns:p159="http://schemas.microsoft.com/office/powerpoint/2015/09/main" Requires="p159">'
    '<p:transition spd="slow"><p159:morph option="byObject"/></p:transition></mc:Choice><mc:Fallback>'
    '<p:transition spd="med"><p:fade/></p:transition></mc:Fallback></mc:AlternateContent></p:sld>'
)
"""A slide, of its shapes."""

_MOST_SHAPES = 100_000
"""Of a presentation: programs take minutes to open more."""


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write a title slide, and a slide for the step that ``order`` names, for some, or for all.

    Needs the extra ``pptx``.
    """
    board = order.storyboard
    step = telling_step(board) if order.step is None else order.step
    cover = [*board.at_step(step).values()]
    steps = order.steps or (((0, board.steps + 1) if order.step is None else (step, step)),)
    slides = sum(min(last, board.steps + 1) - first + 1 for first, last in steps)
    if slides * len(cover) > _MOST_SHAPES:
        raise InputError(
            f"these are {slides:,} slides with about {len(cover):,} shapes each, and a .pptx takes at most "
            f"{_MOST_SHAPES:,} in all: choose some in $steps"
        )
    deck = _Deck(order)
    deck.cover(cover)
    yield 1
    for number, (told, elements) in enumerate(chosen(board, steps), 2):
        deck.step(told, [*elements])
        yield number
    file.write(deck.finished())


class _Deck:
    """A presentation that slides are put into, one after the other."""

    def __init__(self, order: Order) -> None:
        self._board, self._colours = order.storyboard, paints(order.theme)
        self._draughtsman = Draughtsman(order.storyboard, order.theme)
        self._numbers: dict[str, int] = {}
        self._shapes: dict[tuple[Element, Scale], str] = {}
        self._slides: dict[str, bytes] = {}
        self._deck = Presentation()
        self._widen()
        self._colour(order.theme)
        part = self._deck.part
        recipe = Part(PackURI(f"/{_RECIPE}"), CONTENT_TYPE.XML, part.package, packet(order.recipe).encode())
        part.relate_to(recipe, RELATIONSHIP_TYPE.CUSTOM_XML)
        about = self._deck.core_properties
        about.title = printable(order.storyboard.title)[:255]  # the format takes no more
        about.author = about.comments = ""
        about.last_modified_by, about.language = "tconv-anim", language_tag()
        about.created = about.modified = _NO_DATE

    def cover(self, elements: Sequence[Element]) -> None:
        """The title slide, with what is in the picture but its own title and caption."""
        told = self._board.description
        said = {one.id: one.text for one in elements if isinstance(one, Label)}
        title, subtitle = said.get(ids.TITLE, self._board.title), said.get(ids.SUBTITLE, "")
        self._slide(
            "Title Slide",
            self._words('type="ctrTitle"', _TITLE, TextLine(title, 36, 0, 0)),
            subtitle and self._words('type="subTitle" idx="1"', _SUBTITLE, TextLine(subtitle, 20, 0, 0)),
            self._picture((one for one in elements if not ids.is_furniture(one.id)), _PICTURE, told),
            notes=told,
        )

    def step(self, told: str, elements: Sequence[Element]) -> None:
        """The picture of a step; its caption is the slide's title, which is hidden where there is none."""
        width, height = self._board.size
        page, place, title, unit = Extent(0, 0, width, height), _HIDDEN, TextLine(told, 14, 0, 0), _POINT
        caption = [one for one in elements if isinstance(one, Label) and one.id.startswith("caption/")]
        if caption:
            left, top, *_ = room(self._draughtsman.drawn(caption[0]))
            scale = fitted(page, _SLIDE)
            place, unit = scale.extent(Extent(left, top, width - left, height)), scale.unit
            title = title._replace(size=caption[0].size, anchor="start")
        self._slide(
            "Title Only",
            self._words('type="title"', place, title, unit),
            self._picture((one for one in elements if one not in caption), _SLIDE, told, page),
            notes=told,
        )

    def finished(self) -> bytes:
        """The whole file: no clock in it, and its recipe where it is read without unpacking."""
        draft, whole = io.BytesIO(), io.BytesIO()
        self._deck.save(draft)
        first = ("[Content_Types].xml", _RECIPE)
        with ZipFile(draft) as made, ZipFile(whole, "w") as fixed:
            for name in sorted(made.namelist(), key=lambda name: name not in first):
                data = self._slides.get(name) or made.read(name)
                fixed.writestr(ZipInfo(name), data, ZIP_STORED if name == _RECIPE else ZIP_DEFLATED)
        return whole.getvalue()

    def _words(self, role: str, place: Extent, text: TextLine, unit: float = _POINT) -> str:
        """A placeholder with a text: what slides are called in lists of them, and what is read out first."""
        ink, subtitle = self._colours["text-title"].ink, "sub" in role
        lines = "".join(words(text._replace(text=line), ink, unit) for line in text.text.split("\n"))
        body = f'wrap="square" anchor="{"t" if text.anchor == "start" else "ctr"}"'
        name = "Subtitle" if subtitle else "Title"
        return shape(2 + subtitle, name, place, text=lines, role=role, body=body)

    def _picture(
        self, elements: Iterable[Element], place: Extent, told: str, page: Extent | None = None
    ) -> str:
        """The elements where a picture is to be; ``page`` is what of it is shown, by itself what is drawn."""
        seen = in_drawing_order(elements)
        rooms = (room(one) for one in map(self._draughtsman.drawn, seen) if one.look.parts)
        scale = fitted(page or reduce(Extent.around, rooms), place)
        # A group would bear the alt text, too, but Morph moves groups as a whole.
        return shape(4, "Picture", place, alt=told) + "".join(self._shape(one, scale) for one in seen)

    def _shape(self, element: Element, scale: Scale) -> str:
        """The element's shape, made once for all slides on which it looks the same."""
        made = self._shapes.get((element, scale))
        if made is None:
            drawn = self._draughtsman.drawn(element)
            number = self._numbers.setdefault(element.id, len(self._numbers) + 5)
            paint = self._colours[drawn.look.name]
            made = native(drawn, paint, scale, number) if drawn.look.parts else ""
            self._shapes[element, scale] = made
        return made

    def _slide(self, layout: str, *shapes: str, notes: str) -> None:
        layouts = self._deck.slide_layouts
        slide = self._deck.slides.add_slide(layouts.get_by_name(layout) or layouts[0])
        # python-pptx makes shapes one by one, and would keep all of them: seconds, and gigabytes.
        self._slides[slide.part.partname.membername] = _CONTENT.format("".join(shapes)).encode()
        slide.notes_slide.notes_text_frame.text = printable(notes)

    def _widen(self) -> None:
        """Let the template, which is 4:3, be 16:9, with all that slides of the user's own would have."""
        deck, before = self._deck, self._deck.slide_width
        deck.slide_width, deck.slide_height = Emu(int(_SLIDE.right)), Emu(int(_SLIDE.bottom))
        deck.element.find(qn("p:sldSz")).attrib.pop("type")
        for layout in (deck.slide_master, *deck.slide_layouts):
            for length in layout.element.iter(qn("a:off"), qn("a:ext")):
                for name in {"x", "cx"} & {*length.attrib}:
                    length.set(name, str(int(length.get(name)) * deck.slide_width // before))

    def _colour(self, theme: Theme) -> None:
        """Let what users add, too, be in the theme's colours."""
        part = self._deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        colours = {"lt1": theme.page} | {name: theme.inks[ink] for name, ink in _SCHEME.items()}
        text = re.sub('(<a:latin typeface=")[^"]*', rf"\1{_FONT}", part.blob.decode())
        for name, colour in colours.items():
            text = re.sub(f"(<a:{name}>).*?(?=</a:{name}>)", rf'\1<a:srgbClr val="{colour[1:]}"/>', text)
        part.blob = text.encode()
