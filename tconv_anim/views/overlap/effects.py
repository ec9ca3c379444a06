"""What follows for how many products cells get, or slices, rows and columns: by the name of one of them."""

from collections.abc import Callable

from tconv_anim.language.saying import say, say_count

_Told = dict[str, Callable[[], str]]

EVEN: _Told = {
    "cell": lambda: say("away from the edges every cell gets the same number of products"),
    "slice": lambda: say("away from the edges every slice gets the same number of products"),
    "row": lambda: say("away from the edges every row gets the same number of products"),
    "column": lambda: say("away from the edges every column gets the same number of products"),
}

EMPTY: _Told = {
    "cell": lambda: say("some cells get no product at all"),
    "slice": lambda: say("some slices get no product at all"),
    "row": lambda: say("some rows get no product at all"),
    "column": lambda: say("some columns get no product at all"),
}

NEIGHBOURS: _Told = {
    "cell": lambda: say("neighbouring cells get different numbers of products"),
    "slice": lambda: say("neighbouring slices get different numbers of products"),
    "row": lambda: say("neighbouring rows get different numbers of products"),
    "column": lambda: say("neighbouring columns get different numbers of products"),
}

REPEATED: dict[str, Callable[[int], str]] = {
    "cell": lambda n: say_count(
        "numbers of products differ and repeat every {n} cell",
        "numbers of products differ and repeat every {n} cells",
        n,
    ),
    "slice": lambda n: say_count(
        "numbers of products differ and repeat every {n} slice",
        "numbers of products differ and repeat every {n} slices",
        n,
    ),
    "row": lambda n: say_count(
        "numbers of products differ and repeat every {n} row",
        "numbers of products differ and repeat every {n} rows",
        n,
    ),
    "column": lambda n: say_count(
        "numbers of products differ and repeat every {n} column",
        "numbers of products differ and repeat every {n} columns",
        n,
    ),
}
"""With the stride, after which they repeat."""
