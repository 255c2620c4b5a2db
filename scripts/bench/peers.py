"""Who is compared: an environment of their own, from their own hashed lock, and models that they make from a document.

The package is never installed beside them in `.venv`; of their text nothing is kept.
"""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_PIP: Final = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes")
_COMPILE: Final = ("-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes")
_QUIETLY: Final = ("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet")
# The best that the command line offers, found by trying: literals instead of enum classes, unknown fields kept, no
# wrapper objects around named scalars.
BEST: Final = (
    *("--output-model-type", "pydantic_v2.BaseModel", "--enum-field-as-literal", "all", "--extra-fields", "allow"),
    *("--use-annotated", "--collapse-root-models"),
)
_MSGSPEC: Final = (
    *("--output-model-type", "msgspec.Struct", "--enum-field-as-literal", "all"),
    *("--use-annotated", "--use-msgspec-tagged-unions"),
)


DATAMODEL: Final = (
    *("--input-file-type", "openapi", "--formatters", "builtin", "--disable-timestamp"),
    *("--target-python-version", "3.11", "--disable-warnings"),
)


@dataclass(frozen=True)
class Places:
    """Where the benchmark's files are. All that it makes for itself is inside `.venv`, which git ignores."""

    root: Path

    @property
    def sources(self) -> Path:
        """This package."""
        return self.root / "scripts" / "bench"

    @property
    def lock(self) -> Path:
        """The peers' lock."""
        return self.sources / "requirements.lock"

    @property
    def results(self) -> Path:
        """Where the table and the picture of the last whole run are."""
        return self.sources / "results"

    @property
    def cache(self) -> Path:
        """Everything made on the way."""
        return self.root / ".venv" / "bench"

    @property
    def environment(self) -> Path:
        """The peers' virtual environment."""
        return self.cache / "env"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.environment / "bin" / "python"

    @property
    def peers(self) -> Path:
        """The peers' generated models."""
        return self.cache / "peers"

    @property
    def data(self) -> Path:
        """The payloads."""
        return self.cache / "data"


def prepare(places: Places) -> None:
    """Make the environment, unless it is there and of this lock. Raises `PipelineError` when that fails."""
    stamp = places.cache / "complete"
    wanted = f"{sys.version} {hashlib.sha256(places.lock.read_bytes()).hexdigest()}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and places.python.exists():
        return
    shutil.rmtree(places.cache, ignore_errors=True)
    places.cache.mkdir(parents=True)
    print("installing the peers (about a minute) …", file=sys.stderr, flush=True)
    run([sys.executable, "-m", "venv", str(places.environment)], places)
    run([str(places.python), *_PIP, "-r", str(places.lock)], places)
    stamp.write_text(wanted, encoding="utf-8")


def remake_lock(places: Places) -> None:
    """Write the peers' lock from its input file; what `requirements.lock` pins too keeps that version."""
    lock, entry = places.lock.relative_to(places.root), places.lock.with_suffix(".in").relative_to(places.root)
    command = "python -m scripts.bench --lock"
    files = ["--constraint", "requirements.lock", "--output-file", str(lock), str(entry)]
    run([sys.executable, *_COMPILE, *_QUIETLY, "--custom-compile-command", command, *files], places)


def run(command: list[str], places: Places, environ: dict[str, str] | None = None) -> str:
    """Run a command in the repository's folder and return what it prints; its last line is the error's, if it fails."""
    done = subprocess.run(command, cwd=places.root, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        printed = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        name = " ".join(Path(part).name for part in command[:4])
        raise PipelineError(f"{name} failed: {printed[-1]}", Location("scripts/bench"))
    return done.stdout


def generate(places: Places, documents: dict[str, Schema]) -> None:
    """Write the peers' models for each document; `official` and `corrected` become part of the modules' names."""
    stamp = places.peers / "complete"
    wanted = hashlib.sha256(json.dumps(documents).encode() + Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(places.peers, ignore_errors=True)
    places.peers.mkdir(parents=True)
    for name, schemas in documents.items():
        document: Schema = {"paths": {}, **schemas}  # some generators insist on it
        _stock_client(places, name, with_named_objects(document))
        _datamodel(places, f"pydantic_default_{name}", document, ())
        _datamodel(places, f"pydantic_best_{name}", document, BEST)
        _datamodel(places, f"pydantic_tagged_{name}", with_discriminators(document), BEST)
        _datamodel(places, f"structs_{name}", document, _MSGSPEC)
        _datamodel(places, f"structs_tagged_{name}", with_discriminators(document), _MSGSPEC)
    stamp.write_text(wanted, encoding="utf-8")


def _stock_client(places: Places, name: str, document: Schema) -> None:
    source, config = places.peers / f"client_{name}.json", places.peers / f"client_{name}.config.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    config.write_text(json.dumps({"package_name_override": f"client_{name}", "post_hooks": []}), encoding="utf-8")
    command = [str(places.python), "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    output = ["--output-path", str(places.peers / f"client_{name}")]
    run([*command, "--path", str(source), "--config", str(config), *output], places)


def _datamodel(places: Places, name: str, document: Schema, options: tuple[str, ...]) -> None:
    source = places.peers / f"{name}.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    command = [str(places.python), "-m", "datamodel_code_generator"]
    files = ["--input", str(source), "--output", str(places.peers / f"{name}.py")]
    run([*command, *DATAMODEL, *options, *files], places)


def with_named_objects(document: Schema) -> Schema:
    """Copy a document and make the object in each component of the form "object or null" a component of its own.

    openapi-python-client 0.29.1 reads such a component once for each reference, finds the objects inside it twice, and
    leaves the whole of it out: its models could not even be imported.
    """
    changed = copy.deepcopy(document)
    schemas: Schema = changed["components"]["schemas"]
    for name, schema in list(schemas.items()):
        for at, variant in enumerate(schema.get("anyOf", [])):
            if "properties" in variant:
                schemas[f"{name}Value"] = variant
                schema["anyOf"][at] = {"$ref": f"#/components/schemas/{name}Value"}
    return changed


def with_discriminators(document: Schema) -> Schema:
    """Copy a document and declare `type` as the tag of each union of references that has none declared."""
    changed = copy.deepcopy(document)
    _declare(changed)
    return changed


def _declare(node: Any) -> None:
    if is_list(node):
        for member in node:
            _declare(member)
    elif is_mapping(node):
        schema = node
        if any(_is_union_of_references(schema.get(key)) for key in ("oneOf", "anyOf")):
            schema.setdefault("discriminator", {"propertyName": "type"})
        for child in schema.values():
            _declare(child)


def _is_union_of_references(variants: Any) -> bool:
    if not is_list(variants) or len(variants) < 2:  # noqa: PLR2004  # one is no union
        return False
    return all(is_mapping(variant) and "$ref" in variant for variant in variants)
