"""How large a layer may be to be drawn."""

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import AnyLayer

LARGEST_DRAWING = 250_000
"""Cells of all maps, plus products, that a layer may have to be drawn."""


def check_drawable(layer: AnyLayer) -> None:
    """Raise :class:`InputError` if the layer is too large to be computed event by event, and drawn."""
    drawing = layer.cell_count + layer.event_count
    if drawing > LARGEST_DRAWING:
        raise InputError(
            f"this layer has {drawing:,} cells and products, and at most {LARGEST_DRAWING:,} can be drawn: "
            "take a smaller $input_size, $kernel_size or $stride, fewer $in_channels, $out_channels or "
            "$groups, or a part ($shown_in, $shown_out, $crop)"
        )
