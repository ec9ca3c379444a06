"""Several traces of one picture: made from common numbers, and all made anew where one of these changes."""

from collections.abc import Mapping

import numpy as np

from tconv_anim.layer.direct import Conv2d
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.live import Book, Live
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.several import Several, each
from tconv_anim.trace.trace import record
from tconv_anim.views.common.alive import alive


def there_and_back(arrays: Mapping[str, Numbers]) -> tuple[AnyTrace, ...]:
    there = record(ConvTranspose2d(2, 2), arrays["input"], arrays["kernel"])
    return there, record_conv(Conv2d(2, 2), there.output, arrays["kernel"])


SEVERAL = Several(
    {"input": np.array([[[1, 2]]]), "kernel": np.array([[[[1, 0], [2, 3]]]])},
    there_and_back,
)


def test_one_trace_hands_its_output_on_to_the_next() -> None:
    there, back = each(SEVERAL)
    assert np.array_equal(back.input, there.output)
    assert back.output.tolist() == [[[14, 28]]]


def test_one_trace_alone_is_the_first_and_only_one() -> None:
    there, _ = each(SEVERAL)
    assert each(there) == (there,)


def test_live_numbers_go_through_all_of_them() -> None:
    book = Book()
    there, back = each(alive(SEVERAL, book))
    leaves = [node for node in book.nodes if node[0] == "leaf"]
    assert [name for _, name, _ in leaves] == [
        *("input/0/0/0", "input/0/0/1"),
        *(f"kernel/0/0/{y}/{x}" for y in range(2) for x in range(2)),
    ]
    for trace, plain in zip((there, back), each(SEVERAL), strict=True):
        assert all(isinstance(number, Live) for number in trace.output.flat)
        assert trace.output.tolist() == plain.output.tolist()
