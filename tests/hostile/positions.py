"""Every place in a document where text can stand: a document with the text there, and what has to round-trip."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scripts.schema import identifiers

Schema = dict[str, Any]

BENIGN: Final = {"type": "string"}


@dataclass(frozen=True)
class Case:
    """A document, payloads by the component that reads them, and texts that the pages have to show."""

    document: dict[str, Any]
    payloads: Mapping[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    shown: bool = False
    """Whether the text stands in the pages as it was written."""
    name: str = "openapi/run-step.yaml"
    queries: tuple[str, ...] = ()
    """Names that the query of some call has to have, as they were written."""


Position = Callable[[str], Case]


def document(schemas: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": dict(schemas)},
        **others,
    }


def thing(properties: Schema, *, required: tuple[str, ...] = (), **others: Any) -> dict[str, Any]:
    return document({"Thing": {"type": "object", "properties": properties, "required": list(required), **others}})


def _described(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text}


def _component(text: str) -> Case:
    return Case(
        document({text: {"type": "object", "properties": {"other": BENIGN}}, "Holder": _holder(text)}),
        {"Holder": [{"held": {"other": "x"}}, {}]},
    )


def _holder(text: str) -> Schema:
    reference = {"$ref": "#/components/schemas/" + text.replace("~", "~0").replace("/", "~1")}
    return {"type": "object", "properties": {"held": reference}}


def _enum_component(text: str) -> Case:
    return Case(
        document({text: {"type": "string", "enum": ["a", "b"]}, "Holder": _holder(text)}),
        {"Holder": [{"held": "b"}, {"held": "new"}]},
    )


def _alias_component(text: str) -> Case:
    return Case(
        document({text: {"type": "array", "items": BENIGN}, "Holder": _holder(text)}), {"Holder": [{"held": ["b"]}]}
    )


def _optional(text: str) -> Case:
    return Case(thing({text: BENIGN, "other": BENIGN}), {"Thing": [{text: "x"}, {"other": "y"}, {text: "", "new": 1}]})


def _required(text: str) -> Case:
    return Case(
        thing({"other": BENIGN, text: BENIGN}, required=(text,)),
        {"Thing": [{text: "x", "other": "z"}, {text: "", "new": [1]}]},
    )


def _before_renamed(text: str) -> Case:
    """The names that a class body looks up stand in it themselves."""
    properties = {text: {"type": "integer"}, "a b": {"type": "array", "items": BENIGN}, "c d": {"type": "object"}}
    return Case(
        thing(properties, required=("c d",)),
        {"Thing": [{text: 1, "a b": ["x"], "c d": {"k": 1}}, {"c d": {}}]},
    )


def _nullable(text: str) -> Case:
    return Case(thing({text: {"type": ["string", "null"]}}), {"Thing": [{text: None}, {text: "x"}, {}]})


def _closed(text: str) -> Case:
    return Case(
        thing({text: BENIGN, "other": {"type": "boolean"}}, additionalProperties=False),
        {"Thing": [{text: "x", "other": False}, {"more": 1}]},
    )


def _inline_model(text: str) -> Case:
    return Case(thing({text: {"type": "object", "properties": {"x": BENIGN}}}), {"Thing": [{text: {"x": "y"}}]})


def _inline_enum(text: str) -> Case:
    return Case(thing({text: {"type": "string", "enum": ["a", "b"]}}), {"Thing": [{text: "a"}, {text: "z"}]})


def _map_names(text: str) -> Case:
    return Case(
        thing({"map": {"type": "object", "additionalProperties": {"type": "integer"}}}), {"Thing": [{"map": {text: 1}}]}
    )


def _extra_names(text: str) -> Case:
    return Case(thing({"other": BENIGN}), {"Thing": [{"other": "x", text: {text: text}}, {text: 1}]})


def _union(tag: str, first: str, second: str, **discriminator: Any) -> dict[str, Any]:
    variants = {
        name: {"type": "object", "properties": {tag: {"const": value}, "x": BENIGN}, "required": [tag]}
        for name, value in (("One", first), ("Two", second))
    }
    union = {"oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Two"}], **discriminator}
    return document({**variants, "Either": union, "Holder": _holder("Either")})


def _tag_name(text: str) -> Case:
    newer = [{"held": {text: "three", "z": 1}}] if identifiers.is_tag_name(text) else []
    return Case(
        _union(text, "one", "two"),
        {"Holder": [{"held": {text: "one", "x": "y"}}, *newer], "One": [{text: "one"}]},
    )


def _tag_value(text: str) -> Case:
    newer = [{"held": {"kind": "?"}}] if text != identifiers.SENTINEL else []
    return Case(
        _union("kind", "one", text),
        {"Holder": [{"held": {"kind": text, "x": "y"}}, *newer], "Two": [{"kind": text}]},
        shown=True,
    )


def _discriminator_name(text: str) -> Case:
    return Case(_union("kind", "one", "two", discriminator={"propertyName": text}))


def _mapping_key(text: str) -> Case:
    mapping = {text: "#/components/schemas/One", "two": "#/components/schemas/Two"}
    return Case(
        _union("kind", text, "two", discriminator={"propertyName": "kind", "mapping": mapping}),
        {"Holder": [{"held": {"kind": text}}]},
    )


def _mapping_value(text: str) -> Case:
    mapping = {"one": text, "two": "#/components/schemas/Two"}
    return Case(_union("kind", "one", "two", discriminator={"propertyName": "kind", "mapping": mapping}))


def _stream(name: str = "event", data: str = "data", first: str = "one", **said: Any) -> dict[str, Any]:
    """A union of two events, the first of which holds pieces of a `Whole`."""
    held = {"type": "string", "x-grows": True}
    delta = {"type": "object", "properties": {"text": held}}
    accumulate = {"name": "Thing", "list": "things", "whole": "Whole", "id": "id", "delta": "delta", **said}
    identified = {accumulate["id"]: BENIGN, accumulate["delta"]: delta}
    schemas = {
        "Whole": {"type": "object", "properties": {accumulate["id"]: BENIGN}, "required": [accumulate["id"]]},
        "Piece": {"type": "object", "x-accumulate": accumulate, "properties": identified, "required": list(identified)},
        "Told": {"x-event-stream": {"name": name, "data": data}, "oneOf": []},
    }
    for tag, value in ((first, {"$ref": "#/components/schemas/Piece"}), ("two", {"const": first})):
        properties = {name: {"const": tag}, data: value}
        schemas["Told"]["oneOf"].append({"type": "object", "properties": properties, "required": [name, data]})
    return document(schemas)


def _event_name(text: str) -> Case:
    return Case(_stream(first=text), {"Whole": [{"id": "x"}]})


def _event_members(text: str) -> Case:
    return Case(_stream(name=text, data=f"{text}2"), {"Whole": [{"id": "x"}]})


def _piece_members(text: str) -> Case:
    return Case(_stream(id=text, delta=f"{text}2"), {"Whole": [{text: "x"}]})


def _accumulator_name(text: str) -> Case:
    made = _stream()
    made["components"]["schemas"]["Piece"]["x-accumulate"] |= {"name": text}
    return Case(made, {"Whole": [{"id": "x"}]})


def _accumulator_list(text: str) -> Case:
    made = _stream()
    made["components"]["schemas"]["Piece"]["x-accumulate"] |= {"list": text}
    return Case(made, {"Whole": [{"id": "x"}]})


def _enum_value(text: str) -> Case:
    return Case(
        document({"Word": {"type": "string", "enum": ["another value", text]}, "Holder": _holder("Word")}),
        {"Holder": [{"held": text}, {"held": "new"}]},
        shown=True,
    )


def _const(text: str) -> Case:
    return Case(thing({"fixed": {"const": text}}), {"Thing": [{"fixed": text}, {}]}, shown=True)


def _default(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, "default": text}}), {"Thing": [{"word": text}, {}]})


def _deep_default(text: str) -> Case:
    return Case(thing({"words": {"type": "array", "items": BENIGN, "default": [text]}}), {"Thing": [{"words": [text]}]})


def _enum_default(text: str) -> Case:
    return Case(
        thing({"word": {"type": "string", "enum": ["a", text], "default": text}}), {"Thing": [{"word": text}, {}]}
    )


def _description(text: str) -> Case:
    schemas = {
        "Thing": _described({"type": "object", "properties": {"word": _described(BENIGN, text)}}, text),
        "Word": _described({"type": "string", "enum": ["a", "b"]}, text),
        "Words": _described({"type": "array", "items": _described(BENIGN, text)}, text),
        **_union("kind", "one", "two")["components"]["schemas"],
    }
    schemas["Either"] = _described(schemas["Either"], text)
    schemas["One"]["properties"]["kind"]["description"] = text
    return Case(document(schemas), {"Thing": [{"word": text}]}, shown=True)


def _format(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, "format": text}}), {"Thing": [{"word": text}]}, shown=True)


def _pattern(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, "pattern": text, "examples": ["x"]}}))


def _title(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, "title": text}}, title=text), {"Thing": [{"word": "x"}]})


def _examples(text: str) -> Case:
    return Case(
        thing({"word": {**BENIGN, "examples": [text]}}, examples=[{"word": text, text: text}]),
        {"Thing": [{"word": text}]},
    )


def _reference(text: str) -> Case:
    return Case(document({"Thing": {"type": "object", "properties": {"held": {"$ref": text}}}}))


def _required_name(text: str) -> Case:
    return Case(thing({"other": BENIGN}, required=(text,)))


def _type_name(text: str) -> Case:
    return Case(thing({"word": {"type": text}}))


def _keyword(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, text: "x"}}))


def _extension(text: str) -> Case:
    return Case(thing({"word": {**BENIGN, f"x-{text}": {text: text}}}), {"Thing": [{"word": "x"}]})


def _definitions_name(text: str) -> Case:
    pointer = "#/components/schemas/Thing/$defs/" + text.replace("~", "~0").replace("/", "~1")
    return Case(thing({"held": {"$ref": pointer}}, **{"$defs": {text: BENIGN}}), {"Thing": [{"held": "x"}]})


def _comment(text: str) -> Case:
    return Case(
        thing({"word": {**BENIGN, "$comment": text, "externalDocs": {"url": text}}}), {"Thing": [{"word": "x"}]}
    )


def _around(text: str) -> Case:
    """What stands in a document beside its schemas."""
    operation = {
        "operationId": text,
        "tags": [text],
        "summary": text,
        "parameters": [{"name": text or "x", "in": "query", "schema": BENIGN}],
        "responses": {"200": {"description": text}},
    }
    return Case(
        {
            **thing({"word": BENIGN}),
            "info": {"title": text, "version": text, "description": text, "x-y": text},
            "servers": [{"url": text, "description": text}],
            "tags": [{"name": text, "description": text}],
            "externalDocs": {"url": text},
            "paths": {"/" + text: {"get": operation}},
        },
        {"Thing": [{"word": "x"}]},
    )


def _operation(path: str = "/things", **said: Any) -> dict[str, Any]:
    """A document with a list as its one operation."""
    item = {"type": "object", "required": ["id"], "properties": {"id": BENIGN}}
    page = {"type": "object", "required": ["data"], "properties": {"data": {"type": "array", "items": item}}}
    content = {"application/json": {"schema": page}}
    response = {"description": said.pop("response", "A page."), "content": content}
    operation = {"operationId": "listThings", "tags": ["things"], "responses": {"200": response}, **said}
    return {**thing({"word": BENIGN}), "paths": {path: {"get": operation}}}


def _operation_id(text: str) -> Case:
    return Case(_operation(operationId=text))


def _operation_tag(text: str) -> Case:
    return Case(_operation(tags=[text]))


def _operation_words(text: str) -> Case:
    parameters = [{"name": "word", "in": "query", "description": text, "schema": BENIGN}]
    return Case(_operation(description=text, response=text, parameters=parameters), queries=("word",), shown=True)


def _operation_names(text: str) -> Case:
    return Case(_operation(**{"x-name": text, "x-group": text}))


def _operation_path(text: str) -> Case:
    return Case(_operation(path=f"/things/{text}"))


def _query_name(text: str) -> Case:
    after = {"name": "after", "in": "query", "schema": BENIGN}
    return Case(
        _operation(parameters=[after, {"name": text, "in": "query", "schema": BENIGN}]), queries=(text, "after")
    )


def _header_name(text: str) -> Case:
    return Case(_operation(parameters=[{"name": text, "in": "header", "schema": BENIGN}]))


def _path_name(text: str) -> Case:
    parameters = [{"name": text, "in": "path", "required": True, "schema": BENIGN}]
    return Case(_operation(path=f"/things/{{{text}}}", parameters=parameters))


def _parameter_values(text: str) -> Case:
    schema = {"type": "string", "enum": ["a", text], "default": text, "examples": [text]}
    word = {"name": "word", "in": "query", "required": True, "schema": schema}
    return Case(_operation(parameters=[word]), queries=("word",), shown=True)


def _body_type(text: str) -> Case:
    return Case(_operation(requestBody={"description": text, "content": {text: {"schema": BENIGN}}}))


def _checked(schema: Schema, *payloads: Any) -> Case:
    """A property with a check, and values that it accepts."""
    return Case(thing({"held": schema}), {"Thing": [{"held": payload} for payload in payloads]})


def _checked_constant(text: str) -> Case:
    return _checked({"const": {text: [text]}}, {text: [text]})


def _checked_name(text: str) -> Case:
    return _checked({"type": "object", "dependentRequired": {text: [text, "b"]}}, {text: 1, "b": 2}, {})


def _checked_condition(text: str) -> Case:
    condition = {"properties": {text: {"const": text}}, "required": [text]}
    return _checked({"if": condition, "then": {"minProperties": 2}}, {text: text, "b": 2}, {text: 1}, 1)


def _checked_pattern(text: str) -> Case:
    return Case(thing({"held": {"propertyNames": {"pattern": text}, "patternProperties": {text: BENIGN}}}))


def _checked_component(text: str) -> Case:
    """A component of which a check asks."""
    reference = _holder(text)["properties"]["held"]
    return Case(
        document(
            {text: {"not": {"const": 1}}, **thing({"held": {"not": {"not": reference}}})["components"]["schemas"]}
        ),
        {"Thing": [{"held": "x"}]},
    )


def _untagged(text: str) -> Case:
    variants = [{"type": "object", "properties": {name: BENIGN}, "required": [name]} for name in (text, "b")]
    return Case(thing({"held": {"oneOf": variants}}), {"Thing": [{"held": {text: "x"}}, {"held": {"b": "x"}}]})


def _anchor(text: str) -> Case:
    return Case(thing({"held": {"$ref": f"#{text}"}, "word": {**BENIGN, "$anchor": text}}))


def _base(text: str) -> Case:
    return Case(thing({"held": {"$ref": text}, "word": {**BENIGN, "$id": text}}))


def _version(text: str) -> Case:
    return Case({**thing({"word": BENIGN}), "openapi": text})


def _dialect(text: str) -> Case:
    return Case({**thing({"word": BENIGN}), "jsonSchemaDialect": text})


def _file_name(text: str) -> Case:
    return Case(thing({"word": BENIGN}), {"Thing": [{"word": "x"}]}, name=text)


POSITIONS: Final[dict[str, Position]] = {
    "component, a model": _component,
    "component, an enum": _enum_component,
    "component, an alias": _alias_component,
    "property, optional": _optional,
    "property, required": _required,
    "property, before renamed ones": _before_renamed,
    "property, nullable": _nullable,
    "property, of a closed model": _closed,
    "property, of an inline model": _inline_model,
    "property, of an inline enum": _inline_enum,
    "payload: name in a map": _map_names,
    "payload: unknown name": _extra_names,
    "tag, its name": _tag_name,
    "tag, its value": _tag_value,
    "discriminator, its property": _discriminator_name,
    "discriminator, a key": _mapping_key,
    "discriminator, a target": _mapping_value,
    "event, its name": _event_name,
    "event, its members": _event_members,
    "piece, its members": _piece_members,
    "accumulator, its name": _accumulator_name,
    "accumulator, its list": _accumulator_list,
    "value of an enum": _enum_value,
    "constant": _const,
    "default": _default,
    "default, in a list": _deep_default,
    "default, of an enum": _enum_default,
    "description": _description,
    "format": _format,
    "pattern": _pattern,
    "title": _title,
    "examples": _examples,
    "reference": _reference,
    "required": _required_name,
    "type": _type_name,
    "keyword": _keyword,
    "extension": _extension,
    "name under $defs": _definitions_name,
    "comment": _comment,
    "beside the schemas": _around,
    "operation, its id": _operation_id,
    "operation, its tag": _operation_tag,
    "operation, its words": _operation_words,
    "operation, its names": _operation_names,
    "operation, its path": _operation_path,
    "operation, name in the query": _query_name,
    "operation, name of a header": _header_name,
    "operation, name in the path": _path_name,
    "operation, values of a parameter": _parameter_values,
    "operation, type of a body": _body_type,
    "check, a constant": _checked_constant,
    "check, a name": _checked_name,
    "check, a condition": _checked_condition,
    "check, a pattern": _checked_pattern,
    "check, a component": _checked_component,
    "union without a tag": _untagged,
    "anchor": _anchor,
    "base of references": _base,
    "version": _version,
    "dialect": _dialect,
    "name of the file": _file_name,
}


def encoded(case: Case) -> bytes:
    """The document as JSON, in ASCII: what the texts hold is there in escapes."""
    return json.dumps(case.document).encode()
