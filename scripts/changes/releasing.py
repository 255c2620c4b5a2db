"""Does the version, and does the changelog, fit what changed since the last release?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError, of_each, place_in, raise_all
from scripts.base.text_files import read_text
from scripts.changes import comparison, judgements, releases
from scripts.changes.change_rules import Kind
from scripts.changes.view import view
from scripts.documents import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scripts.changes.releases import Release
    from scripts.config import Config, PackageConfig

CHANGELOG: Final = "CHANGELOG.md"
_HEADING: Final = re.compile(r"^## \[(?P<name>[^\]\n]+)\](?P<rest>.*)$", re.MULTILINE)
_DATE: Final = re.compile(r" - \d{4}-\d{2}-\d{2}")
_TELLS_OF_BREAKS: Final = re.compile(r"^### (Changed|Removed)$", re.MULTILINE)


def check(config: Config, tag: str | None = None) -> str:
    """What the release is, in a line. Raises `PipelineError` for all that does not fit, also if `tag` names another."""
    root = config.root
    version = releases.version_of(root)
    if version is None:
        raise PipelineError("no version like 1.2.3", Location(releases.PROJECT), 'write version = "1.2.3" in [project]')
    previous = _previous(root, version)
    kind = _gravest(config, previous) if previous else None
    errors = [*_tag_errors(tag, version), *_version_errors(previous, version, kind), *_changelog(root, version, kind)]
    raise_all(errors)
    return f"{version}: {_reason(previous, kind)}"


def _previous(root: Path, version: str) -> Release | None:
    """The release before this version. Raises `PipelineError` where git can't tell."""
    if releases.git(root, "rev-parse", "--is-shallow-repository") != "false\n":
        what = "what changed since the last release is not known: this is no git repository, or a shallow one"
        raise PipelineError(what, hint="clone it whole, with its tags; make build asks no questions")
    if releases.git(root, "rev-parse", "HEAD") is None:
        raise PipelineError("there is no commit yet", hint="commit what shall be released")
    here = releases.tags(root, "--points-at", "HEAD")
    return releases.last(root, besides=version if f"v{version}" in here else None)


def _gravest(config: Config, previous: Release) -> Kind | None:
    """The gravest of all changes in the packages that are shipped. Raises `PipelineError` for judgements on nothing."""
    shipped = _shipped(config)
    found = [kind for kinds in of_each(shipped, lambda package: _kinds(package, previous)) for kind in kinds]
    folders = [package.relative(package.code / package.name) for package in shipped]
    if previous.differs(folders):  # what no schema shows, such as a mended runtime
        found.append(Kind.DOCUMENTATION)
    return max(found, default=None)


def _shipped(config: Config) -> Sequence[PackageConfig]:
    """The packages in the wheel; all, if pyproject.toml does not say which."""
    node = releases.project(config.root).get("tool", {})
    for key in ("hatch", "build", "targets", "wheel"):
        node = node.get(key, {})
    folders = node.get("packages")
    return [each for each in config.packages if folders is None or each.relative(each.code / each.name) in folders]


def _kinds(package: PackageConfig, previous: Release) -> list[Kind]:
    schema = reading.of_package(package, package.schema, missing="run make trim")
    found = comparison.changes(previous.seen(package), view(schema))
    judgements.check(package, found)
    gravest = comparison.gravest(judgements.judged(package, found))
    return [] if gravest is None else [gravest]


def _tag_errors(tag: str | None, version: str) -> Iterator[PipelineError]:
    if tag not in {None, f"v{version}"}:
        yield PipelineError(f"the version is {version}, and the tag {tag}", Location(releases.PROJECT), "tag it anew")


def _version_errors(previous: Release | None, version: str, kind: Kind | None) -> Iterator[PipelineError]:
    if previous is None:
        return
    least = comparison.bump(previous.version, kind or Kind.DOCUMENTATION)
    nexts = {comparison.bump(previous.version, each) for each in Kind if each is not Kind.IGNORED} | {
        _next_major(previous.version)
    }
    where = Location(releases.PROJECT)
    if version == previous.version:
        yield PipelineError(f"{version} is released already; {_reason(previous, kind)}", where, f"make it {least}")
    elif releases.numbers(version) < releases.numbers(least):
        yield PipelineError(f"{version} is too small; {_reason(previous, kind)}", where, f"make it {least}")
    elif version not in nexts:
        known = ", ".join(sorted(nexts, key=releases.numbers))
        yield PipelineError(f"{version} does not follow {previous.version}", where, f"what follows is {known}")


def _next_major(version: str) -> str:
    return f"{releases.numbers(version)[0] + 1}.0.0"


def _changelog(root: Path, version: str, kind: Kind | None) -> Iterator[PipelineError]:
    """What the changelog lacks: a dated section of the version, first and alone, which says what breaks."""
    try:
        text = read_text(root / CHANGELOG, CHANGELOG)
    except PipelineError as error:
        yield error
        return
    headings = list(_HEADING.finditer(text))
    unreleased = headings[:1] if headings and headings[0]["name"] == "Unreleased" else []
    if unreleased and _body(text, unreleased[0]):
        where = place_in(text, headings[0].start(), CHANGELOG)
        yield PipelineError("what is unreleased would be released", where, f"put it under ## [{version}] - DATE")
    newest = next(iter(headings[len(unreleased) :]), None)
    if newest is None or newest["name"] != version:
        yield PipelineError(f"the newest section is not that of {version}", Location(CHANGELOG), "write it")
        return
    where, body = place_in(text, newest.start(), CHANGELOG), _body(text, newest)
    if not _DATE.fullmatch(newest["rest"]):
        yield PipelineError(f"{version} has no date", where, f"write ## [{version}] - YYYY-MM-DD")
    if not body:
        yield PipelineError(f"nothing is said of {version}", where, "say what changed")
    elif kind is Kind.BREAKING and not _TELLS_OF_BREAKS.search(body):
        yield PipelineError("it says nothing of what breaks", where, "say it under ### Changed or ### Removed")


def _body(text: str, heading: re.Match[str]) -> str:
    """What stands under a heading."""
    following = _HEADING.search(text, heading.end())
    return text[heading.end() : following.start() if following else None].strip()


def _reason(previous: Release | None, kind: Kind | None) -> str:
    if previous is None:
        return "the first release"
    what = f"the gravest change since is {kind.label}" if kind else "nothing changed since"
    return f"the last release is {previous.version}, and {what}"
