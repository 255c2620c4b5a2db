"""What the README shows is what happens: each code block runs."""

import gzip
import re
import shlex
from pathlib import Path

import pytest

from tests.support.copies import ROOT, copy, make

README = (ROOT / "README.md").read_text(encoding="utf-8")
STEP = ROOT / "tests" / "traffic" / "043_ruby_openai_assistant_file_search_step_retrieve.json"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def chapter(title: str) -> str:
    return README.split(f"\n## {title}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]


def commands(text: str) -> list[list[str]]:
    found = re.findall(r"^```sh\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return [shlex.split(line, comments=True) for block in found for line in block.splitlines() if line.strip()]


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """The files that the examples read."""
    (tmp_path / "step.json").write_bytes(STEP.read_bytes())
    line = b" ".join(STEP.read_bytes().split())
    (tmp_path / "steps.jsonl.gz").write_bytes(gzip.compress(line + b"\n{\n" + line + b"\n"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_has_no_blocks_that_no_test_runs():
    known = {"python", "sh", "text", "toml", "yaml", "json"}
    assert set(re.findall(r"^```(\w*)$", README, flags=re.MULTILINE)) - {""} <= known


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("block", blocks("python"))
def test_each_python_block_runs(block):
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})


def test_the_archive_example_tells_the_bad_line_and_goes_on(archive, capsys):
    [block] = [block for block in blocks("python") if "read_jsonl" in block]
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [lines[0].split()[0], "line", lines[0].split()[0]]
    assert lines[1].startswith("line 2: ")


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert (
        set(re.findall(r"`make ([a-z]+)", README)) | {words[1] for words in commands(README) if words[0] == "make"}
        <= targets
    )


def test_every_link_to_a_file_leads_to_one():
    targets = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README) if not target.startswith("https:")]
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_two_commands_do_their_work(tmp_path):
    clone = copy(tmp_path)
    assert commands(chapter("Two commands")) == [["make", "generate"], ["make", "test"]]
    (clone / "generated" / "docs" / "RunStepObject.md").unlink()
    done = make(clone, "generate")
    assert done.returncode == 0, done.stderr
    assert (clone / "generated" / "docs" / "RunStepObject.md").exists()
    # The tests themselves are running: that they are found is what is left to see.
    found = make(clone, "test", "ARGS=--collect-only")
    assert found.returncode == 0, found.stdout


def test_another_object_takes_what_its_chapter_says(tmp_path):
    clone = copy(tmp_path)
    text = chapter("Point it at another object")
    [settings] = re.findall(r"^```toml\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    (clone / "openapi" / "pipeline.toml").write_text(settings)
    for command in commands(text):
        done = make(clone, *command[1:])
        assert done.returncode == 0, done.stderr
    assert "class VectorStoreObject(" in (clone / "generated" / "vector_stores" / "models.py").read_text()
    assert (clone / "generated" / "docs" / "VectorStoreObject.md").exists()


def test_the_folders_in_the_table_are_those_of_the_repository():
    named = set(re.findall(r"^\| `(\w+)/` \|", chapter("How the pipeline works"), flags=re.MULTILINE))
    assert named == {path.name for path in Path(ROOT).iterdir() if path.is_dir() and not path.name.startswith(".")} - {
        "dist", "build", "htmlcov", "__pycache__",
    }  # fmt: skip
