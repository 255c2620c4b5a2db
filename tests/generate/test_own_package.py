"""What is committed is what the pipeline makes of what is committed."""

from __future__ import annotations

from pathlib import Path

from scripts import config, pipeline

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_committed_is_what_the_pipeline_makes():
    made = pipeline.generate(config.load(ROOT / "openapi" / "pipeline.toml"))
    files = {path for path in (ROOT / "generated").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    assert found.keys() == made.keys()
    assert [path for path, text in made.items() if found[path] != text] == []
