"""With `strict` the verdict is the schema's to the letter; by default it is the schema's, opened."""

import copy
import math
import random

import pytest

from openai_run_steps import RunStepObject, ValidationError
from scripts.config import Roots
from scripts.documents.reading import Document
from scripts.trimming import closure
from tests.package.payloads import DOCUMENT, STEP, judge, known_steps, with_unknown, written
from tests.support.instances import instances

ROOTS = Roots(schemas=("RunStepObject",))  # events come in other unions

quickly_or_long = pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.fuzz)])


def verdict(data, **options):
    try:
        RunStepObject.from_json(data, **options)
    except ValidationError:
        return False
    return True


def opened(schema):
    """The schema for servers that came later: enums take every value of their type, unions every other tag."""
    if isinstance(schema, list):
        return [opened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {keyword: opened(part) for keyword, part in schema.items()}
    if len(schema.get("enum", ())) > 1:
        del made["enum"]
    if "$ref" in str(schema.get("oneOf")):
        made["oneOf"].append(others(schema["oneOf"]))
    return made


def others(variants):
    properties = [DOCUMENT["components"]["schemas"][v["$ref"].rsplit("/")[-1]]["properties"] for v in variants]
    tags = [each["type"]["enum"] for each in properties]
    tag = {"type": "string", "not": {"enum": [tag for [tag] in tags]}}
    return {"type": "object", "required": ["type"], "properties": {"type": tag}}


def instances_with_unknown(seed, count):
    """Valid and broken steps, with and without something unknown."""
    chance = random.Random(seed)
    is_valid = judge(STEP)
    for step in instances(STEP, DOCUMENT, seed, count):
        yield step
        if is_valid(step):
            yield with_unknown(step, chance)


@quickly_or_long
def test_strict_is_the_schema_to_the_letter(count):
    is_valid = judge(STEP)
    verdicts = {True: 0, False: 0}
    for step in instances_with_unknown(3, count):
        expected = is_valid(step)
        verdicts[expected] += 1
        assert verdict(written(step), strict=True) == expected, step
    assert min(verdicts.values()) > count / 20


@quickly_or_long
def test_the_default_is_the_schema_opened(count):
    is_valid = judge(STEP, opened(closure.trim(Document("", copy.deepcopy(DOCUMENT), ""), ROOTS).value))
    verdicts = {True: 0, False: 0}
    for step in instances_with_unknown(5, count):
        expected = is_valid(step)
        verdicts[expected] += 1
        assert verdict(written(step)) == expected, step
    assert min(verdicts.values()) > count / 20


def a_step(**changes):
    return {**known_steps()[0], **changes}


@pytest.mark.parametrize("status", ["queued", "in-progress", ""])
def test_strict_refuses_unknown_enum_values(status):
    assert verdict(written(a_step(status=status)))
    with pytest.raises(ValidationError, match=r'^\$\.status: expected one of .*"in_progress".*, got "'):
        RunStepObject.from_dict(a_step(status=status), strict=True)


def test_strict_refuses_unknown_variants():
    with pytest.raises(ValidationError, match=r'^\$\.step_details\.type: expected one of .*, got "reasoning"$'):
        RunStepObject.from_dict(a_step(step_details={"type": "reasoning"}), strict=True)


def test_strict_keeps_unknown_fields_that_the_schema_allows():
    assert RunStepObject.from_dict(a_step(new=1), strict=True).additional_properties == {"new": 1}


def test_integers_may_be_written_as_whole_floats_and_become_integers():
    for text, number in (("1.0", 1), ("1e3", 1000), ("-0.0", 0), ("1e30", int(1e30))):
        data = written(a_step(created_at="@")).replace(b'"@"', text.encode())
        model = RunStepObject.from_json(data, strict=True)
        assert (type(model.created_at), model.created_at) == (int, number)
        assert RunStepObject.from_dict(a_step(created_at=float(text))) == model
    assert not verdict(written(a_step(created_at=1.5)))


def test_whole_floats_beside_unknown_fields():
    model = RunStepObject.from_dict(a_step(created_at=1.0, status="queued", new=1.0))
    assert (model.created_at, model.status, model.to_dict()["new"]) == (1, "queued", 1.0)


def test_departure_duplicate_names_the_last_one_counts():
    known = written(a_step())
    for first, counts in ((b'"id":5,', True), (b'"id":"first",', True), (b'"object":"other",', True)):
        assert verdict(b"{" + first + known[1:], strict=True) is counts
    for last in (b',"id":5}', b',"object":"other"}', b',"object":5}'):
        assert not verdict(known[:-1] + last, strict=True)
    assert RunStepObject.from_json(known[:-1] + b',"id":"last"}').id == "last"
    assert RunStepObject.from_json(known[:-1] + b',"new":1,"new":2}').to_dict()["new"] == 2


def test_departure_duplicate_tags_the_last_one_counts():
    details = b'{"type":"tool_calls","tool_calls":[],"type":"other"}'
    data = written(a_step(step_details="@")).replace(b'"@"', details)
    assert RunStepObject.from_json(data).step_details.tag == "other"
    details = b'{"type":"other","tool_calls":[],"type":"tool_calls"}'
    data = written(a_step(step_details="@")).replace(b'"@"', details)
    assert RunStepObject.from_json(data).step_details.tool_calls == []


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_departure_numbers_that_python_floats_lack_are_refused_even_where_anything_goes(text):
    data = written(a_step(new="@")).replace(b'"@"', text.encode())
    with pytest.raises(ValidationError, match=r"^\$: expected JSON, got "):
        RunStepObject.from_json(data)


def test_departure_integers_of_more_than_4300_digits_are_refused():
    for digits, taken in ((4_000, True), (5_000, False)):
        assert verdict(written(a_step(created_at="@")).replace(b'"@"', b"1" * digits)) is taken
        assert verdict(written(a_step(new="@")).replace(b'"@"', b"1" * digits)) is taken


@pytest.mark.parametrize("text", [rb'"\ud800"', rb'"\udc00\ud800"', rb'"\ud800x"', b'"\xed\xa0\x80"', b'"\xff"'])
def test_departure_half_surrogate_pairs_are_refused(text):
    assert not verdict(written(a_step(new="@")).replace(b'"@"', text))
    assert not verdict(written(a_step(id="@")).replace(b'"@"', text))


def test_departure_documents_nested_beyond_the_recursion_limit_are_refused():
    for depth, taken in ((200, True), (100_000, False)):
        data = written(a_step(new="@")).replace(b'"@"', b"[" * depth + b"]" * depth)
        assert verdict(data) is taken
    with pytest.raises(ValidationError, match="nested too deeply"):
        RunStepObject.from_json(data)


def test_a_score_keeps_every_digit():
    call = {
        "id": "c",
        "type": "file_search",
        "file_search": {"results": [{"file_id": "f", "file_name": "n", "score": 1}]},
    }
    for score in (0, 1, 0.1, 1.0, math.nextafter(1, 0)):
        call["file_search"]["results"][0]["score"] = score
        model = RunStepObject.from_dict(a_step(step_details={"type": "tool_calls", "tool_calls": [call]}))
        result = model.step_details.tool_calls[0].file_search.results[0]
        assert (type(result.score), result.score) == (type(score), score)
