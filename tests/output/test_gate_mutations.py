"""One random change at a time to a folder of generated files: each is reported, with its kind and path and no other."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from scripts.output.drift import compare, compare_file
from scripts.output.writing import write, write_files
from tests.support.trees import FILES, MARKDOWN, PYTHON, lay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = "openapi/run-step.yaml"
SCHEMA_TEXT = "openapi: 3.1.0\ncomponents:\n" + "".join(f"  name{n}: {{type: string}}\n" for n in range(60))

Chance = random.Random
Expected = set[tuple[str, str]]


def a_byte(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def a_byte_added(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(1) + data[at:]


def a_byte_removed(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + 1 :]


def a_line_removed(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def a_line_doubled(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join([*lines[:at], lines[at], *lines[at:]])


def two_lines_swapped(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def white_space_at_an_end(data: bytes, chance: Chance) -> bytes:
    lines = data.split(b"\n")
    lines[chance.randrange(len(lines))] += b" "
    return b"\n".join(lines)


def one_carriage_return(data: bytes, chance: Chance) -> bytes:
    parts = data.split(b"\n")
    at = chance.randrange(1, len(parts))
    return b"\n".join(parts[:at]) + b"\r\n" + b"\n".join(parts[at:])


EDITS: list[Callable[[bytes, Chance], bytes]] = [
    a_byte,
    a_byte_added,
    a_byte_removed,
    a_line_removed,
    a_line_doubled,
    two_lines_swapped,
    white_space_at_an_end,
    one_carriage_return,
    lambda data, _: data.replace(b"\n", b"\r\n"),
    lambda data, _: b"\xef\xbb\xbf" + data,
    lambda data, _: data.rstrip(b"\n"),
    lambda data, _: data + b"\n",
    lambda data, chance: data[: chance.randrange(len(data))],
    lambda _, __: b"",
    lambda data, _: data.decode().encode("utf-16"),
    lambda data, _: data.swapcase(),
]


def edited(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    before = (root / path).read_bytes()
    after = chance.choice(EDITS)(before, chance)
    (root / path).write_bytes(after)
    return {("changed", path)} if after != before else set()


def removed(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    (root / path).unlink()
    return {("missing", path)}


def renamed(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    name = chance.choice(
        [f"{path}.orig", path.replace("/docs/", "/pages/"), path.upper().replace("GENERATED", "generated")]
    )
    if name == path:
        return set()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / path).rename(root / name)
    return {("missing", path), ("stale", name)}


def swapped(root: Path, chance: Chance) -> Expected:
    one, other = chance.sample(list(FILES), 2)
    first, second = (root / one).read_bytes(), (root / other).read_bytes()
    (root / one).write_bytes(second)
    (root / other).write_bytes(first)
    return {("changed", one), ("changed", other)} if first != second else set()


def made_executable(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    (root / path).chmod(0o644 | chance.choice([0o100, 0o010, 0o001, 0o111]))
    return {("mode", path)}


def made_a_link(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    (root / path).rename(root / "aside")
    (root / path).symlink_to(chance.choice([root / "aside", root / "nowhere", root / path, root]))
    return {("type", path)}


def made_a_folder(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    (root / path).unlink()
    (root / path).mkdir()
    return {("type", path)}


def made_a_pipe(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    (root / path).unlink()
    os.mkfifo(root / path)
    return {("type", path)}


def a_folder_made_a_link(root: Path, chance: Chance) -> Expected:
    folder = chance.choice(["generated", "generated/docs", "generated/docs/deep", "generated/openai_run_steps"])
    (root / folder).rename(root / "aside")
    (root / folder).symlink_to(root / "aside")
    return {("type", folder)}


def _new_path(chance: Chance) -> str:
    folder = chance.choice(["generated", "generated/docs", "generated/new", "generated/openai_run_steps/__pycache__"])
    return f"{folder}/{chance.choice(['a.py', '.hidden', 'new.md', 'b c', 'ÿ', 'py.typed', 'README', 'pyc'])}"


def untracked_added(root: Path, chance: Chance) -> Expected:
    path = _new_path(chance)
    lay(root, {path: chance.choice(["", "x", f" {PYTHON}", "# Generated by hand\n"])})
    return {("untracked", path)}


def ours_added(root: Path, chance: Chance) -> Expected:
    path = _new_path(chance)
    lay(root, {path: chance.choice([PYTHON, MARKDOWN]) + chance.choice(["", "text\n"])})
    return {("stale", path)}


def link_added(root: Path, chance: Chance) -> Expected:
    path = _new_path(chance)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).symlink_to(chance.choice([root / next(iter(FILES)), "..", "nowhere", "/"]))
    return {("untracked", path)}


def nothing_of_matter(root: Path, chance: Chance) -> Expected:
    path = chance.choice(list(FILES))
    choice = chance.randrange(5)
    if choice == 0:
        (root / path).touch()
    elif choice == 1:
        (root / path).chmod(chance.choice([0o600, 0o640, 0o664, 0o666, 0o444]))
    elif choice == 2:
        (root / "generated/empty/er").mkdir(parents=True)
    elif choice == 3:
        lay(root, {"generated/openai_run_steps/__pycache__/models.cpython-312.pyc": "x"})
    else:
        data = (root / path).read_bytes()
        (root / path).unlink()
        (root / path).write_bytes(data)
    return set()


CHANGES = [
    edited,
    edited,
    edited,
    removed,
    renamed,
    swapped,
    made_executable,
    made_a_link,
    made_a_folder,
    made_a_pipe,
    a_folder_made_a_link,
    untracked_added,
    ours_added,
    link_added,
    nothing_of_matter,
]
quickly_or_long = pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.fuzz)])


@quickly_or_long
def test_every_single_change_is_reported_with_its_kind_and_path_and_mended(tmp_path, count):
    chance, tally, started = random.Random(f"gate {count}"), Counter(), time.monotonic()
    for number in range(count):
        root = tmp_path / str(number)
        lay(root, FILES)
        change = chance.choice(CHANGES)
        expected = change(root, chance)
        differences = compare(FILES, root)
        assert {(str(found.kind), found.path) for found in differences} == expected, (number, change.__name__)
        tally.update(found.kind for found in differences)
        tally["none"] += not expected
        if number % 10 == 0 and not any(found.by_hand for found in differences):
            write(FILES, root)
            assert compare(FILES, root) == [], (number, change.__name__)
        shutil.rmtree(root)
    reported = ", ".join(f"{number} {kind}" for kind, number in sorted(tally.items()) if kind != "none")
    print(
        f"\ngate: {count} single changes of {len(CHANGES) - 2} sorts, every one told with kind and path ({reported}); "
        f"{tally['none']} that do not matter, no false alarm; {time.monotonic() - started:.1f} s"
    )


@quickly_or_long
def test_every_edit_of_the_schema_is_reported(tmp_path, count):
    chance, seen = random.Random(f"schema {count}"), 0
    original = SCHEMA_TEXT.encode()
    lay(tmp_path, {SCHEMA: SCHEMA_TEXT})
    for number in range(count):
        data = chance.choice(EDITS)(original, chance)
        (tmp_path / SCHEMA).write_bytes(data)
        kinds = [(str(found.kind), found.path) for found in compare_file(SCHEMA, SCHEMA_TEXT, tmp_path)]
        assert kinds == ([("changed", SCHEMA)] if data != original else []), number
        seen += len(kinds)
    write_files({SCHEMA: SCHEMA_TEXT}, tmp_path)
    assert (tmp_path / SCHEMA).read_bytes() == original
    print(f"\ngate: {count} edits of the schema, {seen} that change it, every one told")
