"""Dangerous texts where repairs meet them: what is written reads back as it was, and selects what it should."""

from __future__ import annotations

import json

import pytest

from scripts.documents import reading
from scripts.repairs.proposing import propose
from scripts.trimming import overlay
from tests.hostile.texts import TEXTS

PRINTABLE = {name: text for name, text in TEXTS.items() if "\ud800" not in text}
SLOPPY = {"type": "string", "enum": ["a"], "nullable": True}


def family(text, tag):
    """A parent and its child, with a mapping."""
    reference = f"#/components/schemas/{text}"
    parent = {"type": "object", "properties": {tag: {"type": "string"}}, "required": [tag]}
    told = {"propertyName": tag, "mapping": {tag: "Child"}}
    return {text: {**parent, "discriminator": told}, "Child": {"allOf": [{"$ref": reference}]}}


PLACES = {
    "the name of a component": lambda text: {text: SLOPPY},
    "the name of a property": lambda text: {"A": {"type": "object", "properties": {text: SLOPPY}}},
    "the name of a required flag": lambda text: {"A": {"type": "object", "properties": {text: {"required": True}}}},
    "a word that is no keyword": lambda text: {"A": {"type": "string", text: 1}},
    "a type": lambda text: {"A": {"type": [text, text]}},
    "a value that is listed twice": lambda text: {"A": {"type": "string", "enum": [text, text]}},
    "a reference": lambda text: {"A": {"$ref": text, "nullable": True}},
    "a tag": lambda text: family("Parent", text),
    "the name of a parent": lambda text: family(text, "kind"),
    "the target of a mapping": lambda text: {
        text: {"type": "object"},
        "A": {"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "t", "mapping": {"x": text}}},
    },
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_written_reads_back_and_does_what_the_rules_did(place, version):
    repaired = 0
    for name, text in PRINTABLE.items():
        value = {
            "openapi": version,
            "info": {"title": "t", "version": "1"},
            "components": {"schemas": PLACES[place](text)},
        }
        document = json.loads(json.dumps(value))
        repairs = propose(document)
        if not repairs.actions:
            continue
        repaired += 1
        told = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": list(repairs.actions)}
        written = reading.dump_yaml(told)
        assert all(line.isprintable() for line in written.split("\n")), name
        read = reading.parse(written.encode(), name="openapi/p.repairs.yaml")
        assert read.value == told
        assert overlay.apply(overlay.read(read), document) == repairs.document
    assert repaired > 100
