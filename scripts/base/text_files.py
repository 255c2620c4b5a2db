"""Text files of the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError

if TYPE_CHECKING:
    from pathlib import Path


def read_text(path: Path, name: str, missing: str | None = None) -> str:
    """The text of a file, line ends as they are; `name` is what errors call it, `missing` what to do without it.

    Raises PipelineError for what can't be read.
    """
    where = Location(name)
    try:
        return path.read_bytes().decode()
    except FileNotFoundError as error:
        raise PipelineError("there is no such file", where, missing) from error
    except OSError as error:
        raise PipelineError(f"can't be read: {error.strerror}", where) from error
    except UnicodeDecodeError as error:
        raise PipelineError("not UTF-8", where) from error
