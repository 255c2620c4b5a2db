"""What one package is made from and where it goes, as frozen records: what the tables say, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.limits import DEFAULT_LIMITS, Limits
from scripts.base.text_files import read_text
from scripts.config.tables import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.config.tables import Judgement, PackageTable, Roots, Source

_MISSING: Final = "name another one: --config FILE"


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
    return parse(read_text(path, name, _MISSING), root=root, name=name)


def added(path: Path, package: dict[str, Any]) -> tuple[str, Config]:
    """A configuration's text with one more package at its end, and what it then says. Raises `PipelineError`."""
    import tomlkit  # noqa: PLC0415 - the other commands write no TOML

    name, root = _place(path)
    text = f"{read_text(path, name, _MISSING).rstrip()}\n\n{tomlkit.dumps({'package': [package]})}"
    return text, parse(text, root=root, name=name)


def _place(path: Path) -> tuple[str, Path]:
    """How a configuration's file is called, and the repository that it is in."""
    return f"{path.parent.name}/{path.name}", path.resolve().parent.parent


def parse(text: str, *, root: Path, name: str = "pipeline.toml") -> Config:
    """The configuration in `text`, for a repository at `root`."""
    file = read(text, name)
    packages = tuple(_package(each, file.limits, root, name) for each in file.package)
    _check_apart(packages, name)
    return Config(root, name, packages)


def _package(given: PackageTable, limits: Limits, root: Path, name: str) -> PackageConfig:
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
