"""Writing files: whole or not at all, and never over somebody else's."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tconv_anim.errors import InputError, shown


def check_target(path: Path, force: bool, is_ours: Callable[[Path], bool]) -> None:
    """Raise :class:`InputError` if ``path`` can't be written to, or holds a file that isn't ours."""
    name, folder = shown(str(path)), path.parent
    try:
        if not folder.is_dir():
            raise InputError(
                f"folder {shown(str(folder))} does not exist: make it first, or choose another $output"
            )
        if path.is_dir():
            raise InputError(f"{name} is a folder: give $output a file name")
        exists = path.exists()
    except OSError as error:  # a name that the system doesn't take
        raise InputError(f"{name} can't be a file ({error.strerror}): choose another $output") from None
    if exists and not path.is_file():
        raise InputError(f"{name} is not a regular file: choose another $output")
    if not os.access(folder, os.W_OK):
        raise InputError(f"folder {shown(str(folder))} can't be written to: choose another $output")
    if exists and not force and not is_ours(path):
        raise InputError(
            f"{name} exists and was not made by tconv-anim: choose another $output, or replace it with $force"
        )


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that becomes ``path`` when the block ends well; otherwise ``path`` stays as it was."""
    target = Path(os.path.realpath(path))  # through a link, the file it leads to is replaced
    draft = target.with_name(f".tconv-anim-{os.urandom(4).hex()}.part")
    try:
        with open(draft, "xb") as file:  # noqa: PTH123  # the file's own mode follows the umask
            yield file
        os.replace(draft, target)  # noqa: PTH105  # the one call that is atomic
    except OSError as error:
        raise InputError(
            f"{shown(str(path))} can't be written ({error.strerror or error}): "
            "free some space, or choose another $output"
        ) from error
    finally:
        try:
            draft.unlink(missing_ok=True)
        except BaseException:  # stopped right here: what is not finished goes all the same
            draft.unlink(missing_ok=True)
            raise
