"""Generating: a pure function from the configuration, the schema and the templates to `{path: text}`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemLoader

from scripts.base.errors import Location, PipelineError, of_each
from scripts.base.garbage import uncollected
from scripts.config import Roots
from scripts.documents import reading
from scripts.ir import descriptions, pages
from scripts.ir.intermediate import intermediate, with_normal_form
from scripts.ir.origins import origins
from scripts.render import page_text, rendering
from scripts.render.neutral import neutral
from scripts.render.operation_text import PARAMETER_COLUMNS
from scripts.repairs import proposing
from scripts.schema import problems
from scripts.schema.openapi_objects import PROSE
from scripts.trimming import closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.base.json_types import Schema
    from scripts.config import PackageConfig
    from scripts.documents.reading import Document
    from scripts.ir.package import Package

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
OF_STREAMS: Final = ("streams", "_accumulator", "_event_reader", "_framing", "_merging")
"""The modules that only packages with events have."""
OF_HOOKS: Final = ("_hooks", "_checks", "_check_words", "_once")
"""Those that only packages have in which msgspec alone can't judge something."""
ALL_MODELS: Final = "all-models"
"""The page of what all models have. No class can have its name, so no page of a component has it either."""
ALL_OPERATIONS: Final = "all-operations"
"""The same for operations. Their own pages have a point in their names, which no class has."""


STREAMS: Final = "all-streams"
"""The page of streams, under a name that no class can have either."""


@dataclass(frozen=True)
class Built:
    """What becomes of a document in memory.

    `files` is text by path: the code in a folder named after the package, its pages in `docs`. `schema` is the document
    that they are made from, as trimming and repairs left it. `repairs` are the overlay actions that were applied.
    """

    files: dict[str, str]
    schema: Schema
    repairs: tuple[Schema, ...] = ()


@uncollected()
def build(
    data: bytes,
    *,
    roots: Iterable[str] = (),
    operations: Iterable[str] = (),
    without: Iterable[str] = (),
    package: str,
    repair: bool = False,
) -> Built:
    """Return the package that is made of an OpenAPI document, JSON or YAML; nothing is read or written.

    `roots` are names of component schemas, `operations` those of operations, of which there will be a client (`"*"`:
    all of them but those that `without` names); what they refer to comes along, words included. With `repair` what is
    surely not meant is corrected first, as scripts/repairs/README.md tells.
    Raises PipelineError with everything that the document can't mean.
    """
    document = reading.parse(data, name="document")
    with problems.collected(document):
        wanted = Roots(tuple(roots), tuple(operations), tuple(without))
        value = closure.trim(document, wanted, keep=(*PROSE, "x-*"), with_heirs=repair).value
        repairs = proposing.propose(value) if repair else None
        value = repairs.document if repairs else value
        schema = replace(document, value=value)  # its lines are those of the data
        made = intermediate(schema, package, _inputs("document"))
    return Built(rendered(made, ("", "docs"), TEMPLATES), value, repairs.actions if repairs else ())


def generate_all(packages: Iterable[PackageConfig]) -> dict[str, dict[str, str]]:
    """Return by package every generated file, by its path relative to the repository. Raises PipelineError."""
    made = dict(of_each(packages, lambda package: (package.name, generate(package))))
    owners: dict[str, str] = {}
    for name, paths in made.items():
        for path in paths:
            if owners.setdefault(path, name) != name:
                raise PipelineError(f"{owners[path]} and {name} both write this", Location(path), "part their folders")
    return made


def generate(config: PackageConfig) -> dict[str, str]:
    """Return every generated file, by its path relative to the repository. Raises PipelineError."""
    return of_schema(config, reading.of_package(config, config.schema, missing="run make trim"))


@uncollected()
def of_schema(config: PackageConfig, schema: Document) -> dict[str, str]:
    """Return every file that is generated from this schema, by its path in the repository. Raises PipelineError."""
    package, normalised = with_normal_form(schema, config.name, _inputs(config.relative(config.schema)))
    if config.describe_all:
        descriptions.require(package, schema, origins(normalised))
    return rendered(package, config.folders, TEMPLATES)


def _inputs(schema: str) -> tuple[str, str]:
    """What headers name: the schema, by which the gate knows whose a file is, and the templates."""
    return schema, f"{TEMPLATES.name}/"


def rendered(package: Package, folders: tuple[str, str], templates: Path) -> dict[str, str]:
    """Return the text of every file of a package, by path: its code and its pages, each in a folder."""
    environment = rendering.environment(FileSystemLoader(templates))
    neutrals = {path: shown for path, _, shown in _pages(neutral(package), templates)}
    texts = {
        path: rendering.render(environment, template, path, shown, neutrals[path])
        for path, template, shown in _pages(package, templates)
    }
    for folder in ("", "client") if package.groups else ("",):
        for module in (templates / "runtime" / folder).glob("*.py"):
            if (package.stream is not None or module.stem not in OF_STREAMS) and (
                package.hooked or module.stem not in OF_HOOKS
            ):
                path = PurePosixPath(package.name, folder, module.name)
                texts[str(path)] = rendering.with_header(module, package.inputs)
    return dict(sorted((_placed(path, folders), text) for path, text in texts.items()))


def _placed(path: str, folders: tuple[str, str]) -> str:
    """A path in the folder of the code, or of the pages."""
    of_code, of_pages = folders
    folder, _, name = path.partition("/")
    return f"{of_pages}/{name}" if folder == "docs" else f"{of_code}/{path}".removeprefix("/")


def _pages(package: Package, templates: Path) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield path, template and records of each file."""
    for folder in ("", "client/") if package.groups else ("",):
        for template in sorted((templates / "package" / folder).glob("*.jinja")):
            if package.stream is not None or template.name.partition(".")[0] not in OF_STREAMS:
                path = f"{folder}{template.name}"
                yield f"{package.name}/{folder}{template.stem}", f"package/{path}", {"package": package}
    if package.groups:
        yield f"docs/{ALL_OPERATIONS}.md", f"docs/{ALL_OPERATIONS}.md.jinja", {"package": package}
    for group in package.groups:
        for operation in group.operations:
            context: dict[str, object] = {
                "package": package,
                "group": group,
                "operation": operation,
                "parameter_columns": PARAMETER_COLUMNS,
            }
            yield f"docs/{group.name}.{operation.name}.md", "docs/operation.md.jinja", context
    index = pages.pages(package)
    shared: dict[str, object] = {"package": package, "index": index, "columns": page_text.COLUMNS}
    for name in ("README", ALL_MODELS, *((STREAMS,) if package.stream else ())):
        yield f"docs/{name}.md", f"docs/{name}.md.jinja", shared
    for kind, found in index.items():
        for page in found:
            yield f"docs/{page.item.name}.md", f"docs/{kind}.md.jinja", {**shared, "page": page, kind: page.item}
