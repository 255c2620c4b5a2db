"""A sample of vendors' schemas: what gives a package, whose verdicts are a validator's, and what counts as neither."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scripts.bench import sampled
from scripts.bench.sampled import outcome, tallies
from tests.judging import sample
from tests.support.copies import ROOT

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


def test_the_sample_has_values_of_both_kinds_in_a_holder_and_our_package(root):
    assert {True, False} == {*root["valid"]}
    assert all(json.loads(text).keys() == {"value"} for text in root["texts"])
    assert "Holder" in root["document"]["components"]["schemas"]
    assert "judged/models.py" in root["files"]


def test_the_sample_of_a_schema_that_a_validator_cannot_read_is_none():
    document = {**DOCUMENT, "components": {"schemas": {"A": {"type": "object", "required": True}}}}
    assert sample.judged(document, "A") is None


def test_the_sample_is_written_for_documents_at_their_word_and_repaired(tmp_path):
    sample.main(2, str(tmp_path / "roots.json"))
    found = json.loads((tmp_path / "roots.json").read_text(encoding="utf-8"))
    assert [len(found[kind]) for kind in ("word", "repaired")] == [2, 2]


def test_the_sample_has_no_formats_and_keeps_properties_of_that_name():
    held = {"type": "object", "properties": {"format": {"type": "string", "format": "uri"}}}
    bare = sample.without_formats({**DOCUMENT, "components": {"schemas": {"A": held}}})
    assert bare["components"]["schemas"]["A"]["properties"] == {"format": {"type": "string"}}


def test_our_package_is_exact_and_leaves_no_module(root):
    assert outcome(sampled.OURS, root) is True
    assert not any(name.partition(".")[0] == "judged" for name in sys.modules)


def test_what_we_refuse_gives_no_package(root):
    assert outcome(sampled.OURS, {**root, "files": None}) is None


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
    command = [sys.executable, "-m", sampled.__name__, sampled.OURS, str(file)]
    found = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert [(each["subject"], each["counts"]) for each in found] == [
        ("ours", {"a package": [2, 3], "exact": [1, 3]}),
        ("ours, repaired", {"a package": [1, 1], "exact": [1, 1]}),
    ]
    assert len(tallies(sampled.OURS, {"word": [], "repaired": []})) == 2
