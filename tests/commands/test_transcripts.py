"""What commands print in a small repository, to the letter: transcripts.txt has it.

A transcript is a title, and then lines: `@` changes a file, `$` runs a command, and under it stand the lines that it
prints (`>`; `!` on standard error) and its exit code (`=`), if that is not 0. Packages are two files each.

After a change that is meant: `python -m tests.commands.test_transcripts`, and read the difference.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path
from unittest import mock

import pytest

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.commands import cli
from scripts.output import trial
from scripts.render.header import header
from tests.support.repositories import repository
from tests.support.trees import lay

ON_FILE = Path(__file__).with_name("transcripts.txt")
VARIABLE = re.compile("[A-Z_]+=")


def files(package, schema):
    """What is generated from a schema, in short."""
    if "thingy" in schema.text:
        raise PipelineError("thingy is no type", schema.where("#/components"))
    inputs = [package.relative(package.schema), "templates/"]
    code, pages = package.folders
    return {
        f"{code}/{package.name}/models.py": header("hash", inputs),
        f"{pages}/README.md": header("html", inputs) + schema.text,
    }


def written(root, path, *lines):
    lay(root, {path: "".join(f"{line}\n" for line in lines)})


def added(root, path, *lines):
    written(root, path, *(root / path).read_text("utf-8").splitlines(), *lines)


def edited(root, path, old, new):
    text = (root / path).read_text("utf-8")
    assert old in text
    lay(root, {path: text.replace(old, new)})


def removed(root, path):
    (root / path).unlink()


CHANGES = {"write": written, "add": added, "edit": edited, "remove": removed}


def printed(root, line):
    """What a command prints, and its exit code. What stands before it with `=` goes to the environment."""
    words = shlex.split(line)
    variables = dict(word.split("=", 1) for word in words if VARIABLE.match(word))
    arguments = [word for word in words if not VARIABLE.match(word)]
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(root),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.dict(os.environ, variables),
    ):
        code = cli.main(["--config", str(root / "openapi/pipeline.toml"), *arguments])
    for sign, stream in ((">", out), ("!", err)):
        yield from (f"{sign} {each}".rstrip() for each in stream.getvalue().splitlines())
    if code:
        yield f"= {code}"


def told(given):
    """A transcript, as it is now."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ), mock.patch.object(trial, "check"):
        for variable in ("GITHUB_ACTIONS", "NO_COLOR"):
            os.environ.pop(variable, None)
        root = Path(name)
        repository(root)
        with mock.patch.object(pipeline, "of_schema", files):
            yield given[0]
            for line in given[1:]:
                yield line
                if line.startswith("@"):
                    kind, *words = shlex.split(line[2:])
                    CHANGES[kind](root, *words)
                else:
                    yield from printed(root, line[2:])


def on_file():
    return [section.splitlines() for section in ON_FILE.read_text("utf-8").strip("\n").split("\n\n")]


def given(transcript):
    """The title and the lines that do something."""
    return [transcript[0], *(line for line in transcript[1:] if line.startswith(("@", "$")))]


@pytest.mark.parametrize("transcript", on_file(), ids=lambda transcript: transcript[0])
def test_commands_print_what_is_on_file(transcript):
    assert list(told(given(transcript))) == transcript


if __name__ == "__main__":
    ON_FILE.write_text("\n\n".join("\n".join(told(given(each))) for each in on_file()) + "\n", encoding="utf-8")
