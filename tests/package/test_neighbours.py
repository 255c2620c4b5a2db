"""The models inside other people's frameworks."""

import asyncio
import json
import random
import re
import subprocess
import sys
from typing import Annotated

import fastapi
import httpx
import jsonschema_rs
import litestar
import msgspec
import pydantic
import pytest

from openai_run_steps import Model, RunStepObject, RunStepObjectLastError, ToolCall, UnknownPart, UnknownVariant
from tests.package.payloads import DOCUMENT, STEP, canonical, judge, known_steps, with_unknown, written
from tests.package.test_shapes import COMPONENTS
from tests.support.instances import instances
from tests.support.packages import imported

KNOWN = known_steps()[0]
NEW = {**KNOWN, "new": {"a": 1}, "status": "queued", "step_details": {"type": "reasoning", "text": "hm"}}
BROKEN = {**KNOWN, "id": 5, "status": 6}


def ask(app, method, path, **content):
    """The answer of an application that listens nowhere."""

    async def answer():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, path, **content)

    return asyncio.run(answer())


class Report(pydantic.BaseModel):
    step: RunStepObject
    others: list[RunStepObject] = []
    error: RunStepObjectLastError | None = None


def test_importing_the_package_imports_nothing_heavy():
    program = "import sys, msgspec; before = {*sys.modules}; import openai_run_steps; print(*{*sys.modules} - before)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    parts = ("", "._decoders", "._errors", "._json_values", "._jsonl", "._model", "._unknown", ".models")
    loaded = set(run.stdout.split()) - {"math"}  # a part of Python's core that some versions have loaded already
    assert loaded == {f"openai_run_steps{part}" for part in parts}


@pytest.mark.parametrize("tree", [KNOWN, NEW], ids=["known", "new"])
def test_pydantic_takes_and_writes_steps_whole(tree):
    report = Report.model_validate({"step": tree, "others": [tree]})
    assert report.step == RunStepObject.from_dict(tree)
    assert report.model_dump()["step"] == tree
    assert json.loads(report.model_dump_json())["others"] == [tree]
    assert Report.model_validate_json(report.model_dump_json()) == report
    assert Report(step=report.step).step is report.step


def test_pydantic_tells_each_mistake_with_its_place_and_what_stands_there():
    with pytest.raises(pydantic.ValidationError) as caught:
        Report.model_validate({"step": BROKEN, "others": [KNOWN, {**KNOWN, "created_at": "{now}"}]})
    found = [(error["loc"], error["msg"], error["input"]) for error in caught.value.errors()]
    assert found[0] == (("step", "id"), "expected a string, got 5", 5)
    assert found[1][0] == ("step", "status")
    assert found[2] == (("others", 1, "created_at"), 'expected an integer, got "{now}"', "{now}")


def test_pydantic_shows_the_object_that_a_field_is_missing_from():
    tree = {name: value for name, value in KNOWN.items() if name != "run_id"}
    with pytest.raises(pydantic.ValidationError) as caught:
        Report.model_validate({"step": tree})
    (error,) = caught.value.errors()
    assert (error["loc"], error["input"]) == (("step", "run_id"), tree)
    assert error["msg"] == "required, but missing: expected a string"


def test_pydantic_refuses_what_is_no_object():
    for value in (5, "x", None, [], object()):
        with pytest.raises(pydantic.ValidationError):
            Report.model_validate({"step": value})


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_pydantic_makes_a_json_schema_with_the_same_verdicts(mode):
    schema = pydantic.TypeAdapter(RunStepObject).json_schema(mode=mode)
    is_valid, expected = jsonschema_rs.Draft202012Validator(schema).is_valid, judge(STEP)
    for tree in instances(STEP, DOCUMENT, 31, 300):
        assert is_valid(tree) == expected(tree)
    assert "RunStepDetailsToolCallsFunctionObject" in schema["$defs"]
    assert schema["$defs"]["RunStepDetailsToolCallsFunctionObject"]["description"]


def test_pydantic_makes_schemas_of_models_that_refer_to_themselves(tmp_path):
    zoo = imported(COMPONENTS, "zoo_of_neighbours", tmp_path)
    for name in ("Tree", "Square", "Shapes", "Trees", "Closed"):
        schema = pydantic.TypeAdapter(getattr(zoo, name)).json_schema()
        is_valid = jsonschema_rs.Draft202012Validator(schema).is_valid
        document = {"components": {"schemas": COMPONENTS}}
        expected = judge({"$ref": f"#/components/schemas/{name}"}, document)
        for tree in instances({"$ref": f"#/components/schemas/{name}"}, document, 37, 100):
            assert is_valid(tree) == expected(tree), tree


CALL = {"type": "function", "id": "call_1", "function": {"name": "f", "arguments": "{}", "new": 1}}


@pytest.mark.parametrize("call", [CALL, {"type": "newer", "a": [None]}], ids=["known", "new"])
def test_pydantic_takes_unions_of_models_and_writes_them_whole(call):
    adapter = pydantic.TypeAdapter(list[ToolCall])
    (found,) = adapter.validate_python([call])
    assert isinstance(found, UnknownVariant) == (call is not CALL)
    assert adapter.dump_python([found]) == json.loads(adapter.dump_json([found])) == [call]
    assert adapter.validate_python([found])[0] is found
    assert jsonschema_rs.Draft202012Validator(adapter.json_schema()).is_valid([call])


@pytest.mark.parametrize(
    "call",
    [{**CALL, "id": 5}, {"id": "call_1"}, {"type": None}, {"type": ["newer"]}, {"type": "newer", "a": {1}}, 5, "newer"],
    ids=str,
)
def test_pydantic_takes_no_broken_variant_for_an_unknown_one(call):
    adapter = pydantic.TypeAdapter(ToolCall)
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_python(call)


def test_pydantics_schema_of_a_union_takes_no_broken_variant_either():
    is_valid = jsonschema_rs.Draft202012Validator(pydantic.TypeAdapter(ToolCall).json_schema()).is_valid
    assert not any(map(is_valid, ({**CALL, "id": 5}, {"id": "call_1"}, {"type": None}, 5)))


def test_pydantic_takes_any_object_for_an_unknown_variant_of_no_union():
    adapter = pydantic.TypeAdapter(UnknownVariant)
    assert adapter.validate_python(CALL) == UnknownVariant.of(CALL)
    assert adapter.json_schema() == {"type": "object"}


def test_pydantic_calls_the_models_by_their_names():
    with pytest.raises(pydantic.ValidationError, match=r"for list\[function-plain\[RunStepObject\(\)\]\]\n"):
        pydantic.TypeAdapter(list[RunStepObject]).validate_python([BROKEN])


def test_pydantic_writes_what_is_unknown_as_it_is_reported():
    part = pydantic.TypeAdapter(list[UnknownPart]).dump_python(RunStepObject.from_dict(NEW).unknown(), mode="json")[0]
    assert part == [["new"], {"a": 1}, "member"]


class Function(RunStepObject):
    """A class of a user's, with the name of another component."""


def test_a_class_derived_from_a_model_has_the_models_schema():
    assert Function.json_schema() == RunStepObject.json_schema()
    assert pydantic.TypeAdapter(Function).json_schema() == pydantic.TypeAdapter(RunStepObject).json_schema()
    assert type(pydantic.TypeAdapter(Function).validate_python(NEW)) is Function
    with pytest.raises(TypeError, match="Model is made from no schema"):
        Model.json_schema()


@pytest.fixture(scope="module")
def app():
    app = fastapi.FastAPI()

    @app.post("/step")
    def echo(step: Annotated[RunStepObject, fastapi.Body()]) -> RunStepObject:
        return step

    @app.post("/report")
    def report(steps: list[RunStepObject]) -> Report:
        return Report(step=steps[0])

    return app


@pytest.mark.parametrize("tree", [KNOWN, NEW], ids=["known", "new"])
def test_fastapi_takes_steps_as_bodies_and_returns_them_whole(app, tree):
    assert canonical(ask(app, "POST", "/step", json=tree).json()) == canonical(tree)
    assert canonical(ask(app, "POST", "/report", json=[tree]).json()["step"]) == canonical(tree)


def test_fastapi_answers_with_the_places_of_mistakes(app):
    answer = ask(app, "POST", "/step", json=BROKEN)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", "id"], ["body", "status"]]


def test_fastapi_documents_the_models_with_references_that_lead_somewhere(app):
    text = ask(app, "GET", "/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    for reference in re.findall(r'"\$ref":"#/components/schemas/([^"]*)"', text):
        assert reference in schemas
    assert schemas["RunStepObject"]["required"][0] == "id"
    assert ask(app, "GET", "/docs").status_code == 200


class Envelope(msgspec.Struct):
    steps: list[RunStepObject]
    raw: msgspec.Raw = msgspec.Raw(b"null")


def test_msgspec_reads_and_writes_the_models_natively_and_refuses_what_is_new():
    data = written({"steps": [KNOWN]})
    envelope = msgspec.json.decode(data, type=Envelope)
    assert envelope.steps == [RunStepObject.from_dict(KNOWN)]
    assert canonical(msgspec.json.decode(msgspec.json.encode(envelope.steps))) == canonical([KNOWN])
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(written({"steps": [NEW]}), type=Envelope)


def test_msgspec_never_writes_half_of_a_step_with_unknown():
    with pytest.raises(TypeError, match="Extras"):
        msgspec.json.encode(RunStepObject.from_dict(NEW))


def test_a_raw_field_of_msgspec_carries_a_step_with_unknown():
    envelope = msgspec.json.decode(written({"steps": [], "raw": NEW}), type=Envelope)
    step = RunStepObject.from_json(envelope.raw)
    again = msgspec.json.encode(Envelope([], msgspec.Raw(step.to_json())))
    assert canonical(msgspec.json.decode(again)["raw"]) == canonical(NEW)


@pytest.mark.filterwarnings("ignore")  # litestar's own
def test_litestar_takes_the_models_natively():
    @litestar.post("/step")
    async def echo(data: RunStepObject) -> RunStepObject:
        return data

    @litestar.post("/open")
    async def reads(request: litestar.Request) -> litestar.Response:  # type: ignore[type-arg]
        step = RunStepObject.from_json(await request.body())
        return litestar.Response(step.to_json(), media_type="application/json")

    app = litestar.Litestar([echo, reads], logging_config=None)
    assert canonical(ask(app, "POST", "/step", json=KNOWN).json()) == canonical(KNOWN)
    assert ask(app, "POST", "/step", json=BROKEN).status_code == 400
    assert ask(app, "POST", "/step", json=NEW).status_code == 400
    assert canonical(ask(app, "POST", "/open", json=NEW).json()) == canonical(NEW)
    assert "RunStepObject" in ask(app, "GET", "/schema/openapi.json").json()["components"]["schemas"]


def test_the_json_schema_has_the_verdicts_of_the_committed_one():
    chance = random.Random(41)
    is_valid, expected = jsonschema_rs.Draft202012Validator(RunStepObject.json_schema()).is_valid, judge(STEP)
    for tree in instances(STEP, DOCUMENT, 41, 400):
        assert is_valid(tree) == expected(tree)
        if expected(tree):
            extended = with_unknown(tree, chance)
            assert is_valid(extended) == expected(extended)


def test_a_json_schema_is_the_callers_to_change():
    schema = RunStepObjectLastError.json_schema()
    schema["$defs"]["RunStepObjectLastError"].clear()
    assert RunStepObjectLastError.json_schema()["$defs"]["RunStepObjectLastError"]["properties"]
