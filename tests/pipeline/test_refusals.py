"""What no package could hold is refused at its place, and names that only seem to clash are kept apart."""

from __future__ import annotations

import pytest

from scripts.base.errors import PipelineError
from tests.support.packages import build

A = {"$ref": "#/components/schemas/A"}
TEXT = {"type": "string"}


def model(**constants):
    properties = {name: {"type": "string", "const": value} for name, value in constants.items()}
    return {"type": "object", "required": list(constants), "properties": properties}


def union(tag, *names):
    references = [f"#/components/schemas/{name}" for name in names]
    return {"oneOf": [{"$ref": reference} for reference in references], "discriminator": {"propertyName": tag}}


@pytest.mark.parametrize(
    ("schemas", "place", "what"),
    [
        (
            {"A": {"type": "object", "additionalProperties": A}},
            "A",
            "'A' refers to itself without an object in between; make it an object",
        ),
        (
            {
                "U": union("type", "A", "B"),
                "V": union("kind", "A", "C"),
                "A": model(type="a", kind="a"),
                "B": model(type="b"),
                "C": model(kind="c"),
            },
            "A",
            "unions tell 'A' apart by 'type' and by 'kind'; use one property",
        ),
        (
            {"A": {"type": "object", "properties": {"\ue000": TEXT}}},
            "A/properties/%EE%80%80",
            "a property named '\\ue000' can't be expressed; rename it, or leave it out",
        ),
        (
            {"A": model(type="\ue000")},
            "A/properties/type",
            "the constant U+E000, which stands for unknown variants can't be expressed; use another value",
        ),
    ],
)
def test_what_no_package_could_hold_is_refused_at_its_place(schemas, place, what):
    with pytest.raises(PipelineError) as caught:
        build(schemas)
    assert f" #/components/schemas/{place}: {what}" in str(caught.value)


def test_of_two_bounds_on_a_side_the_one_that_implies_the_other_is_kept():
    bounds = {"minimum": 1, "exclusiveMinimum": 1, "maximum": 5, "exclusiveMaximum": 9}
    code = build({"A": {"type": "object", "properties": {"n": {"type": "integer", **bounds}}}}).files["shape/models.py"]
    assert "Meta(gt=1, le=5)" in code


def test_a_name_is_the_same_whatever_unicode_a_python_knows():
    # The first letter came with Unicode 5.1; for a Python that does not know it, it would be no letter.
    code = build({"A": {"type": "object", "properties": {"\ua66ea": TEXT}}}).files["shape/models.py"]
    assert 'a: str | UnsetType = field(default=UNSET, name="\\ua66ea")' in code
