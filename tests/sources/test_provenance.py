"""upstream.lock: what it says, and that no other document passes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.sources import access, provenance
from scripts.trimming import trimmed
from tests.support.repositories import UPSTREAM, repository

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lock_says_where_the_document_is_and_what_was_taken(tmp_path: Path):
    config = repository(tmp_path)
    text = trimmed.build(config, access.fetch(config)).files["openapi/thing.lock"]
    assert text.startswith("# Which upstream document openapi/thing.yaml is made from. Written by `make trim`;")
    assert reading.parse(text.encode(), name="lock").value == {
        "source": {"path": "upstream.yaml"},
        "sha256": hashlib.sha256(UPSTREAM.encode()).hexdigest(),
        "bytes": len(UPSTREAM),
        "document": {"openapi": "3.1.0", "version": "1"},
        "roots": {"schemas": ["Thing"], "operations": []},
    }


def test_another_document_is_refused_with_both_hashes(tmp_path: Path):
    config = repository(tmp_path)
    first = access.fetch(config)
    config.lock.write_text(trimmed.build(config, first).files["openapi/thing.lock"])
    provenance.verify(config, first)
    (tmp_path / "upstream.yaml").write_text(UPSTREAM + "# more\n")
    second = access.fetch(config)
    with pytest.raises(PipelineError) as caught:
        trimmed.check_schema(config)
    assert str(caught.value) == (
        f"upstream.yaml has sha256 {second.sha256}, and openapi/thing.lock says {first.sha256}; "
        "run make update to see what changed, and make update ARGS=--accept to take it"
    )


def test_a_lock_that_is_none_is_reported(tmp_path: Path):
    config = repository(tmp_path)
    for text in ("sha: 1\n", "sha256: '0'\nsource: a\n", "sha256: 0\nsource: {}\n"):
        config.lock.write_text(text)
        with pytest.raises(PipelineError) as caught:
            provenance.read(config)
        wrong = "openapi/thing.lock:1:1 #: no source or no sha256"
        assert str(caught.value) == f"{wrong}; remove it and run make trim"
    config.lock.write_text("sha256: [")
    with pytest.raises(PipelineError, match="neither YAML nor JSON"):
        provenance.read(config)


def test_a_lock_over_the_limit_is_refused(tmp_path: Path):
    config = repository(tmp_path, limits="bytes = 300")
    config.lock.write_text("# much\n" * 50)
    with pytest.raises(PipelineError, match=r"^openapi/thing\.lock: .*over the limit of 300 bytes"):
        provenance.read(config)


def test_a_document_without_a_version_is_locked_without_one(tmp_path: Path):
    upstream = UPSTREAM.replace("info: {title: Upstream, version: '1'}", "info: words")
    config = repository(tmp_path, upstream=upstream)
    text = trimmed.build(config, access.fetch(config)).files["openapi/thing.lock"]
    assert reading.parse(text.encode(), name="lock").value["document"] == {"openapi": "3.1.0", "version": None}
