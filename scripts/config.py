"""`openapi/pipeline.toml`, the one place that says what is generated from what, as frozen records."""

from __future__ import annotations

import keyword
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.base.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """What is taken: component schemas by name, operations by `operationId` or as `get /path`; `*` is all of them."""

    schemas: tuple[Text, ...] = ()
    operations: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what takes nothing."""
        if not (self.schemas or self.operations):
            raise ValueError("no roots; name schemas or operations to take")


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


class _Package(Struct, frozen=True, forbid_unknown_fields=True):
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


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    package: Annotated[tuple[_Package, ...], Meta(min_length=1)]
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
    "": _File,
    "limits": Limits,
    "package": _Package,
    "source": Source,
    "roots": Roots,
    "repairs": Repairs,
    "changes": Judgement,
}


@dataclass(frozen=True)
class PackageConfig:
    """What one package is made from and where it goes. `root` is the repository's folder; the other paths are in it.

    `keep` names what trimming normally drops and shall stay: `description`, `title`, `x-…`. Without `repairs` and an
    `overlay` the trimmed document is taken as it is; `unrepaired` names the rules that are left out. `code` is the
    folder that the package's own folder is made in, `pages` that of its pages; both hold nothing but what is
    generated. With `describe_all` a model, property or value without a description is an error. `judgements` are on
    changes of the schema.
    """

    root: Path
    name: str
    source: Source
    roots: Roots
    keep: tuple[str, ...]
    overlay: Path | None
    schema: Path
    lock: Path
    code: Path
    pages: Path
    repairs: Path | None = None
    unrepaired: tuple[str, ...] = ()
    describe_all: bool = False
    judgements: tuple[Judgement, ...] = ()
    limits: Limits = DEFAULT_LIMITS

    def relative(self, path: Path) -> str:
        """A path as it is shown and compared: relative to the repository."""
        return path.relative_to(self.root).as_posix()

    @property
    def folders(self) -> tuple[str, str]:
        """The folders that hold what is generated, relative to the repository."""
        return self.relative(self.code), self.relative(self.pages)


@dataclass(frozen=True)
class Config:
    """Everything that `pipeline.toml` says: the packages, in its order. `path` is where it is in the repository."""

    root: Path
    path: str
    packages: tuple[PackageConfig, ...]

    def select(self, names: list[str] | None) -> tuple[PackageConfig, ...]:
        """The packages of these names, in the order of the file; all if there are no names. Raises `PipelineError`."""
        known = [package.name for package in self.packages]
        for name in names or ():
            if name not in known:
                raise PipelineError(f"no package {name!r} in pipeline.toml", hint=f"there are {', '.join(known)}")
        return tuple(package for package in self.packages if not names or package.name in names)

    def others(self, packages: tuple[PackageConfig, ...]) -> frozenset[str]:
        """The schemas of all other packages: the headers of generated files name them."""
        return frozenset(each.relative(each.schema) for each in self.packages if each not in packages)


def load(path: Path) -> Config:
    """The configuration in a file `<repository>/openapi/pipeline.toml`. Raises `PipelineError`."""
    name, root = _place(path)
    return parse(_read(path, name), root=root, name=name)


def added(path: Path, package: dict[str, Any]) -> tuple[str, Config]:
    """A configuration's text with one more package at its end, and what it then says. Raises `PipelineError`."""
    import tomlkit  # noqa: PLC0415 - the other commands write no TOML

    name, root = _place(path)
    text = f"{_read(path, name).rstrip()}\n\n{tomlkit.dumps({'package': [package]})}"
    return text, parse(text, root=root, name=name)


def _place(path: Path) -> tuple[str, Path]:
    """How a configuration's file is called, and the repository that it is in."""
    return f"{path.parent.name}/{path.name}", path.resolve().parent.parent


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PipelineError("there is no such file", Location(name), "name another one: --config FILE") from error
    except OSError as error:
        raise PipelineError(f"can't be read: {error.strerror}", Location(name)) from error
    except UnicodeDecodeError as error:
        raise PipelineError("not UTF-8", Location(name)) from error


def parse(text: str, *, root: Path, name: str = "pipeline.toml") -> Config:
    """The configuration in `text`, for a repository at `root`."""
    table = _toml(text, name)
    try:
        file = msgspec.convert(table, _File)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), table, name) from error
    packages = tuple(_package(each, file.limits, root, name) for each in file.package)
    _check_apart(packages, name)
    return Config(root, name, packages)


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
        what = what.replace(theirs, ours, 1)
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


def _package(given: _Package, limits: Limits, root: Path, name: str) -> PackageConfig:
    """The paths of a package, with their defaults, inside the repository."""
    paths = {
        "schema": given.schema or f"openapi/{given.name}.yaml",
        "lock": given.lock or f"openapi/{given.name}.lock",
        "code": given.code,
        "pages": given.pages or f"generated/docs/{given.name}",
        **({"overlay": given.overlay} if given.overlay is not None else {}),
        **({"source.path": given.source.path} if given.source.path is not None else {}),
        **({"repairs.file": given.repairs.file} if given.repairs is not None else {}),
    }
    inside = {key: root / _inside(path, f"package {given.name}: {key}", name) for key, path in paths.items()}
    return PackageConfig(
        root=root,
        name=given.name,
        source=given.source,
        roots=given.roots,
        keep=given.keep,
        overlay=inside.get("overlay"),
        schema=inside["schema"],
        lock=inside["lock"],
        code=inside["code"],
        pages=inside["pages"],
        repairs=inside.get("repairs.file"),
        unrepaired=given.repairs.without if given.repairs is not None else (),
        describe_all=given.describe_all,
        judgements=given.changes,
        limits=limits,
    )


def _inside(value: str, key: str, name: str) -> Path:
    path = Path(value)
    if path.is_absolute() or ".." in path.parts or not path.parts or not str(path).isprintable():
        raise PipelineError(f"{key} is not a path inside the repository", Location(name))
    return path


def _check_apart(packages: tuple[PackageConfig, ...], name: str) -> None:
    """Refuse two packages of one name, and a file that would be written as two things, or over what is read."""
    taken: dict[str, tuple[str, bool]] = {}
    for package in packages:
        for path, what, is_written in _uses(package):
            other, is_other_written = taken.setdefault(path.casefold(), (what, is_written))
            if other != what and (is_written or is_other_written):
                raise PipelineError(f"{path} is {other} and {what}", Location(name), "give each a path of its own")
    for at, package in enumerate(packages):
        if any(package.name == other.name for other in packages[:at]):
            raise PipelineError(f"two packages are called {package.name}", Location(name), "rename one of them")


def _uses(package: PackageConfig) -> Iterator[tuple[str, str, bool]]:
    """Each path that a package reads or writes: what it is, and whether it is written."""
    written = {"schema": package.schema, "lock": package.lock, "pages": package.pages}
    written |= {"repairs": package.repairs} if package.repairs else {}
    read = {"overlay": package.overlay} if package.overlay else {}
    for key, path in (written | read).items():
        yield package.relative(path), f"the {key} of {package.name}", key in written
    if package.source.path:
        yield Path(package.source.path).as_posix(), f"the source of {package.name}", False
