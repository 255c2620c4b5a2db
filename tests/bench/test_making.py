"""What generators make: which packages are exact, what one of a whole document takes, or why there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scripts.bench import making
from scripts.bench.making import outcome, tallies
from scripts.bench.peers import Places
from scripts.bench.rows import HALF, OURS
from tests.judging import sample
from tests.support.copies import ROOT
from tests.support.packages import document

VALUE = {"type": "integer", "minimum": 1}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "components": {"schemas": {"A": {"type": "object", "required": ["n"], "properties": {"n": VALUE}}}},
}


@pytest.fixture
def root():
    """A root as the tests' sample has it."""
    return sample.judged(DOCUMENT, "A")


def test_our_package_is_exact_and_leaves_no_module(root):
    assert outcome(OURS, root) is True
    assert not any(name.partition(".")[0] == "judged" for name in sys.modules)


def test_what_we_refuse_gives_no_package(root):
    assert outcome(OURS, {**root, "files": None}) is None


def test_stock_openapi_python_client_gives_a_package_that_checks_no_bounds(root):
    assert outcome("client", root) is False


@pytest.mark.parametrize(("code", "expected"), [(0, False), (1, None)])
def test_datamodel_code_generator_is_asked_for_its_best(root, code, expected, monkeypatch):
    asked = []

    def main(arguments):
        asked.extend(arguments)
        text = "class Holder:\n    model_rebuild = dict\n    model_validate_json = str\n"
        Path(arguments[-1]).write_text(text, encoding="utf-8")
        return code

    stand_in = ModuleType("datamodel_code_generator.__main__")
    monkeypatch.setattr(stand_in, "main", main, raising=False)
    monkeypatch.setitem(sys.modules, "datamodel_code_generator.__main__", stand_in)
    monkeypatch.setitem(sys.modules, "datamodel_code_generator", ModuleType("datamodel_code_generator"))
    assert outcome("pydantic_best", root) is expected
    assert {"openapi", "pydantic_v2.BaseModel", "--collapse-root-models"} <= {*asked}


def test_a_tally_counts_packages_and_exact_ones_of_both_kinds_of_documents(root, tmp_path):
    wrong = {**root, "valid": [not valid for valid in root["valid"]]}
    file = tmp_path / "roots.json"
    file.write_text(json.dumps({"word": [root, wrong, {**root, "files": None}], "repaired": [root]}), encoding="utf-8")
    command = [sys.executable, "-m", making.__name__, "sample", OURS, str(file)]
    found = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert [(each["subject"], each["counts"]) for each in found] == [
        ("ours", {"a package": [2, 3], "exact": [1, 3]}),
        ("ours, repaired", {"a package": [1, 1], "exact": [1, 1]}),
    ]
    assert len(tallies(OURS, {"word": [], "repaired": []})) == 2


FINE = {"A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}}, "B": {"type": "string"}}
FINE |= {"C": {"type": "integer", "nullable": True}, "D": {"type": "number"}}

GONE = {"$ref": "#/components/schemas/Gone"}


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The repository, with an environment for the peers in which every generator ends with an error."""
    monkeypatch.setattr(Places, "cache", tmp_path / "cache")
    monkeypatch.setattr(Places, "python", sys.executable)
    monkeypatch.setattr(making, "DATAMODEL", ("--no-such-option",))
    return Places(ROOT)


def measured(places, schemas, tmp_path: Path, rounds: int):
    path = tmp_path / "document.json"
    path.write_bytes(document(schemas))
    return {samples.key: samples for samples in making.whole(places, path, [*schemas], rounds)}


def test_ours_is_measured_as_processes_whole_and_half_and_its_import(places, tmp_path):
    found = measured(places, FINE, tmp_path, 2)
    for key in ("whole", "whole_memory", "whole_import"):
        assert len(found[key].figures[OURS]) == 2
        assert min(found[key].figures[OURS]) > 0
    assert {*found["whole_growth"].figures} == {OURS, HALF}
    assert "pydantic_best" in found["whole"].absent


def test_a_refusal_is_reported_in_place_of_figures(places, tmp_path):
    found = measured(places, {"A": GONE, "B": {"type": "string"}}, tmp_path, 1)
    assert OURS not in found["whole"].figures
    assert found["whole"].absent[OURS].startswith("refused: 1 problems, the first: the reference")


def test_our_package_is_written_and_its_schemas_are_counted(tmp_path, capsys):
    (tmp_path / "document.json").write_bytes(document(FINE))
    (tmp_path / "roots.json").write_text(json.dumps(["A"]), encoding="utf-8")
    assert making.main("whole", *(str(tmp_path / name) for name in ("document.json", "roots.json", "out"))) == 0
    assert capsys.readouterr().out == "2\n"
    assert (tmp_path / "out" / "whole" / "models.py").exists()


def test_what_is_refused_is_a_line_and_2(tmp_path, capsys):
    (tmp_path / "document.json").write_bytes(document({"A": GONE}))
    (tmp_path / "roots.json").write_text('["*"]', encoding="utf-8")
    assert making.main("whole", *(str(tmp_path / name) for name in ("document.json", "roots.json", "out"))) == 2
    assert capsys.readouterr().out.startswith("refused: 1 problems")
