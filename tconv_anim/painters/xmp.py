"""XMP: where files of several kinds keep what they were made from (ISO 16684-1)."""

from html import escape

from tconv_anim.painters.marker import between
from tconv_anim.painters.vector.markup import printable

_PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>{}</dc:source>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def packet(recipe: str) -> str:
    """The recipe as the source of a file."""
    return _PACKET.format(escape(printable(recipe), quote=False))


def read(data: bytes) -> str:
    """The recipe in the bytes of a file with such a packet, or ""."""
    return between(data, "<dc:source>", "</dc:source>")
