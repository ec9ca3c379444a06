"""Up-samplers in a running program: their arguments are their attributes."""

from typing import Any

from tconv_anim.sources.found import Found
from tconv_anim.sources.lines.layers import of_class

_HOMES = ("torch.nn.modules", "keras", "mlx")


def live_upsampler(layer: Any) -> Found | None:
    """A layer of PyTorch, Keras or MLX, by the names of its class and of that class's bases; None for others.

    Raises :class:`InputError` for one that can't be shown.
    """
    told = {**getattr(layer, "__dict__", {}), **(layer if isinstance(layer, dict) else {})}
    for base in type(layer).__mro__:
        if any(f"{base.__module__}.".startswith(f"{home}.") for home in _HOMES):
            found = of_class(base.__module__.partition(".")[0], base.__name__, told)
            if found:
                return found
    return None
