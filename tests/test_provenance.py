"""upstream.lock: what it says, and that no other document passes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from scripts.errors import PipelineError
from scripts.reading import documents
from scripts.trimming import schema
from scripts.upstream import provenance, sources
from tests.repositories import UPSTREAM, repository

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lock_says_where_the_document_is_and_what_was_taken(tmp_path: Path):
    config = repository(tmp_path)
    text = schema.build(config, sources.fetch(config)).files["openapi/upstream.lock"]
    assert documents.parse(text.encode(), name="lock").value == {
        "source": {"path": "upstream.yaml"},
        "sha256": hashlib.sha256(UPSTREAM.encode()).hexdigest(),
        "bytes": len(UPSTREAM),
        "document": {"openapi": "3.1.0", "version": "1"},
        "roots": {"schemas": ["Thing"], "operations": []},
    }


def test_another_document_is_refused_with_both_hashes(tmp_path: Path):
    config = repository(tmp_path)
    first = sources.fetch(config)
    config.lock.write_text(schema.build(config, first).files["openapi/upstream.lock"])
    provenance.verify(config, first)
    (tmp_path / "upstream.yaml").write_text(UPSTREAM + "# more\n")
    second = sources.fetch(config)
    with pytest.raises(PipelineError) as caught:
        schema.check_schema(config)
    assert first.sha256 in str(caught.value)
    assert second.sha256 in str(caught.value)
    assert "make update ARGS=--accept" in str(caught.value)


def test_a_lock_that_is_none_is_told(tmp_path: Path):
    config = repository(tmp_path)
    for text in ("sha: 1\n", "sha256: '0'\nsource: a\n", "sha256: 0\nsource: {}\n"):
        config.lock.write_text(text)
        with pytest.raises(PipelineError) as caught:
            provenance.read(config)
        wrong = "openapi/upstream.lock:1:1 #: no source or no sha256"
        assert str(caught.value) == f"{wrong}; remove it and run make trim"
    config.lock.write_text("sha256: [")
    with pytest.raises(PipelineError, match="neither YAML nor JSON"):
        provenance.read(config)
