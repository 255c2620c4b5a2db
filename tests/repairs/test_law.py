"""For any document: the overlay does what the rules did, and leaves nothing to repair.

Documents are made of the constructs that the rules know, in any combination, well-formed or not.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.documents import reading
from scripts.repairs.proposing import propose
from scripts.schema.keywords import KEYWORDS
from scripts.trimming import overlay

NAMES = ["A", "B", "C", "a b", "it's", "\u2028"]
KEYS = ["t", "n", "required", "'", "\\", "\x00"]

references = st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in "ABCZ"] + [{"$recursiveRef": "#"}])
flags = st.booleans()
scalars = st.sampled_from(["a", "b", 1, 1.0, True, None])
types = st.sampled_from(
    ["string", "integer", "array", "object", "null", "Int", "any", 7, None, ["string", "null"], ["string"] * 2]
)


def nested(inner):
    lists = st.lists(inner, max_size=3)
    named = st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": types,
            "$ref": st.sampled_from(["#/components/schemas/A", "#/components/schemas/B", "#", "x", 3]),
            "nullable": st.sampled_from([True, False, "yes"]),
            "$recursiveAnchor": flags,
            "properties": named | st.just([]),
            "required": st.lists(st.sampled_from(KEYS), max_size=4) | flags,
            "enum": st.lists(scalars, max_size=4),
            "const": scalars,
            "allOf": lists,
            "anyOf": lists,
            "oneOf": lists,
            "not": inner,
            "items": inner | lists,
            "additionalProperties": inner | flags,
            "pattern": st.sampled_from(["^a", r"\\Aa\\Z", "(", 3]),
            "minItems": st.integers(0, 3),
            "minLength": st.integers(0, 3),
            "min_items": st.integers(0, 3),
            "optional": flags,
            "minimum": st.integers(0, 3) | st.just("0"),
            "exclusiveMinimum": st.integers(0, 3) | flags,
            "discriminator": st.fixed_dictionaries(
                {"propertyName": st.sampled_from(KEYS) | st.just(1)},
                optional={
                    "mapping": st.dictionaries(
                        st.sampled_from(["a", "b"]), st.sampled_from([*NAMES, "#/components/schemas/B"])
                    )
                },
            )
            | st.just("t"),
        },
    )


schemas = st.recursive(references | st.just({}) | flags, nested, max_leaves=12)
documents = st.fixed_dictionaries({
    "openapi": st.sampled_from(["3.1.0", "3.0.3"]),
    "info": st.just({"title": "t", "version": "1"}),
    "components": st.fixed_dictionaries({"schemas": st.dictionaries(st.sampled_from(NAMES), schemas, min_size=1)}),
})  # fmt: skip


def after(document, repairs):
    """The document after the overlay, as it would be written and read again."""
    value = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": list(repairs.actions)}
    written = reading.parse(reading.dump_yaml(value).encode(), name="repairs.yaml")
    return overlay.apply(overlay.read(written), document)


@pytest.mark.parametrize("effort", ["quick", pytest.param("long", marks=pytest.mark.fuzz)])
def test_the_overlay_does_what_the_rules_did_and_leaves_nothing_to_repair(effort):
    figures = {"documents": 0, "repaired": 0, "actions": 0}

    @given(documents)
    def check(document):
        document = json.loads(json.dumps(document))  # nothing in it is shared
        before = json.dumps(document)
        repairs = propose(document)
        assert json.dumps(document) == before
        figures["documents"] += 1
        figures["actions"] += len(repairs.actions)
        if repairs.actions:
            figures["repaired"] += 1
            assert after(document, repairs) == repairs.document
        assert propose(repairs.document).actions == ()

    check()
    assert figures["repaired"] > figures["documents"] // 4
    print(f"\nrepairs: {figures}")


GONE = {"$ref": "#/components/schemas/Gone"}
VALUES = [None, 1, "a", True, [], [1], ["a"], [None], [[]], {}, {"a": 1}, {"a": ["a"]}, GONE, [GONE]]
BESIDE = [{"type": "object", "oneOf": [GONE, 1], "discriminator": {"propertyName": "t"}}, {"allOf": ["a"]}]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_no_keyword_has_a_value_that_rules_fail_of(version):
    schemas = {
        f"{keyword}{number}{beside}": {**BESIDE[beside], keyword: value}
        for keyword in KEYWORDS
        for number, value in enumerate(VALUES)
        for beside in range(len(BESIDE))
    }
    repaired = propose({"openapi": version, "components": {"schemas": schemas}}).document
    assert propose(repaired).actions == ()


@pytest.mark.parametrize(
    "more",
    [
        {},
        *({"components": value} for value in VALUES),
        *({"components": {"schemas": value}} for value in VALUES),
        *({"components": {"schemas": {"A": value}}} for value in (None, 1, "a", True, [1])),
        *({"paths": value} for value in VALUES),
        *({"paths": {"/a": {"parameters": value, "get": {"responses": value}}}} for value in VALUES),
    ],
)
def test_a_document_without_schemas_has_nothing_to_repair(more):
    assert propose({"openapi": "3.1.0", **more}).actions == ()
