"""What a document says of streams becomes the stream of its package, whatever the document is about.

The words of what is refused are in refused_streams.txt. After a change that is meant:
`python -m tests.ir.test_streams`, and read the difference.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir.intermediate import intermediate
from scripts.ir.records import Raw
from scripts.ir.stream_records import Kind
from tests.hostile.positions import document
from tests.support.packages import imported

EVENT = {"type": "string"}


def tagged(tag, data, **others):
    properties = {"kind": {"const": tag}, "body": data}
    return {"type": "object", "properties": properties, "required": ["kind", "body"], **others}


def schemas():
    return {
        "Job": {
            "type": "object",
            "required": ["key", "state"],
            "properties": {"key": {"type": "string"}, "state": {"enum": ["on", "off"]}, "log": {"type": "string"}},
        },
        "Office": {"type": "object", "properties": {"name": {"type": "string"}}},
        "Board": {"type": "array", "items": {"$ref": "#/components/schemas/News"}},
        "JobPart": {
            "type": "object",
            "x-accumulate": {"name": "Job", "list": "jobs", "whole": "Job", "id": "key", "delta": "more"},
            "required": ["key", "more"],
            "properties": {
                "key": {"type": "string"},
                "more": {
                    "type": "object",
                    "properties": {
                        "state": {"enum": ["on", "off"]},
                        "log": {"x-grows": True, "anyOf": [{"type": "string"}, {"type": "null"}]},
                    },
                },
            },
        },
        "News": {
            "x-event-stream": {"name": "kind", "data": "body"},
            "oneOf": [
                tagged("job", {"$ref": "#/components/schemas/Job"}),
                tagged("job.part", {"$ref": "#/components/schemas/JobPart"}),
                tagged("over", {"const": "bye"}, **{"x-stream-end": "finished"}),
                tagged("count", {"type": "integer"}),
            ],
        },
    }


def built(schemas):
    return pipeline.build(json.dumps(document(schemas)).encode(), roots=["*"], package="news").files


@pytest.fixture
def news(tmp_path, monkeypatch):
    for path, text in built(schemas()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("news")
    for name in [name for name in sys.modules if name.partition(".")[0] == "news"]:
        del sys.modules[name]


def test_another_document_s_events_are_read_and_added_up(news):
    sent = [
        ("job.part", '{"key": "a", "more": {"log": "x"}}'),
        ("job.part", '{"key": "a", "more": {"log": "y", "state": "on"}}'),
        ("job.part", '{"key": "b", "more": {"log": null}}'),
        ("count", "3"),
        ("over", "bye"),
    ]
    stream = "".join(f"event: {name}\ndata: {data}\n\n" for name, data in sent).encode()
    events = list(news.EventStream.read([stream]))
    assert [event.kind for event in events] == [name for name, _ in sent]
    assert (events[3].body, events[4].body) == (3, "bye")
    made = news.JobAccumulator()
    for event in events:
        made.add(event)
    whole, partial = made.jobs
    assert whole == news.Job(key="a", state="on", log="xy")
    assert (type(partial), partial.content) == (news.PartialJob, {"key": "b", "log": None})
    assert made.end == "finished"


def test_a_part_that_holds_itself_grows_as_far_as_it_does_not_begin_anew(tmp_path):
    inner = {"$ref": "#/components/schemas/JobPart/properties/more"}
    given = document(changed(("JobPart", "properties", "more", "properties", "within"), inner))
    news = imported(json.dumps(given).encode(), "news_within", tmp_path)
    made = news.JobAccumulator()
    for text in "xy":
        piece = {"key": "a", "more": {"log": text, "within": {"log": text}}}
        made.add(news.EventStream.read([f"event: job.part\ndata: {json.dumps(piece)}\n\n".encode()]).__next__())
    assert made.jobs[0].content == {"key": "a", "log": "xy", "within": {"log": "y"}}


@pytest.mark.parametrize(
    "log",
    [
        {"x-grows": True, "$ref": "#/components/schemas/Text"},
        {"x-grows": True, "allOf": [{"$ref": "#/components/schemas/Text"}]},
        {"x-grows": True, "description": "d", "$ref": "#/components/schemas/Text"},
        {"$ref": "#/components/schemas/Growing"},
        {"anyOf": [{"$ref": "#/components/schemas/Growing"}, {"type": "null"}]},
    ],
)
def test_that_a_text_grows_is_said_beside_a_reference_to_it_or_where_it_leads(log):
    others = {"Text": EVENT, "Growing": {**EVENT, "x-grows": True}}
    given = {**changed(("JobPart", "properties", "more", "properties", "log"), log), **others}
    [accumulator] = stream_of(given).accumulators
    assert accumulator.growing == ((Raw("log"),),)


def test_what_grows_is_found_in_lists_and_unions_even_if_they_hold_themselves():
    kinds = {"type": "object", "x-grows": {"unless-known": "state"}, "properties": {"state": {"enum": ["on", "off"]}}}
    again = {"$ref": "#/components/schemas/JobPart/properties/more"}
    parts = {"oneOf": [kinds, {**EVENT, "x-grows": True}, {"type": "array", "items": again}]}
    given = changed(("JobPart", "properties", "more", "properties"), {"parts": {"type": "array", "items": parts}})
    [accumulator] = stream_of(given).accumulators
    place = (Raw("parts"),)
    assert accumulator.growing == (place,)
    assert accumulator.kinds == (Kind(place, Raw("state"), (Raw("on"), Raw("off"))),)


def test_an_event_is_known_by_the_tag_of_its_union_whatever_tag_it_has_in_another():
    def event(kind, sort):
        made = tagged(kind, EVENT)
        return {
            **made,
            "properties": {**made["properties"], "sort": {"const": sort}},
            "required": ["kind", "sort", "body"],
        }

    variants = [{"$ref": f"#/components/schemas/{name}"} for name in "AB"]
    sorted_first = {"oneOf": variants, "discriminator": {"propertyName": "sort"}}
    news = {
        "oneOf": variants,
        "discriminator": {"propertyName": "kind"},
        "x-event-stream": {"name": "kind", "data": "body"},
    }
    made = stream_of({"A": event("a", "1"), "B": event("b", "2"), "Sorted": sorted_first, "News": news})
    assert [event.name.text for event in made.events] == ["a", "b"]


def stream_of(schemas):
    given = reading.parse(json.dumps(document(schemas)).encode(), name="x.json")
    return intermediate(given, "news", ("x.json", "templates/")).stream


def test_what_streams_need_of_the_models_is_told():
    shape = {"oneOf": [tagged("dot", EVENT), tagged("line", EVENT)], "discriminator": {"propertyName": "kind"}}
    alone, beside = stream_of(schemas()), stream_of({**schemas(), "Shape": shape})
    assert alone.only == (
        *(
            "Board",
            "JobPart",
            "JobPartMore",
            "JobPartMoreState",
            "News",
            "NewsJob",
            "NewsJobPart",
            "NewsOver",
            "NewsCount",
        ),
        "UnknownKindVariant",
    )
    assert alone.uses == ("Job",)
    assert beside.only == alone.only[:-1]
    assert beside.uses == ("Job", "UnknownKindVariant")


def test_what_only_events_need_is_no_part_of_the_models(news):
    assert hasattr(news.models, "Job")
    assert hasattr(news.models, "Office")
    assert not hasattr(news.models, "JobPart")
    assert not hasattr(news.models, "Board")
    assert news.JobPart.__module__ == "news.streams"


def test_a_document_without_events_gets_no_module_and_no_name_of_streams():
    given = {name: schema for name, schema in schemas().items() if name not in {"News", "Board"}}
    files = built(given)
    assert not [path for path in files if "stream" in path or path.endswith(("_framing.py", "_merging.py"))]
    assert not [path for path, text in files.items() if "EventStream" in text]


def changed(path, value):
    made = schemas()
    *way, last = path
    place = made
    for step in way:
        place = place[step]
    place[last] = value
    return made


# A place, and what stands there instead.
REFUSED = (
    (("News", "x-event-stream"), {"name": "sort", "data": "body"}),
    (("News", "x-event-stream"), True),
    (("News", "x-event-stream"), {"name": "kind", "data": 1}),
    (("News", "x-event-stream"), {"name": "kind", "data": "body", "more": "x"}),
    (("News", "x-event-stream"), {"name": "kind", "data": "x"}),
    (("News", "oneOf", 0, "required"), ["kind"]),
    (("Job", "x-event-stream"), {"name": "kind", "data": "body"}),
    (("News",), {"x-event-stream": {"name": "kind", "data": "body"}, **schemas()["Job"]}),
    (("News",), {"x-event-stream": {"name": "kind", "data": "body"}, "type": ["string", "integer"]}),
    (("News", "oneOf", 2, "x-stream-end"), "soon"),
    (("JobPart", "x-accumulate"), "Job"),
    (("JobPart", "x-accumulate", "whole"), "Nothing"),
    (("JobPart", "x-accumulate", "whole"), "News"),
    (("JobPart", "x-accumulate", "name"), "a job"),
    (("JobPart", "x-accumulate", "name"), "job"),
    (("JobPart", "x-accumulate", "name"), "Jöb"),
    (("JobPart", "x-accumulate", "name"), ""),
    (("JobPart", "x-accumulate", "name"), "Job()"),
    (("JobPart", "x-accumulate", "list"), "end"),
    (("JobPart", "x-accumulate", "list"), "my jobs"),
    (("JobPart", "x-accumulate", "list"), "jöbs"),
    (("JobPart", "x-accumulate", "id"), "log"),
    (("Job", "required"), ["state"]),
    (("JobPart", "required"), ["more"]),
    (("JobPart", "x-accumulate", "delta"), 1),
    (("JobPart", "x-accumulate", "delta"), "none"),
    (("JobPart", "properties", "more", "x-grows"), True),
    (("JobPart", "properties", "more", "x-grows"), {"unless": "state"}),
    (("JobPart", "properties", "more", "x-grows"), {"unless-known": "log"}),
    (("JobPart", "properties", "more", "x-grows"), {"unless-known": "none"}),
    (("JobPart", "properties", "more", "x-grows"), {"unless-known": ["state"]}),
    (("JobPart", "properties", "more"), {"type": "object", "x-grows": {"unless-known": "state"}}),
    (("EventStream",), {"type": "object", "properties": {}}),
    (("PartialJob",), {"type": "object", "properties": {}}),
    (("jobaccumulator",), {"type": "string"}),
    (("News", "oneOf", 0, "properties", "body"), schemas()["JobPart"]),
)
TOLD = Path(__file__).with_name("refused_streams.txt")


def refusals():
    lines = []
    for path, value in REFUSED:
        with pytest.raises(PipelineError) as refused:
            built(changed(path, value))
        lines.append(f"{refused.value}\n")
    return "".join(lines)


def test_what_can_not_be_meant_is_refused_with_its_place():
    assert refusals() == TOLD.read_text(encoding="utf-8")


if __name__ == "__main__":
    TOLD.write_text(refusals(), encoding="utf-8")
