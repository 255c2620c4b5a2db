"""What a newer document means, as text for a terminal, as Markdown, and as JSON for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.changes import comparison
from scripts.changes.change_rules import Kind
from scripts.render.escape_markdown import cell, cell_code, code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.changes.change_rules import Change
    from scripts.changes.newer import Update

_ORDER: Final = (Kind.BREAKING, Kind.ADDITIVE, Kind.DOCUMENTATION, Kind.IGNORED)


def as_json(name: str, update: Update | None) -> dict[str, Any]:
    """For other programs; of a package of which nothing is new, its name alone."""
    if update is None:
        return {"package": name, "new": False}
    locked = {**update.before["source"], "sha256": update.before["sha256"]} if update.before else None
    return {
        "package": name,
        "new": True,
        "locked": locked,
        "newest": {**update.fetched.origin, "sha256": update.fetched.sha256},
        "changes": [
            {"kind": each.kind.label, "rule": each.rule, "pointer": each.pointer, "what": each.what}
            | ({"reason": each.reason} if each.reason else {})
            for each in update.changes
        ],
        "version": update.version,
        "deserves": update.deserves,
    }


def text(name: str, update: Update | None) -> Iterator[str]:
    """Lines for a terminal."""
    if update is None:
        yield f"{name}: nothing new: the upstream document is the locked one"
        return
    was, now = _documents(update)
    yield f"{name}: {was} is now" if was else f"{name}: there is no lock yet; the document is"
    yield now
    for kind, found in _groups(update.changes):
        yield f"{kind.label} ({len(found)}):"
        for each in found:
            why = f" ({each.reason})" if each.reason else ""
            yield f"  {each.pointer}: {each.rule}: {each.what}{why}"
    yield _verdict(update)


def markdown(name: str, update: Update | None) -> Iterator[str]:
    """Lines of a page."""
    yield f"## {code(name)}"
    yield ""
    if update is None:
        yield "Nothing new: the upstream document is the locked one."
        return
    was, now = _documents(update)
    yield f"{code(was)} is now {code(now)}." if was else f"There is no lock yet; the document is {code(now)}."
    for kind, found in _groups(update.changes):
        yield from ("", f"### {kind.label.capitalize()} ({len(found)})", "")
        yield from ("| rule | what | where |", "|---|---|---|")
        for each in found:
            why = f" ({each.reason})" if each.reason else ""
            yield f"| {each.rule} | {cell(each.what + why)} | {cell_code(each.pointer)} |"
    verdict = _verdict(update)
    yield from ("", f"{verdict[0].upper()}{verdict[1:]}.")


def _documents(update: Update) -> tuple[str, str]:
    """The locked document, if there is one, and the newest."""
    lock, fetched = update.before, update.fetched
    return _named(lock["source"], lock["sha256"]) if lock else "", _named(fetched.origin, fetched.sha256)


def _named(source: dict[str, Any], sha256: str) -> str:
    name = source.get("url") or source.get("path") or f"{source.get('package')} {source.get('version')}"
    return f"{name} (sha256 {sha256[:12]})"


def _groups(changes: list[Change]) -> Iterator[tuple[Kind, list[Change]]]:
    for kind in _ORDER:
        found = [each for each in changes if each.kind is kind]
        if found:
            yield kind, found


def _verdict(update: Update) -> str:
    kind = comparison.gravest(update.changes)
    if kind is None:
        return "nothing that users of the package see has changed: no new version is needed"
    verdict = f"the gravest change is {kind.label}"
    if update.gravest and update.gravest > kind:
        verdict += f", and since the last release {update.gravest.label}"
    if update.version is None:
        return verdict
    if update.version == update.deserves:
        return f"{verdict}: {update.version}, which is not released yet, is enough"
    return f"{verdict}: {update.version} deserves to become {update.deserves}"
