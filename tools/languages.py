"""Takes the sentences from the code, puts them into each language's ``.po``, and makes a ``.json`` of that.

``python -m tools.languages`` after a change of words or of a translation; a test compares what is there with
what this makes. docs/translate.md tells how a language is added.
"""

import json
from functools import cache
from gettext import c2py
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from babel.numbers import get_decimal_symbol

from tconv_anim.language.languages import LOCALE, SPOKEN
from tconv_anim.language.saying import COUNTS, ENGLISH

PACKAGE = Path(__file__).parents[1] / "tconv_anim"

_KEYWORDS = {"say": None, "say_count": (1, 2), "sayCount": (1, 2)}
_TAG = "For translators:"
"""Comments that begin so come into the catalogues."""


@cache
def template() -> Catalog:
    """All sentences of the code, in the order of files and lines; not to be changed."""
    found = Catalog(project="tconv-anim", charset="utf-8")
    methods = [("**.py", "python"), ("**.js", "javascript")]
    rows = extract_from_dir(
        PACKAGE, methods, keywords=_KEYWORDS, comment_tags=(_TAG,), strip_comment_tags=True
    )
    for file, _, message, comments, context in sorted(rows, key=lambda row: (row[0], row[1])):
        found.add(message, locations=[(file, None)], auto_comments=comments, context=context)
    return found


def updated(code: str) -> Catalog:
    """What a language says, with the sentences that the code has now; those that are new are empty."""
    path = LOCALE / f"{code}.po"
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, Locale.parse(code))
    else:
        catalog = Catalog(Locale.parse(code), project="tconv-anim", charset="utf-8")
    catalog.fuzzy = False
    catalog.header_comment = (
        f"# {catalog.locale.english_name}. docs/translate.md tells how to work on this file."
    )
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The file that people translate, which is the same whenever it is made."""
    file = BytesIO()
    write_po(file, catalog, width=110, omit_header=False, include_lineno=False, sort_output=False)
    kept = (line for line in file.getvalue().splitlines(True) if not line.startswith(_DATED))
    return b"".join(kept)


_DATED = tuple(
    f'"{name}'.encode()
    for name in (
        "Project",
        "Report",
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Language-Team",
        "Generated",
    )
)
"""Lines of the head that say when and by what it was written."""


def as_json(catalog: Catalog) -> str:
    """What the command and pages read; sentences that aren't translated are left out."""
    messages: dict[str, list[str]] = {}
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(texts):
            messages[message.id if isinstance(message.id, str) else message.id[0]] = list(texts)
    form = c2py(catalog.plural_expr)
    data: dict[str, Any] = {
        "code": str(catalog.locale),
        "decimal": get_decimal_symbol(catalog.locale),
        "messages": messages,
        "forms": "".join(str(form(n)) for n in range(COUNTS)),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    for code in SPOKEN:
        if code != ENGLISH.code:
            catalog = updated(code)
            (LOCALE / f"{code}.po").write_bytes(as_po(catalog))
            (LOCALE / f"{code}.json").write_text(as_json(catalog), "utf-8")


if __name__ == "__main__":
    main()
