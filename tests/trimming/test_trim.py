"""Trim: everything that the roots refer to, nothing else, in upstream's order, without upstream's words."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts.base.errors import PipelineError
from scripts.config import Roots
from scripts.documents import reading
from scripts.trimming.closure import Trimmed, trim

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1', description: d, contact: {name: n}, license: {name: L}}\n"


def trimmed(text: str, *schemas: str, keep: tuple[str, ...] = (), **roots: tuple[str, ...]) -> Trimmed:
    document = reading.parse((HEAD + text).encode(), name="up.yaml")
    return trim(document, Roots(schemas, **roots), keep)


def kept(text: str, *schemas: str, **options: Any) -> dict[str, Any]:
    """What is kept, by section: the names in their order."""
    components = trimmed(text, *schemas, **options).value.get("components", {})
    return {section: list(names) for section, names in components.items()}


def refusal(text: str, *schemas: str, **options: Any) -> str:
    with pytest.raises(PipelineError) as caught:
        trimmed(text, *schemas, **options)
    return str(caught.value)


def said(text: str, **options: Any) -> str | None:
    """What it is refused for, if it is."""
    try:
        trimmed(text, **options)
    except PipelineError as error:
        return str(error)
    return None


def schemas_doc(**schemas: str) -> str:
    return "components:\n  schemas:\n" + "".join(f"    {name}: {text}\n" for name, text in schemas.items())


A, B, C = "{type: string}", "{type: number}", "{type: boolean}"
REF = '"$ref": "#/components/schemas/%s"'


@pytest.mark.parametrize(
    "where",
    [
        "{properties: {x: {%s}}}",
        "{properties: {x-y: {%s}}}",
        "{properties: {description: {%s}}}",
        "{patternProperties: {x: {%s}}}",
        "{additionalProperties: {%s}}",
        "{unevaluatedProperties: {%s}}",
        "{propertyNames: {%s}}",
        "{dependentSchemas: {x: {%s}}}",
        "{dependencies: {x: {%s}, y: [z]}}",
        "{items: {%s}}",
        "{items: [{%s}]}",
        "{prefixItems: [{type: string}, {%s}]}",
        "{additionalItems: {%s}}",
        "{unevaluatedItems: {%s}}",
        "{contains: {%s}}",
        "{allOf: [{%s}]}",
        "{anyOf: [true, {%s}]}",
        "{oneOf: [{not: {%s}}]}",
        "{if: {%s}}",
        "{then: {%s}}",
        "{else: {%s}}",
        "{contentSchema: {%s}}",
        "{$defs: {x: {%s}}}",
        "{definitions: {x: {%s}}}",
        "{type: array, %s}",
        "{discriminator: {mapping: {a: B}}}",
        "{discriminator: {mapping: {a: [B], b: B}}}",
        "{discriminator: {mapping: {'': B}}}",
        "{discriminator: {defaultMapping: B}}",
        "{discriminator: {mapping: B, defaultMapping: '#/components/schemas/B'}}",
        "{$recursiveRef: '#/components/schemas/B'}",
    ],
)
def test_a_reference_is_followed_wherever_a_schema_can_stand(where):
    text = schemas_doc(
        Unused=A, Z=where.replace("%s", REF % "B"), A=C, B='{"properties": {"a": {"$ref": "#/components/schemas/A"}}}'
    )
    assert kept(text, "Z") == {"schemas": ["Z", "A", "B"]}


@pytest.mark.parametrize(
    "where",
    [
        "{enum: [{%s}]}",
        "{const: {%s}}",
        "{default: {%s}}",
        "{example: {%s}}",
        "{examples: [{%s}]}",
        "{x-mine: {%s}}",
        "{type: object, required: ['$ref'], properties: {'$ref': {type: string}}}",
        "{discriminator: {$dynamicRef: '#no'}}",
        "{discriminator: {mapping: [A], defaultMapping: 1}}",
        "{$recursiveRef: '#'}",
    ],
)
def test_what_only_looks_like_a_reference_is_none(where):
    text = schemas_doc(Z=where % (REF % "A") if "%s" in where else where, A=A)
    assert kept(text, "Z", keep=("example", "examples", "x-*")) == {"schemas": ["Z"]}


@pytest.mark.parametrize(
    ("reference", "names"),
    [
        ("#/components/schemas/a~1b", "a/b"),
        ("#/components/schemas/a~0b", "a~b"),
        ("#/components/schemas/a%20b", "a b"),
        ("#/components/schemas/%C3%A9", "é"),
        ("#/components/schemas/%7Bx%7D", "{x}"),
    ],
)
def test_escaped_pointers_name_what_they_escape(reference, names):
    text = f"components:\n  schemas:\n    Z: {{$ref: '{reference}'}}\n    '{names}': {A}\n    other: {B}\n"
    assert kept(text, "Z") == {"schemas": ["Z", names]}


def test_a_reference_into_the_middle_of_a_component_keeps_all_of_it():
    text = schemas_doc(
        Z="{$ref: '#/components/schemas/A/properties/x/items'}",
        A="{properties: {x: {items: {type: string}}, y: {$ref: '#/components/schemas/B'}}}",
        B=B,
        C=C,
    )
    assert kept(text, "Z") == {"schemas": ["Z", "A", "B"]}


def test_anchors_and_dynamic_references_are_followed():
    text = schemas_doc(
        Z="{$ref: '#here'}",
        A="{$defs: {inner: {$anchor: here}}}",
        Y="{$dynamicRef: '#there'}",
        B="{$dynamicAnchor: there}",
    )
    assert kept(text, "Z") == {"schemas": ["Z", "A"]}
    assert kept(text, "Y") == {"schemas": ["Y", "B"]}


def test_a_schema_with_an_identifier_is_a_document_of_its_own():
    text = schemas_doc(
        Z="{$ref: 'https://example.org/a.json#/$defs/x'}",
        A="{$id: 'https://example.org/a.json', $defs: {x: {$ref: '#/$defs/y'}, y: {$ref: '#in'}, z: {$anchor: in}}}",
        B="{$ref: 'a.json', $id: 'https://example.org/b.json'}",
        C="{$ref: '#in'}",
    )
    assert kept(text, "Z") == {"schemas": ["Z", "A"]}
    assert kept(text, "B") == {"schemas": ["A", "B"]}
    assert "names no anchor" in refusal(text, "C")


def test_an_anchor_of_two_schemas_is_refused_where_it_is_meant_unless_they_are_the_same():
    twice = {"A": "{$anchor: x, type: string}", "B": "{$anchor: x, type: integer}"}
    text = schemas_doc(**twice, C="{$ref: '#x'}")
    assert "the reference '#x' names an anchor of two schemas; name one of them anew" in refusal(text, "C")
    assert kept(text, "A") == {"schemas": ["A"]}
    assert kept(schemas_doc(**twice | {"B": twice["A"]}, C="{$ref: '#x'}"), "C")["schemas"][-1] == "C"


def test_an_identifier_counts_from_that_of_its_own_schema():
    text = schemas_doc(
        A="{$id: 'https://example.org/a/a.json'}",
        B="{$id: 'https://example.org/b/b.json', items: {$ref: 'c.json'}}",
        C="{$id: 'https://example.org/b/c.json'}",
        D="{$id: 'https://example.org/d/d.json'}",
    )
    assert kept(text, "B") == {"schemas": ["B", "C"]}
    assert kept(schemas_doc(A="{$id: '../a.json'}", Z="{$ref: '../a.json'}", B=B), "Z") == {"schemas": ["A", "Z"]}


def test_a_document_may_be_called_by_its_own_uri():
    text = "$self: https://example.org/api.yaml\n"
    text += schemas_doc(Z="{$ref: 'https://example.org/api.yaml#/components/schemas/A'}", Y="{$ref: 'api.yaml#b'}", A=A)
    text += "    B: {$anchor: b}\n"
    assert kept(text, "Z") == {"schemas": ["Z", "A"]}
    assert kept(text, "Y") == {"schemas": ["Y", "B"]}


def test_an_identifier_that_is_an_anchor_of_old_drafts_begins_no_document():
    text = schemas_doc(Z="{$id: '#z', items: {$ref: '#/components/schemas/A'}}", A=A, B=B)
    assert kept(text, "Z") == {"schemas": ["Z", "A"]}


def test_cycles_end():
    text = schemas_doc(
        Z="{items: {$ref: '#/components/schemas/Y'}}", Y="{items: {$ref: '#/components/schemas/Z'}}", X=A
    )
    assert kept(text, "Y") == {"schemas": ["Z", "Y"]}
    assert kept(schemas_doc(Z="{$ref: '#/components/schemas/Z'}"), "Z") == {"schemas": ["Z"]}


@pytest.mark.parametrize("value", ["A", "'#/components/schemas/A'"])
def test_discriminator_mappings_go_by_name_and_by_reference(value):
    text = schemas_doc(Z=f"{{discriminator: {{propertyName: t, mapping: {{a: {value}}}}}}}", A=A, B=B)
    assert kept(text, "Z") == {"schemas": ["Z", "A"]}


def test_a_schema_s_name_goes_before_what_looks_like_a_path():
    text = schemas_doc(Z="{discriminator: {propertyName: t, mapping: {a: a.json}}}") + f"    a.json: {A}\n"
    assert kept(text, "Z") == {"schemas": ["Z", "a.json"]}


HEIRS = schemas_doc(
    Animal="{discriminator: {propertyName: t}, properties: {t: {type: string}}}",
    Cat="{allOf: [{$ref: '#/components/schemas/Animal'}, {items: {$ref: '#/components/schemas/Toy'}}]}",
    Kitten="{allOf: [{$ref: '#/components/schemas/Cat'}]}",
    Plain=A,
    Child="{allOf: [{$ref: '#/components/schemas/Plain'}]}",
    Alone="{discriminator: {propertyName: t}}",
    Toy=A,
)
HEIRS += "  examples: {Plain: {discriminator: 1}, Cat: {allOf: [{$ref: '#/components/examples/Plain'}]}}\n"
HEIRS += (
    "  responses: {Animal: {description: d, content: {a/b: {examples: {p: {$ref: '#/components/examples/Plain'}}}}}}\n"
)
HEIRS += "paths: {/x: {get: {responses: {'200': {$ref: '#/components/responses/Animal'}}}}}\n"


@pytest.mark.parametrize(
    ("root", "names"),
    [
        ("Animal", ["Animal", "Cat", "Toy"]),
        ("Kitten", ["Animal", "Cat", "Kitten", "Toy"]),
        ("Plain", ["Plain"]),
        ("Alone", ["Alone"]),
    ],
)
def test_children_come_with_a_parent_that_has_a_discriminator_where_they_are_asked_for(root, names):
    document = reading.parse((HEAD + HEIRS).encode(), name="up.yaml")
    found = trim(document, Roots((root,)), with_heirs=True)
    assert list(found.value["components"]["schemas"]) == names
    assert kept(HEIRS, "Animal") == {"schemas": ["Animal"]}


def test_a_child_is_kept_because_of_the_discriminator_of_a_schema_and_of_nothing_else():
    document = reading.parse((HEAD + HEIRS).encode(), name="up.yaml")
    place = "#/components/schemas/Animal/discriminator"
    found = trim(document, Roots(("Animal",)), with_heirs=True)
    assert found.why("Cat")[1:] == [f"#/components/schemas/Cat is referred to at {place}"]
    found = trim(document, Roots((), ("get /x",)), ("examples",), with_heirs=True)
    assert found.value["components"] == {
        "examples": {"Plain": {"discriminator": 1}},
        "responses": {
            "Animal": {
                "description": "",
                "content": {"a/b": {"examples": {"p": {"$ref": "#/components/examples/Plain"}}}},
            }
        },
    }


OPERATIONS = """
servers: [{url: 'https://x', description: words}]
security: [{Global: []}]
tags: [{name: used, description: words}, {name: unused}]
paths:
  /a/{id}:
    summary: words
    parameters: [{$ref: '#/components/parameters/P'}]
    get:
      operationId: getA
      tags: [used]
      description: words
      parameters: [{name: q, in: query, content: {application/json: {schema: {$ref: '#/components/schemas/Q'}}}}]
      requestBody: {$ref: '#/components/requestBodies/R'}
      responses:
        '200': {$ref: '#/components/responses/S'}
        '404': {description: words, content: {a/b: {schema: {type: string}}}}
        x-other: 1
      callbacks: {done: {$ref: '#/components/callbacks/K'}}
    post: {operationId: postA, security: [{Own: [s]}], responses: {'200': {description: words}}}
  /b:
    get: {operationId: getB, responses: {'200': {description: words}}}
  /c:
    $ref: '#/components/pathItems/I'
components:
  callbacks:
    K:
      '{$request.body#/url}':
        post:
          requestBody: {content: {a/b: {schema: {$ref: '#/components/schemas/InCallback'}}}}
          responses: {'200': {description: d}}
  examples: {E: {value: {$ref: no}}, Unused: {value: 1}}
  headers:
    H: {schema: {$ref: '#/components/schemas/InHeader'}, examples: {e: {$ref: '#/components/examples/E'}}}
    Unused: {schema: {}}
  links: {L: {operationId: getB}, M: {operationRef: '#/paths/~1a~1%7Bid%7D/post'}}
  parameters: {P: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/InParameter'}}}
  pathItems: {I: {put: {responses: {'200': {description: words}}}}}
  requestBodies: {R: {content: {a/b: {schema: {}, encoding: {x: {headers: {h: {$ref: '#/components/headers/H'}}}}}}}}
  responses:
    S: {description: words, links: {l: {$ref: '#/components/links/L'}, m: {$ref: '#/components/links/M'}}}
  schemas:
    InCallback: {type: string}
    InHeader: {type: string}
    InParameter: {type: string}
    Q: {type: string}
    Unused: {type: string}
  securitySchemes:
    Global: {type: http, scheme: bearer, description: words}
    Own: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://x', scopes: {s: words}}}}
    Unused: {type: http, scheme: basic}
"""


def test_an_operation_brings_along_everything_it_needs_of_every_kind():
    found = trimmed(OPERATIONS, operations=("getA",), keep=("examples",)).value
    assert {section: list(names) for section, names in found["components"].items()} == {
        "callbacks": ["K"],
        "examples": ["E"],
        "headers": ["H"],
        "links": ["L", "M"],
        "parameters": ["P"],
        "requestBodies": ["R"],
        "responses": ["S"],
        "schemas": ["InCallback", "InHeader", "InParameter", "Q"],
        "securitySchemes": ["Global", "Own"],
    }
    # The links lead to the other two; /c is not referred to.
    assert {path: list(item) for path, item in found["paths"].items()} == {
        "/a/{id}": ["parameters", "get", "post"],
        "/b": ["get"],
    }
    assert found["tags"] == [{"name": "used"}]
    assert found["servers"] == [{"url": "https://x"}]
    assert found["paths"]["/a/{id}"]["get"]["responses"]["404"]["description"] == ""
    assert "words" not in str({**found, "components": {**found["components"], "securitySchemes": {}}})
    OpenAPIV31SpecValidator(found).validate()


@pytest.mark.parametrize("name", ["getB", "get /b", "GET /b"])
def test_operations_go_by_id_and_by_method_and_path(name):
    found = trimmed(OPERATIONS, operations=(name,)).value
    assert list(found["paths"]) == ["/b"]
    assert list(found["components"]) == ["securitySchemes"]
    OpenAPIV31SpecValidator(found).validate()


HOOKS = """
tags: [{name: a}, {name: b}, {name: c}]
security: [{Global: []}]
servers: [{url: r, variables: {description: {default: w, description: words}}}]
paths:
  /x:
  /a b: {get: {operationId: spaced, security: []}}
  /shared: {description: words, servers: [{url: u}], x-y: {description: d, $ref: no}, get: {responses: {}},
    additionalOperations: {description: {description: words, requestBody: {description: words, content: {}}}}}
  /through: {parameters: [{$ref: '#/components/parameters/P'}], $ref: '#/paths/~1shared', put: {security: [{Own: []}]}}
webhooks:
  hook:
    parameters: [{name: n, in: query, description: words, schema: {$ref: '#/components/schemas/A'}}]
    servers: [{url: v, variables: {description: {default: w, description: words}}}]
    post: {operationId: hooked, tags: [b]}
  calling:
    post: {operationId: calling, security: [{}], callbacks: {k: {u: {$ref: '#/paths/~1through'}}}}
  inside:
    post: {operationId: inside, security: [], callbacks: {k: {u: {$ref: '#/components/pathItems/I'}}}}
components:
  parameters: {P: {name: p, in: query, schema: {type: string}}}
  pathItems: {I: {post: {tags: [a, c], security: [{'#/components/securitySchemes/Own': []}]}}}
  schemas: {A: {type: string}}
  securitySchemes: {Global: {type: http}, Own: {type: http}}
"""


def test_an_operation_brings_along_what_its_webhook_shares():
    found = trimmed(HOOKS, operations=("hooked",))
    del found.value["info"]
    assert found.value == {
        "openapi": "3.1.0",
        "tags": [{"name": "b"}],
        "security": [{"Global": []}],
        "servers": [{"url": "r", "variables": {"description": {"default": "w"}}}],
        "webhooks": {
            "hook": {
                "parameters": [{"name": "n", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}],
                "servers": [{"url": "v", "variables": {"description": {"default": "w"}}}],
                "post": {"operationId": "hooked", "tags": ["b"]},
            }
        },
        "components": {"schemas": {"A": {"type": "string"}}, "securitySchemes": {"Global": {"type": "http"}}},
    }
    shared = "is referred to at #/webhooks/hook/post"
    assert found.why("#/webhooks/hook/parameters")[1] == f"#/webhooks/hook/parameters {shared}"
    assert (
        found.why("#/components/securitySchemes/Global")[1] == f"#/components/securitySchemes/Global {shared}/security"
    )


def test_a_path_that_is_referred_to_brings_along_its_operations_and_where_it_leads():
    found = trimmed(HOOKS, operations=("calling",))
    assert found.value["paths"] == {
        "/shared": {
            "servers": [{"url": "u"}],
            "get": {"responses": {}},
            "additionalOperations": {"description": {"requestBody": {"content": {}}}},
        },
        "/through": {
            "parameters": [{"$ref": "#/components/parameters/P"}],
            "$ref": "#/paths/~1shared",
            "put": {"security": [{"Own": []}]},
        },
    }
    assert list(found.value["paths"]["/through"]) == ["parameters", "$ref", "put"]
    assert list(found.value["components"]) == ["parameters", "securitySchemes"]
    assert list(found.value["components"]["securitySchemes"]) == ["Global", "Own"]
    assert found.why("#/paths/~1shared/get") == [
        "#/webhooks/calling/post is a root",
        "#/paths/~1through is referred to at #/webhooks/calling/post/callbacks/k/u/$ref",
        "#/paths/~1shared is referred to at #/paths/~1through/$ref",
        "#/paths/~1shared/get is referred to at #/paths/~1shared",
    ]
    with pytest.raises(PipelineError, match=r"#/paths/~1through/\$ref is not kept"):
        found.why("#/paths/~1through/$ref")


def test_what_the_configuration_names_stays_in_a_path_too():
    found = trimmed(HOOKS, operations=("calling",), keep=("description", "x-y")).value["paths"]["/shared"]
    assert found["description"] == "words"
    assert found["x-y"] == {"description": "d", "$ref": "no"}


def test_an_operation_of_a_path_item_among_the_components_brings_its_security_and_tags():
    found = trimmed(HOOKS, operations=("inside",)).value
    assert found["components"] == {
        "pathItems": {"I": {"post": {"tags": ["a", "c"], "security": [{"#/components/securitySchemes/Own": []}]}}},
        "securitySchemes": {"Own": {"type": "http"}},
    }
    assert found["tags"] == [{"name": "a"}, {"name": "c"}]


@pytest.mark.parametrize("name", ["get /a b", "GET /a b"])
def test_a_path_may_hold_a_space(name):
    assert list(trimmed(HOOKS, operations=(name,)).value["paths"]) == ["/a b"]


@pytest.mark.parametrize(
    ("operation", "security", "schemes"),
    [("{}", [{"K": []}], ["K"]), ("{security: []}", None, []), ("{security: [{O: []}]}", None, ["O"])],
)
def test_the_roots_security_stays_for_operations_that_inherit_it(operation, security, schemes):
    text = f"""security: [{{K: []}}]
paths:
  /x: {{get: {operation}}}
  /y: {{get: {{security: [], callbacks: {{k: {{u: {{$ref: '#/components/pathItems/I'}}}}}}}}}}
components:
  securitySchemes: {{K: {{type: http}}, O: {{type: http}}}}
  pathItems: {{I: {{get: {operation}}}}}
"""
    for name in ("get /x", "get /y"):
        found = trimmed(text, operations=(name,)).value
        assert found.get("security") == security
        assert list(found.get("components", {}).get("securitySchemes", {})) == schemes


def test_schemas_alone_bring_no_operations_and_no_servers():
    assert set(trimmed(OPERATIONS, "Q").value) == {"openapi", "info", "components"}


def test_a_reference_to_a_path_item_keeps_its_operations():
    text = """
paths:
  /a: {get: {responses: {}}, x-z: 1}
  /b: {$ref: '#/paths/~1a'}
  /c: {get: {operationId: c, callbacks: {k: {u: {$ref: '#/paths/~1a'}}}, responses: {}}}
"""
    found = trimmed(text, operations=("c",)).value
    assert list(found["paths"]) == ["/a", "/c"]
    assert found["paths"]["/a"] == {"get": {"responses": {}}}


def test_a_reference_outside_of_the_components_keeps_its_target_in_place():
    text = "x-shared: {One: {title: words, properties: {a: {$ref: '#/x-shared/Two'}}}, Two: {type: string}, No: {}}\n"
    text += schemas_doc(
        Z="{$ref: '#/x-shared/One'}",
        Y="{$ref: '#/components/schemas/List/oneOf/1'}",
        List="{oneOf: [{}, {type: 'null'}]}",
    )
    assert trimmed(text, "Z").value["x-shared"] == {
        "One": {"properties": {"a": {"$ref": "#/x-shared/Two"}}},
        "Two": {"type": "string"},
    }
    assert kept(text, "Y") == {"schemas": ["Y", "List"]}


@pytest.mark.parametrize(
    "schema",
    ["{discriminator: {mapping: {a: '#/x-shared/One'}}}", "{discriminator: {defaultMapping: '#/x-shared/One'}}"],
)
def test_a_mapping_to_a_schema_outside_of_the_components_is_followed_as_one(schema):
    text = "x-shared: {One: {title: words, properties: {title: {$ref: '#/x-shared/Two'}}}, Two: {type: string}}\n"
    assert trimmed(text + schemas_doc(Z=schema), "Z").value["x-shared"] == {
        "One": {"properties": {"title": {"$ref": "#/x-shared/Two"}}},
        "Two": {"type": "string"},
    }


def test_a_reference_to_an_item_of_a_list_keeps_the_list_and_what_its_items_refer_to():
    text = "x-shared: [{title: words, items: {$ref: '#/components/schemas/B'}}, {type: string}]\n"
    found = trimmed(text + schemas_doc(Z="{$ref: '#/x-shared/1'}", A=A, B=B), "Z").value
    assert found["x-shared"] == [{"items": {"$ref": "#/components/schemas/B"}}, {"type": "string"}]
    assert list(found["components"]["schemas"]) == ["Z", "B"]


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        (
            "#/paths/~1a/get/responses/200/content/a~1b/schema",
            {"get": {"responses": {"200": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/B"}}}}}}},
        ),
        ("#/paths/~1a/parameters/0/schema", {"parameters": [{"schema": {"$ref": "#/components/schemas/B"}}]}),
    ],
)
def test_a_reference_into_the_middle_of_a_path_keeps_the_operation_or_the_field(reference, kept):
    text = """
paths:
  /a:
    parameters: [{schema: {$ref: '#/components/schemas/B'}}]
    get: {responses: {'200': {content: {a/b: {schema: {$ref: '#/components/schemas/B'}}}}}}
    put: {}
"""
    found = trimmed(text + schemas_doc(Z=f"{{$ref: '{reference}'}}", A=A, B=B), "Z").value
    assert {name: found["paths"]["/a"][name] for name in kept} == kept
    assert "put" not in found["paths"]["/a"]
    assert list(found["components"]["schemas"]) == ["Z", "B"]


def test_a_component_is_what_its_section_says_whatever_refers_to_it():
    text = schemas_doc(Z="{$ref: '#/components/parameters/P'}", Y="{$ref: '#/components/x-own/One'}", A=A, B=B)
    text += """\
  parameters: {P: {name: p, in: query, description: words, schema: {$ref: '#/components/schemas/A'}}}
  x-own: {One: {title: words, items: {$ref: '#/components/schemas/B'}}, Two: {}}
"""
    assert trimmed(text, "Z").value["components"] == {
        "schemas": {"Z": {"$ref": "#/components/parameters/P"}, "A": {"type": "string"}},
        "parameters": {"P": {"name": "p", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}},
    }
    assert trimmed(text, "Y").value["components"] == {
        "schemas": {"Y": {"$ref": "#/components/x-own/One"}, "B": {"type": "number"}},
        "x-own": {"One": {"items": {"$ref": "#/components/schemas/B"}}},
    }


def test_a_reference_into_an_operation_brings_along_what_its_path_shares():
    path = (
        "paths:\n  /x:\n"
        '    parameters: [{name: p, in: query, schema: {"$ref": "#/components/schemas/B"}}]\n'
        "    get: {responses: {'200': {description: d, content: {a: {schema: {type: string}}}}}}\n"
    )
    reference = '{"$ref": "#/paths/~1x/get/responses/200/content/a/schema"}'
    found = trimmed(path + schemas_doc(A=reference, B=B), "A").value
    assert list(found["paths"]["/x"]) == ["parameters", "get"]
    assert list(found["components"]["schemas"]) == ["A", "B"]


@pytest.mark.parametrize(("left_out", "link"), [("getB", "l"), ("post /a/{id}", "m")])
def test_a_link_to_an_operation_that_is_left_out_is_left_out_too(left_out, link):
    every = trimmed(OPERATIONS, operations=("*",)).value
    assert {*every["components"]["responses"]["S"]["links"]} == {"l", "m"}
    rest = trimmed(OPERATIONS, operations=("*",), without=(left_out,)).value
    assert {*rest["components"]["responses"]["S"]["links"]} == {"l", "m"} - {link}
    assert len(rest["components"]["links"]) == 1


@pytest.mark.parametrize("link", ["{$ref: '#/no'}", "{operationRef: '#/no'}", "{operationId: no}", "{$ref: 3}", "7"])
def test_what_is_wrong_with_a_link_is_said_as_ever_where_an_operation_is_left_out(link):
    text = f"""
paths:
  /a: {{get: {{responses: {{'200': {{description: d, links: {{l: {link}}}}}}}}}}}
  /b: {{get: {{responses: {{}}}}}}
"""
    assert said(text, operations=("*",), without=("get /b",)) == said(text, operations=("*",))


def test_a_link_to_an_operation_outside_of_the_paths_is_followed_as_one():
    text = """
x-shared:
  Op: {responses: {'200': {description: d, $dynamicRef: '#no'}}, requestBody: {$ref: '#/x-shared/R'}}
  R: {}
  servers: []
paths: {/a: {get: {responses: {'200': {description: d, links: {l: {operationRef: '#/x-shared/Op'}}}}}}}
"""
    assert trimmed(text, operations=("get /a",)).value["x-shared"] == {
        "Op": {
            "responses": {"200": {"description": "", "$dynamicRef": "#no"}},
            "requestBody": {"$ref": "#/x-shared/R"},
        },
        "R": {},
    }


def test_what_is_kept_twice_over_stands_in_the_source_s_order():
    text = "x-shared: {One: {type: object, properties: {p: {items: {}}}, required: [p]}}\n"
    text += schemas_doc(Z="{items: {$ref: '#/x-shared/One'}, not: {$ref: '#/x-shared/One/properties/p'}}")
    found = trimmed(text, "Z").value["x-shared"]["One"]
    assert list(found.items()) == [("type", "object"), ("properties", {"p": {"items": {}}}), ("required", ["p"])]


def test_version_3_0_keeps_the_paths_that_it_demands():
    document = reading.parse(
        b"openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {nullable: true}}}",
        name="x",
    )
    assert trim(document, Roots(("A",))).value == document.value
    del document.value["paths"]
    assert trim(document, Roots(("A",))).value == {**document.value, "paths": {}}


def test_words_are_dropped_and_facts_are_kept():
    schema = """
      title: T
      description: d
      type: object
      x-mine: 1
      $comment: c
      externalDocs: {url: u}
      deprecated: true
      required: [title]
      properties:
        title: {type: string, title: T, description: d, example: e, examples: [e], default: f, format: date, x-a: 1}
        x-b: {minimum: 1, readOnly: true}
"""
    text = f"components:\n  schemas:\n    A:{schema}"
    assert trimmed(text, "A").value["components"]["schemas"]["A"] == {
        "type": "object",
        "deprecated": True,
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "default": "f", "format": "date"},
            "x-b": {"minimum": 1, "readOnly": True},
        },
    }
    assert trimmed(text, "A").value["info"] == {"title": "T", "version": "1", "license": {"name": "L"}}


def test_what_the_configuration_names_stays():
    text = schemas_doc(A="{title: t, description: d, x-a: 1, x-b: 2, properties: {p: {example: e}}}")
    found = trimmed(text, "A", keep=("description", "x-a", "example")).value["components"]["schemas"]["A"]
    assert found == {"description": "d", "x-a": 1, "properties": {"p": {"example": "e"}}}
    assert trimmed(text, "A", keep=("x-*",)).value["components"]["schemas"]["A"] == {
        "x-a": 1,
        "x-b": 2,
        "properties": {"p": {}},
    }


def test_the_result_shares_nothing_with_the_source():
    document = reading.parse((HEAD + schemas_doc(A="{enum: [[1], {}], dependencies: {a: [b]}}")).encode(), name="x")
    found = trim(document, Roots(("A",))).value["components"]["schemas"]["A"]
    found["enum"][0].append(2)
    found["enum"][1]["a"] = 2
    found["dependencies"]["a"].append(2)
    assert document.value["components"]["schemas"]["A"] == {"enum": [[1], {}], "dependencies": {"a": ["b"]}}


def test_why_tells_the_way_from_a_root():
    text = schemas_doc(Z="{items: {$ref: '#/components/schemas/Y'}}", Y="{not: {$ref: '#/components/schemas/X'}}", X=A)
    assert trimmed(text, "Z").why("X") == [
        "#/components/schemas/Z is a root",
        "#/components/schemas/Y is referred to at #/components/schemas/Z/items/$ref",
        "#/components/schemas/X is referred to at #/components/schemas/Y/not/$ref",
    ]
    with pytest.raises(PipelineError, match="Wyh is not kept; nearest: Why"):
        trimmed(schemas_doc(Why=A), "Why").why("Wyh")


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ("{discriminator: {mapping: {a: A}}}", "mapping/a"),
        ("{discriminator: {mapping: {'': '#/components/schemas/A'}}}", "mapping/"),
        ("{discriminator: {defaultMapping: A}}", "defaultMapping"),
        ("{discriminator: {defaultMapping: '#/components/schemas/A'}}", "defaultMapping"),
    ],
)
def test_why_tells_the_place_in_a_discriminator(schema, place):
    assert trimmed(schemas_doc(Z=schema, A=A), "Z").why("A") == [
        "#/components/schemas/Z is a root",
        f"#/components/schemas/A is referred to at #/components/schemas/Z/discriminator/{place}",
    ]


def test_why_tells_what_is_no_schema_by_its_pointer():
    found = trimmed(OPERATIONS, operations=("getA",))
    assert found.why("#/components/parameters/P") == [
        "#/paths/~1a~1{id}/get is a root",
        "#/paths/~1a~1{id}/parameters is referred to at #/paths/~1a~1{id}/get",
        "#/components/parameters/P is referred to at #/paths/~1a~1{id}/parameters/0/$ref",
    ]
    assert found.why("#/paths/~1b/get")[2:] == [
        "#/components/links/L is referred to at #/components/responses/S/links/l/$ref",
        "#/paths/~1b/get is referred to at #/components/links/L/operationId",
    ]


@pytest.mark.parametrize("left_out", ["getA", "get /a/{id}", "GET /a/{id}"])
def test_all_operations_are_taken_without_those_that_are_named(left_out):
    every = trimmed(OPERATIONS, operations=("*",)).value["paths"]
    rest = trimmed(OPERATIONS, operations=("*",), without=(left_out,)).value["paths"]
    assert "get" in every["/a/{id}"]
    del every["/a/{id}"]["get"]
    assert rest == every


def test_schemas_are_counted():
    found = trimmed(schemas_doc(Z=REF.join("{}") % "A", A=A, B=B), "Z")
    assert (found.schemas, found.all_schemas) == (2, 3)


AT = "up.yaml:5:9 #/components/schemas/A/$ref: the reference"
ELSEWHERE = "leaves the document; bundle it into one document first; nothing is fetched"


@pytest.mark.parametrize(
    ("text", "roots", "what"),
    [
        (schemas_doc(RunStep=A), {"schemas": ("RunStop",)}, "up.yaml: no schema 'RunStop'; nearest: RunStep"),
        (OPERATIONS, {"schemas": ("Z",)}, "up.yaml: no schema 'Z'"),
        ("", {"schemas": ("A",)}, "up.yaml: no schema 'A'"),
        (OPERATIONS, {"operations": ("getC",)}, "up.yaml: no operation 'getC'; nearest: getB, getA, get /b"),
        (OPERATIONS, {"operations": ("get /x",)}, "up.yaml: no operation 'get /x'; nearest: get /b, getB, getA"),
        (
            OPERATIONS,
            {"operations": ("*",), "without": ("getC",)},
            "up.yaml: no operation 'getC'; nearest: getB, getA, get /b",
        ),
        (schemas_doc(A="{$ref: 'other.yaml#/x'}"), {"schemas": ("A",)}, f"{AT} 'other.yaml#/x' {ELSEWHERE}"),
        (schemas_doc(A="{$ref: 'https://x.org/x'}"), {"schemas": ("*",)}, f"{AT} 'https://x.org/x' {ELSEWHERE}"),
        (schemas_doc(A="{$ref: '#/components/No'}"), {"schemas": ("A",)}, f"{AT} '#/components/No' names nothing"),
        (
            schemas_doc(A="{$ref: '#/components/schemas/A/x/0'}"),
            {"schemas": ("A",)},
            f"{AT} '#/components/schemas/A/x/0' names nothing",
        ),
        (schemas_doc(A="{$ref: '#no'}"), {"schemas": ("A",)}, f"{AT} '#no' names no anchor"),
        (schemas_doc(A="{$ref: '#'}"), {"schemas": ("A",)}, f"{AT} '#' names the whole document"),
        (
            OPERATIONS.replace("{Own: [s]}", "{Gone: [s]}"),
            {"operations": ("postA",)},
            "up.yaml:22:32 #/paths/~1a~1{id}/post/security: no security scheme 'Gone'; declare it in the components",
        ),
        (
            OPERATIONS.replace("{Own: [s]}", "{Owm: [s]}"),
            {"operations": ("postA",)},
            "up.yaml:22:32 #/paths/~1a~1{id}/post/security: no security scheme 'Owm'; nearest: Own",
        ),
        (
            OPERATIONS.replace("{Own: [s]}", "{'#/gone': [s]}"),
            {"operations": ("postA",)},
            "up.yaml:22:32 #/paths/~1a~1{id}/post/security: the reference '#/gone' names nothing",
        ),
        (
            schemas_doc(A="{discriminator: {mapping: {a: No}}}"),
            {"schemas": ("A",)},
            f"up.yaml:5:35 #/components/schemas/A/discriminator/mapping/a: the reference 'No' {ELSEWHERE}",
        ),
        (
            "paths: {/a: {get: {}}}\nservers:\n- {url: u}\n- $ref: '#/no'",
            {"operations": ("get /a",)},
            "up.yaml:6:3 #/servers/1/$ref: the reference '#/no' names nothing",
        ),
        (
            "paths: {/a: {get: {tags: [c]}}}\ntags:\n- {name: b}\n- name: c\n  $ref: '#/no'",
            {"operations": ("get /a",)},
            "up.yaml:7:3 #/tags/1/$ref: the reference '#/no' names nothing",
        ),
    ],
)
def test_bad_roots_and_references_are_refused_in_one_line(text, roots, what):
    schemas = roots.get("schemas", ())
    assert refusal(text, *schemas, **{kind: names for kind, names in roots.items() if kind != "schemas"}) == what


def test_trimming_twice_gives_the_same_and_trimming_the_trimmed_changes_nothing():
    first = trimmed(OPERATIONS, "Q", operations=("getA",), keep=("examples",)).value
    again = trimmed(OPERATIONS, "Q", operations=("getA",), keep=("examples",)).value
    assert reading.dump_yaml(first) == reading.dump_yaml(again)
    text = reading.dump_yaml(first)
    assert yaml.safe_load(text) == first
    document = reading.parse(text.encode(), name="small")
    assert reading.dump_yaml(trim(document, Roots(("Q",), ("getA",)), ("examples",)).value) == text


def test_an_info_elsewhere_is_refused_at_its_place():
    document = reading.parse(b"openapi: 3.1.0\ninfo: {$ref: '#/no'}\ncomponents: {schemas: {A: {}}}", name="x")
    with pytest.raises(PipelineError, match=r"x:2:8 #/info/\$ref: the reference '#/no' names nothing"):
        trim(document, Roots(("A",)))


def test_another_kind_of_document_is_refused():
    document = reading.parse(b"swagger: '2.0'\ndefinitions: {A: {}}", name="old.yaml")
    with pytest.raises(PipelineError, match=r"old\.yaml .*this is Swagger 2\.0, not OpenAPI 3; convert it first"):
        trim(document, Roots(("A",)))


def test_the_deepest_document_that_may_be_read_can_be_trimmed():
    depth = reading.DEFAULT_LIMITS.depth - 4
    text = schemas_doc(A='{"not": ' * depth + "{}" + "}" * depth)
    assert reading.dump_yaml(trimmed(text, "A").value).count("not:") == depth


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


WHOLE = reading.parse((HEAD + OPERATIONS).encode(), name="up.yaml").value
ODD = st.sampled_from(
    [None, 1, "x", "#/components/schemas/Q", [], [1], [None], {}, {"$ref": 1}, {"$ref": "#/info"}, {"x": None}]
)


@given(st.lists(st.tuples(st.sampled_from(places(WHOLE)[1:]), ODD), min_size=1, max_size=3))
def test_whatever_is_wrong_in_a_document_there_is_no_traceback(changes):
    value = copy.deepcopy(WHOLE)
    for path, odd in changes:
        node = value
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = copy.deepcopy(odd)  # else it could be put into itself
        except (LookupError, TypeError):
            continue
    document = reading.Document("up.yaml", value)
    try:
        small = trim(document, Roots((), ("getA",)), ("examples",)).value
    except PipelineError:
        return
    again = trim(reading.Document("up.yaml", small), Roots((), ("getA",)), ("examples",)).value
    assert again == small


def test_all_that_is_wrong_is_reported_in_the_documents_order():
    text = schemas_doc(
        A="{properties: {a: {$ref: '#/components/schemas/X'}, b: {$ref: '#no'}, c: {$ref: '#/components/schemas/B'}}}",
        B="{$ref: 'other.yaml#/x'}",
    )
    with pytest.raises(PipelineError) as caught:
        trimmed(text, "Y", "A", "Z")
    assert [problem.what for problem in caught.value.problems] == [
        "no schema 'Y'",
        "no schema 'Z'",
        "the reference '#/components/schemas/X' names nothing",
        "the reference '#no' names no anchor",
        "the reference 'other.yaml#/x' leaves the document",
    ]
