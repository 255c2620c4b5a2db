"""What the configuration judges otherwise than the rules do: by a rule's name and a JSON pointer, with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError, raise_all
from scripts.changes.change_rules import RULES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.changes.change_rules import Change
    from scripts.config import Judgement, PackageConfig


def judged(config: PackageConfig, found: Iterable[Change]) -> list[Change]:
    """The changes as the configuration judges them, the gravest first. The first judgement that fits counts."""
    return sorted((_judged(each, config.judgements) for each in found), key=lambda change: -change.kind)


def check(config: PackageConfig, found: Sequence[Change]) -> None:
    """Raise `PipelineError` for each judgement of a rule that there is not, and on nothing that was found."""
    errors: list[PipelineError] = []
    for judgement in config.judgements:
        what = f"package {config.name}: changes: "
        if judgement.rule not in RULES:
            errors.append(_error(what + f"no rule {judgement.rule!r}", "scripts/changes/README.md has them all"))
        elif Kind[judgement.kind.upper()] >= RULES[judgement.rule]:
            errors.append(_error(what + f"{judgement.rule} is {RULES[judgement.rule].label} by itself", "remove it"))
        elif not any(_fits(judgement, each) for each in found):
            what += f"nothing is {judgement.rule} at {judgement.at} or below it"
            errors.append(_error(what, "remove it, or correct its pointer"))
    raise_all(errors)


def _judged(change: Change, judgements: Iterable[Judgement]) -> Change:
    for judgement in judgements:
        if _fits(judgement, change):
            return replace(change, kind=Kind[judgement.kind.upper()], reason=judgement.reason)
    return change


def _fits(judgement: Judgement, change: Change) -> bool:
    return judgement.rule == change.rule and f"{change.pointer}/".startswith(f"{judgement.at.rstrip('/')}/")


def _error(what: str, hint: str) -> PipelineError:
    return PipelineError(what, Location("pipeline.toml"), hint)
