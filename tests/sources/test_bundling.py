"""A document in several files is read as one; nothing outside of its folder is.

`bundles.txt` has documents in files, and under them what stands where in the bundle, and what of it comes from which
place of which file. To try one more, write it there; then `python -m tests.sources.test_bundling`, and read the
difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml

from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.documents import pointers, reading
from scripts.ir.intermediate import intermediate
from scripts.sources import access, bundling
from scripts.trimming import trimmed
from tests.support import cases
from tests.support.repositories import repository

FILE = Path(__file__).with_name("bundles.txt")
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
TEXT = "{type: string}"


def found(given: str) -> list[str]:
    files = yaml.safe_load(given)
    with TemporaryDirectory() as name:
        folder = Path(name) / "api"
        for file, value in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(json.dumps(value), encoding="utf-8")
        main = (folder / "main.yaml").read_bytes()
        try:
            data, parts = bundling.bundled(main, folder, "api/main.yaml", Limits(depth=9))
        except PipelineError as error:
            return list(map(str, error.problems))
    lines = ["the document, and nothing else"] if data is main and not parts else placed(reading.parse(data, name="b"))
    named = ((pointers.join(*place), part.name + pointers.join(*there)) for place, (part, there) in parts.items())
    return [*lines, *(f"{place} from {there}" for place, there in named)]


def placed(bundle: reading.Document) -> list[str]:
    """The components and path items, each on a line."""
    sections = bundle.value.get("components", {})
    maps = {"#/components": sections}
    if isinstance(sections, dict):
        maps = {f"#/components/{name}": each for name, each in sections.items()}
    maps |= {f"#/{name}": bundle.value[name] for name in ("paths", "webhooks") if name in bundle.value}
    return [f"{place}: {json.dumps(each, ensure_ascii=False)}" for place, each in maps.items()]


@pytest.mark.parametrize("case", cases.read(FILE), ids=lambda case: case.splitlines()[0])
def test_a_bundle_is_the_one_on_file(case):
    assert cases.told(case, found) == case


def lay(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def bundle(folder: Path, main: str, **files: str):
    lay(folder, **files)
    data, _ = bundling.bundled((HEAD + main).encode(), folder, "main.yaml", Limits())
    return reading.parse(data, name="b").value


def refusals(folder: Path, main: str, **files: str) -> list[tuple[str, str]]:
    with pytest.raises(PipelineError) as caught:
        bundle(folder, main, **files)
    return [(str(problem.where.pointer).rpartition("/")[2], problem.what) for problem in caught.value.problems]


def test_nothing_outside_of_the_folder_is_read(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "out.yaml").write_text(TEXT)
    (folder / "link.yaml").symlink_to(tmp_path / "out.yaml")
    references = ("../out.yaml", "%2e%2e/out.yaml", "x/../../out.yaml", "../none.yaml", "/etc/hosts.yaml", "link.yaml")
    schemas = ", ".join(f"S{index}: {{$ref: '{each}'}}" for index, each in enumerate(references))
    assert refusals(folder, f"components: {{schemas: {{{schemas}}}}}") == [
        (f"S{index}", f"the reference to {each!r} leaves the folder of the document")
        for index, each in enumerate(references)
    ]


def test_a_name_that_no_file_can_have_is_reported(tmp_path):
    long = "x" * 300 + ".yaml"
    found = refusals(tmp_path, f"components: {{schemas: {{C: {{$ref: {long}}}}}}}")
    assert found == [("C", f"the reference to {long!r} names no file")]


def test_all_files_together_are_bounded(tmp_path):
    a, b = f"{{items: {{$ref: b.yaml}}, description: {'a' * 300}}}", f"{{description: {'b' * 300}}}"
    lay(tmp_path, a_yaml=a, b_yaml=b)
    data = (HEAD + "components: {schemas: {A: {$ref: a.yaml}}}").encode()
    assert len(bundling.bundled(data, tmp_path, "main.yaml", Limits(bytes=len(a + b)))[1]) == 3
    with pytest.raises(PipelineError) as caught:
        bundling.bundled(data, tmp_path, "main.yaml", Limits(bytes=len(a + b) - 1))
    hint = "raise limits.bytes in pipeline.toml if this is meant"
    assert str(caught.value) == f"main.yaml: the files of the document are over the limit of bytes; {hint}"


def test_there_are_only_so_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(bundling, "MOST_FILES", 2)
    main = "components: {schemas: {A: {$ref: a.yaml}, B: {$ref: b.yaml}}}"
    assert refusals(tmp_path, main, a_yaml=TEXT, b_yaml=TEXT) == [("None", "the document is in more than 2 files")]


def test_trim_reads_the_files_of_a_path_and_the_lock_holds_them_all(tmp_path):
    upstream = HEAD + "components: {schemas: {Thing: {type: object, properties: {n: {$ref: n.yaml}}}}}\n"
    settings = repository(tmp_path, upstream=upstream)
    lay(tmp_path, n_yaml="{type: integer}")
    first = access.at_hand(settings)
    assert (first.name, first.origin) == ("upstream.yaml", {"path": "upstream.yaml"})
    assert trimmed.build(settings, first).schema.value["components"]["schemas"]["n"] == {"type": "integer"}
    lay(tmp_path, n_yaml="{type: number}")
    assert access.at_hand(settings).sha256 != first.sha256


def test_what_is_wrong_is_reported_where_it_stands_in_its_file(tmp_path):
    main = HEAD + "# A comment.\npaths: {/x: {$ref: x.yaml}}\ncomponents:\n  schemas:\n    Thing: {$ref: thing.yaml}\n"
    bad = "{type: string, minLength: -1}"
    lay(
        tmp_path,
        thing_yaml="properties:\n  a:\n    items: {$ref: 'more.yaml#/definitions/M'}\n  b: {$ref: '#/c'}\nc: " + bad,
        more_yaml="\n\ndefinitions: {M: " + bad + "}",
        x_yaml="\nget:\n  responses: {200: {$ref: r.yaml}}",
        r_yaml="{description: d, content: {application/json: {schema: " + bad + "}}}",
    )
    roots = 'schemas = ["*"]\noperations = ["*"]'
    settings = repository(tmp_path, upstream=main + "    Other: " + bad + "\n", roots=roots)
    with pytest.raises(PipelineError) as caught:
        intermediate(trimmed.build(settings, access.at_hand(settings)).as_upstream, "p", ("x", "y"))
    assert [str(problem.where) for problem in caught.value.problems] == [
        "upstream.yaml:8 #/components/schemas/Other/minLength",
        "more.yaml:3 #/definitions/M/minLength",
        "thing.yaml:5 #/c/minLength",
        "r.yaml:1 #/content/application~1json/schema/minLength",
    ]


def test_what_trimming_refuses_is_reported_where_it_stands_in_its_file(tmp_path):
    settings = repository(tmp_path, upstream=HEAD + "paths: {/x: {$ref: x.yaml}}\n", roots='operations = ["*"]')
    lay(tmp_path, x_yaml="\nget:\n  responses: {}\n  security: [{nobody: []}]")
    with pytest.raises(PipelineError) as caught:
        trimmed.build(settings, access.at_hand(settings))
    assert str(caught.value.where) == "x.yaml:4:3 #/get/security"


if __name__ == "__main__":
    cases.write(FILE, found)
