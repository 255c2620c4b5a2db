"""The sample of vendors' schemas that the benchmark is given: documents, values, verdicts, and our package of each."""

from __future__ import annotations

import json

from tests.judging import sample

VALUE = {"type": "integer", "minimum": 1}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "components": {"schemas": {"A": {"type": "object", "required": ["n"], "properties": {"n": VALUE}}}},
}


def test_the_sample_has_values_of_both_kinds_in_a_holder_and_our_package():
    root = sample.judged(DOCUMENT, "A")
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
