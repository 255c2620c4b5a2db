"""The tables of `pipeline.toml` as they stand in it, and what is wrong with them."""

from __future__ import annotations

import keyword
import re
import tomllib
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.base.limits import DEFAULT_LIMITS, Limits

Text = Annotated[str, Meta(min_length=1)]

_LONGEST = 86_400  # seconds, a day; clocks and sockets take no number as big as one likes
_NAME = re.compile("[a-z][a-z0-9_]{0,99}")
_TAKEN = frozenset({"collections", "copy", "docs", "gzip", "io", "json", "msgspec", "os", "pydantic", "re", "typing"})
_PLACE = re.compile(r"(?P<what>.*) - at `\$\.?(?P<path>.*)`", re.DOTALL)
_PACKAGE_PLACE = re.compile(r"package\[(?P<index>\d+)\]\.?(?P<path>.*)")


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the upstream document is: exactly one of `package` (with `file`), `url` and `path`.

    `package` is a distribution that `requirements.lock` pins and `file` a data file in it; `path` is relative to
    the repository, and what it refers to in its own folder comes along. `seconds` bounds the whole download of a `url`.
    """

    package: Text | None = None
    file: Text | None = None
    url: Text | None = None
    path: Text | None = None
    seconds: Annotated[float, Meta(gt=0, le=_LONGEST)] = 30.0

    def __post_init__(self) -> None:
        """Refuse what names no document, or several."""
        kinds = [kind for kind in ("package", "url", "path") if getattr(self, kind)]
        if len(kinds) != 1:
            raise ValueError(f"{len(kinds)} sources; give one of package, url and path")
        if bool(self.package) != bool(self.file):
            raise ValueError("package and file belong together")


class Roots(Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken: component schemas by name, operations by `operationId` or as `get /path`; `*` is all of them.

    `without` names those of all operations that are left out.
    """

    schemas: tuple[Text, ...] = ()
    operations: tuple[Text, ...] = ()
    without: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what takes nothing, or leaves out what nothing takes."""
        if not (self.schemas or self.operations):
            raise ValueError("no roots; name schemas or operations to take")
        if self.without and "*" not in self.operations:
            raise ValueError('without is for operations = ["*"] alone')


class Repairs(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the overlay that repairs a document is written, and the rules that are left out of it, by name."""

    file: Text
    without: tuple[Text, ...] = ()


class Judgement(Struct, frozen=True, forbid_unknown_fields=True):
    """What a rule of scripts/changes finds at a JSON pointer or below it, judged otherwise, and why."""

    rule: Text
    at: Text
    kind: Literal["additive", "documentation", "ignored"] = field(name="as")
    reason: Text


class PackageTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A `[[package]]` as it stands in the file."""

    name: str
    source: Source
    roots: Roots
    keep: tuple[Text, ...] = ()
    repairs: Repairs | None = None
    overlay: str | None = None
    schema: str = ""
    lock: str = ""
    code: str = "generated"
    pages: str = ""
    describe_all: bool = False
    changes: tuple[Judgement, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that no package can have."""
        if not _NAME.fullmatch(self.name) or keyword.iskeyword(self.name):
            raise ValueError("name is not a Python package's name in lower case")
        if self.name in _TAKEN:
            raise ValueError(f"{self.name} is the name of a module that the package itself imports")


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """All that the file says."""

    package: Annotated[tuple[PackageTable, ...], Meta(min_length=1)]
    limits: Limits = DEFAULT_LIMITS


# What msgspec says, in the words of TOML.
_WORDS: Final = {
    "Object contains unknown field": "unknown key",
    "Object missing required field": "missing",
    "Invalid enum value": "unknown value",
    "Expected": "expected",
    "`str` of length >= 1": "a string that is not empty",
    "`array` of length >= 1": "a list that is not empty",
    "`str`": "a string",
    "`array`": "a list",
    "`object`": "a table",
    "`bool`": "true or false",
    "`int`": "an integer",
    "`float`": "a number",
    "`str | null`": "a string",
    "`object | null`": "a table",
}
_TABLES: Final[dict[str, type[Struct]]] = {
    "": File,
    "limits": Limits,
    "package": PackageTable,
    "source": Source,
    "roots": Roots,
    "repairs": Repairs,
    "changes": Judgement,
}


def read(text: str, name: str) -> File:
    """The tables in the text of a file. Raises `PipelineError`."""
    table = _toml(text, name)
    try:
        return msgspec.convert(table, File)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), table, name) from error


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The message ends in its place, which may be the end of the document instead of line and column.
        what, _, place = str(error).partition(" (at ")
        numbers = [int(number) for number in re.findall(r"\d+", place)] or [text.count("\n") + 1]
        line, column = numbers[0], numbers[1] if len(numbers) > 1 else None
        raise PipelineError(f"not TOML: {what}", Location(name, line=line, column=column)) from error


def _refusal(message: str, table: dict[str, Any], name: str) -> PipelineError:
    """What msgspec says, with the package's name in place of its number, and with a hint."""
    found = _PLACE.fullmatch(message)
    what, path = (found["what"], found["path"]) if found else (message, "")
    in_package = _PACKAGE_PLACE.fullmatch(path)
    place = path
    if in_package:
        place = f"package {_label(table, int(in_package['index']))}"
        place += f", {in_package['path']}" if in_package["path"] else ""
    hint = _hint(what, path)
    for theirs, ours in _WORDS.items():
        what = what.replace(theirs, ours)
    return PipelineError(": ".join(filter(None, (place, what))), Location(name), hint)


def _label(table: dict[str, Any], index: int) -> str:
    packages = table["package"]
    named = packages[index].get("name") if is_list(packages) and is_mapping(packages[index]) else None
    return named if isinstance(named, str) and named else f"{index + 1}"


def _hint(what: str, path: str) -> str | None:
    if what.startswith("Invalid enum value"):
        return "known are additive, documentation, ignored"
    if path == "package":
        return "each package is a table of its own: [[package]]"
    unknown = re.fullmatch("Object contains unknown field `(.*)`", what, re.DOTALL)
    if not unknown:
        return None
    import difflib  # noqa: PLC0415 - for errors only

    known = [field.encode_name for field in msgspec.structs.fields(_TABLES[re.sub(r".*\.|\[\d+\]", "", path)])]
    near = difflib.get_close_matches(unknown[1], known)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
