"""Where a sweep's files are: a folder, or what fsspec has at a URL. Each is there whole or not at all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from tconv_anim.errors import InputError, MissingExtraError, shown
from tconv_anim.output import replacing


class Store(Protocol):
    """Files by their names."""

    def read(self, name: str, most: int | None = None) -> bytes | None:
        """What a file has in it, or so many of its bytes; None if there is none."""

    def size(self, name: str) -> int | None:
        """Its bytes; None if there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, in the place of one of its name."""

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file that is there when the block ends well."""


class Folder:
    """A folder of this machine, or one that many see as such."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str, most: int | None = None) -> bytes | None:
        """What a file has in it, or so many of its bytes; None if there is none."""
        try:
            with (self._path / name).open("rb") as file:
                return file.read(-1 if most is None else most)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def size(self, name: str) -> int | None:
        """Its bytes; None if there is none."""
        try:
            return (self._path / name).stat().st_size
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, in the place of one of its name."""
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file that is there when the block ends well."""
        path = self._path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"folder {shown(str(path.parent))} can't be made ({error.strerror}): choose another $output"
            ) from error
        with replacing(path) as file:
            yield file


class Remote:
    """What fsspec has at a URL; it writes a file in one piece."""

    def __init__(self, url: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise MissingExtraError(
                f"{shown(url)} needs fsspec: {error}. Install it: pip install 'tconv-anim[sweep]', or name a "
                "folder in $output"
            ) from error
        try:
            self._files, self._root = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise InputError(f"{shown(url)} can't be opened ({error}): check $output") from None

    @contextmanager
    def _at(self, name: str) -> Iterator[str]:
        """Where a file is. What each kind of store raises of its own becomes an error of ours."""
        path = f"{self._root.rstrip('/')}/{name}"
        try:
            yield path
        except Exception as error:
            raise InputError(
                f"{shown(self._files.unstrip_protocol(path))} can't be used ({error}): check $output, and "
                "the keys with which it opens"
            ) from error

    def read(self, name: str, most: int | None = None) -> bytes | None:
        """What a file has in it, or so many of its bytes; None if there is none."""
        with self._at(name) as path:
            try:
                data: bytes = self._files.cat_file(path, end=most)
            except FileNotFoundError:
                return None
        return data

    def size(self, name: str) -> int | None:
        """Its bytes; None if there is none."""
        with self._at(name) as path:
            try:
                size: int = self._files.size(path)
            except FileNotFoundError:
                return None
        return size

    def write(self, name: str, data: bytes) -> None:
        """Put a file there, in the place of one of its name."""
        with self._at(name) as path:
            self._files.pipe_file(path, data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file that is there when the block ends well."""
        with self._at(name) as path:
            file = self._files.open(path, "wb")
            try:
                yield file
            except BaseException:
                file.discard()
                raise
            file.close()


def everywhere(target: str) -> str:
    """The same place for processes that are in another folder."""
    return target if "://" in target else str(Path(target).absolute())


def store_at(target: str) -> Store:
    """The files at a folder's name or at a URL."""
    folder = target.removeprefix("file://")
    if "://" not in folder:
        return Folder(Path(folder))
    remote: Any = Remote(target)
    return remote  # type: ignore[no-any-return]
