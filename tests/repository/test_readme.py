"""The README: what it shows is what happens, also where a package index shows it."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.support.copies import ROOT, copy, make
from tests.support.markdown import README, blocks, commands

ADDRESS = "https://example.com/someone/openai-run-steps"


def test_it_is_short():
    assert len(README.text.splitlines()) <= 150


@pytest.mark.usefixtures("files")
def test_the_archive_example_tells_the_bad_line_and_goes_on(capsys):
    [block] = [block for block in blocks(README.text, "python") if "read_jsonl" in block]
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [lines[0].split()[0], "line", lines[0].split()[0]]
    assert lines[1].startswith("line 2: ")


def test_the_two_commands_do_their_work(tmp_path):
    clone = copy(tmp_path)
    assert commands(README.chapter("Two commands")) == [["make", "generate"], ["make", "test"]]
    (clone / "generated" / "docs" / "RunStepObject.md").unlink()
    done = make(clone, "generate")
    assert done.returncode == 0, done.stderr
    assert (clone / "generated" / "docs" / "RunStepObject.md").exists()
    # The tests themselves are running: that they are found is what is left to see.
    found = make(clone, "test", "ARGS=--collect-only tests/base")
    assert found.returncode == 0, found.stdout


def metadata(**variables: str) -> dict[str, object]:
    """What a package index is given, built in an environment with these variables."""
    plain = {name: value for name, value in os.environ.items() if name != "REPOSITORY_URL"}
    command = (sys.executable, "-m", "hatchling", "metadata")
    done = subprocess.run(command, cwd=ROOT, env=plain | variables, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def targets(text: str) -> set[str]:
    return set(re.findall(r"\]\(([^)\s]+)\)", text))


def test_on_a_package_index_its_links_lead_to_the_files_of_the_release():
    made = metadata(REPOSITORY_URL=f"{ADDRESS}/")
    files = f"{ADDRESS}/blob/v{made['version']}/"
    ours = targets(README.text)
    assert ours
    assert targets(made["readme"]["text"]) == {link if link.startswith("https:") else files + link for link in ours}
    assert made["urls"]["Source"] == ADDRESS
    for link in made["urls"].values():
        assert link == ADDRESS or (link.startswith(files) and (ROOT / link.removeprefix(files)).is_file())


def test_on_a_package_index_nothing_is_a_dead_link_where_no_repository_is_known():
    made = metadata()
    assert all(link.startswith("https:") for link in targets(made["readme"]["text"]))
    assert not made.get("urls")
    assert "\nMIT, see LICENSE." in made["readme"]["text"]
