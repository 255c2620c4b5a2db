"""What a new schema means for those who use the package: each change breaking, additive or documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.changes.change_kinds import Change, Kind, change
from scripts.changes.change_rules import named

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Change", "Kind", "bump", "classify", "gravest"]


def classify(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every change between two schema documents, the gravest first, in the order of the document within a kind."""
    return sorted(_documents(old, new), key=lambda found: -found.kind)


def gravest(changes: list[Change]) -> Kind | None:
    """The kind that decides about the version; `None` if nothing changed."""
    return max((each.kind for each in changes), default=None)


def bump(version: str, kind: Kind) -> str:
    """The version that follows `version` (as `1.2.3`) by semantic versioning; below 1.0 breaking means minor."""
    major, minor, patch = (int(part) for part in version.split("."))
    if kind is Kind.BREAKING and major:
        return f"{major + 1}.0.0"
    if kind is Kind.DOCUMENTATION or (kind is Kind.ADDITIVE and not major):
        return f"{major}.{minor}.{patch + 1}"
    return f"{major}.{minor + 1}.0"


def _documents(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = _components(old), _components(new)
    yield from named(before, after, ("components", "schemas"), "schema")
    for key in (*old, *(key for key in new if key not in old)):
        if old.get(key) != new.get(key) and key != "components":
            kind = Kind.DOCUMENTATION if key in {"openapi", "info", "tags", "servers"} else Kind.BREAKING
            yield change(kind, (key,), "changed")
    yield from _other_components(old, new)


def _components(document: dict[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return schemas


def _other_components(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before, after = old.get("components", {}), new.get("components", {})
    for section in (*before, *(section for section in after if section not in before)):
        if section != "schemas" and before.get(section) != after.get(section):
            yield change(Kind.BREAKING, ("components", section), "changed")
