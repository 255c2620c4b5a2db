"""`openapi/pipeline.toml`, the one place that says what is generated from what, as frozen records."""

from __future__ import annotations

import keyword
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.base.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True)
class Source:
    """Where the upstream document is: exactly one of `package` (with `file`), `url` and `path`.

    `package` is a distribution that `requirements.lock` pins and `file` a data file in it; `path` is relative to
    the repository. `seconds` bounds the whole download of a `url`.
    """

    package: str | None = None
    file: str | None = None
    url: str | None = None
    path: str | None = None
    seconds: float = 30.0


@dataclass(frozen=True)
class Trim:
    """What is taken: component schemas by name, operations by `operationId` or as `get /path`; `*` is all of them.

    `keep` names what is normally dropped and shall stay: `description`, `title`, `x-…`.
    """

    schemas: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """Everything the pipeline is told. `root` is the repository's folder; the other paths are inside it.

    Without an `overlay` the trimmed document is taken as it is. With `describe_all` a model, property or value without
    a description is an error.
    """

    root: Path
    source: Source
    trim: Trim
    overlay: Path | None
    schema: Path
    lock: Path
    package: str
    output: Path
    describe_all: bool = False
    limits: Limits = DEFAULT_LIMITS

    def relative(self, path: Path) -> str:
        """A path as it is shown and compared: relative to the repository."""
        return path.relative_to(self.root).as_posix()


_LONGEST = 86_400  # seconds, a day; clocks and sockets take no number as big as one likes
_PACKAGE = re.compile("[a-z][a-z0-9_]{0,99}")
_TAKEN = frozenset({"collections", "copy", "docs", "gzip", "io", "json", "msgspec", "os", "pydantic", "re", "typing"})

_TABLES = {"source": Source, "trim": Trim, "limits": Limits}
_PATHS = {
    "schema": "openapi/run-step.yaml",
    "lock": "openapi/upstream.lock",
    "output": "generated",
}


def load(path: Path) -> Config:
    """The configuration in a file `<repository>/openapi/pipeline.toml`. Raises `PipelineError`."""
    name = f"{path.parent.name}/{path.name}"
    return parse(_read(path, name), root=path.resolve().parent.parent, name=name)


def parse(text: str, *, root: Path, name: str = "pipeline.toml") -> Config:
    """The configuration in `text`, for a repository at `root`."""
    table = _toml(text, name)
    _refuse_unknown(table, [*_TABLES, *_PATHS, "describe_all", "overlay", "package"], name)
    records: dict[str, Any] = {
        key: _record(kind, table.get(key, {}), f"{name} [{key}]") for key, kind in _TABLES.items()
    }
    _check_source(records["source"], f"{name} [source]")
    if records["limits"].depth > DEFAULT_LIMITS.depth:
        raise PipelineError(
            f"depth is over {DEFAULT_LIMITS.depth}, which Python can't walk", Location(f"{name} [limits]")
        )
    if not (records["trim"].schemas or records["trim"].operations):
        raise PipelineError("no roots", Location(f"{name} [trim]"), "name schemas or operations to take")
    paths: dict[str, Any] = {key: root / _inside(table.get(key, default), key, name) for key, default in _PATHS.items()}
    overlay = root / _inside(table["overlay"], "overlay", name) if "overlay" in table else None
    describe_all = table.get("describe_all", False)
    if not isinstance(describe_all, bool):
        raise PipelineError("describe_all is not true or false", Location(name))
    package = _package(table.get("package"), name)
    return Config(root=root, overlay=overlay, package=package, describe_all=describe_all, **records, **paths)


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PipelineError(f"cannot be read: {error.strerror}", Location(name)) from error
    except UnicodeDecodeError as error:
        raise PipelineError("not UTF-8", Location(name)) from error


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The message ends in its place, which may be the end of the document instead of line and column.
        what, _, place = str(error).partition(" (at ")
        numbers = [int(number) for number in re.findall(r"\d+", place)] or [text.count("\n") + 1]
        line, column = numbers[0], numbers[1] if len(numbers) > 1 else None
        raise PipelineError(f"not TOML: {what}", Location(name, line=line, column=column)) from error


def _refuse_unknown(table: dict[str, Any], known: list[str], name: str) -> None:
    for key in table:
        if key not in known:
            import difflib  # noqa: PLC0415 - for errors only

            near = difflib.get_close_matches(key, known)
            mend = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
            raise PipelineError(f"unknown key {key!r}", Location(name), mend)


def _record(kind: type[Any], table: Any, name: str) -> Any:
    if not is_mapping(table):
        raise PipelineError("not a table", Location(name))
    expected = {field.name: str(field.type) for field in fields(kind)}
    _refuse_unknown(table, list(expected), name)
    return kind(**{key: _typed(value, expected[key], key, name) for key, value in table.items()})


def _typed(value: Any, expected: str, key: str, name: str) -> Any:
    """The value as the record's annotation has it. Annotations are strings here, one of the five below."""
    if expected == "tuple[str, ...]" and is_list(value) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if expected == "str | None" and isinstance(value, str) and value:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        if expected == "int" and isinstance(value, int):
            return value
        if expected == "float":
            return float(value)
    wanted = {"tuple[str, ...]": "a list of strings", "str | None": "a string that is not empty"}
    raise PipelineError(f"{key} is not {wanted.get(expected, 'a positive number')}", Location(name))


def _check_source(source: Source, name: str) -> None:
    kinds = [kind for kind in ("package", "url", "path") if getattr(source, kind)]
    if len(kinds) != 1:
        raise PipelineError(f"{len(kinds)} sources", Location(name), "give one of package, url and path")
    if bool(source.package) != bool(source.file):
        raise PipelineError("package and file belong together", Location(name))
    if source.seconds > _LONGEST:
        raise PipelineError(f"seconds is over {_LONGEST}", Location(name))


def _inside(value: Any, key: str, name: str) -> Path:
    path = Path(value) if isinstance(value, str) and value else Path("..")
    if path.is_absolute() or ".." in path.parts or not str(path).isprintable():
        raise PipelineError(f"{key} is not a path inside the repository", Location(name))
    return path


def _package(value: Any, name: str) -> str:
    if not (isinstance(value, str) and _PACKAGE.fullmatch(value)) or keyword.iskeyword(value):
        raise PipelineError("package is not a Python package's name in lower case", Location(name))
    if value in _TAKEN:
        raise PipelineError(f"{value} is the name of a module that the package itself imports", Location(name))
    return value
