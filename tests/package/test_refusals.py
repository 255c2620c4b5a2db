"""What breaks the schema is refused with one exception that tells where, what was expected and what came."""

import contextlib
import copy
import datetime as dt
import decimal
import pickle
import random

import msgspec
import pytest

from openai_run_steps import Problem, RunStepObject, UnknownTypeVariant, ValidationError
from tests.package.payloads import DOCUMENT, STEP, known_steps, written
from tests.support.instances import instances

CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
FOUND = {"file_id": "f", "file_name": "n", "score": 0.5, "content": [{"type": "text", "text": "t"}]}
SEARCH = {"id": "call_2", "type": "file_search", "file_search": {"results": [FOUND], "ranking_options": None}}
SEARCH["file_search"]["ranking_options"] = {"ranker": "auto", "score_threshold": 0}
WHOLE = {
    "id": "step_1",
    "object": "thread.run.step",
    "created_at": 1,
    "assistant_id": "asst_1",
    "thread_id": "thread_1",
    "run_id": "run_1",
    "type": "tool_calls",
    "status": "completed",
    "step_details": {"type": "tool_calls", "tool_calls": [CALL, SEARCH]},
    "last_error": None,
    "cancelled_at": None,
    "failed_at": None,
    "metadata": {"odd name": "x"},
}
GONE = object()

CALLS = ("step_details", "tool_calls")
FIRST = (*CALLS, 1, "file_search", "results", 0)
THERE = "$.step_details.tool_calls[1].file_search.results[0]"
STATUS = 'one of "cancelled", "completed", "expired", "failed", "in_progress"'
FOREIGN = "expected a value that JSON has"
DETAILS = 'one of "message_creation", "tool_calls"'

MISTAKES = [
    ((), [], "$: expected an object, got an array"),
    ((), None, "$: expected an object, got null"),
    (("object",), GONE, '$.object: required, but missing: expected "thread.run.step"'),
    (("object",), "thread.run", '$.object: expected "thread.run.step", got "thread.run"'),
    (("id",), GONE, "$.id: required, but missing: expected a string"),
    (("id",), None, "$.id: expected a string, got null"),
    (("created_at",), "now", '$.created_at: expected an integer, got "now"'),
    (("created_at",), 1.5, "$.created_at: expected an integer, got 1.5"),
    (("created_at",), True, "$.created_at: expected an integer, got true"),
    (("cancelled_at",), "x", '$.cancelled_at: expected an integer or null, got "x"'),
    (("status",), 5, f"$.status: expected {STATUS}, got 5"),
    (("status",), GONE, f"$.status: required, but missing: expected {STATUS}"),
    (("step_details",), "x", '$.step_details: expected an object, got "x"'),
    (("step_details", "type"), GONE, f"$.step_details.type: required, but missing: expected {DETAILS}"),
    (("step_details", "type"), 7, f"$.step_details.type: expected {DETAILS}, got 7"),
    (
        (*CALLS, 0, "function", "name"),
        {},
        "$.step_details.tool_calls[0].function.name: expected a string, got an object",
    ),
    ((*FIRST, "score"), 1.25, f"{THERE}.score: expected a number <= 1, got 1.25"),
    ((*FIRST, "score"), "x", f'{THERE}.score: expected a number, got "x"'),
    ((*FIRST, "content", 0, "type"), "image", f'{THERE}.content[0].type: expected "text", got "image"'),
    (
        (*FIRST, "attributes"),
        {"a": []},
        f"{THERE}.attributes.a: expected a string or a number or true or false, got an array",
    ),
    (("metadata", "odd name"), 1, '$.metadata["odd name"]: expected a string, got 1'),
    (("id",), ["x" * 99], "$.id: expected a string, got an array"),
    (("created_at",), "x" * 99, '$.created_at: expected an integer, got "' + "x" * 58 + "…"),
]


def broken(path, value):
    holder = [copy.deepcopy(WHOLE)]
    target, steps = holder, (0, *path)
    for step in steps[:-1]:
        target = target[step]
    if value is GONE:
        del target[steps[-1]]
    else:
        target[steps[-1]] = value
    return holder[0]


def refusal(read, *arguments, **options):
    with pytest.raises(ValidationError) as caught:
        read(*arguments, **options)
    return caught.value


def test_the_whole_step_is_fine():
    assert RunStepObject.from_dict(WHOLE, strict=True).to_dict() == WHOLE


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES, ids=lambda it: it if isinstance(it, str) else "")
def test_the_message_names_path_expectation_and_what_came(path, value, message):
    tree = broken(path, value)
    assert str(refusal(RunStepObject.from_json, written(tree))) == message
    assert str(refusal(RunStepObject.from_dict, tree)) == message
    assert str(refusal(RunStepObject.from_json, written(tree), strict=True)) == message


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES[2:], ids=lambda it: it if isinstance(it, str) else "")
def test_the_message_is_the_same_beside_unknown_fields(path, value, message):
    tree = {"new": 1, **broken(path, value), "expires_at": 1.0, "\ue000": {}}
    assert str(refusal(RunStepObject.from_json, written(tree))) == message


def test_all_errors_tells_everything_in_the_order_of_the_schema():
    tree = broken((*FIRST, "score"), 2)
    del tree["run_id"]
    tree["failed_at"] = "never"
    error = refusal(RunStepObject.from_json, written(tree), all_errors=True)
    assert [problem.path for problem in error.problems] == [
        "$.run_id",
        f"{THERE}.score",
        "$.failed_at",
    ]
    assert str(error).count("\n") == 2
    assert refusal(RunStepObject.from_json, written(tree)).problems == error.problems[:1]


def test_a_problem_has_parts():
    [problem] = refusal(RunStepObject.from_dict, broken(("metadata", "odd name"), 1)).problems
    assert problem == Problem(location=("metadata", "odd name"), expected="a string", got="1")
    assert problem.path == '$.metadata["odd name"]'
    assert problem.message == "expected a string, got 1"


def test_the_error_is_a_value_error_without_a_chain_and_can_be_pickled():
    error = refusal(RunStepObject.from_json, b"{}")
    assert isinstance(error, ValueError)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems, str(again)) == (ValidationError, error.problems, str(error))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "$: expected JSON, got truncated data"),
        (b'{"id":', "$: expected JSON, got truncated data"),
        (b"{} x", "$: expected JSON, got trailing characters (byte 4)"),
        (b"{'id': 1}", "$: expected JSON, got object keys must be strings (byte 1)"),
        (b'"\xff"', "$: expected JSON, got what is not UTF-8 (byte 1)"),
        ("\ud800", "$: expected JSON, got half a surrogate pair (character 0)"),
        (b'{"id": -1e999}', "$: expected JSON, got a number out of range"),
        (b'{"id": %b}' % (b"9" * 5_000), "$: expected JSON, got a number out of range"),
        (b"\xef\xbb\xbf" * 2 + b"{}", "$: expected JSON, got invalid character (byte 0)"),
    ],
)
def test_what_is_no_json_is_refused_as_such(data, message):
    assert str(refusal(RunStepObject.from_json, data)) == message


def test_no_text_of_a_payload_commands_a_terminal_or_begins_a_line():
    text = "\x1b[31m\x9b2J\u202e\u2028"
    tree = {**WHOLE, "created_at": text, "metadata": {text: 1}}
    error = refusal(RunStepObject.from_json, written(tree), all_errors=True)
    lines = str(error).splitlines()
    assert len(lines) == len(error.problems) == 2
    assert all(line.isprintable() for line in lines)


FORMS = [bytes, bytearray, memoryview, lambda data: data.decode()]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_text_is_taken(form):
    assert RunStepObject.from_json(form(written(WHOLE))).to_dict() == WHOLE
    assert RunStepObject.from_json(form(written({**WHOLE, "new": 1}))).to_dict() == {**WHOLE, "new": 1}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("strict", [False, True])
def test_a_byte_order_mark_before_a_document_does_not_matter(form, strict):
    for tree in (WHOLE, {**WHOLE, "new": 1}):
        marked = form("\ufeff".encode() + written(tree))
        assert RunStepObject.from_json(marked, strict=strict).to_dict() == tree
    error = refusal(RunStepObject.from_json, form("\ufeff".encode() + written({**WHOLE, "id": 5})))
    assert str(error) == "$.id: expected a string, got 5"


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "a Python datetime"),
        (b"bytes", "a Python bytes"),
        (decimal.Decimal(1), "a Python Decimal"),
        ((1, 2), "a Python tuple"),
        ({1, 2}, "a Python set"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (10**5_000, "too long an integer"),
        ("\ud800", "'\\ud800', which is not Unicode"),
        (UnknownTypeVariant.of({"type": "x"}), "a Python UnknownTypeVariant"),
        (object, "a Python type"),
    ],
    ids=lambda it: it if isinstance(it, str) and it.isascii() else "",
)
@pytest.mark.parametrize("place", [("id",), ("new",), ("metadata", "a"), (*CALLS, 0, "new")])
def test_a_dict_that_holds_what_json_lacks_is_refused(place, value, got):
    error = refusal(RunStepObject.from_dict, broken(place, value))
    assert error.problems == (Problem(place, "a value that JSON has", got),)


def test_a_dict_with_names_that_are_no_strings_is_refused():
    error = refusal(RunStepObject.from_dict, {**WHOLE, 5: 1, None: 2, "\ud800": 3}, all_errors=True)
    assert [problem.got for problem in error.problems] == [
        "a Python int",
        "a Python NoneType",
        "'\\ud800', which is not Unicode",
    ]


def test_a_dict_that_holds_itself_is_refused():
    tree = {**WHOLE}
    tree["new"] = tree
    assert "nested too deeply" in str(refusal(RunStepObject.from_dict, tree))


class Named(dict):
    pass


def test_a_dict_of_a_derived_type_is_taken():
    assert RunStepObject.from_dict(Named(WHOLE, metadata=Named(a="b"), new=Named())).metadata == {"a": "b"}


def test_validate_takes_what_was_built_right():
    model = RunStepObject.from_dict(WHOLE)
    assert model.validate() is model
    assert model.validate(strict=True) is model


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda step: setattr(step, "id", 5), "$.id: expected a string, got 5"),
        (lambda step: setattr(step, "created_at", float("nan")), f"$.created_at: {FOREIGN}, got nan"),
        (lambda step: setattr(step, "id", dt.date(2024, 1, 1)), f"$.id: {FOREIGN}, got a Python date"),
        (
            lambda step: setattr(step, "step_details", RunStepObject),
            f"$.step_details: {FOREIGN}, got a Python {type(RunStepObject).__name__}",
        ),
        (lambda step: step.additional_properties.update(a={1}), f"$.a: {FOREIGN}, got a Python set"),
        (lambda step: step.metadata.update(a=None), "$.metadata.a: expected a string, got null"),
        (
            lambda step: step.step_details.tool_calls.append(7),
            "$.step_details.tool_calls[2]: expected an object, got 7",
        ),
        (lambda step: step.step_details.tool_calls.append(step), "nested too deeply"),
    ],
    ids=lambda part: part if isinstance(part, str) else "change",
)
def test_validate_refuses_nonsense(change, message):
    model = RunStepObject.from_dict(WHOLE)
    change(model)
    assert message in str(refusal(model.validate))


def test_validate_tells_everything_and_can_be_strict():
    model = RunStepObject.from_dict({**WHOLE, "status": "queued"})
    model.id, model.run_id = 1, 2
    assert len(refusal(model.validate).problems) == 2
    assert len(refusal(model.validate, strict=True).problems) == 3


def test_writing_what_json_lacks_is_a_type_error():
    model = RunStepObject.from_dict(WHOLE)
    model.id = object()
    with pytest.raises(TypeError, match="objects of type object can't be written as JSON"):
        model.to_json()
    model.additional_properties["new"] = 1
    with pytest.raises(TypeError, match="objects of type object can't be written as JSON"):
        model.to_json()
    model.id = "x"
    assert model.to_dict() == {**WHOLE, "id": "x", "new": 1}


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.fuzz)])
@pytest.mark.parametrize("strict", [False, True])
def test_whatever_is_refused_is_explained_and_nothing_else(count, strict):
    explained = 0
    for tree in instances(STEP, DOCUMENT, 17, count):
        problems = problems_of(tree, strict=strict)
        explained += bool(problems)
        for problem in problems:
            assert problem.expected != "a document of the schema", tree
            assert is_there(tree, problem), (tree, problem)
    assert explained > count / 10


def problems_of(tree, **options):
    try:
        RunStepObject.from_json(written(tree), all_errors=True, **options)
    except ValidationError as error:
        return error.problems
    return ()


def is_there(tree, problem):
    """Whether a location leads somewhere, or to what is missing."""
    *way, last = (0, *problem.location)
    tree = [tree]
    for step in way:
        tree = tree[step]
    return (problem.got == "nothing") == (isinstance(tree, dict) and last not in tree)


@pytest.mark.parametrize("count", [3_000, pytest.param(1_000_000, marks=pytest.mark.fuzz)])
def test_any_bytes_give_a_model_or_the_one_exception(count):
    chance = random.Random(23)
    texts = [written(step) for step in [*known_steps(), WHOLE, {**WHOLE, "new": [{}], "status": "queued"}]]
    read = 0
    for number in range(count):
        data = spoiled(chance.choice(texts), chance)
        with contextlib.suppress(ValidationError):
            model = RunStepObject.from_json(data)
            read += 1
            assert msgspec.json.decode(model.to_json()) == msgspec.json.decode(data), (number, data)
    assert 0 < read < count


BITS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\\",
    b"\\ud800",
    b"\xff",
    b"\xed\xa0\x80",
    b"\0",
    b"1e999",
    b"-",
    b"NaN",
]
BITS += [
    b"9" * 5_000,
    b"[" * 5_000,
    b'{"a":' * 3_000,
    b"null",
    b"true",
    b'"type":"x",',
    b'"\xee\x80\x80":1,',
    b'"new":[],',
    b" ",
]


def spoiled(data, chance):
    """A text with one to three things done to its bytes."""
    for _ in range(chance.randint(1, 3)):
        place, other = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        match chance.randrange(6):
            case 0:
                data = data[:place]
            case 1:
                data = data[:place] + chance.choice(BITS) + data[place:]
            case 2:
                data = data[:place] + data[min(other, place + 5) :]
            case 3:
                data = data[:place] + chance.randbytes(2) + data[place + 1 :]
            case 4:
                data = data[:other] + data[place:other] + data[other:]
            case _:
                comma = data.find(b",", place)
                data = data[: comma + 1] + b'"n":1,' * (comma > 0) + data[comma + 1 :]
    return data
