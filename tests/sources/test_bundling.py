"""A document in several files is read as one; nothing outside of its folder is."""

from pathlib import Path

import pytest

from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.documents import reading
from scripts.ir.intermediate import intermediate
from scripts.sources import access, bundling
from scripts.trimming import trimmed
from tests.support.repositories import repository

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
TEXT = "{type: string}"


def lay(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def bundle(folder: Path, main: str, **files: str):
    lay(folder, **files)
    data, _ = bundling.bundled((HEAD + main).encode(), folder, "main.yaml", Limits())
    return reading.parse(data, name="b").value


def refusals(folder: Path, main: str, **files: str) -> list[tuple[str, str]]:
    with pytest.raises(PipelineError) as caught:
        bundle(folder, main, **files)
    return [(str(problem.where.pointer).rpartition("/")[2], problem.what) for problem in caught.value.problems]


def test_a_document_that_refers_to_no_file_stays_as_it_is(tmp_path):
    data = (HEAD + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}}}").encode()
    assert bundling.bundled(data, tmp_path, "main.yaml", Limits()) == (data, {})


def test_a_component_of_another_file_is_one_here_with_all_that_it_refers_to(tmp_path):
    found = bundle(
        tmp_path,
        "components: {schemas: {A: {properties: {b: {$ref: 'sub/other.yaml#/components/schemas/B'}}}}}",
        sub__other_yaml="components: {schemas: {B: {items: {$ref: '#/components/schemas/C'}}, C: {$ref: ../c.yaml}}}",
        c_yaml="{type: object, properties: {again: {$ref: c.yaml}, a: {$ref: 'main.yaml#/components/schemas/A'}}}",
    )
    assert found["components"]["schemas"] == {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"items": {"$ref": "#/components/schemas/C"}},
        "C": {"$ref": "#/components/schemas/c"},
        "c": {
            "type": "object",
            "properties": {"again": {"$ref": "#/components/schemas/c"}, "a": {"$ref": "#/components/schemas/A"}},
        },
    }


def test_a_component_that_is_a_file_has_what_is_in_the_file_under_its_own_name(tmp_path):
    schemas = "Pet: {$ref: pet.yaml}, Owner: {$ref: 'people.yaml#/Person'}, Human: {$ref: 'people.yaml#/Person'}"
    parameters = "PetId: {$ref: 'parameters.yaml#/Id'}"
    found = bundle(
        tmp_path,
        f"components: {{schemas: {{{schemas}, Tag: {{$ref: tag.yaml, title: T}}}}, parameters: {{{parameters}}}}}",
        pet_yaml="{properties: {parent: {$ref: '#'}, owner: {$ref: 'people.yaml#/Person'}, tag: {$ref: tag.yaml}}}",
        people_yaml="Person: {items: {$ref: pet.yaml}}",
        tag_yaml=TEXT,
        parameters_yaml="Id: {name: id, in: path}",
    )
    references = {name: {"$ref": f"#/components/schemas/{name}"} for name in ("Pet", "Owner", "tag")}
    assert found["components"] == {
        "schemas": {
            "Pet": {
                "properties": {"parent": references["Pet"], "owner": references["Owner"], "tag": references["tag"]}
            },
            "Owner": {"items": references["Pet"]},
            "Human": references["Owner"],
            "Tag": {**references["tag"], "title": "T"},
            "tag": {"type": "string"},
        },
        "parameters": {"PetId": {"name": "id", "in": "path"}},
    }


def test_a_map_of_components_in_a_file_names_what_is_in_other_files(tmp_path):
    found = bundle(
        tmp_path,
        "components: {schemas: {$ref: schemas/index.yaml}}",
        schemas__index_yaml="{Pet: {$ref: ./Pet.yaml}, Cat: {$ref: '#/Pet'}, Dog: {items: {$ref: Pet.yaml}}}",
        schemas__Pet_yaml="{properties: {cat: {$ref: './index.yaml#/Cat'}}}",
    )
    assert found["components"]["schemas"] == {
        "Pet": {"properties": {"cat": {"$ref": "#/components/schemas/Cat"}}},
        "Cat": {"$ref": "#/components/schemas/Pet"},
        "Dog": {"items": {"$ref": "#/components/schemas/Pet"}},
    }


def test_what_is_no_component_gets_the_section_of_its_kind(tmp_path):
    found = bundle(
        tmp_path,
        "paths: {/a: {$ref: paths/a.yaml}}",
        paths__a_yaml=(
            "{parameters: [{$ref: '../p.yaml#/limit'}], get: {operationId: g, responses: {'200': {$ref: r.yaml}}}}"
        ),
        p_yaml="limit: {name: limit, in: query, schema: {$ref: 's.yaml#/$defs/n'}}",
        paths__r_yaml="{description: d, content: {application/json: {schema: {$ref: '../s.yaml'}}}}",
        s_yaml="{type: object, $defs: {n: {type: integer}}, properties: {n: {$ref: '#/$defs/n'}}}",
    )
    assert found["paths"]["/a"] == {
        "parameters": [{"$ref": "#/components/parameters/limit"}],
        "get": {"operationId": "g", "responses": {"200": {"$ref": "#/components/responses/r"}}},
    }
    assert {section: sorted(each) for section, each in found["components"].items()} == {
        "parameters": ["limit"],
        "responses": ["r"],
        "schemas": ["n", "s"],
    }


def test_a_path_item_may_refer_to_one_that_refers_on_each_in_a_folder_of_its_own(tmp_path):
    found = bundle(
        tmp_path,
        "paths: {/a: {$ref: a/a.yaml}, /x: {$ref: a/x.yaml}}",
        a__a_yaml="{$ref: b/b.yaml, summary: s, parameters: [{$ref: p.yaml}]}",
        a__b__b_yaml="{get: {responses: {'200': {$ref: r.yaml}}}}",
        a__b__r_yaml="{description: d}",
        a__p_yaml="{name: n, in: query}",
        a__x_yaml="{$ref: 'https://x.example/b.yaml', parameters: [{$ref: p.yaml}]}",
    )
    parameters = [{"$ref": "#/components/parameters/p"}]
    assert found["paths"] == {
        "/a": {
            "get": {"responses": {"200": {"$ref": "#/components/responses/r"}}},
            "summary": "s",
            "parameters": parameters,
        },
        "/x": {"$ref": "https://x.example/b.yaml", "parameters": parameters},
    }
    assert found["components"]["responses"] == {"r": {"description": "d"}}


def test_what_has_no_form_is_left_to_those_who_say_so(tmp_path):
    main = "components: {schemas: {$ref: '#/x'}, parameters: 7, responses: {R: 7, S: {$ref: s.yaml}}}\npaths: {/a: 7}"
    found = bundle(tmp_path, main, s_yaml="{$ref: 7}")
    assert found["components"] == {
        "schemas": {"$ref": "#/x"},
        "parameters": 7,
        "responses": {"R": 7, "S": {"$ref": 7}},
    }


def test_a_path_item_that_is_none_in_its_file_is_reported(tmp_path):
    assert refusals(tmp_path, "paths: {/a: {$ref: 'a.yaml#/x'}}", a_yaml="{x: 7}") == [
        ("~1a", "the reference to 'a.yaml#/x' names no path item")
    ]


def test_what_a_schema_is_called_by_its_id_is_no_file(tmp_path):
    main = "components: {schemas: {A: {$id: other.yaml}, B: {$ref: other.yaml}, C: {$ref: c.yaml}}}"
    found = bundle(tmp_path, main, c_yaml=TEXT, other_yaml=TEXT)
    assert found["components"]["schemas"]["B"] == {"$ref": "other.yaml"}
    assert sorted(found["components"]["schemas"]) == ["A", "B", "C"]


def test_a_file_for_which_no_name_is_left_is_reported(tmp_path):
    main = "components: {schemas: {x: {items: {$ref: a/x.yaml}}, a-x: {}, a-x-x: {}}}"
    assert refusals(tmp_path, main, a__x_yaml=TEXT) == [("None", "no name is left for a/x.yaml#")]


def test_sections_and_discriminators_can_stand_in_files(tmp_path):
    found = bundle(
        tmp_path,
        "components: {schemas: {$ref: schemas/all.yaml}}",
        schemas__all_yaml=(
            "{U: {oneOf: [{$ref: a.yaml}], discriminator: {propertyName: t, mapping: {a: a.yaml, b: U}}},"
            " V: {$ref: '#/U'}}"
        ),
        schemas__a_yaml=TEXT,
    )
    schemas = found["components"]["schemas"]
    assert schemas["U"]["discriminator"]["mapping"] == {"a": "#/components/schemas/a", "b": "U"}
    assert schemas["a"] == {"type": "string"}
    assert schemas["V"] == {"$ref": "#/components/schemas/U"}


def test_two_files_with_one_name_are_told_apart(tmp_path):
    found = bundle(
        tmp_path,
        "components: {schemas: {x: {items: {$ref: a/x.yaml}}, z: {items: {$ref: b/x.yaml}}}}",
        a__x_yaml=TEXT,
        b__x_yaml="{type: integer}",
    )
    assert found["components"]["schemas"] == {
        "x": {"items": {"$ref": "#/components/schemas/a-x-x"}},
        "z": {"items": {"$ref": "#/components/schemas/b-x-x"}},
        "a-x-x": {"type": "string"},
        "b-x-x": {"type": "integer"},
    }


@pytest.mark.parametrize(
    "reference",
    ["https://x.example/a.yaml", "//x.example/a.yaml", "file:///etc/passwd", "urn:a", "Name", "a.yaml#anchor"],
)
def test_what_is_no_file_of_the_folder_by_its_form_is_left_to_trimming(tmp_path, reference):
    main = f"components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}"
    assert bundle(tmp_path, main, a_yaml=TEXT)["components"]["schemas"]["A"] == {"$ref": reference}


def test_nothing_outside_of_the_folder_is_read(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "out.yaml").write_text(TEXT)
    (folder / "link.yaml").symlink_to(tmp_path / "out.yaml")
    references = ("../out.yaml", "%2e%2e/out.yaml", "x/../../out.yaml", "/etc/hosts.yaml", "link.yaml")
    schemas = ", ".join(f"S{index}: {{$ref: '{each}'}}" for index, each in enumerate(references))
    assert refusals(folder, f"components: {{schemas: {{{schemas}}}}}") == [
        (f"S{index}", f"the reference to {each!r} leaves the folder of the document")
        for index, each in enumerate(references)
    ]


def test_every_file_that_is_not_there_is_reported(tmp_path):
    long = "x" * 300 + ".yaml"
    main = f"{{A: {{$ref: no.yaml}}, B: {{$ref: 'b.yaml#/no'}}, C: {{$ref: {long}}}, D: {{$ref: b.yaml}}}}"
    assert refusals(tmp_path, f"components: {{schemas: {main}}}", b_yaml="{$ref: gone.yaml}") == [
        ("None", "the reference to 'gone.yaml' names no file"),
        ("A", "the reference to 'no.yaml' names no file"),
        ("B", "the reference to 'b.yaml#/no' names nothing"),
        ("C", f"the reference to {long!r} names no file"),
    ]


def test_files_that_refer_to_each_other_without_end_end_in_a_line(tmp_path):
    found = refusals(tmp_path, "paths: {/a: {$ref: a.yaml}}", a_yaml="{$ref: b.yaml}", b_yaml="{$ref: a.yaml}")
    assert found == [("None", "files that refer to each other without end, or too deeply")]


def test_all_files_together_are_bounded(tmp_path):
    lay(tmp_path, a_yaml=f"{{$ref: b.yaml, description: {'a' * 300}}}", b_yaml=f"{{description: {'b' * 300}}}")
    data = (HEAD + "components: {schemas: {A: {$ref: a.yaml}}}").encode()
    with pytest.raises(PipelineError, match="over the limit of bytes; raise limits"):
        bundling.bundled(data, tmp_path, "main.yaml", Limits(bytes=500))


def test_there_are_only_so_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(bundling, "MOST_FILES", 2)
    main = "components: {schemas: {A: {$ref: a.yaml}, B: {$ref: b.yaml}}}"
    assert refusals(tmp_path, main, a_yaml=TEXT, b_yaml=TEXT) == [("None", "the document is in more than 2 files")]


def test_trim_reads_the_files_of_a_path_and_the_lock_holds_them_all(tmp_path):
    upstream = HEAD + "components: {schemas: {Thing: {type: object, properties: {n: {$ref: n.yaml}}}}}\n"
    settings = repository(tmp_path, upstream=upstream)
    lay(tmp_path, n_yaml="{type: integer}")
    first = access.at_hand(settings)
    assert trimmed.build(settings, first).schema.value["components"]["schemas"]["n"] == {"type": "integer"}
    lay(tmp_path, n_yaml="{type: number}")
    assert access.at_hand(settings).sha256 != first.sha256


def test_what_is_wrong_is_reported_where_it_stands_in_its_file(tmp_path):
    main = HEAD + "# A comment.\npaths: {/x: {$ref: x.yaml}}\ncomponents:\n  schemas:\n    Thing: {$ref: thing.yaml}\n"
    bad = "{type: string, minLength: -1}"
    lay(
        tmp_path,
        thing_yaml="properties:\n  a:\n    items: {$ref: 'more.yaml#/definitions/M'}\n  b: {$ref: '#/c'}\nc: " + bad,
        more_yaml="\n\ndefinitions: {M: " + bad + "}",
        x_yaml="\nget:\n  responses: {200: {$ref: r.yaml}}",
        r_yaml="{description: d, content: {application/json: {schema: " + bad + "}}}",
    )
    roots = 'schemas = ["*"]\noperations = ["*"]'
    settings = repository(tmp_path, upstream=main + "    Other: " + bad + "\n", roots=roots)
    with pytest.raises(PipelineError) as caught:
        intermediate(trimmed.build(settings, access.at_hand(settings)).as_upstream, "p", ("x", "y"))
    assert [str(problem.where) for problem in caught.value.problems] == [
        "upstream.yaml:8 #/components/schemas/Other/minLength",
        "more.yaml:3 #/definitions/M/minLength",
        "thing.yaml:5 #/c/minLength",
        "r.yaml:1 #/content/application~1json/schema/minLength",
    ]
