"""What becomes of a document's operations: their names, and what no client can be made of, each with its place.

The words of what is refused are in refused_operations.txt. After a change that is meant:
`python -m tests.ir.test_client`, and read the difference.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import pipeline
from scripts.base import notes
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir import endpoints, engine
from scripts.ir.client import called
from scripts.ir.client_records import Paging
from scripts.ir.engine import Endpoint
from scripts.ir.intermediate import intermediate
from scripts.ir.records import Raw, Reference
from scripts.normalise import contents, operations, urls
from tests.support.packages import build, document

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}
STRING = {"type": "string"}
ITEM = {"type": "object", "required": ["id"], "properties": {"id": STRING}}
PAGE = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "array", "items": ITEM}, "has_more": {"type": "boolean"}},
}
OK = {"200": {"description": ""}}
THING = {"$ref": "#/components/schemas/Thing"}
AFTER = {"name": "after", "in": "query", "schema": STRING}


def of(item):
    """A page of such items."""
    return {**PAGE, "properties": {**PAGE["properties"], "data": {"type": "array", "items": item}}}


def answer(schema, media_type="application/json"):
    return {"200": {"description": "", "content": {media_type: {"schema": schema}}}}


def package(paths, **components):
    told = {**DOCUMENT, "paths": paths, "components": {"schemas": {"Thing": ITEM}, **components}}
    return intermediate(reading.parse(json.dumps(told).encode(), name="x.json"), "p", ("x.json", "templates/"))


def operation(path="/things", method="get", **said):
    """The one operation of a document."""
    [group] = package({path: {method: {"operationId": "getThing", "responses": OK, **said}}}).groups
    [found] = group.operations
    return group, found


def refusal(path="/things", *, shared=(), components=None, **said):
    item = {"parameters": shared, "get": {"operationId": "getThing", "responses": OK, **said}}
    with pytest.raises(PipelineError) as error:
        package({path: item}, **(components or {}))
    return str(error.value)


@pytest.mark.parametrize(
    ("said", "group", "name"),
    [
        ({}, "default", "get_thing"),
        ({"operationId": "list"}, "default", "list"),
        ({"operationId": "import"}, "default", "import_"),
        ({"operationId": "str"}, "default", "str_"),
        ({"tags": ["Run Steps", "Others"]}, "run_steps", "get_thing"),
        ({"x-name": "get", "x-group": "things"}, "things", "get"),
        ({"tags": ["send"]}, "send_", "get_thing"),
        ({"operationId": None}, "default", "get_things_thing_id"),
    ],
)
def test_names_are_the_engines_unless_the_overlay_says_otherwise(said, group, name):
    said = {keyword: value for keyword, value in {"operationId": "getThing", **said}.items() if value is not None}
    parameters = [{"name": "thingId", "in": "path", "required": True, "schema": STRING}]
    [found] = package({"/things/{thingId}": {"get": {"responses": OK, "parameters": parameters, **said}}}).groups
    assert (found.name, found.operations[0].name) == (group, name)


def test_answers_that_are_inline_have_names_of_their_own():
    answers = {
        status: {"description": "", "content": {"application/json": {"schema": STRING}}} for status in ("200", "201")
    }
    made = package({"/t": {"get": {"operationId": "getThing", "responses": answers}}})
    assert {"GetThingResponse", "GetThingResponse2"} <= {alias.name for alias in made.aliases}


def test_answers_that_are_inline_take_no_name_from_a_component_or_another_operation():
    paths = {
        "/a": {"get": {"operationId": "Thing_Get", "responses": answer(STRING)}},
        "/b": {"get": {"operationId": "thing_get_response", "responses": answer(STRING)}},
    }
    told = {**DOCUMENT, "paths": paths, "components": {"schemas": {"Thing_GetResponse": STRING}}}
    heard: list[notes.Note] = []
    with notes.heard(heard.append):
        made = pipeline.build(json.dumps(told).encode(), operations=["*"], roots=["*"], package="p")
    names = re.findall(r"^(\w+): TypeAlias", made.files["p/models.py"], re.MULTILINE)
    assert sorted(names) == ["ThingGetResponse", "ThingGetResponse2", "ThingGetResponseOperation2Response"]
    told = (
        "document:1 #/paths/~1a/get/responses/200/content/application~1json/schema: ThingGetResponse would be the "
        "same class as another one, so it is called ThingGetResponse2; name it with x-name"
    )
    assert list(map(str, heard)) == [told]


def test_arguments_never_share_a_name_and_never_have_one_of_ours():
    names = ["self", "body", "a b", "a-b", "class", "list"]
    parameters = [{"name": name, "in": "query", "schema": STRING} for name in names]
    _, found = operation(parameters=parameters)
    arguments = [each.field.name for each in found.parameters]
    assert arguments == ["self_", "body_", "a_b", "a_b_2", "class_", "list_"]


@pytest.mark.parametrize("name", ["orderId", "order-id", "type", "ID", "order.id", "stand_in_0", "0"])
def test_parameters_in_a_path_may_have_any_name(name):
    places = [(name, "path"), ("line", "path"), (name, "query"), (name.swapcase(), "header")]
    parameters = [{"name": each, "in": place, "required": place == "path", "schema": STRING} for each, place in places]
    path = f"/orders/{{{name}}}/{{line}}.json"
    _, found = operation(path, parameters=parameters)
    assert found.path.text == path
    assert len({each.field.name for each in found.parameters}) == len(set(places))


def test_paths_that_differ_in_the_names_of_their_parts_alone_are_two():
    def at(name):
        found = {"name": name, "in": "path", "required": True, "schema": STRING}
        return {"get": {"operationId": f"by_{name}", "responses": OK, "parameters": [found]}}

    made = package({"/t/{id}": at("id"), "/t/{key}": at("key")})
    assert [each.name for each in made.groups[0].operations] == ["by_id", "by_key"]


def test_an_operation_that_the_engine_drops_is_an_error_with_its_place(monkeypatch):
    monkeypatch.setattr(endpoints.engine, "endpoints", lambda *_: {})
    with pytest.raises(PipelineError, match="#/paths/~1things/get: the engine drops this operation"):
        operation()


def test_the_same_schema_inline_is_named_after_the_operation_and_its_parameter():
    order = {"name": "order", "in": "query", "description": "o", "schema": {"type": "string", "enum": ["a", "b"]}}
    made = package({"/t": {"get": {"operationId": "listThings", "parameters": [order], "responses": answer(PAGE)}}})
    assert [(enum.name, enum.description.text) for enum in made.enums] == [("ListThingsOrder", "o")]
    assert {"Thing", "ListThingsResponse", "ListThingsResponseDataItem"} == {model.name for model in made.models}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "const": "v1"},
        {"type": "array", "items": {"type": "string", "enum": ["v1"]}},
        {"type": "string", "format": "date-time"},
        {"type": ["string", "null"]},
    ],
)
def test_a_header_may_hold_what_the_engine_sends_in_none(schema):
    assert operation(parameters=[{"name": "X-Version", "in": "header", "schema": schema}])


def test_a_default_that_does_not_fit_is_no_reason_to_drop_an_operation():
    sizes = {"type": "array", "items": {"type": "integer", "default": "x"}, "default": [1], "examples": [[2], "x"]}
    _, found = operation(parameters=[{**AFTER, "schema": sizes}])
    assert found.parameters[0].field.default == Raw("[1]")


def test_a_stand_in_never_takes_the_name_of_a_component():
    made = package(
        {"/t": {"get": {"operationId": "thing", "responses": answer({"type": "array", "items": STRING})}}},
    )
    assert [model.name for model in made.models] == ["Thing"]
    assert [alias.name for alias in made.aliases] == ["ThingOperation2Response"]


@pytest.mark.parametrize(
    ("parameters", "schema", "is_paged"),
    [
        ([AFTER], PAGE, True),
        ([{**AFTER, "name": "cursor"}], PAGE, False),
        ([], PAGE, False),
        ([AFTER], {**PAGE, "required": []}, False),
        ([AFTER], {**PAGE, "properties": {**PAGE["properties"], "has_more": STRING}}, False),
        ([AFTER], {**PAGE, "properties": {**PAGE["properties"], "data": {"type": "array", "items": STRING}}}, False),
        ([{**AFTER, "in": "header"}], PAGE, False),
        ([AFTER], {"type": "object", "required": ["data"], "properties": {"has_more": {"type": "boolean"}}}, False),
        ([AFTER], {"type": "object", "properties": PAGE["properties"]}, False),
        ([AFTER], {**PAGE, "properties": {"data": PAGE["properties"]["data"]}}, False),
        ([AFTER], {**PAGE, "properties": {**PAGE["properties"], "data": {"type": "object"}}}, False),
        ([AFTER], of({"type": "object", "properties": {"id": STRING}}), False),
        ([AFTER], of({**ITEM, "properties": {"id": {"type": "integer"}}}), False),
        ([AFTER], of({"type": "object", "required": ["id"]}), False),
        ([AFTER], of(THING), True),
        ([AFTER], {"type": "array", "items": ITEM}, False),
        ([AFTER], {"anyOf": [PAGE, {"type": "null"}]}, False),
    ],
)
def test_a_list_in_pages_is_known_by_its_cursor_and_its_pages(parameters, schema, is_paged):
    _, found = operation(parameters=parameters, responses=answer(schema))
    assert bool(found.paging) is is_paged


@pytest.mark.parametrize("said", [{"method": "post"}, {"responses": {**answer(PAGE), "201": answer(PAGE)["200"]}}, {}])
def test_no_list_in_pages_is_what_does_more_than_answer_with_pages(said):
    _, found = operation(**{"parameters": [AFTER], "responses": answer(PAGE), **said})
    assert (found.paging is None) is bool(said)


def test_whatever_a_page_is_made_of_may_stand_elsewhere():
    def refer(name):
        return {"$ref": f"#/components/schemas/{name}"}

    schemas = {
        "Page": {**PAGE, "properties": {"data": refer("Items"), "has_more": refer("More")}},
        "Items": {"type": "array", "items": refer("Item")},
        "Item": {**ITEM, "properties": {"id": refer("Id")}},
        "Id": STRING,
        "More": {"type": "boolean"},
    }
    said = {"operationId": "list", "parameters": [AFTER], "responses": answer(refer("Page"))}
    [group] = package({"/t": {"get": said}}, schemas=schemas).groups
    assert group.operations[0].paging == Paging("Page", Reference("Item", "model"), "after", "")


def test_pages_lead_on_and_back_by_the_arguments_of_the_cursors():
    before = {**AFTER, "name": "before"}
    _, found = operation(parameters=[before, AFTER], responses=answer(of(THING)))
    assert found.paging == Paging("GetThingResponse", Reference("Thing", "model"), "after", "before")


def test_components_that_operations_take_and_return_are_those_of_arguments_bodies_and_answers():
    colour = {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Colour"}}, {"type": "null"}]}
    things = {
        "anyOf": [{"type": "object", "additionalProperties": {"type": "array", "items": THING}}, {"type": "null"}]
    }
    sizes = {"type": "array", "items": {"$ref": "#/components/schemas/Size"}, "uniqueItems": True}
    parameters = [{**AFTER, "schema": colour}, {**AFTER, "name": "sizes", "schema": sizes}]
    said = {"operationId": "find", "parameters": parameters, "responses": answer(STRING)}
    said["requestBody"] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Things"}}}}
    said["responses"]["201"] = answer({"type": "array", "items": THING})["200"]
    schemas = {"Thing": ITEM, "Colour": {"enum": ["a", "b"]}, "Size": {"enum": [1, 2]}, "Things": things}
    made = package({"/t": {"put": said}}, schemas=schemas)
    assert list(called(made)) == ["Colour", "Size", "Things", "FindResponse", "FindResponse2"]


def test_what_refers_to_shared_parameters_bodies_and_responses_is_read_as_if_they_stood_there():
    made = package(
        {"/t/{id}": {"parameters": [{"$ref": "#/components/parameters/Id"}], "put": {
            "operationId": "put",
            "requestBody": {"$ref": "#/components/requestBodies/Body"},
            "responses": {"200": {"$ref": "#/components/responses/Found"}},
        }}},
        parameters={"Id": {"name": "id", "in": "path", "required": True, "schema": STRING}},
        requestBodies={"Body": {"content": {"application/merge+json": {"schema": THING}}}},
        responses={"Found": answer(THING)["200"]},
    )  # fmt: skip
    [found] = made.groups[0].operations
    assert [each.field.name for each in found.parameters] == ["id"]
    assert found.body is not None
    assert (found.body.type.name, found.body.media_type.text, found.types[0].name) == (
        "Thing",
        "application/merge+json",
        "Thing",
    )


def test_a_schema_may_refer_to_that_of_a_shared_parameter():
    shared = {"$ref": "#/components/parameters/Colour/schema"}
    made = package(
        {"/t": {"get": {"operationId": "get", "responses": answer({"type": "array", "items": shared})}}},
        parameters={"Colour": {"name": "colour", "in": "query", "schema": {"enum": ["red", "green"]}}},
    )
    assert [enum.values for enum in made.enums] == [(Raw("red"), Raw("green"))]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("200 404", {200: "200"}),
        ("204 200 2XX default", {204: "204", 200: "200", None: "2XX"}),
        ("201 2xx", {201: "201", None: "2xx"}),
        ("201 default", {201: "201"}),
        ("2xx 2XX default", {None: "2XX"}),
        ("2xx default", {None: "2xx"}),
        ("default 400", {None: "default"}),
        ("400 20 2000 3XX x200", {}),
    ],
)
def test_answers_that_mean_success_have_a_status_or_are_all_others(given, taken):
    assert contents.successes(dict.fromkeys(given.split()), "#") == taken


@pytest.mark.parametrize(
    ("place", "said", "written"),
    [
        ("path", {}, "commas"),
        ("path", {"style": "simple", "explode": True}, "commas"),
        ("header", {}, "commas"),
        ("header", {"explode": True}, "commas"),
        ("query", {}, "repeated"),
        ("query", {"style": "form"}, "repeated"),
        ("query", {"explode": False}, "commas"),
        ("query", {"style": "spaceDelimited"}, "spaces"),
        ("query", {"style": "pipeDelimited", "explode": False}, "bars"),
        ("query", {"style": "spaceDelimited", "explode": True}, "repeated"),
    ],
)
def test_arrays_are_written_as_place_style_and_explode_say(place, said, written):
    assert urls.arrays({"in": place, **said}, "#") == written


@pytest.mark.parametrize(
    ("media_types", "taken"),
    [
        ("text/csv application/json", "application/json"),
        ("application/vnd.x+json application/json", "application/vnd.x+json"),
        ("Application/JSON;charset=utf-8", "Application/JSON;charset=utf-8"),
        ("application/jsonl application/x-json application/hal+json", "application/hal+json"),
    ],
)
def test_the_first_media_type_that_is_json_is_taken(media_types, taken):
    assert contents.chosen(dict.fromkeys(media_types.split(" ")), "#", sent=True) == taken


REFUSED = (
    {"responses": answer(STRING, "text/csv")},
    {"responses": {"201": {"description": "", "content": 7}}},
    {"responses": {"200": 7}},
    {"responses": None},
    {"requestBody": {"content": {"multipart/form-data": {}, "text/csv": {}}}},
    {"requestBody": {"content": {}}},
    {"requestBody": {}},
    {"requestBody": {"$ref": "#/components/requestBodies/B"}},
    {"requestBody": {"content": {"application/json": {"schema": {"type": "text"}}}}},
    {"parameters": [{"$ref": "p.yaml"}]},
    {"parameters": [{"$ref": "#/paths/~1things/get/parameters/0"}]},
    {"parameters": {"a": 1}},
    {"parameters": [{"in": "query"}]},
    {"parameters": [{"name": "a"}]},
    {"parameters": [7]},
    {"parameters": [{**AFTER, "in": "cookie"}]},
    {"parameters": [{"name": "a", "in": "query", "content": {}}]},
    {"parameters": [{**AFTER, "style": "deepObject"}]},
    {"parameters": [{**AFTER, "in": "header", "style": "form"}]},
    {"parameters": [{**AFTER, "in": "header", "name": "a b"}]},
    {"parameters": [{**AFTER, "name": "a" * 2001}]},
    {"parameters": [AFTER, {**AFTER, "name": "b", "schema": ITEM}]},
    {"parameters": [{**AFTER, "schema": THING}]},
    {"parameters": [{**AFTER, "schema": {**THING, "description": "Which."}}]},
    {"parameters": [{**AFTER, "schema": {"type": "array", "items": {"type": "array", "items": STRING}}}]},
    {"parameters": [{**AFTER, "schema": {"type": "array", "items": {"oneOf": [{"type": "array"}, STRING]}}}]},
    {"parameters": [{**AFTER, "schema": {"anyOf": [{"type": "array", "items": THING}, {"type": "null"}]}}]},
    {"parameters": [{**AFTER, "schema": {"oneOf": [STRING, {"type": "array", "items": {"type": "object"}}]}}]},
    {"parameters": [{**AFTER, "schema": {"type": "array", "items": {"type": ["array", "null"]}}}]},
    {
        "parameters": [{**AFTER, "schema": {"type": "array", "items": THING}}],
        "components": {"schemas": {"Thing": {"type": "array"}}},
    },
    {
        "parameters": [{**AFTER, "schema": {"type": "array", "items": {**THING, "description": "Which."}}}],
        "components": {"schemas": {"Thing": {"type": "array"}}},
    },
    {"parameters": [{**AFTER, "schema": {"type": "text"}}]},
    {"parameters": [{**AFTER, "schema": {"type": "text"}}, {**AFTER, "name": "b", "schema": ITEM}]},
    {"parameters": [{**AFTER, "schema": {"$ref": "#/components/schemas/No"}}]},
    {"parameters": [AFTER, AFTER]},
    {"shared": [AFTER, {"name": "a"}]},
    {"shared": 7},
    {"path": "/things/{id}"},
    {"path": "/things/{id}", "parameters": [{**AFTER, "in": "path", "name": name} for name in ("id", "line")]},
    {"path": "/a b"},
    {"path": "/a/./b"},
    {"path": "/a%2"},
    {"path": "/a/../b"},
    {"path": "/a?b={id}"},
    {"path": "/a?b#c"},
    {"path": "things"},
    {"path": "/" + "a" * 2000},
    {"x-name": "été"},
    {"x-name": ""},
    {"x-group": 7},
)
TOLD = Path(__file__).with_name("refused_operations.txt")


def refusals():
    return "".join(f"{refusal(**said)}\n" for said in REFUSED)


def test_what_no_client_can_be_made_of_is_refused_with_its_place():
    assert refusals() == TOLD.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said",
    [
        {"path": "/" + "a" * 1999},
        {"parameters": [{**AFTER, "name": "a" * 2000}]},
        {"parameters": [{**AFTER, "name": "a b"}]},
        {"parameters": [{"name": "a", "in": "query"}]},
        {"parameters": [{**AFTER, "schema": {"type": "integer", "default": "x"}}]},
        {"parameters": [{**AFTER, "name": name} for name in ('a"b', "named", 'c"d')]},
        {"requestBody": {"content": {"application/json": None}}},
        {"requestBody": {"content": {"text/csv": {}, "application/json": {}}}},
        {"responses": {"200": {"description": "", "content": {}}, "default": {"content": {"text/csv": {}}}}},
    ],
)
def test_what_can_just_be_sent_or_read_is(said):
    assert operation(**said)


@pytest.mark.parametrize("paths", [None, [], "a", {"/a": None}, {"/a": [7]}, {"/a": {"get": None, "put": [], "x": {}}}])
def test_where_no_operation_stands_there_is_none(paths):
    for components in (None, [], {"schemas": {"A": STRING}}):
        document = {"paths": paths, "components": components}
        assert operations.lifted(document) == operations.Lifted(document)


def test_two_operations_of_one_name_are_refused():
    with pytest.raises(PipelineError) as error:
        package({path: {"get": {"operationId": "getThing", "responses": OK}} for path in ("/a", "/b")})
    assert str(error.value) == (
        "x.json:1 #/paths/~1b/get: there are two operations default.get_thing; "
        "say x-group and x-name of the operation in the overlay, in small letters"
    )


def test_operations_that_would_share_a_constant_are_told_apart():
    named = {"/a": ("a b", "c"), "/b": ("a", "b_c"), "/c": ("a", "b")}
    made = package(
        {path: {"get": {"operationId": name, "tags": [tag], "responses": OK}} for path, (tag, name) in named.items()}
    )
    assert [each.constant for group in made.groups for each in group.operations] == ["_A_B_C", "_A_B_C_2", "_A_B"]


@pytest.mark.parametrize(
    ("said", "told"),
    [({"description": "d", "summary": "s"}, "d"), ({"summary": "s"}, "s"), ({"description": 7}, ""), ({}, "")],
)
def test_an_operation_is_described_in_its_own_words_or_else_in_short(said, told):
    assert operation(**said)[1].description == Raw(told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"description": "Which.", "schema": {"$ref": "#/components/schemas/Name"}}, "Which."),
        ({"description": "Which.", "schema": STRING}, "Which."),
        ({"description": "Which.", "schema": {**STRING, "description": "A name."}}, "Which."),
        ({"schema": {**STRING, "description": "A name."}}, "A name."),
        ({"description": 7, "schema": STRING}, ""),
    ],
)
def test_a_parameter_is_described_in_its_own_words_or_else_in_those_of_its_schema(said, told):
    said = {"operationId": "get", "responses": OK, "parameters": [{"name": "after", "in": "query", **said}]}
    [group] = package({"/t": {"get": said}}, schemas={"Name": STRING}).groups
    assert group.operations[0].parameters[0].field.description.text == told


def test_groups_that_would_be_one_class_are_told_apart():
    tags = ("Pets", "Dogs", "AsyncPets")
    made = package({f"/{tag}": {"get": {"operationId": "get", "responses": OK, "tags": [tag]}} for tag in tags})
    assert [group.class_name for group in made.groups] == ["PetsOperations", "DogsOperations", "AsyncPetsOperations_"]


def test_headers_that_the_client_sets_itself_are_no_arguments():
    headers = [{"name": name, "in": "header", "schema": STRING} for name in ("Accept", "X-Key", "authorization")]
    _, found = operation(parameters=headers)
    assert [each.field.json_name.text for each in found.parameters] == ["X-Key"]


def test_what_the_engine_reads_otherwise_is_an_error():
    paths = {"/things": {"get": {"operationId": "getThing", "responses": OK, "parameters": [AFTER]}}}
    (ours,) = operations.lifted({"paths": paths, "components": {"schemas": {}}}).operations
    theirs = Endpoint("get_thing", "default", {("query", "stand_in_0"): False}, (), ("200",))
    endpoints.compare(ours, theirs)
    for read, told in (
        ({"parameters": {("query", "stand_in_0"): True}}, "parameters otherwise: 'after'"),
        ({"parameters": {("query", "stand_in_0"): False, ("header", "x"): True}}, "parameters otherwise: 'x'"),
        ({"parameters": {("path", "stand_in_0"): False, ("header", "x"): True}}, "parameters otherwise: 'after', 'x'"),
        ({"bodies": ("json", "data")}, "body otherwise: 'json', 'data'"),
        ({"results": ()}, "responses otherwise: none"),
    ):
        with pytest.raises(PipelineError) as error:
            endpoints.compare(ours, replace(theirs, **read))
        assert str(error.value) == f"#/paths/~1things/get: the engine reads the {told}"


def test_what_the_engine_can_not_read_is_told_in_its_words():
    with pytest.raises(PipelineError) as error:
        engine.endpoints({"/a/{x}": {"get": {"operationId": "getThing", "responses": OK}}})
    assert str(error.value) == (
        "the engine dropped an operation: WARNING parsing GET /a/{x} within default. Endpoint will not be generated. "
        "Incorrect path templating for /a/{x} (Path parameters do not match with path)"
    )


def test_every_problem_is_reported_in_one_run():
    paths = {f"/{name}": {"get": {"operationId": name, "responses": answer(STRING, "text/csv")}} for name in "abc"}
    with pytest.raises(PipelineError) as error:
        package(paths)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("more", [{}, *({"components": value} for value in (None, [], {}, {"schemas": []}))])
def test_a_document_of_a_refused_operation_alone_has_that_one_problem(more):
    paths = {"/a": {"get": {"operationId": "a", "responses": answer(STRING, "text/csv")}}}
    told = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **more}
    with pytest.raises(PipelineError) as error:
        intermediate(reading.parse(json.dumps(told).encode(), name="x.json"), "p", ("x.json",))
    assert [each.where.pointer for each in error.value.problems] == ["#/paths/~1a/get/responses/200/content"]


def test_problems_of_schemas_are_told_where_they_stand_in_each_operation():
    wrong = [{**AFTER, "schema": {"type": "text"}}]
    paths = {f"/{name}": {"get": {"operationId": name, "responses": OK, "parameters": wrong}} for name in "ab"}
    with pytest.raises(PipelineError) as error:
        package(paths)
    told = [problem.where.pointer for problem in error.value.problems]
    assert told == [f"#/paths/~1{name}/get/parameters/0/schema/type" for name in "ab"]


@pytest.mark.parametrize(
    ("default", "shown"),
    [
        ("eu", "https://eu.example.com/v1"),
        ('"; import os', None),
        (7, None),
    ],
)
def test_examples_fill_the_variables_of_a_server_with_their_defaults(default, shown):
    variables = {"region": {"default": default}, "base": {"default": "v1"}}
    found = urls.server({"servers": [{"url": "https://{region}.example.com/{base}", "variables": variables}]})
    assert found == shown


URL = "https://example.com"


@pytest.mark.parametrize("servers", [None, [], {}, {"url": URL}, "https", 7, [URL], [[URL]], [{}, {"url": URL}]])
def test_without_a_first_server_that_says_its_address_examples_call_none(servers):
    assert urls.server({"servers": servers}) is None


@pytest.mark.parametrize("variables", [None, [], {}, {"region": "eu"}, {"region": {}}, {"region": {"default": None}}])
def test_a_variable_without_a_default_leaves_the_address_open(variables):
    assert urls.server({"servers": [{"url": "https://{region}.example.com", "variables": variables}]}) is None
    assert urls.server({"servers": [{"url": URL, "variables": variables}]}) == URL


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.com/v1", "https://example.com/v1"),
        ("https://{region}.example.com", None),
        ("http://example.com", None),
        ("/v1", None),
        ('https://x"; import os', None),
        (7, None),
    ],
)
def test_examples_call_the_first_server_if_it_can_be_called_as_it_stands(url, shown):
    told = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": url}]}
    told["paths"] = {"/t": {"get": {"operationId": "get", "responses": OK}}}
    made = intermediate(reading.parse(json.dumps(told).encode(), name="x.json"), "p", ("x.json", "templates/"))
    assert (made.server.text if made.server else None) == shown


LINES = {"type": "string", "pattern": "^\\p{Lu}"}


def test_what_no_example_can_be_made_of_is_left_open():
    endless = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Endless"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Endless"}}}}
    parameters = [{"name": "q", "in": "query", "required": True, "schema": LINES}]
    said = {"operationId": "find", "parameters": parameters, "requestBody": body, "responses": OK}
    files = build(document({"Endless": endless}, paths={"/a": {"get": said}}), operations=["*"]).files
    page = files["docs/default.find.md"]
    assert "client.default.find(q=..., body=body)" in page
    assert "`body.json` holds" not in page


def test_an_example_satisfies_checks_that_refer_to_components():
    checked = {**ITEM, "not": {"$ref": "#/components/schemas/Other"}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    said = {"operationId": "put", "requestBody": body, "responses": OK}
    [group] = package({"/a": {"put": said}}, schemas={"Thing": checked, "Other": {**ITEM, "required": ["x"]}}).groups
    assert json.loads(group.operations[0].body.example.text) == {"id": "string"}


def test_several_answers_can_bring_the_same_text_or_null():
    contents = {"content": {"application/json": {"schema": {"anyOf": [STRING, {"type": "null"}]}}}}
    _, found = operation(responses={status: {"description": "", **contents} for status in ("200", "201")})
    assert len(found.types) == 1


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"$ref": "#/components/schemas/Colour"}, "str"),
        ({"anyOf": [{"$ref": "#/components/schemas/Colour"}, {"type": "null"}]}, "str | None"),
    ],
)
def test_a_value_of_an_enum_that_comes_back_is_any_since_servers_add_some(schema, shown):
    said = {"operationId": "find", "responses": answer(schema)}
    made = document({"Colour": {"type": "string", "enum": ["red", "green"]}}, paths={"/a": {"get": said}})
    assert f"def find(self) -> {shown}:" in build(made, operations=["*"]).files["shape/client/_operations.py"]


if __name__ == "__main__":
    TOLD.write_text(refusals(), encoding="utf-8")
