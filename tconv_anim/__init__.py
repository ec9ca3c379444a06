"""Animations of transposed convolution, correct to the last number.

>>> import tconv_anim
>>> a = tconv_anim.animate(kernel_size=3, stride=2, padding=1, output_padding=1, input_size=2)
>>> a.trace.output.shape
(1, 4, 4)

Importing the package is cheap: each name loads what it needs when it is first used.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tconv_anim.animation import Animation as Animation
    from tconv_anim.animation import animate as animate
    from tconv_anim.animation import beside as beside
    from tconv_anim.animation import stack as stack
    from tconv_anim.embed.notebook.asked import widget as widget
    from tconv_anim.errors import ContrastWarning as ContrastWarning
    from tconv_anim.errors import InputError as InputError
    from tconv_anim.layer.direct import Conv1d as Conv1d
    from tconv_anim.layer.direct import Conv2d as Conv2d
    from tconv_anim.layer.direct import Conv3d as Conv3d
    from tconv_anim.layer.geometry import ConvTranspose1d as ConvTranspose1d
    from tconv_anim.layer.geometry import ConvTranspose2d as ConvTranspose2d
    from tconv_anim.layer.geometry import ConvTranspose3d as ConvTranspose3d
    from tconv_anim.storyboard.storyboard import Storyboard as Storyboard
    from tconv_anim.sweeping import sweep as sweep
    from tconv_anim.trace.trace import Trace as Trace
    from tconv_anim.trace.trace import record as record
    from tconv_anim.watching import watch as watch

_HOME = {
    "Animation": "animation",
    "ContrastWarning": "errors",
    "Conv1d": "layer.direct",
    "Conv2d": "layer.direct",
    "Conv3d": "layer.direct",
    "ConvTranspose1d": "layer.geometry",
    "ConvTranspose2d": "layer.geometry",
    "ConvTranspose3d": "layer.geometry",
    "InputError": "errors",
    "Storyboard": "storyboard.storyboard",
    "Trace": "trace.trace",
    "animate": "animation",
    "beside": "animation",
    "record": "trace.trace",
    "stack": "animation",
    "sweep": "sweeping",
    "watch": "watching",
    "widget": "embed.notebook.asked",
}

__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
