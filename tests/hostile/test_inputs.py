"""Dangerous texts in what is ours: pipeline.toml, the overlay, names of files. Each is refused, or harmless."""

from __future__ import annotations

import json
import re

import pytest

from scripts import config
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.output import tree
from scripts.render import header
from scripts.sources import provenance
from scripts.trimming import overlay, trimmed
from tests.hostile.batch import Batch, generated, is_clear
from tests.hostile.positions import BENIGN, POSITIONS, Case, thing
from tests.hostile.texts import NAMES, PATHS, TEXTS

PRINTABLE = {name: text for name, text in TEXTS.items() if "\ud800" not in text}
PLACES = ["name", "code", "pages", "schema", "overlay", "lock", "source.path", "source.url", "roots.schemas", "keep"]
PLACES += ["repairs.file", "repairs.without"]


def expect_clear(error):
    assert is_clear(error), error


def toml(place, text):
    quoted = re.sub("\x7f", r"\\u007f", json.dumps(text, ensure_ascii=False))
    values = {"name": "'p'", "source.path": "'x'", "roots.schemas": "['X']"}
    if place == "source.url":
        del values["source.path"]
    values[place] = f"[{quoted}]" if place in {"roots.schemas", "keep", "repairs.without"} else quoted
    if place == "repairs.without":
        values["repairs.file"] = "'r.yaml'"
    return "[[package]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


@pytest.mark.parametrize("place", PLACES)
def test_a_text_in_the_configuration_stays_in_the_repository(place, tmp_path):
    for name, text in PRINTABLE.items():
        try:
            [settings] = config.parse(toml(place, text), root=tmp_path).packages
        except PipelineError as error:
            expect_clear(error)
            continue
        assert re.fullmatch("[a-z][a-z0-9_]*", settings.name)
        for path in (settings.code, settings.pages, settings.schema, settings.lock):
            assert path.resolve().is_relative_to(tmp_path.resolve()), name
        heads = [trimmed.header(settings), provenance.header(settings)]
        assert all(line.startswith("# ") for head in heads for line in head.splitlines())


def test_every_package_name_that_is_taken_can_be_imported(tmp_path):
    taken = []
    for text in PRINTABLE.values():
        try:
            taken.append(config.parse(toml("name", text), root=tmp_path).packages[0].name)
        except PipelineError:
            continue
    assert len(taken) > 10
    for name in taken:
        made = generated(Case(thing({"word": BENIGN})), name)
        assert f"# {name}.Thing\n" in made["docs/Thing.md"]


@pytest.mark.parametrize(
    "name", [name for name in PRINTABLE if not name.startswith("long") or name == "long: long word"]
)
def test_a_text_that_the_overlay_brings_is_as_harmless_as_one_of_the_document(name, tmp_path):
    text = PRINTABLE[name]
    actions = [
        {"target": "$.components.schemas.Thing", "description": text, "update": {"description": text, "x-y": text}}
    ]
    told = {"overlay": "1.0.0", "info": {"title": text, "version": text}, "actions": actions}
    try:
        read = overlay.read(reading.parse(json.dumps(told).encode(), name="openapi/overlay.yaml"))
        value = overlay.apply(read, thing({"word": BENIGN}))
    except PipelineError as error:
        expect_clear(error)
        return
    assert value["components"]["schemas"]["Thing"]["description"] == text
    batch = Batch(tmp_path)
    batch.add(name, Case(value, {}, shown=True), text)
    assert not batch.figures.wrong


@pytest.mark.parametrize("field", ["overlay", "extends", "target", "remove", "copy"])
def test_a_text_in_the_overlays_own_fields_is_refused_or_means_nothing(field):
    for text in PRINTABLE.values():
        action = {"target": "$.info", "update": {}}
        told = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [action]}
        (told if field in {"overlay", "extends"} else action)[field] = text
        try:
            read = overlay.read(reading.parse(json.dumps(told).encode(), name="openapi/overlay.yaml"))
            value = overlay.apply(read, thing({"word": BENIGN}))
        except PipelineError as error:
            expect_clear(error)
            continue
        assert value == thing({"word": BENIGN})


@pytest.mark.parametrize("name", PRINTABLE)
def test_the_path_of_an_output_stays_in_its_folder(name):
    path = f"generated/{PRINTABLE[name]}.md"
    try:
        tree.encode({path: "x\n"}, ["generated"])
    except (PipelineError, ValueError) as error:
        expect_clear(error)
        return
    assert ".." not in path.split("/")
    assert "\0" not in path
    assert "\n" not in path


@pytest.mark.parametrize("name", PRINTABLE)
@pytest.mark.parametrize("style", ["hash", "html"])
def test_a_header_is_two_lines_of_comment_whatever_the_inputs_are_called(name, style):
    try:
        made = header.header(style, (PRINTABLE[name], "templates/"))
    except PipelineError as error:
        expect_clear(error)
        return
    assert made.isascii()
    assert made.count("\n") == 2
    assert all(line.startswith("# ") for line in made.splitlines()) or made.count("-->") == made.count("<!--") == 1


def test_no_text_of_the_document_is_a_path(tmp_path):
    for name, text in [*NAMES.items(), *PATHS.items()]:
        for position in ("component, a model", "tag, its name", "property, of an inline model", "name under $defs"):
            try:
                made = generated(POSITIONS[position](text), "p")
            except PipelineError:
                continue
            assert all(
                re.fullmatch(r"docs/all-(models|streams)\.md|(p|docs)/[A-Za-z_][A-Za-z0-9_]*\.(py|md|typed)", path)
                for path in made
            ), name
            folded = [path.casefold() for path in made]
            assert len(set(folded)) == len(folded)
