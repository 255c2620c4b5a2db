"""Small repositories to run the document side on: a pipeline.toml, an overlay, an upstream document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts import config

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.config import PackageConfig

UPSTREAM = """\
openapi: 3.1.0
info: {title: Upstream, version: '1'}
paths: {}
components:
  schemas:
    Other: {type: string}
    Thing: {type: object, title: T, required: [id], properties: {id: {type: string}, n: {type: integer}}}
"""

OVERLAY = """\
overlay: 1.1.0
info: {title: Ours, version: '1'}
actions:
  - target: $.components.schemas.Thing
    description: our words
    update: {description: A thing.}
"""


def repository(
    root: Path, source: str = 'path = "upstream.yaml"', upstream: str | None = UPSTREAM, **extra: str
) -> PackageConfig:
    """A repository at `root` with one package, `thing`; `extra` is more text of tables of pipeline.toml, by name.

    `package` is more of the package's own table.
    """
    (root / "openapi").mkdir(parents=True, exist_ok=True)
    if upstream is not None:
        (root / "upstream.yaml").write_text(upstream, encoding="utf-8")
    (root / "openapi" / "overlay.yaml").write_text(OVERLAY, encoding="utf-8")
    limits = f"[limits]\n{extra.pop('limits')}\n" if "limits" in extra else ""
    package = extra.pop("package", "")
    tables = {"source": source, "roots": 'schemas = ["Thing"]'} | extra
    text = f'{limits}[[package]]\nname = "thing"\noverlay = "openapi/overlay.yaml"\n{package}\n'
    text += "".join(f"[package.{name}]\n{body}\n" for name, body in tables.items())
    path = root / "openapi" / "pipeline.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path).packages[0]
