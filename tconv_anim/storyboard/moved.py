"""What is in a picture, moved to its place among others on a page."""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tconv_anim.storyboard.storyboard import Cell, Element, Label, Link, Panel, Point


class Move(NamedTuple):
    """How what is in a picture comes onto a page: with what its ids begin there, where its corner comes to
    stand, and what it shares with other pictures, labels by their ids and panels.
    """

    prefix: str
    by: Point
    labels: Mapping[str, Label] = MappingProxyType({})
    panels: Container[str] = ()

    def id(self, id: str) -> str:
        """An id of the picture as one of the page."""
        return f"{self.prefix}{id}" if id else ""

    def point(self, point: Point) -> Point:
        """A point of the picture as one of the page."""
        return point[0] + self.by[0], point[1] + self.by[1]

    def panel(self, panel: Panel) -> Panel:
        """A panel of the picture on the page."""
        return panel._replace(id=self.id(panel.id), origin=self.point(panel.origin))

    def element(self, element: Element) -> Element:
        """An element of the picture on the page; what is shared stands where the page has it."""
        if isinstance(element, Label):
            if element.id in self.labels:
                return self.labels[element.id]
            return element._replace(id=self.id(element.id), at=self.point(element.at))
        if isinstance(element, Link):
            ends = self.point(element.start), self.point(element.end)
            return element._replace(id=self.id(element.id), start=ends[0], end=ends[1])
        if element.panel in self.panels:
            return element
        element = element._replace(id=self.id(element.id), panel=self.id(element.panel))
        if isinstance(element, Cell):
            sources = tuple(map(self.id, element.comes_from))
            return element._replace(comes_from=sources, goes_to=self.id(element.goes_to))
        return element
