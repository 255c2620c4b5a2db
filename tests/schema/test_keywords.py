"""The table of keywords is whole: each layer finds in a row what it needs."""

import json
from importlib import resources

import jsonschema_specifications
import pytest

from scripts.schema.keywords import ABOUT, BOUNDS, KEYWORDS, common_multiple

ROWS = sorted(KEYWORDS)
CORE = {"$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"}


def vocabulary(name):
    folder = resources.files(jsonschema_specifications) / "schemas" / "draft202012" / "vocabularies"
    return json.loads((folder / name).read_text(encoding="utf-8"))["properties"]


@pytest.mark.parametrize("name", ["core", "applicator", "unevaluated", "validation", "content", "meta-data"])
def test_every_keyword_of_json_schema_has_a_row(name):
    assert set(vocabulary(name)) - CORE <= set(KEYWORDS)


@pytest.mark.parametrize("name", ["applicator", "unevaluated"])
def test_what_holds_schemas_in_json_schema_holds_them_here(name):
    assert {each for each in vocabulary(name) if not KEYWORDS[each].shape.holds} == set()


@pytest.mark.parametrize("name", [name for name in ROWS if KEYWORDS[name].meta])
def test_every_bound_can_be_reported_and_says_what_it_is_about(name):
    assert "{}" in KEYWORDS[name].words
    assert any(name in BOUNDS[kind] for kind in ABOUT)


@pytest.mark.parametrize("name", [name for name in ROWS if KEYWORDS[name].meta])
@pytest.mark.parametrize("kind", ["string", "integer", "number"])
def test_a_bound_of_scalars_says_which_values_it_allows_unless_values_are_refused_beside_it(name, kind):
    assert name not in BOUNDS[kind] or KEYWORDS[name].allows or name == "pattern"


@pytest.mark.parametrize(
    ("one", "other", "both"), [(4, 6, 12), (0.5, 0.5, 0.5), (0.5, 1.5, None), (2, 0.5, None), (0.5, 2, None)]
)
def test_two_steps_are_one_where_that_can_be_told(one, other, both):
    assert common_multiple(one, other) == both
