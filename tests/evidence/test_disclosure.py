"""Payloads are private: which names of them are shown, and when an object's names are the keys of a map."""

from __future__ import annotations

import pytest

from scripts.evidence.disclosure import MOST_NAMES, are_keys, is_constant, is_name
from scripts.evidence.proposal import propose
from scripts.evidence.report import report
from tests.evidence.observing import observed, step


@pytest.mark.parametrize(
    "name", ["expires_at", "promptTokens", "sha256", "$ref", "@type", "x-ms-id", "oauth2", "utf8", "a.b", "odata/x"]
)
def test_a_programmers_name_is_shown(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            " ",
            "Ana Paz",
            "ana@example.com",
            "customer-4711",
            "2024-01-01",
            "a3f9c1d2",
            "call_Wm3rVf8TzQk2",
            "x" * 65,
            "$$internal",
        ),
        *("naïve", "日本", "a\nb", "\x1b[31m", "7", "550e8400-e29b-41d4-a716-446655440000", "+49", "a\u202eb"),
    ],
)
def test_a_name_that_can_be_data_is_not_shown(name):
    assert not is_name(name)


def test_a_tag_may_have_a_date_but_no_control_character():
    assert is_constant("web_search_20250305")
    assert not any(map(is_constant, ("\x1b[31m", "a b", "", "x" * 65, "é")))


def reported(observation):
    return [(finding.place, finding.what) for finding in report(observation).findings]


def test_new_members_are_shown_by_name_with_their_inner_structure():
    inner = {"size": {"width": 1, "unit": None}, "tags": ["x"], "empty": []}
    assert reported(observed([step(shape=inner), step(shape={"size": {"width": 2.5}})])) == [
        ("Step.shape", "object {size: object {width: number, unit: null}, tags: array of string, empty: array}")
    ]


def test_what_an_object_forbids_and_does_not_name_is_one_finding():
    closed = {"Root": {"type": "object", "properties": {"a": {}}, "additionalProperties": False}}
    assert reported(observed([{"b": 1}], closed)) == [("Root.b", "integer")]


def test_more_names_than_members_have_are_keys():
    many = observed([step(**{f"name{chr(97 + n // 26)}{chr(97 + n % 26)}": n}) for n in range(MOST_NAMES + 1)])
    assert reported(many) == [("Step", f"more than {MOST_NAMES} names that look like keys: integer")]


def test_names_that_do_not_recur_are_keys():
    cities = ["lisbon", "porto", "faro", "braga", "evora", "sintra", "aveiro", "leiria"]
    assert reported(observed([step(weather={city: 20}) for city in cities])) == [("Step.weather", "map of integer")]
    assert reported(observed([step(**{city: 20}) for city in cities])) == [
        ("Step", "names that look like keys: integer")
    ]


@pytest.mark.parametrize(
    ("names", "uses", "objects", "keys"),
    [(8, 15, 4, True), (8, 16, 4, False), (7, 7, 4, False), (8, 8, 3, False)],
)
def test_names_are_keys_where_eight_in_four_objects_come_less_than_twice(names, uses, objects, keys):
    assert are_keys(names, uses, objects) is keys


def test_a_new_value_is_shown_up_to_200_characters_of_json():
    fits, longer = "x" * 198, "x" * 199
    found = report(observed([step(status=fits), step(status=longer)]), values=True).findings
    assert [finding.what for finding in found] == [f'"{fits}"', "values"]


def test_keys_within_keys_are_keys_too():
    cities = ["lisbon", "porto", "faro", "braga", "evora", "sintra", "aveiro", "leiria"]
    people = ["ana", "bia", "caio", "duda", "elis", "fabi", "gil", "hugo"]
    values = [step(weather={city: {person: 20}}) for city, person in zip(cities, people, strict=True)]
    assert reported(observed(values)) == [("Step.weather", "map of map of integer")]


def test_names_that_recur_are_members_however_many_objects_there_are():
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    found = reported(observed([step(**dict.fromkeys(words, 1))] * 9))
    assert [place for place, _ in found] == sorted(f"Step.{word}" for word in words)


def test_one_key_that_looks_like_data_makes_a_map_of_an_object_without_a_schema():
    assert reported(observed([step(scores={"ana": 1, "user_8217": 2})])) == [("Step.scores", "map of integer")]


def test_beside_named_members_only_those_that_look_like_data_are_hidden():
    found = reported(observed([step(region="eu", user_8217=2)]))
    assert found == [("Step.region", "string"), ("Step", "names that look like keys: integer")]
    proposal = propose(observed([step(region="eu", user_8217=2)]))
    assert [action["update"] for action in proposal.actions] == [{"region": {"type": "string"}}]
    assert "--loosen allows any name" in proposal.left_out[0]
    loosened = propose(observed([step(region="eu", user_8217=2)]), loosen=True).actions
    assert [action["update"] for action in loosened] == [{"region": {"type": "string"}}, {"additionalProperties": {}}]


def test_what_is_a_map_does_not_depend_on_the_order():
    values = [step(scores={name: 1}) for name in ("ana", "bo", "user_8217", "cy")]
    assert reported(observed(values)) == reported(observed(values[::-1]))
