"""Run as a program, with a folder and the name of a package in it: import the package and build every decoder.

Prints file, line and mistake as a JSON list, all null if it works.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from pathlib import Path
from typing import Final

_DEEPEST: Final = 10_000  # as many classes may refer to each other in a row


def main(folder: str, package: str) -> None:
    """Tell what is wrong with a package."""
    sys.path.insert(0, folder)
    sys.setrecursionlimit(_DEEPEST)
    found: tuple[str | None, int | None, str | None] = (None, None, None)
    try:
        _build_decoders(package)
    except Exception as error:  # noqa: BLE001  # whatever it raises is reported
        found = (*_place(error, Path(folder)), f"{type(error).__name__}: {error}")
    print(json.dumps(found))  # noqa: T201  # to the process that started this one


def _build_decoders(package: str) -> None:
    module = importlib.import_module(package)
    importlib.import_module(f"{package}._definitions")
    decoders = importlib.import_module(f"{package}._decoders")
    for item in (getattr(module, name) for name in module.__all__):
        if isinstance(item, type) and issubclass(item, module.Model):
            decoders.decoder(item)
            decoders.plain(item)  # which is not the same if it has a check
        kinds = getattr(item, "kinds", tuple)  # of a hook
        for kind in kinds():
            decoders.plain(kind)


def _place(error: Exception, folder: Path) -> tuple[str | None, int | None]:
    """The last line of the package that was run."""
    if isinstance(error, SyntaxError) and error.filename:
        return Path(error.filename).relative_to(folder).as_posix(), error.lineno
    frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename.startswith(str(folder))]
    return (Path(frames[-1].filename).relative_to(folder).as_posix(), frames[-1].lineno) if frames else (None, None)


if __name__ == "__main__":
    main(*sys.argv[1:])
