"""The configuration as a file, and keys that are not like others."""

from __future__ import annotations

import pytest

from scripts import config
from scripts.base.errors import PipelineError
from scripts.trimming import trimmed

PLAIN = 'package = "p"\n[source]\npath = "a.yaml"\n[trim]\nschemas = ["A"]\n'


def written(tmp_path, data):
    (tmp_path / "openapi").mkdir()
    path = tmp_path / "openapi" / "pipeline.toml"
    path.write_bytes(data)
    return path


def test_paths_are_relative_to_the_folder_above_that_of_the_file(tmp_path):
    found = config.load(written(tmp_path, f'schema = "x/y.yaml"\noverlay = "o.yaml"\n{PLAIN}'.encode()))
    assert found.root == tmp_path
    assert found.schema == tmp_path / "x/y.yaml"
    assert found.overlay == tmp_path / "o.yaml"


def test_without_an_overlay_there_is_none(tmp_path):
    assert config.load(written(tmp_path, PLAIN.encode())).overlay is None


def test_a_file_that_is_not_utf_8_is_told(tmp_path):
    with pytest.raises(PipelineError, match=r"^openapi/pipeline\.toml: not UTF-8$"):
        config.load(written(tmp_path, b"# \xff"))


def test_what_a_file_says_wrongly_is_told_with_its_name(tmp_path):
    with pytest.raises(PipelineError, match=r"^openapi/pipeline\.toml \[trim\]: no roots; name schemas or operations"):
        config.load(written(tmp_path, PLAIN.replace('"A"', "").encode()))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PipelineError, match=r"^openapi/pipeline\.toml: cannot be read: No such file or directory$"):
        config.load(tmp_path / "openapi" / "pipeline.toml")


@pytest.mark.parametrize(
    ("text", "wanted"), [("", False), ("describe_all = false\n", False), ("describe_all = true\n", True)]
)
def test_descriptions_are_required_where_it_is_said(tmp_path, text, wanted):
    assert config.parse(text + PLAIN, root=tmp_path).describe_all is wanted


def test_seconds_may_be_whole_or_not(tmp_path):
    seconds = [
        config.parse(PLAIN.replace("[trim]", f"seconds = {number}\n[trim]"), root=tmp_path).source.seconds
        for number in ("2", "0.5", "86400")
    ]
    assert seconds == [2.0, 0.5, 86400.0]
    assert isinstance(seconds[0], float)


@pytest.mark.parametrize("name", ["msgspec", "typing"])
def test_a_package_may_not_be_called_like_what_it_imports(tmp_path, name):
    with pytest.raises(PipelineError) as caught:
        config.parse(PLAIN.replace('"p"', f'"{name}"'), root=tmp_path)
    assert str(caught.value) == f"pipeline.toml: {name} is the name of a module that the package itself imports"


def test_a_number_of_bytes_is_whole(tmp_path):
    with pytest.raises(PipelineError, match="bytes is not a positive number"):
        config.parse(PLAIN + "[limits]\nbytes = 1.5\n", root=tmp_path)


def test_without_an_overlay_there_is_none_to_read(tmp_path):
    assert trimmed.read_overlay(config.parse(PLAIN, root=tmp_path)) is None
