"""What `observe` says and proposes of a schema and of traffic that departs from it in every way, to the letter.

`reports` has both, the report in each format, and the proposals. After a change that is meant:
`python -m tests.evidence.test_reports_on_file`, and read the difference.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.evidence.observing import repository, run

HERE = Path(__file__).with_name("reports")
REPORTS = {
    "report.txt": ("--format", "text"),
    "report.md": ("--format", "markdown"),
    "report.json": ("--format", "json"),
    "values.txt": ("--format", "text", "--values"),
}
PROPOSALS = {"proposal.yaml": (), "loosened.yaml": ("--loosen", "--values")}


def observed(folder: Path, *arguments: object) -> str:
    """What the command prints in a folder: lines are folded where the names of files are long."""
    settings = repository(folder)
    shutil.copy(HERE / "schema.yaml", folder / "openapi")
    shutil.copy(HERE / "traffic.jsonl", folder)
    with contextlib.chdir(folder):
        ran = run(settings, "traffic.jsonl", *arguments)
    assert ran.code == 1
    return ran.out


def proposed(folder: Path, *arguments: str) -> str:
    observed(folder, "--propose", "proposal.yaml", *arguments)
    return (folder / "proposal.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_is_the_one_on_file(name, tmp_path):
    assert observed(tmp_path, *REPORTS[name]) == (HERE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROPOSALS)
def test_the_proposal_is_the_one_on_file(name, tmp_path):
    assert proposed(tmp_path, *PROPOSALS[name]) == (HERE / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    for made, of in ((observed, REPORTS), (proposed, PROPOSALS)):
        for name, options in of.items():
            with TemporaryDirectory() as folder:
                (HERE / name).write_text(made(Path(folder), *options), encoding="utf-8")
