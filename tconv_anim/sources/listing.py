"""A list of layers that were found: what is known of each, as a table or as plain data."""

from collections.abc import Iterable, Sequence
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Sides, sides
from tconv_anim.layer.direct import CONVS, AnyLayer, ConvLayer
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.layer.geometry import CONV_TRANSPOSES, Layer
from tconv_anim.layer.wording import size
from tconv_anim.sources.found import Found, Known

_HEADINGS = ("name", "layer", "weight", "input → output", "products", "asks for")

_WIDEST = 100
"""Characters of a name or a layer in a table."""


def as_data(found: Iterable[Found], input_size: Sides | None = None) -> list[dict[str, Any]]:
    """Each layer as plain data: ``name``, ``written``, ``direct``, ``dims``, ``biased``, its ``parameters``
    and shapes (``C H W``; None where they aren't known), ``products``, what it ``asks`` for, a ``remark``.

    ``input_size`` is that of all inputs, where the layers themselves don't say theirs.
    """
    return [_data(one, input_size) for one in found]


def as_table(found: Sequence[Found], input_size: Sides | None = None) -> str:
    """The same in columns, for people; a remark stands below its layer."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    remarks = [""]
    for one in as_data(found, input_size):
        weight, first, last = (
            size(one[key]) if one[key] else "?" for key in ("weight_shape", "input_shape", "output_shape")
        )
        products = "?" if one["products"] is None else f"{one['products']:,}"
        asks = ", ".join(one["asks"]).replace("_", " ")
        between = f"{first} → {last}" if one["input_shape"] else "?"
        rows.append(
            (_printable(one["name"] or "-"), _printable(one["written"]), weight, between, products, asks)
        )
        remarks.append(_printable(one["remark"], len(one["remark"])))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row, remark in zip(rows, remarks, strict=True):
        cells = (
            cell.rjust(width) if heading == "products" else cell.ljust(width)
            for cell, width, heading in zip(row, widths, _HEADINGS, strict=True)
        )
        lines += ["  ".join(cells).rstrip(), *([f"  {remark}"] if remark else [])]
    return "\n".join(lines)


def _data(found: Found, input_size: Sides | None) -> dict[str, Any]:
    options, remark = dict(found.options), found.remark
    if input_size is not None:
        options.setdefault(
            "input_size", input_size if len(input_size) == found.dims else (input_size[0],) * found.dims
        )
    layer, shape = None, (options.get("in_channels"), *options.get("input_size", ()))
    # An up-sampler's own parameters say more than its layer's.
    whole = dict(options) if found.made else options
    try:
        layer = _layer(found, whole)
    except InputError as error:
        remark = f"{remark} {error}".strip()
    return {
        "name": found.name,
        "written": found.written,
        "direct": found.direct,
        "dims": found.dims,
        "biased": found.biased,
        "parameters": options,
        "weight_shape": _weight_shape(found, whole),
        "input_shape": layer and shape,
        "output_shape": layer and layer.output_shape,
        "products": layer and layer.event_count,
        "asks": [name for name in found.asks if name not in options],
        "remark": remark,
    }


def _layer(found: Found, options: dict[str, Any]) -> AnyLayer | None:
    """The layer with all its shapes; None where something that they depend on isn't known."""
    channels = ("in_channels", "out_channels")
    if found.made and all(name in options for name in (*found.asks, "input_size", "in_channels")):
        size = sides(options["input_size"], "input_size", 1)
        options |= found.made(Known(size, options["in_channels"])).options
    if any(name not in options for name in (*found.asks, "kernel_size", "input_size", *channels)):
        return None
    options |= found.cut(options["input_size"]) if found.cut else {}
    names = ("kernel_size", "stride", "padding", "dilation", "groups")
    said = {name: options[name] for name in names if name in options}
    size, n_in, n_out = (options[name] for name in ("input_size", *channels))
    if found.direct:
        return ConvLayer(CONVS[found.dims](**said), size, n_in, n_out)
    params = CONV_TRANSPOSES[found.dims](**said, output_padding=options.get("output_padding", 0))
    return Layer(params, size, n_in, n_out, FRAMEWORKS[options.get("framework", "pytorch")])


def _weight_shape(found: Found, options: dict[str, Any]) -> tuple[int, ...] | None:
    """``C_in C_out/groups kH kW``, or a direct layer's ``C_out C_in/groups kH kW``, where it is known."""
    first, second = ("out_channels", "in_channels") if found.direct else ("in_channels", "out_channels")
    if not {first, second, "kernel_size", "groups"} <= options.keys():
        return None
    return options[first], options[second] // options["groups"], *options["kernel_size"]


def _printable(text: str, most: int = _WIDEST) -> str:
    """Text from a file as a terminal may show it: without what would steer it, and cut where it is long."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
