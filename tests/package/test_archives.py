"""An archive is read line by line in flat memory; what can't be read comes in its place, and the rest is not lost."""

import gzip
import io
import os
import random
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest
from zlib_ng import zlib_ng

from openai_run_steps import LineError, RunStepObject, ValidationError, _unpacking
from openai_run_steps.__main__ import main
from openai_run_steps._jsonl import numbered_lines
from tests.package.payloads import good_steps, known_steps, written

zstd = _unpacking._zstd()
TREES = [step.value for step in good_steps()]
LINES = [written(tree) for tree in TREES]
GOOD = [RunStepObject.from_dict(tree) for tree in TREES]


def read(data, **options):
    return list(RunStepObject.read_jsonl(io.BytesIO(data), **options))


def plain(data):
    return data


def zstandard(data):
    """Several frames, with some before and between them that are passed over."""
    half, skipped = len(data) // 2, b"\x50\x2a\x4d\x18\x03\0\0\0abc"
    return skipped + zstd.compress(data[:half]) + skipped + zstd.compress(data[half:])


PACKS = [plain, gzip.compress, zstandard]


@pytest.mark.parametrize("pack", PACKS)
def test_an_archive_gives_its_steps_in_order(pack, tmp_path):
    data = pack(b"\n".join(LINES) + b"\n")
    path = tmp_path / "steps"
    path.write_bytes(data)
    assert list(RunStepObject.read_jsonl(path)) == GOOD
    assert list(RunStepObject.read_jsonl(str(path))) == GOOD
    assert read(data) == GOOD


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n \n\t\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_line_ends_blank_lines_and_a_byte_order_mark_do_not_matter(pack, end, last):
    assert read(pack(b"\xef\xbb\xbf" + end.join(LINES[:5]) + last)) == GOOD[:5]


@pytest.mark.parametrize("buffering", [0, -1])
def test_a_line_is_read_from_a_pipe_as_soon_as_it_has_come(buffering):
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering) as source, os.fdopen(writing, "wb", 0) as pipe:
        records = RunStepObject.read_jsonl(source)
        for line, step in zip(LINES[:3], GOOD[:3], strict=True):
            pipe.write(line + b"\n")
            assert next(records) == step


def test_files_with_byte_order_marks_may_be_joined():
    assert read(b"".join(b"\xef\xbb\xbf" + line + b"\n" for line in LINES[:5])) == GOOD[:5]


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n\n"])
def test_an_archive_of_nothing_gives_nothing(pack, data):
    assert read(pack(data)) == []


def test_a_bad_line_comes_in_its_place_with_its_number_and_bytes():
    bad = [b'{"id":', b"\xff\x00", b"[]", b"x" * 300_000]
    records = read(b"\r\n".join([LINES[0], bad[0], b"", bad[1], LINES[1], bad[2], bad[3]]))
    assert [records[0], records[3]] == GOOD[:2]
    errors = [record for record in records if isinstance(record, LineError)]
    assert [(error.line, error.raw) for error in errors] == list(zip([2, 4, 6, 7], bad, strict=True))
    assert str(errors[0].error) == "$: expected JSON, got truncated data"
    assert str(errors[2].error) == "$: expected an object, got an array"


def test_strict_applies_to_every_line():
    [record] = read(written({**TREES[0], "status": "queued"}), strict=True)
    assert record.error.problems[0].path == "$.status"


def test_a_gzip_archive_that_breaks_off_gives_what_it_holds_and_then_an_error():
    packed = gzip.compress(b"\n".join(LINES) + b"\n")
    for end in range(len(packed) - 1, 12, -501):
        *records, broken = read(packed[:end])
        assert broken == LineError(broken.line, b"", broken.error)
        assert str(broken.error) == "$: expected a whole gzip archive, got one that breaks off"
        if records and isinstance(records[-1], LineError):
            partial = records.pop()
            assert LINES[len(records)].startswith(partial.raw)
            assert partial.line == len(records) + 1
        assert records == GOOD[: len(records)]
        assert len(records) >= len(LINES) * end // len(packed) - len(LINES) // 2


def test_a_damaged_gzip_archive_ends_in_an_error():
    packed = bytearray(gzip.compress(b"\n".join(LINES) + b"\n"))
    packed[-6] ^= 1
    *records, broken = read(bytes(packed))
    assert records == GOOD
    assert "incorrect data check" in str(broken.error)


def test_members_of_a_gzip_archive_follow_each_other_with_zeros_between():
    parts = [gzip.compress(line + b"\n") for line in LINES[:5]]
    assert (
        read(parts[0] + parts[1] + b"\0" * 1_000 + parts[2] + b"\0" * 300_000 + parts[3] + parts[4] + b"\0") == GOOD[:5]
    )
    *records, broken = read(parts[0] + b"no gzip")
    assert records == GOOD[:1]
    assert "a whole gzip archive" in str(broken.error)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_an_archive_in_memory_gives_the_same_as_a_file(pack, kind):
    data = pack(b"\xef\xbb\xbf" + b"\r\n".join([LINES[0], b"", b"[]", b"\xff", LINES[1]]))
    for strict in (False, True):
        assert list(map(told, RunStepObject.from_json_lines(kind(data), strict=strict))) == list(
            map(told, read(data, strict=strict))
        )
    numbers = [record.line for record in RunStepObject.from_json_lines(kind(data)) if isinstance(record, LineError)]
    assert numbers == [3, 4]


def told(record):
    """A record, or what an error says: errors themselves are not equal."""
    return (record.line, record.raw, str(record.error)) if isinstance(record, LineError) else record


def outcome(data, module):
    """What comes of an archive, unpacked by one of the modules for gzip."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_unpacking, "_zlib", lambda: module)
        return list(map(told, read(data)))


def mistaken(packed, chance):
    """A packed archive with a byte changed, cut, doubled or put in somewhere."""
    at = chance.randrange(len(packed))
    byte = bytes([chance.randrange(256)])
    return chance.choice([packed[:at] + byte + packed[at + 1 :], packed[:at], packed[:at] + packed[:at], packed + byte])


@pytest.mark.parametrize("count", [100, pytest.param(20_000, marks=pytest.mark.fuzz)])
def test_zlib_and_zlib_ng_give_the_same_of_whole_and_of_damaged_archives(count):
    packed = [gzip.compress(b"\n".join(LINES), level) + gzip.compress(b"\n" + LINES[0]) for level in (0, 1, 9)]
    assert _unpacking._zlib() is zlib_ng
    for data in packed:
        assert outcome(data, zlib) == outcome(data, zlib_ng) == [*GOOD, GOOD[0]]
    for seed in range(count):
        chance = random.Random(seed)
        data = mistaken(chance.choice(packed), chance)
        assert outcome(data, zlib) == outcome(data, zlib_ng), seed


def test_without_zlib_ng_gzip_archives_are_read_by_zlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "zlib_ng", None)
    monkeypatch.setitem(sys.modules, "zlib_ng.zlib_ng", None)
    _unpacking._zlib.cache_clear()
    try:
        assert read(gzip.compress(LINES[0])) == GOOD[:1]
        assert _unpacking._zlib() is zlib
    finally:
        _unpacking._zlib.cache_clear()


def test_a_damaged_zstandard_archive_gives_what_comes_before_and_then_an_error():
    packed = zstd.compress(b"\n".join(LINES) + b"\n", options={zstd.CompressionParameter.checksum_flag: 1})
    for end in range(len(packed) - 1, 18, -501):
        *records, broken = read(packed[:end])
        assert str(broken.error) == "$: expected a whole Zstandard archive, got one that breaks off"
        assert records[:-1] == GOOD[: len(records[:-1])]
    many = b"".join(zstd.compress(line + b"\n") for line in LINES)
    *records, broken = read(many[:-1])
    assert records == GOOD[:-1]
    *records, broken = read(packed[:-1] + bytes([packed[-1] ^ 1]))
    assert "a whole Zstandard archive" in str(broken.error)
    assert records[:-1] == GOOD[: len(records) - 1]
    assert sum(map(len, LINES[len(records) - 1 :])) < 20_000
    *records, broken = read(zstd.compress(LINES[0] + b"\n") + b"no Zstandard")
    assert records == GOOD[:1]
    assert "a whole Zstandard archive" in str(broken.error)


def test_a_zstandard_archive_that_unpacks_to_very_much_takes_no_memory():
    data = zstd.compress(LINES[0] + (b"\n" + b" " * 100_000) * 500)
    tracemalloc.start()
    try:
        records = read(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert records == GOOD[:1]


def test_where_nothing_reads_zstandard_it_is_said_what_is_needed(monkeypatch, tmp_path, capsys):
    for name in ("compression", "compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    _unpacking._zstd.cache_clear()
    path = tmp_path / "steps.jsonl.zst"
    path.write_bytes(zstandard(LINES[0]))
    with pytest.raises(ImportError, match=r"^to read Zstandard archives, use Python 3\.14 or install backports\.zstd$"):
        list(RunStepObject.read_jsonl(path))
    assert main([str(path), "--model", "RunStepObject"]) == 2
    assert capsys.readouterr() == ("", "error: to read Zstandard archives, use Python 3.14 or install backports.zstd\n")


class Stream:
    """What has nothing but `read`, and gives as little as it likes."""

    def __init__(self, data, most):
        self.file = io.BytesIO(data)
        self.most = most

    def read(self, size, /):
        return self.file.read(min(size, self.most))


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("most", [1, 7, 100_000])
def test_a_stream_needs_nothing_but_read(pack, most):
    data = pack(b"\n".join(LINES[:10]))
    assert list(RunStepObject.read_jsonl(Stream(data, most))) == GOOD[:10]


def alone(line, number):
    """What comes of a line that is read by itself."""
    try:
        return RunStepObject.from_json(line)
    except ValidationError as error:
        return LineError(number, line, error)


@pytest.mark.parametrize("most", [1, 1_000, 1 << 20])
def test_each_line_is_read_as_if_alone_whatever_is_new_or_wrong_in_others(most):
    chance = random.Random(most)
    kinds = [*LINES, written({**TREES[0], "new": 1}), written({**TREES[1], "status": "new"})]
    lines = [chance.choice([chance.choice(kinds), kinds[-1], b"", b'{"id":', b"null"]) for _ in range(300)]
    expected = [(number, told(alone(line, number))) for number, line in enumerate(lines, 1) if line]
    records = numbered_lines(RunStepObject, Stream(b"\n".join(lines), most))
    assert [(number, told(record)) for number, record in records] == expected


def test_a_file_of_the_caller_stays_open_and_one_of_ours_does_not(tmp_path):
    path = tmp_path / "steps"
    path.write_bytes(LINES[0])
    with path.open("rb") as file:
        assert list(RunStepObject.read_jsonl(file)) == GOOD[:1]
        assert not file.closed
    records = RunStepObject.read_jsonl(path)
    next(records)
    records.close()  # a ResourceWarning would fail this test


def test_a_path_to_nothing_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(RunStepObject.read_jsonl(tmp_path / "none"))


class Endless(io.RawIOBase):
    """An archive of so many lines that takes no memory."""

    def __init__(self, count):
        self.lines = (line + b"\n" for _ in range(count // 100) for line in (LINES * 2)[:100])
        self.rest = b""

    def read(self, size=-1, /):
        while len(self.rest) < size and (line := next(self.lines, None)):
            self.rest += line
        data, self.rest = self.rest[:size], self.rest[size:]
        return data


@pytest.mark.parametrize("count", [3_000, pytest.param(100_000, marks=pytest.mark.fuzz)])
def test_memory_stays_flat(count):
    records = RunStepObject.read_jsonl(Endless(count))
    for _ in range(500):
        next(records)
    tracemalloc.start()
    try:
        rest = sum(1 for _ in records)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rest == count - 500
    assert peak < 2_000_000


STATUS = Path("/proc/self/status")


@pytest.mark.fuzz
@pytest.mark.skipif(not STATUS.exists(), reason="elsewhere the peak is that of the process which started this one too")
def test_the_process_does_not_grow_from_ten_thousand_lines_to_a_million():
    program = (
        "import re, sys\n"
        "from tests.package.test_archives import Endless\n"
        "from openai_run_steps import RunStepObject\n"
        "count = sum(1 for _ in RunStepObject.read_jsonl(Endless(int(sys.argv[1]))))\n"
        f"print(count, re.search(r'VmHWM:\\s+(\\d+) kB', open('{STATUS}').read())[1])\n"
    )
    peaks = []
    for count in (10_000, 1_000_000):
        run = subprocess.run([sys.executable, "-c", program, str(count)], capture_output=True, text=True, check=True)
        read_lines, peak = map(int, run.stdout.split())
        assert read_lines == count
        peaks.append(peak)
    print(f"\npeak memory at 10,000 and at 1,000,000 lines: {peaks} KiB")
    assert peaks[1] < peaks[0] * 1.05


def test_known_lines_need_no_fallback(monkeypatch):
    monkeypatch.setattr("openai_run_steps._model.fallback", None)
    assert len(read(b"\n".join(written(tree) for tree in known_steps()))) == len(known_steps())
