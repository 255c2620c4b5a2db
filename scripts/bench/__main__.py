"""`python -m scripts.bench`: measure everything in one run, print the page, and keep it with the picture."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from scripts import config
from scripts.base.errors import Location, PipelineError
from scripts.bench import making, measuring, payloads, peers
from scripts.bench.figures import markdown, svg
from scripts.bench.peers import Places
from scripts.bench.rows import MODEL, Findings, Samples, Tally
from scripts.documents.reading import read
from scripts.schema.openapi_objects import PROSE
from scripts.trimming.closure import trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.base.json_types import Schema
    from scripts.bench.measuring import Effort

ROOT: Final = Path(__file__).resolve().parents[2]
_T = TypeVar("_T")
CPUINFO: Final = Path("/proc/cpuinfo")
_VERSIONS: Final = ("msgspec", "orjson", "openapi-python-client", "datamodel-code-generator", "pydantic", "openai")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 2 for an error; a missed target is a result, not an error."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rough figures, nothing kept")
    parser.add_argument("--lock", action="store_true", help="remake the peers' lock from requirements.in, and stop")
    options = parser.parse_args(arguments)
    places = Places(ROOT)
    try:
        if options.lock:
            peers.remake_lock(places)
        else:
            _bench(places, measuring.QUICK if options.quick else measuring.Effort(), keep=not options.quick)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _bench(places: Places, effort: Effort, *, keep: bool) -> None:
    findings = measure(places, effort)
    page = markdown(findings)
    print(page)
    if keep:
        places.results.mkdir(exist_ok=True)
        (places.results / "bench.md").write_text(page, encoding="utf-8")
        (places.results / "bench.svg").write_text(svg(findings), encoding="utf-8")


def measure(places: Places, effort: Effort) -> Findings:
    """Measure everything. Raises `PipelineError` if a part of it cannot run."""
    peers.prepare(places)
    upstream = _upstream(places)
    documents = _documents(places, upstream)
    peers.generate(places, documents)
    corpus = payloads.write(places.data, documents["corrected"], effort.payloads)
    sizes = {"held in memory": f"{effort.held:,}", "lines of an archive": f"{effort.short:,} and {effort.long:,}"}
    facts = {"Machine": machine(), "Versions": versions(places.lock.read_text("utf-8")), "Payloads": corpus | sizes}
    samples = [each for task in measuring.TIMED for each in _found(places, list[Samples], task, effort)]
    print("measuring a whole document …", file=sys.stderr, flush=True)
    names = list(read(upstream, limits=_settings(places).limits).value["components"]["schemas"])
    samples += making.whole(places, upstream, names, effort.processes)
    tallies = [each for task in measuring.COUNTED for each in _found(places, list[Tally], task, effort)]
    return Findings(facts, samples, [*tallies, *_of_roots(places, effort)])


def _upstream(places: Places) -> Path:
    """Return the file of the official document."""
    source = _settings(places).source
    if not (source.package and source.file):
        raise PipelineError("peers are made from a source of kind `package`", Location("openapi/pipeline.toml"))
    return Path(str(distribution(source.package).locate_file(source.file)))


def _settings(places: Places) -> config.PackageConfig:
    return config.load(places.root / "openapi" / "pipeline.toml").packages[0]


def _documents(places: Places, upstream: Path) -> dict[str, Schema]:
    """Return the schema that the package is made from, and the official one, of which nothing is taken but a part."""
    settings = _settings(places)
    document = read(upstream, name=upstream.name, limits=settings.limits)
    official = trim(document, config.Roots(schemas=(MODEL,)), (*sorted(PROSE), "x-*")).value
    return {"corrected": read(settings.schema, limits=settings.limits).value, "official": official}


def _found(places: Places, kind: type[_T], task: str, effort: Effort) -> _T:
    """Run one task in the peers' environment, with the package and the peers' models on its path."""
    print(f"measuring {task} …", file=sys.stderr, flush=True)
    return _result(places, kind, measuring.__name__, task, places.data, msgspec.json.encode(effort).decode())


def _of_roots(places: Places, effort: Effort) -> list[Tally]:
    """Count what becomes of a sample of vendors' schemas, which the tests make, in each subject's hands."""
    file = places.data / "roots.json"
    print("making a sample of schemas …", file=sys.stderr, flush=True)
    peers.run([sys.executable, "-m", "tests.judging.sample", str(effort.roots), str(file)], places)
    found: list[Tally] = []
    for subject in making.MAKERS:
        print(f"measuring schemas with {subject} …", file=sys.stderr, flush=True)
        found += _result(places, list[Tally], making.__name__, "sample", subject, file)
    return found


def _result(places: Places, kind: type[_T], *command: object) -> _T:
    """What a module of ours tells that runs in the peers' environment, with the package and the peers' models."""
    path = [places.root, places.root / "generated", places.peers]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    return msgspec.json.decode(peers.run([str(places.python), "-m", *map(str, command)], places, environ), type=kind)


def machine() -> dict[str, str]:
    """Return processor, cores, system and Python: figures without them say nothing."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count() or 1),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def versions(lock: str) -> dict[str, str]:
    """Return the versions of the peers as a lock pins them."""
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    return {name: pinned[name] for name in _VERSIONS if name in pinned}


def _processor() -> str:
    try:
        text = CPUINFO.read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
