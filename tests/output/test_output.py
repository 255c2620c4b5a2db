"""Writing: only what differs, whole files, nothing that is not ours, and nothing at all if it can't be done."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

import pytest

from scripts.base.errors import PipelineError
from scripts.output.writing import replace, write, write_files
from scripts.render.header import header
from tests.support.trees import FILES, MARKDOWN, OLDER, PYTHON, UNTRACKED, lay, state

MODELS = "generated/openai_run_steps/models.py"
PAGE = "generated/docs/RunStep.md"
GONE = "generated/docs/old/Gone.md"


@pytest.fixture
def root(tmp_path):
    lay(tmp_path, {**OLDER, UNTRACKED: "mine\n"})
    return tmp_path


def texts(root):
    return {name: found[0].decode() for name, found in state(root).items() if isinstance(found, tuple)}


def test_a_first_run_writes_every_file(tmp_path):
    report = write(FILES, tmp_path)
    assert report.written == tuple(sorted(FILES))
    assert texts(tmp_path) == FILES


def test_a_second_run_writes_nothing_and_keeps_the_times(tmp_path):
    write(FILES, tmp_path)
    for path in FILES:
        os.utime(tmp_path / path, ns=(1, 1))
    assert write(FILES, tmp_path).written == ()
    assert {(tmp_path / path).stat().st_mtime_ns for path in FILES} == {1}


def test_only_files_that_differ_get_a_new_time(tmp_path):
    write(FILES, tmp_path)
    for path in FILES:
        os.utime(tmp_path / path, ns=(1, 1))
    assert write({**FILES, PAGE: "new\n"}, tmp_path).written == (PAGE,)
    assert [path for path in FILES if (tmp_path / path).stat().st_mtime_ns != 1] == [PAGE]


def test_stale_files_go_with_the_folders_that_they_leave_empty(root):
    report = write(FILES, root)
    assert report.removed == (GONE,)
    assert not (root / GONE).parent.exists()


def test_what_is_not_ours_is_reported_and_stays(root):
    report = write(FILES, root)
    assert [difference.path for difference in report.untracked] == [UNTRACKED]
    assert texts(root) == {**FILES, UNTRACKED: "mine\n"}


def test_a_folder_that_holds_something_else_stays(root):
    lay(root, {"generated/docs/old/mine": "x"})
    write(FILES, root)
    assert texts(root)["generated/docs/old/mine"] == "x"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_the_mode_does_not_follow_the_umask(tmp_path, umask):
    (tmp_path / "generated/docs/deep").mkdir(parents=True)
    (tmp_path / "generated/openai_run_steps").mkdir()
    before = os.umask(umask)
    try:
        write(FILES, tmp_path)
    finally:
        os.umask(before)
    assert {found[1] for found in state(tmp_path).values() if isinstance(found, tuple)} == {0o644}


def test_lines_end_as_given_and_text_is_utf_8(tmp_path):
    write({"generated/a.md": "naïve\nline\r\n"}, tmp_path)
    assert (tmp_path / "generated/a.md").read_bytes() == b"na\xc3\xafve\nline\r\n"


def test_an_executable_file_becomes_an_ordinary_one(root):
    write(FILES, root)
    (root / MODELS).chmod(0o755)
    assert write(FILES, root).written == (MODELS,)
    assert (root / MODELS).stat().st_mode & 0o777 == 0o644


def test_a_link_is_replaced_and_what_it_leads_to_is_left_alone(root, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "file"
    outside.write_text("theirs")
    (root / PAGE).unlink()
    (root / PAGE).symlink_to(outside)
    write(FILES, root)
    assert outside.read_text() == "theirs"
    assert not (root / PAGE).is_symlink()
    assert (root / PAGE).read_text() == FILES[PAGE]


def test_another_name_of_a_file_keeps_its_text(root):
    os.link(root / PAGE, root / "other")
    write(FILES, root)
    assert (root / "other").read_text() == OLDER[PAGE]


@pytest.mark.parametrize("folder", ["generated", "generated/docs"])
def test_a_link_in_place_of_a_folder_is_refused_and_nothing_outside_is_touched(root, folder):
    (root / folder).rename(root / "outside")
    (root / folder).symlink_to(root / "outside")
    before = state(root)
    with pytest.raises(PipelineError, match="a symbolic link, not a folder; remove it"):
        write(FILES, root)
    assert state(root) == before


def test_a_folder_in_place_of_a_file_is_refused_before_anything_is_written(root):
    (root / PAGE).unlink()
    lay(root, {f"{PAGE}/mine": "x"})
    before = state(root)
    with pytest.raises(PipelineError, match="a folder, not a file; remove it") as caught:
        write(FILES, root)
    assert caught.value.where.file == PAGE
    assert state(root) == before


def test_a_file_in_place_of_a_folder_is_refused_before_anything_is_written(root):
    lay(root, {"generated/docs/deep": "mine"})
    before = state(root)
    with pytest.raises(PipelineError, match="a file, not a folder; remove it"):
        write(FILES, root)
    assert state(root) == before


@pytest.mark.parametrize("path", ["generated/../out.py", "../out.py", "/tmp/out.py", "openapi/x.yaml"])
def test_nothing_is_written_outside_the_folder(root, path):
    before = state(root)
    with pytest.raises(PipelineError, match="is not written"):
        write({**FILES, path: "x"}, root)
    assert state(root) == before


@pytest.mark.parametrize("successes", range(0, 7, 2))
def test_a_full_disk_changes_nothing(root, monkeypatch, successes):
    left, before = [successes], state(root)

    def fill_up(_):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(PipelineError, match=r"^generated/\S+: can't be written: No space left on device$"):
        write(FILES, root)
    assert state(root) == before


def test_a_read_only_tree_is_one_error_and_changes_nothing(root, monkeypatch):
    original, before = os.open, state(root)

    def refuse(path, flags, *rest, **named):
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return original(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PipelineError, match="can't be written: Read-only file system"):
        write(FILES, root)
    assert state(root) == before


def test_what_a_killed_run_left_is_cleared(root):
    litter = "generated/docs/.openai-run-steps-00ff.tmp"
    lay(root, {litter: "half"})
    assert litter in write(FILES, root).removed
    assert litter not in texts(root)


@pytest.mark.parametrize(("name", "path"), [("replace", MODELS), ("unlink", GONE)])
def test_what_can_not_take_its_place_or_go_is_reported_with_its_path(root, monkeypatch, name, path):
    original = getattr(Path, name)

    def refuse(self, *rest, **named):
        if root / path in {self, *rest}:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return original(self, *rest, **named)

    monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(PipelineError, match=f"^{path}: can't be written: Permission denied$"):
        write(FILES, root)


def test_a_folder_of_our_own_choice_is_written(tmp_path):
    lay(tmp_path, {"made/old.md": MARKDOWN})
    assert write({"made/a.md": MARKDOWN}, tmp_path, ["made"]).removed == ("made/old.md",)
    assert texts(tmp_path) == {"made/a.md": MARKDOWN}


def test_a_folder_beside_the_top_that_a_stale_file_leaves_empty_goes(root):
    lay(root, {"generated/old/Gone.md": MARKDOWN})
    write(FILES, root)
    assert not (root / "generated/old").exists()
    assert (root / "generated").exists()


def test_a_run_that_meets_another_waits_and_gives_up_in_one_line(root):
    handle = os.open(root / "generated", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        before, started = state(root), time.monotonic()
        with pytest.raises(PipelineError, match=r"^generated: another run holds this folder; let it end, or end it$"):
            write(FILES, root, patience=0.1)
        assert time.monotonic() - started >= 0.1
        assert state(root) == before
    finally:
        os.close(handle)


def test_a_folder_that_another_run_makes_meanwhile_is_taken_as_it_is(root, monkeypatch):
    original = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self != root / "generated" and original(self))
    write(FILES, root)
    assert texts(root) == {**FILES, UNTRACKED: "mine\n"}


def test_a_stale_file_that_somebody_removes_meanwhile_is_gone(root, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (root / GONE).unlink(missing_ok=True))
    assert write(FILES, root).removed == (GONE,)
    assert texts(root) == {**FILES, UNTRACKED: "mine\n"}


def test_a_file_system_without_locks_is_written_all_the_same(root, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    write(FILES, root)
    assert texts(root) == {**FILES, UNTRACKED: "mine\n"}


def test_no_file_is_left_open(root):
    def next_number():
        handle = os.open(root, os.O_RDONLY)
        os.close(handle)
        return handle

    before = next_number()
    write(FILES, root)
    with pytest.raises(PipelineError):
        write({"x": ""}, root)
    assert next_number() == before


def test_one_file_is_written_in_a_folder_that_is_not_ours_alone(tmp_path):
    lay(tmp_path, {"openapi/overlay.yaml": "mine\n", "openapi/.openai-run-steps-1.tmp": "half", "openapi/x.py": PYTHON})
    assert write_files({"openapi/run-step.yaml": "a: 1\n"}, tmp_path).written == ("openapi/run-step.yaml",)
    assert write_files({"openapi/run-step.yaml": "a: 1\n"}, tmp_path).written == ()
    assert texts(tmp_path) == {
        "openapi/overlay.yaml": "mine\n",
        "openapi/run-step.yaml": "a: 1\n",
        "openapi/x.py": PYTHON,
    }


def test_one_file_clears_only_what_was_left_in_its_own_folder(tmp_path):
    lay(tmp_path, {"a/.openai-run-steps-1.tmp": "half", "a/b/.openai-run-steps-2.tmp": "half"})
    write_files({"a/b/c.yaml": "a: 1\n"}, tmp_path)
    assert texts(tmp_path) == {"a/.openai-run-steps-1.tmp": "half", "a/b/c.yaml": "a: 1\n"}


def test_one_file_may_stand_in_the_repository_itself(tmp_path):
    assert write_files({"a.lock": "a: 1\n", "b/c.lock": "a: 1\n"}, tmp_path).written == ("a.lock", "b/c.lock")
    assert texts(tmp_path) == {"a.lock": "a: 1\n", "b/c.lock": "a: 1\n"}


def test_what_another_package_has_in_the_folder_stays(root):
    theirs = {"generated/docs/Theirs.md": header("html", ["openapi/other.yaml"])}
    lay(root, theirs)
    write(FILES, root, others=["openapi/other.yaml"])
    assert texts(root) == {**FILES, **theirs, UNTRACKED: "mine\n"}


def test_a_file_that_can_not_be_replaced_is_named(tmp_path):
    with pytest.raises(PipelineError, match=rf"^{tmp_path}/no/a: can't be written: No such file or directory$"):
        replace(tmp_path / "no" / "a", "")


def test_what_a_run_left_is_removed_however_deep(root):
    lay(root, {"generated/docs/a/.openai-run-steps-1.tmp": "half"})
    write({}, root)
    assert texts(root) == {UNTRACKED: "mine\n"}


def test_nothing_generated_removes_what_was(root):
    lay(root, {"generated/docs/a.md": MARKDOWN})
    write({}, root)
    assert texts(root) == {UNTRACKED: "mine\n"}
