"""One package of a whole document: what making it takes, or why there is none."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.bench import whole
from scripts.bench.peers import Places
from scripts.bench.rows import HALF, OURS
from tests.support.copies import ROOT
from tests.support.packages import document

if TYPE_CHECKING:
    from pathlib import Path

FINE = {"A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}}, "B": {"type": "string"}}
FINE |= {"C": {"type": "integer", "nullable": True}, "D": {"type": "number"}}

GONE = {"$ref": "#/components/schemas/Gone"}


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The repository, with an environment for the peers in which every generator ends with an error."""
    monkeypatch.setattr(Places, "cache", tmp_path / "cache")
    monkeypatch.setattr(Places, "python", sys.executable)
    monkeypatch.setattr(whole, "DATAMODEL", ("--no-such-option",))
    return Places(ROOT)


def measured(places, schemas, tmp_path: Path):
    path = tmp_path / "document.json"
    path.write_bytes(document(schemas))
    return {samples.key: samples for samples in whole.measure(places, path, 2)}


def test_ours_is_measured_as_processes_whole_and_half_and_its_import(places, tmp_path):
    found = measured(places, FINE, tmp_path)
    for key in ("whole", "whole_memory", "whole_import"):
        assert len(found[key].figures[OURS]) == 2
        assert min(found[key].figures[OURS]) > 0
    assert {*found["whole_growth"].figures} == {OURS, HALF}
    assert "pydantic_best" in found["whole"].absent


def test_a_refusal_is_reported_in_place_of_figures(places, tmp_path):
    found = measured(places, {"A": GONE, "B": {"type": "string"}}, tmp_path)
    assert OURS not in found["whole"].figures
    assert found["whole"].absent[OURS].startswith("refused: 1 problems, the first: the reference")


def test_our_package_is_written_and_its_schemas_are_counted(tmp_path, capsys):
    (tmp_path / "document.json").write_bytes(document(FINE))
    (tmp_path / "roots.json").write_text(json.dumps(["A"]), encoding="utf-8")
    assert whole.main(*(str(tmp_path / name) for name in ("document.json", "roots.json", "out"))) == 0
    assert capsys.readouterr().out == "2\n"
    assert (tmp_path / "out" / "whole" / "models.py").exists()


def test_what_is_refused_is_a_line_and_2(tmp_path, capsys):
    (tmp_path / "document.json").write_bytes(document({"A": GONE}))
    (tmp_path / "roots.json").write_text('["*"]', encoding="utf-8")
    assert whole.main(*(str(tmp_path / name) for name in ("document.json", "roots.json", "out"))) == 2
    assert capsys.readouterr().out.startswith("refused: 1 problems")
