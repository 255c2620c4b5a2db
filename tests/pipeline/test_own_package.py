"""What is committed is what the pipeline makes of what is committed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scripts import config, pipeline
from scripts.base.errors import PipelineError
from scripts.base.limits import Limits

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_committed_is_what_the_pipeline_makes():
    made = pipeline.generate(*config.load(ROOT / "openapi" / "pipeline.toml").packages)
    files = {path for path in (ROOT / "generated").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    assert list(made) == sorted(found)
    assert [path for path, text in made.items() if found[path] != text] == []


def test_pages_stand_in_the_folder_that_the_configuration_says():
    [settings] = config.load(ROOT / "openapi" / "pipeline.toml").packages
    made = pipeline.generate(replace(settings, pages=ROOT / "pages"))
    assert {path.partition("/")[0] for path in made if path.endswith(".md")} == {"pages"}


def test_a_schema_beyond_the_limits_of_the_configuration_is_refused():
    [settings] = config.load(ROOT / "openapi" / "pipeline.toml").packages
    with pytest.raises(PipelineError) as caught:
        pipeline.generate(replace(settings, limits=Limits(bytes=99)))
    assert str(caught.value) == (
        "openapi/run-step.yaml: the document is over the limit of 99 bytes; raise limits.bytes in pipeline.toml if "
        "this is meant"
    )
