"""Live numbers as the page's data: of all that a book holds, what the page's texts and looks name."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tconv_anim.live import Book
from tconv_anim.storyboard.metrics import CAP_HEIGHT, advance

FIRST_MARK = 0xF0000
"""The character that stands for the page's first slot."""

_LETTERS = "0123456789−+.,e()×"
"""What numbers are written with."""

_FORMS = {"number": "", "signed": "+", "factor": "(", "full": "!"}
"""How a slot says in which form its number is written."""


class Ledger:
    """What of a book is used so far, with slots in an order of its own; without a book, texts stay as is."""

    def __init__(self, book: Book | None) -> None:
        self._book = book
        self._slots: dict[int, int] = {}
        self._texts: dict[str, str] = {}
        self._live: dict[str, bool] = {}
        self._nodes: set[int] = set()

    def text(self, text: str) -> str:
        """A text with one character in the place of each live number."""
        if self._book is None:
            return text
        if text not in self._texts:  # of a cell it is asked in every keyframe
            pieces = self._book.pieces(text)
            self._texts[text] = "".join(
                piece if isinstance(piece, str) else self._mark(piece) for piece in pieces
            )
        return self._texts[text]

    def is_live(self, text: str) -> bool:
        """Whether a text holds live numbers."""
        if self._book is None:
            return False
        if text not in self._live:
            self._live[text] = any(isinstance(piece, int) for piece in self._book.pieces(text))
        return self._live[text]

    def choice(self, role: str) -> tuple[int, Sequence[str]] | None:
        """The node that chooses a role, and the roles; None for a role that is as it is."""
        slot = self._book.slot(role) if self._book is not None else None
        if slot is None:
            return None
        self._nodes.add(slot[0])
        return slot[0], slot[1]

    def _mark(self, slot: int) -> str:
        return chr(FIRST_MARK + self._slots.setdefault(slot, len(self._slots)))

    def data(self, choices: Sequence[tuple[int, int]]) -> dict[str, Any] | None:
        """The numbers for the page (``numbers.js`` counts with them); None without a book.

        ``leaves`` are an id and a text each; after them come the ``nodes``, which name earlier ones.
        ``slots`` say which node is written in which form, or (``*``) chooses one of which ``picks``.
        ``choices`` are nodes, and the places of the lists of looks that each chooses from.
        """
        if self._book is None:
            return None
        slots = list(self._written_slots(self._book))
        order = self._order(self._book)
        place = {node: n for n, node in enumerate(order)}.__getitem__
        kept = [self._book.nodes[node] for node in order]
        return {
            "leaves": [[name, text] for kind, name, text in (node for node in kept if node[0] == "leaf")],
            "nodes": " ".join(_code(node, place) for node in kept if node[0] != "leaf"),
            "slots": " ".join(f"{place(node)}{how}" for node, how, _ in slots),
            "picks": [texts for *_, texts in slots if texts is not None],
            "choices": [(place(node), looks) for node, looks in choices],
            "cap": CAP_HEIGHT,
            "advances": [
                {letter: round(advance(letter, 1000, bold)) for letter in _LETTERS} for bold in (False, True)
            ],
        }

    def _written_slots(self, book: Book) -> Iterator[tuple[int, str, list[str] | None]]:
        """All slots in use with their node, how that is written, and the texts to choose from.

        Those texts may use more slots, which then come, too.
        """
        done = picks = 0
        while done < len(self._slots):
            for slot in list(self._slots)[done:]:
                node, form, *digits = book.slots[slot]
                done += 1
                self._nodes.add(node)
                if isinstance(form, str):
                    yield node, f"{_FORMS[form]}{digits[0]}" if form != "number" else f",{digits[0]}", None
                else:
                    yield node, f"*{picks}", [self.text(text) for text in form]
                    picks += 1

    def _order(self, book: Book) -> list[int]:
        """All nodes that are used, leaves first, each after those that it is made of."""
        found, open_ = set(self._nodes), list(self._nodes)
        while open_:
            for made_of in _sources(book.nodes[open_.pop()]):
                if made_of not in found:
                    found.add(made_of)
                    open_.append(made_of)
        return sorted(found, key=lambda node: (book.nodes[node][0] != "leaf", node))


def _sources(node: tuple[Any, ...]) -> Sequence[int]:
    """The nodes that a node is made of."""
    match node:
        case ("leaf" | "is", *_):
            return ()
        case ("differ", a, b, _, beyond):
            return a, b, beyond
        case ("shade", number, _, low, high, _):
            return number, low, high
    return node[1:]


def _code(node: tuple[Any, ...], place: Callable[[int], int]) -> str:
    """A node in a word: its kind's sign, and what it is made of."""
    match node:
        case ("is", text):
            return f"={text}"
        case ("·" | "+" as sign, a, b):
            return f"{place(a)}{sign}{place(b)}"
        case ("differ", a, b, share, beyond):
            return f"~{place(a)},{place(b)},{share},{place(beyond)}"
        case ("shade", number, digits, low, high, last):
            return f"%{place(number)},{digits},{place(low)},{place(high)},{last}"
    signs = {"least": "<", "most": ">", "largest": "?"}
    return signs[node[0]] + ",".join(str(place(one)) for one in node[1:])
