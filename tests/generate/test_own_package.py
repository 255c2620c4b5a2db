"""What is committed is what the pipeline makes of what is committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import config, pipeline

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made():
    return pipeline.generate(config.load(ROOT / "openapi" / "pipeline.toml"))


def test_the_same_files_are_there(made):
    found = {path for path in (ROOT / "generated").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(ROOT).as_posix() for path in found} == set(made)


@pytest.mark.parametrize("kind", [".py", ".md", ".typed"])
def test_the_same_text_is_there(made, kind):
    for path, text in made.items():
        if path.endswith(kind):
            assert (ROOT / path).read_text(encoding="utf-8") == text, path
