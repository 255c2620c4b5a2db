"""What does not work is not written: another process imports each package first, and builds its decoders."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from unittest import mock

import pytest

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.commands import cli
from scripts.output import trial, tried
from tests.support.packages import build, write
from tests.support.repositories import repository
from tests.support.trees import state

SCHEMAS = {
    "A": {
        "type": "object",
        "properties": {"b": {"$ref": "#/components/schemas/B"}, "n": {"type": "integer", "minimum": 1}},
    },
    "B": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
}


def files(old="", new=""):
    return {f"src/{path}": text.replace(old, new) if old else text for path, text in build(SCHEMAS).files.items()}


@pytest.mark.parametrize(("package", "folder"), [("shape", "src"), ("src.shape", ".")])
def test_a_package_that_works_is_passed(package, folder):
    trial.check(files(), package, folder)


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        (
            "B: TypeAlias = ",
            "B: TypeAlias = Gone | ",
            r"src/shape/models\.py:\d+: ",
            "NameError: name 'Gone' is not defined",
        ),
        ("msgspec.Meta(ge=1)", "msgspec.Meta(multiple_of=0.5)", r"src/shape/_decoders\.py:\d+: ", "TypeError: "),
        ("class A(", "import os; os._exit(4)\nclass A(", "", "its import ends with exit code 4"),
    ],
    ids=["an alias", "a bound", "the process ends"],
)
def test_a_package_that_does_not_work_is_refused_with_file_and_line(old, new, place, what):
    with pytest.raises(PipelineError) as caught:
        trial.check(files(old, new), "shape", "src")
    told = str(caught.value)
    assert re.match(rf"{place}the package shape would not work: {what}", told)
    assert told.endswith("nothing is written; it is a mistake of this generator, report it with the schema")
    assert "\n" not in told


@pytest.fixture
def tell(tmp_path, monkeypatch, capsys):
    """Have the program that tries a package try one, without a process of its own."""
    write({"other/shape.py": "import not_this_one"}, tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "other"), *sys.path])
    limit = sys.getrecursionlimit()

    def told(made):
        write(made, tmp_path / "given")
        tried.main(str(tmp_path / "given"), "shape")
        return json.loads(capsys.readouterr().out)

    with mock.patch.dict(sys.modules):
        for name in [name for name in sys.modules if name.partition(".")[0] == "shape"]:
            del sys.modules[name]
        yield told
    sys.setrecursionlimit(limit)


def test_nothing_is_told_of_a_package_that_works(tell):
    assert tell(build(SCHEMAS).files) == [None, None, None]


@pytest.mark.parametrize(
    ("old", "new", "file", "line", "what"),
    [
        ("B: TypeAlias = ", "B: TypeAlias = Gone | ", "models.py", "Gone", "NameError: name 'Gone' is not defined"),
        ("msgspec.Meta(ge=1)", "msgspec.Meta(multiple_of=0.5)", "_decoders.py", "readers[kind] = ", "TypeError: "),
        ("n: Annotated", "n: Gone", "_decoders.py", "readers[kind] = ", "NameError: name 'Gone' is not defined"),
        ("class A(", "class A((", "models.py", "class A(", "SyntaxError: "),
        ("class A(", "import gone\nclass A(", "models.py", "import gone", "ModuleNotFoundError: No module named "),
        ("COMPONENTS: Final", "Gone\nCOMPONENTS: Final", "_definitions.py", "Gone", "NameError: "),
    ],
    ids=["an alias", "a bound", "an annotation", "syntax", "an import", "the schema"],
)
def test_what_is_wrong_with_a_package_is_told_with_file_and_line(tell, old, new, file, line, what):
    made = {path: text.replace(old, new) for path, text in build(SCHEMAS).files.items()}
    *place, told = tell(made)
    lines = made[f"shape/{file}"].splitlines()
    assert place == [f"shape/{file}", next(number for number, each in enumerate(lines, 1) if line in each)]
    assert told.startswith(what)


def test_what_is_wrong_behind_a_check_is_told_too(tell):
    checked = {**SCHEMAS["A"], "dependentRequired": {"b": ["n"]}}
    made = build(SCHEMAS | {"A": checked}).files
    broken = {path: text.replace("msgspec.Meta(ge=1)", "msgspec.Meta(multiple_of=0.5)") for path, text in made.items()}
    assert tell(broken)[2].startswith("TypeError: ")


def test_what_a_union_is_tried_as_is_tried_too(tell):
    objects = [{"type": "object", "properties": {name: {"type": "integer", "minimum": 1}}} for name in "ab"]
    made = build({"A": {"anyOf": [*objects, {"type": "array", "items": {"type": "integer", "minimum": 1}}]}}).files
    old, new = "list[Annotated[int, msgspec.Meta(ge=1)]]", "list[Annotated[int, msgspec.Meta(multiple_of=0.5)]]"
    broken = {path: text.replace(old, new) for path, text in made.items()}
    assert broken != made
    assert tell(broken)[2].startswith("TypeError: ")


def test_a_package_that_is_not_there_is_told_without_a_place(tell):
    assert tell({}) == [None, None, "ModuleNotFoundError: No module named 'not_this_one'"]


def test_a_package_that_takes_forever_is_refused(monkeypatch):
    monkeypatch.setattr(trial, "_PATIENCE", 0.5)
    with pytest.raises(PipelineError, match=r"its import takes more than 0.5 s"):
        trial.check(files("class A(", "import time; time.sleep(60)\nclass A("), "shape", "src")


@pytest.mark.parametrize("command", ["generate", "new"])
def test_a_template_that_makes_no_working_code_writes_nothing(command, tmp_path, monkeypatch, capsys):
    repository(tmp_path)
    arguments = ["--config", str(tmp_path / "openapi" / "pipeline.toml"), command]
    arguments += ["fresh", "--source", "upstream.yaml", "--root", "Thing"] if command == "new" else []
    assert cli.main([*arguments[:2], "trim"]) == 0
    templates = tmp_path / "templates"
    shutil.copytree(pipeline.TEMPLATES, templates)
    model = templates / "package" / "models.py.jinja"
    model.write_text(model.read_text() + "\nimport a_module_that_nobody_has\n\nUSED = a_module_that_nobody_has\n")
    monkeypatch.setattr(pipeline, "TEMPLATES", templates)
    before = state(tmp_path)
    assert cli.main(arguments) == 2
    assert "would not work: ModuleNotFoundError: No module named 'a_module_that_nobody_has'" in capsys.readouterr().err
    assert state(tmp_path) == before


def test_what_is_written_already_is_not_tried_again(tmp_path, monkeypatch):
    repository(tmp_path)
    arguments = ["--config", str(tmp_path / "openapi" / "pipeline.toml")]
    assert cli.main([*arguments, "trim"]) == cli.main([*arguments, "generate"]) == 0
    monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.setattr(pipeline, "generate", lambda _: written(tmp_path))
    assert cli.main([*arguments, "generate"]) == 0


def written(root):
    return {path.relative_to(root).as_posix(): path.read_text() for path in (root / "generated").rglob("*.??")}
