"""Rows of times: decoding known and novel payloads, and encoding, every subject in the same rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.bench.counting import is_lossless, refused
from scripts.bench.novelty import KINDS
from scripts.bench.records import Row
from scripts.bench.timing import each, interleave, kept, per_item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scripts.bench.subjects import Subject

KNOWN: Final = "known"
UNIT: Final = "ns a step"
_NOVEL_TITLES: Final = {
    "field_first": "decode, an unknown field first",
    "field_last": "decode, an unknown field last",
    "field_deep": "decode, an unknown field deep inside",
    "variant": "decode, an unknown variant",
    "enum_value": "decode, an unknown enum value",
}


def rows(
    subjects: Mapping[str, Subject], absent: Mapping[str, str], corpora: Mapping[str, Sequence[bytes]], rounds: int
) -> list[Row]:
    """Measure all rows. `absent` names the subjects that could not be built, and why."""
    known = corpora[KNOWN]
    found = [
        _decoding("decode", "decode, known payloads", subjects, known, rounds, each),
        _decoding("decode_kept", "decode, known payloads, all kept", subjects, known, rounds, kept),
        *(_decoding(kind, _NOVEL_TITLES[kind], subjects, corpora[kind], rounds, each) for kind in KINDS),
        _encoding("encode", "encode, known payloads", subjects, known, rounds),
        _encoding("encode_novel", "encode, an unknown field deep inside", subjects, corpora["field_deep"], rounds),
    ]
    for row in found:
        row.absent.update(absent)
    return found


def _decoding(
    key: str,
    title: str,
    subjects: Mapping[str, Subject],
    payloads: Sequence[bytes],
    rounds: int,
    action: Callable[[Callable[[bytes], Any], Sequence[bytes]], Callable[[], None]],
) -> Row:
    able, absent = _able(subjects, payloads)
    samples = interleave({name: action(subject.load, payloads) for name, subject in able.items()}, rounds)
    return Row(key, title, UNIT, per_item(samples, len(payloads)), absent, _lossy(able, payloads))


def _encoding(key: str, title: str, subjects: Mapping[str, Subject], payloads: Sequence[bytes], rounds: int) -> Row:
    able, absent = _able(subjects, payloads)
    actions = {name: each(subject.dump, [subject.load(line) for line in payloads]) for name, subject in able.items()}
    return Row(key, title, UNIT, per_item(interleave(actions, rounds), len(payloads)), absent, _lossy(able, payloads))


def _able(subjects: Mapping[str, Subject], payloads: Sequence[bytes]) -> tuple[dict[str, Subject], dict[str, str]]:
    """Part the subjects that take every payload from those that don't, and say how many these refuse."""
    refusals = {name: refused(subject.load, payloads) for name, subject in subjects.items()}
    able = {name: subject for name, subject in subjects.items() if not refusals[name]}
    return able, {name: f"refuses {count} of {len(payloads)}" for name, count in refusals.items() if count}


def _lossy(subjects: Mapping[str, Subject], payloads: Sequence[bytes]) -> list[str]:
    return [
        name
        for name, subject in subjects.items()
        if not all(is_lossless(subject.load, subject.dump, line) for line in payloads)
    ]
