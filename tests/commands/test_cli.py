"""The command: exit codes, one line for an error, and nothing loaded that a command does not need."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from scripts import pipeline
from scripts.base.errors import Location, PipelineError, raise_all
from scripts.commands import cli
from scripts.output import trial
from scripts.render import tool_versions
from scripts.trimming import trimmed
from tests.support.repositories import repository
from tests.support.trees import FILES, UNTRACKED, lay, state

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "openapi/run-step.yaml"
PAGE = "generated/docs/RunStep.md"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository whose pipeline makes FILES."""
    lay(tmp_path, {SCHEMA: "a: 1\n"})
    shutil.copy(ROOT / "openapi/pipeline.toml", tmp_path / "openapi")
    monkeypatch.setattr(pipeline, "generate", lambda _: dict(FILES))
    monkeypatch.setattr(trial, "check", lambda *_: None)  # no package
    monkeypatch.setattr(trimmed, "check_schema", lambda _: trimmed.SchemaCheck({SCHEMA: "a: 1\n"}))
    for name in ("GITHUB_ACTIONS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(root, command):
    return cli.main(["--config", str(root / "openapi/pipeline.toml"), command])


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "scripts", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )


def test_generate_writes_and_check_then_finds_nothing(root, capsys):
    assert run(root, "generate") == 0
    assert f"wrote {PAGE}" in capsys.readouterr().out
    assert run(root, "check") == 0
    assert capsys.readouterr().out == f"openai_run_steps: {SCHEMA} and 7 files are what they are made from\n"


def test_generate_says_so_when_nothing_differs(root, capsys):
    run(root, "generate")
    capsys.readouterr()
    assert run(root, "generate") == 0
    assert capsys.readouterr().out == "openai_run_steps: 7 files, 0 written\n"


def test_check_shows_the_difference_and_the_command_that_corrects_it(root, capsys):
    run(root, "generate")
    (root / PAGE).write_text(FILES[PAGE].replace("Property 3", "Property three"))
    capsys.readouterr()
    assert run(root, "check") == 1
    out = capsys.readouterr().out
    assert f"changed: {PAGE} is not what is generated\n" in out
    assert "\n-## Property three\n+## Property 3\n" in out
    assert out.endswith("run: make generate\n")


def test_check_of_an_edited_schema_names_the_other_command(root, capsys):
    run(root, "generate")
    (root / SCHEMA).write_text("a: 2\n")
    capsys.readouterr()
    assert run(root, "check") == 1
    assert capsys.readouterr().out.endswith("-a: 2\n+a: 1\nrun: make trim\n")


def test_check_writes_nothing(root):
    before = state(root)
    assert run(root, "check") == 1
    assert state(root) == before


def test_a_source_that_is_not_at_hand_is_reported_and_the_rest_is_checked(root, capsys, monkeypatch):
    monkeypatch.setattr(trimmed, "check_schema", lambda _: trimmed.SchemaCheck(None, "no network"))
    run(root, "generate")
    capsys.readouterr()
    assert run(root, "check") == 0
    assert capsys.readouterr().err == f"note: {SCHEMA} is not compared with its source: no network\n"
    (root / PAGE).unlink()
    assert run(root, "check") == 1


def test_an_untracked_file_fails_the_check_and_is_reported_by_generate(root, capsys):
    run(root, "generate")
    lay(root, {UNTRACKED: "mine\n"})
    capsys.readouterr()
    told = f"untracked: {UNTRACKED} is not generated; move it out or remove it\n"
    assert run(root, "generate") == 0
    assert capsys.readouterr().err == told
    assert run(root, "check") == 1
    assert capsys.readouterr().out == told
    assert (root / UNTRACKED).exists()


def test_a_workflow_gets_annotations(root, capsys, monkeypatch):
    run(root, "generate")
    (root / PAGE).write_text(FILES[PAGE].replace("Property 3", "Property three"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    capsys.readouterr()
    assert run(root, "check") == 1
    line = FILES[PAGE][: FILES[PAGE].index("Property 3")].count("\n") + 1
    expected = f"::error file={PAGE},line={line}::changed: {PAGE} is not what is generated"
    assert expected in capsys.readouterr().out.splitlines()


def test_an_error_is_one_line_and_2(root, capsys, monkeypatch):
    def refuse(_):
        raise PipelineError("no such\nthing", Location("a.yaml", "#/b", 3, 4), "mend it")

    monkeypatch.setattr(pipeline, "generate", refuse)
    before = state(root)
    assert run(root, "generate") == 2
    assert capsys.readouterr().err == "error: a.yaml:3:4 #/b: no such thing; mend it\n"
    assert state(root) == before


def test_an_error_in_a_workflow_is_annotated_too(root, capsys, monkeypatch):
    def refuse(_):
        raise PipelineError("no", Location("a.yaml", line=3))

    monkeypatch.setattr(pipeline, "generate", refuse)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run(root, "check") == 2
    assert "::error file=a.yaml,line=3::a.yaml:3: no" in capsys.readouterr().out.splitlines()


def test_a_bug_shows_its_traceback(root, monkeypatch):
    monkeypatch.setattr(pipeline, "generate", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        run(root, "generate")


def test_an_interruption_is_130(root, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "generate", interrupt)
    assert run(root, "generate") == 130


def test_another_version_of_a_tool_generates_nothing(root, capsys, monkeypatch):
    lay(root, {"lock": "openapi-python-client==0.29.1 \\\njinja2==3.1.6 \\\nruff==0.0.1 \\\n"})
    monkeypatch.setattr(tool_versions.check, "__defaults__", (root / "lock",))
    assert run(root, "generate") == 2
    assert "ruff" in capsys.readouterr().err
    assert not (root / "generated").exists()


@pytest.mark.parametrize("lock", ["jinja2==3.1.6 \\\n", "openapi-python-client-x==0.29.1 \\\n", None])
def test_a_lock_that_pins_no_engine_is_an_error(tmp_path, lock):
    if lock:
        (tmp_path / "lock").write_text(lock)
    with pytest.raises(PipelineError, match=r"lock: (openapi-python-client is not pinned|can't be read)"):
        tool_versions.check(tmp_path / "lock")


def test_a_tool_that_is_not_installed_is_an_error(monkeypatch):
    def find(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", find)
    with pytest.raises(PipelineError, match=r"openapi-python-client is not installed, and 0\.29\.1 is locked"):
        tool_versions.check()


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("generate", "--nonsense"), ("--config",)])
def test_a_wrong_command_line_is_2(arguments):
    done = command(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_missing_configuration_is_one_line_and_2(tmp_path):
    done = command("--config", str(tmp_path / "none.toml"), "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [(), ("generate",), ("check",)])
def test_help_comes_without_the_engine(command):
    code = (
        "import sys; from scripts.commands.cli import main\n"
        f"try: main([*{command!r}, '--help'])\n"
        "finally: print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = done.stdout.splitlines()[-1]
    for heavy in (
        "openapi_python_client",
        "jinja2",
        "pydantic",
        "yaml_rs",
        "ruamel",
        "scripts.documents.reading",
    ):
        assert f"'{heavy}'" not in modules


def test_commands_can_be_run_one_after_the_other_in_a_process_and_in_threads(tmp_path):
    config = str(repository(tmp_path).root / "openapi" / "pipeline.toml")
    code = (
        "from scripts.commands.cli import main\n"
        f"codes = [main(['--config', {config!r}, *words]) for words in (['check'], ['trim'], ['update'])]\n"
        "from threading import Thread\n"
        f"thread = Thread(target=lambda: codes.append(main(['--config', {config!r}, 'trim'])))\n"
        "thread.start(); thread.join(); print(codes)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["[2, 0, 0, 0]"])


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            (),
            "usage: python -m scripts [-h] [--config FILE] command ... From OpenAPI documents to the package. ",
        ),
        ((), " --config FILE instead of openapi/pipeline.toml commands: command "),
        ((), " generate write each package and its pages from its schema and the templates "),
        ((), " check fail if a schema or what is generated differs from what it is made from "),
        ((), " trim write each package's schema from the upstream document and the overlay "),
        ((), " update look for newer upstream documents and tell what they change "),
        (("trim",), " --why NAME tell which references keep a component, and write nothing "),
        (("update",), " --accept take them: write the schemas, the locks and the pins "),
    ],
)
def test_help_tells_what_can_be_said(command, told, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as caught:
        cli.main([*command, "--help"])
    assert caught.value.code == 0
    assert told in " ".join([*capsys.readouterr().out.split(), ""])


@pytest.mark.parametrize("arguments", [("--conf", "x", "check"), ("trim", "--why"), ()])
def test_options_are_written_out_and_a_command_is_named(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m scripts")


STUBBED = """
import time
from scripts.commands import check, cli
def run(_):
    {work}
check.run = run
raise SystemExit(cli.main(['check']))
"""


@pytest.mark.parametrize("lines", [1, 100_000])
@pytest.mark.parametrize("environment", [{"PYTHONUNBUFFERED": "1"}, {}])
def test_nobody_reading_the_output_is_no_traceback(environment, lines):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", STUBBED.format(work=f"for _ in range({lines}): print('line')")],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_after_the_output_broke_it_can_be_closed(root, monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert run(root, "generate") == 141
        output.flush()


def test_control_c_is_no_traceback():
    # What a shell starts in the background ignores the signal, and so would the child.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code = heard + STUBBED.format(work="print('ready', flush=True); time.sleep(60)")
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        assert child.stderr.read() == ""
    assert child.returncode == 130


def test_a_terminal_that_knows_ascii_alone_still_shows_the_error(tmp_path):
    done = command("--config", str(tmp_path / "ü\u2028.toml"), "check", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_what_an_output_can_not_show_is_spelled_out(root, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(written, encoding="ascii"))
    assert cli.main(["--config", str(root / "a" / "ü.toml"), "check"]) == 2
    sys.stderr.flush()
    assert written.getvalue() == b"error: a/\\xfc.toml: there is no such file; name another one: --config FILE\n"


def test_the_repository_s_own_configuration_is_taken_unless_reported():
    assert cli.parser().parse_args(["check"]).config == ROOT / "openapi" / "pipeline.toml"


def test_several_problems_are_a_line_each_with_their_number_and_2(root, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    errors = [PipelineError("one", Location("a.yaml", line=1)), PipelineError("two", Location("a.yaml", line=2))]
    monkeypatch.setattr(pipeline, "generate", lambda _: raise_all(errors))
    assert run(root, "generate") == 2
    told = capsys.readouterr()
    assert told.err == "error: a.yaml:1: one\nerror: a.yaml:2: two\n2 problems\n"
    assert told.out == "::error file=a.yaml,line=1::a.yaml:1: one\n::error file=a.yaml,line=2::a.yaml:2: two\n"


def test_check_tells_the_problems_of_both_steps(root, capsys, monkeypatch):
    monkeypatch.setattr(pipeline, "generate", lambda _: raise_all([PipelineError("of the schema")]))
    monkeypatch.setattr(trimmed, "check_schema", lambda _: raise_all([PipelineError("of its source")]))
    assert run(root, "check") == 2
    assert capsys.readouterr().err == "error: of its source\nerror: of the schema\n2 problems\n"
