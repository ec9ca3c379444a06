"""Drawings as shapes of a slide, in DrawingML (ISO/IEC 29500): each element is one, with its text inside.

Lengths on slides are in EMU, 914,400 of them an inch.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tconv_anim.language.saying import ENGLISH, spoken
from tconv_anim.painters.faces import Spot
from tconv_anim.painters.vector.drawing import Drawn, Shape, TextLine
from tconv_anim.painters.vector.extent import box
from tconv_anim.painters.vector.markup import escape
from tconv_anim.painters.vector.style import Paint
from tconv_anim.storyboard.extent import Extent

_HUNDREDTH = 127
"""EMU of a hundredth of a point, in which text is measured."""

_SMALLEST = 100
"""Text that there is, in hundredths of a point."""

_RECTANGLE = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'

_NOTHING = "<a:noFill/><a:ln><a:noFill/></a:ln>"
"""Neither a fill nor a line."""

_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
"""Of what has neither text nor alt text: programs that read slides to people pass it over."""

_ALIGNED = {"start": "l", "middle": "ctr", "end": "r"}


class Scale(NamedTuple):
    """Where a picture is on a slide: its corner, and how long its unit is, in EMU."""

    left: float
    top: float
    unit: float

    def spot(self, x: float, y: float) -> tuple[int, int]:
        """A place in the picture on the slide."""
        return round(self.left + x * self.unit), round(self.top + y * self.unit)

    def extent(self, extent: Extent) -> Extent:
        """A part of the picture on the slide."""
        return Extent(*self.spot(*extent[:2]), *self.spot(*extent[2:]))


def fitted(extent: Extent, place: Extent) -> Scale:
    """Where a part of the picture is in the middle of a place on the slide, as large as it can be."""
    unit = min(room / side for room, side in zip(_size(place), _size(extent), strict=True))
    left = place.left + place.right - (extent.left + extent.right) * unit
    top = place.top + place.bottom - (extent.top + extent.bottom) * unit
    return Scale(left / 2, top / 2, unit)


def room(drawn: Drawn) -> Extent:
    """What a drawing takes of the picture: its lines, or where it is a label, its text."""
    return box(drawn.look._replace(parts=(*_shapes(drawn),) or drawn.look.parts)).at(*drawn.at)


def native(drawn: Drawn, paint: Paint, scale: Scale, number: int) -> str:
    """A drawing as the slide's shape of this number, named so that its like on the next slide is found."""
    shapes, place = _shapes(drawn), scale.extent(room(drawn))
    # Programs fill a shape's paths before they draw its lines: what clears a hatch is behind the text, then.
    clear = paint.fill if any(one.filled for one in shapes[1:]) else ""
    shapes = [one for one in shapes if one is shapes[0] or not one.filled]
    lines = (part for part in drawn.look.parts if isinstance(part, TextLine))
    text = "".join(
        words(line, (line.is_note and paint.note) or paint.ink, scale.unit, clear) for line in lines
    )
    name = f"!!{drawn.id}"  # PowerPoint's Morph transition pairs shapes of one name, if it begins so
    if not shapes:
        return shape(number, name, place, text=text)
    here = scale._replace(left=scale.left - place.left, top=scale.top - place.top)
    geometry, turned = _geometry(shapes, drawn.at, here, place)
    return shape(number, name, place, geometry, _look(shapes, paint, scale), text, turned=turned)


def shape(
    number: int,
    name: str,
    place: Extent,
    geometry: str = _RECTANGLE,
    look: str = _NOTHING,
    text: str = "",
    *,
    alt: str = "",
    role: str = "",
    body: str = 'wrap="none" anchor="ctr"',
    turned: str = "",
) -> str:
    """A shape with ``text`` as its paragraphs, set as ``body`` says; ``role`` is that of a placeholder."""
    left, top, right, bottom = map(round, place)
    told = alt and f' descr="{escape(alt)}"'
    kind = ' txBox="1"' if look is _NOTHING and text and not role else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{escape(name)}"{told}>'
        f"{'' if text or alt else _DECORATIVE}</p:cNvPr><p:cNvSpPr{kind}/>"
        f"<p:nvPr>{role and f'<p:ph {role}/>'}</p:nvPr></p:nvSpPr>"
        f'<p:spPr><a:xfrm{turned}><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{right - left}" cy="{bottom - top}"/></a:xfrm>{geometry}{look}</p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" {body}><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{text or '<a:p/>'}</p:txBody></p:sp>"
    )


def language_tag() -> str:
    """The language that is spoken here, as Office has it."""
    code = spoken().code
    return "en-US" if code == ENGLISH.code else code


def words(line: TextLine, ink: str, unit: float, clear: str = "") -> str:
    """A paragraph of one line, its size in units of so many EMU; ``clear`` is the colour behind it."""
    size = max(round(line.size * unit / _HUNDREDTH), _SMALLEST)
    colours = _filled(ink) + (clear and _filled(clear, "highlight"))
    return (
        f'<a:p><a:pPr algn="{_ALIGNED[line.anchor]}"/><a:r>'
        f'<a:rPr lang="{language_tag()}" sz="{size}" b="{line.bold:d}">'
        f"{colours}</a:rPr><a:t>{escape(line.text)}</a:t></a:r></a:p>"
    )


def _shapes(drawn: Drawn) -> list[Shape]:
    return [part for part in drawn.look.parts if isinstance(part, Shape)]


def _geometry(shapes: Sequence[Shape], at: Spot, here: Scale, place: Extent) -> tuple[str, str]:
    """Lines and rectangles by their names, all else as paths; and how a line that rises is turned."""
    first = shapes[0]
    (x0, y0), (x1, y1) = first.spots[:2]
    if len(shapes) == 1 and not first.closed:
        turned = ' flipV="1"' if (x1 - x0) * (y1 - y0) < 0 else ""
        return _RECTANGLE.replace("rect", "line"), turned
    if len(shapes) == 1 and y0 == y1:
        share = round(100_000 * first.radius * here.unit / min(_size(place)))
        guide = f'<a:gd name="adj" fmla="val {share}"/>'
        rounded = f'<a:prstGeom prst="roundRect"><a:avLst>{guide}</a:avLst></a:prstGeom>'
        return rounded if share else _RECTANGLE, ""
    width, height = _size(place)
    paths = []
    for one in shapes:
        spots = (here.spot(at[0] + dx, at[1] + dy) for dx, dy in one.spots)
        start, *others = (f'<a:pt x="{x}" y="{y}"/>' for x, y in spots)
        fill = "norm" if one.filled else "none"
        paths.append(
            f'<a:path w="{width}" h="{height}" fill="{fill}" stroke="{one.stroked:d}">'
            f"<a:moveTo>{start}</a:moveTo>{''.join(f'<a:lnTo>{spot}</a:lnTo>' for spot in others)}"
            f"{'<a:close/>' * one.closed}</a:path>"
        )
    return (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f"<a:pathLst>{''.join(paths)}</a:pathLst></a:custGeom>"
    ), ""


def _look(shapes: Sequence[Shape], paint: Paint, scale: Scale) -> str:
    """Fill and line. A shape has one line: that of the first part that has any."""
    fill = _filled(paint.fill) if any(one.filled for one in shapes) else "<a:noFill/>"
    lined = next((one for one in shapes if one.stroked), None)
    if lined is None:
        return f"{fill}<a:ln><a:noFill/></a:ln>"
    on, off = (round(100_000 * length / lined.width) for length in lined.dash or (0, 0))
    dash = f'<a:custDash><a:ds d="{on}" sp="{off}"/></a:custDash>' if lined.dash else ""
    return (
        f'{fill}<a:ln w="{round(lined.width * scale.unit)}" cap="flat">{_filled(paint.stroke)}{dash}'
        '<a:miter lim="800000"/></a:ln>'
    )


def _size(extent: Extent) -> tuple[float, float]:
    """Width and height."""
    return extent.right - extent.left, extent.bottom - extent.top


def _filled(colour: str, kind: str = "solidFill") -> str:
    return f'<a:{kind}><a:srgbClr val="{colour[1:].upper()}"/></a:{kind}>'
