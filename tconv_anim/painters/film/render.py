"""Films and Manim's stills: a scene of one figure, whose frames go straight into a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from manim import tempconfig
from manim.scene.scene_file_writer import SceneFileWriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tconv_anim.painters.film.figure import FigureMobject
from tconv_anim.painters.film.reels import Reel, reel
from tconv_anim.painters.film.scene import FilmRenderer, FilmScene
from tconv_anim.painters.order import Order
from tconv_anim.painters.raster.png import RECIPE_KEYWORD


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the whole storyboard as a film, or one step as a PNG, yielding the number of frames so far."""
    with _studio(order):
        if order.suffix == ".png":
            yield from _still(order, file)
        else:
            with reel(order, file) as film:
                yield from _shoot(order, film)


@contextmanager
def _studio(order: Order) -> Iterator[None]:
    """Manim's settings for this order, whatever its own settings' files say, and a folder for its files."""
    width, height = order.storyboard.size
    with TemporaryDirectory(prefix="tconv-anim-") as folder:
        settings: dict[str, Any] = {
            "pixel_width": width,
            "pixel_height": height,
            "frame_height": 8.0,
            "frame_width": 8.0 * width / height,
            "frame_rate": order.film.rate(order.suffix),
            # Cairo multiplies colours with their opacity; Manim doesn't for what is behind them.
            "background_color": "#000000" if order.film.transparent else order.theme.page,
            "background_opacity": 0.0 if order.film.transparent else 1.0,
            "media_dir": folder,
            "renderer": "cairo",
            "format": "mov",  # takes transparency or none; what is written is the reel's matter
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "INFO" if order.film.verbose else "ERROR",
            "dry_run": False,
            "save_sections": False,
            "preview": False,
            "from_animation_number": 0,
            "upto_animation_number": -1,
        }
        with tempconfig(settings):
            yield


def _shoot(order: Order, film: Reel) -> Iterator[int]:
    writer: Any = partial(_Writer, reel=film)
    scene = FilmScene(FilmRenderer(file_writer_class=writer))
    figure = _fitted(order)
    yield from scene.perform(figure)


def _still(order: Order, file: BinaryIO) -> Iterator[int]:
    scene = FilmScene()
    figure = _fitted(order)
    figure.seek(figure.first_of(order.step))
    scene.add(figure)
    scene.renderer.update_frame(scene)
    text = PngInfo()
    text.add_text(RECIPE_KEYWORD, order.recipe)
    picture = Image.fromarray(scene.renderer.get_frame()).convert("RGB")
    picture.save(file, "PNG", pnginfo=text, optimize=True)
    yield 1


def _fitted(order: Order) -> FigureMobject:
    """The figure as large as the frame."""
    from manim import config

    figure = FigureMobject(order.storyboard, order.theme)
    return figure.scale(min(config.frame_width / figure.width, config.frame_height / figure.height))


class _Writer(SceneFileWriter):
    """Hands frames to a reel; Manim's own writer encodes a file for every move, and joins them in the end."""

    def __init__(self, settings: Any, reel: Reel) -> None:
        super().__init__(settings)
        self._reel = reel

    def begin_animation(self, allow_write: bool = False, **of: Any) -> None:
        """Nothing to open: the reel is."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing to close: the reel goes on."""

    def write_frame(self, pixels: Any, *, repeat: int = 1) -> None:
        """Write a frame."""
        self._reel.write(pixels, repeat)
