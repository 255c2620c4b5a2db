"""What a document says is never fetched, opened or built: only the files that the pipeline names are read."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.documents import reading
from scripts.normalise import normalise
from tests.hostile.batch import generated
from tests.hostile.positions import POSITIONS, Case, document, thing

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def listening():
    """A server on this machine, and the connections that it saw."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def wait():
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                seen.append(connection.recv(1000))
                connection.close()

        thread = threading.Thread(target=wait)
        thread.start()
        yield server.getsockname()[1], seen
        done.set()
        thread.join()


REMOTE = ["http://127.0.0.1:{}/x.yaml", "http://127.0.0.1:{}/x.yaml#/X", "//127.0.0.1:{}/x", "ftp://127.0.0.1:{}/x"]
NEAR = ["other.yaml", "../other.yaml#/X", "./x", "/etc/passwd", "file:///etc/passwd", "~/x", "%2e%2e/x", "#x", ""]


@pytest.mark.parametrize(
    "position",
    ["reference", "discriminator, a target", "beside the schemas", "comment", "dialect", "extension", "format"],
)
def test_nothing_that_a_document_names_is_fetched(position):
    with listening() as (port, seen):
        for address in REMOTE:
            try:
                generated(POSITIONS[position](address.format(port)), "p")
            except PipelineError:
                continue
    assert seen == []


def test_the_server_of_these_tests_sees_a_connection():
    with listening() as (port, seen), socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"x")
        connection.recv(1)
    assert seen == [b"x"]


@pytest.mark.parametrize("target", [*NEAR, "http://127.0.0.1:9/x"])
def test_a_reference_out_of_the_document_is_refused(target):
    with pytest.raises(PipelineError) as refused:
        generated(POSITIONS["reference"](target), "p")
    assert refused.value.where.pointer


OPENED = """
import json, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from scripts import config, pipeline
import encodings.idna, jinja2.ext, unicodedata
[settings] = config.load(Path({root!r}) / "openapi" / "pipeline.toml").packages
pipeline.generate(settings)  # whatever is imported late is imported now
seen = []
sys.addaudithook(lambda event, arguments: seen.append([event, str(arguments[0])]) if event in {events!r} else None)
pipeline.generate(settings)
print(json.dumps(seen))
"""


def test_generating_opens_the_schema_and_the_templates_and_runs_ruff_alone():
    events = {"open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.posix_spawn"}
    program = OPENED.format(root=str(ROOT), events=events)
    done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, check=True)
    seen = {(event, subject) for event, subject in json.loads(done.stdout)}
    paths = {
        Path(subject)
        for event, subject in seen
        if event == "open" and not subject.isdecimal() and subject != "/dev/null"
    }
    ours = {path for path in paths if path.is_relative_to(ROOT / "templates")} | {ROOT / "openapi" / "run-step.yaml"}
    engine = {path for path in paths if "openapi_python_client" in path.parts}
    assert paths - ours - engine == set()
    assert {Path(subject).name for event, subject in seen if event != "open"} == {"ruff"}


class TestYaml:
    @pytest.mark.parametrize(
        "tag",
        [
            "!!python/object/apply:os.system ['true']",
            "!!python/name:os.system",
            "!!python/object:x.Y {}",
            "!x y",
            "!!binary aGk=",
            "!!set {a}",
            "!!omap []",
            "!!timestamp 2001-01-01",
            "!include /etc/passwd",
            "!<tag:yaml.org,2002:python/none> x",
        ],
    )
    def test_a_tag_builds_no_object(self, tag):
        with pytest.raises(PipelineError):
            reading.parse(f"a: {tag}\n".encode(), name="x.yaml")

    def test_a_date_is_a_text(self):
        assert reading.parse(b"a: 2001-01-01\n", name="x.yaml").value == {"a": "2001-01-01"}

    @pytest.mark.parametrize("key", ["__class__", "<<", "constructor"])
    def test_no_key_means_anything_special(self, key):
        assert reading.parse(f'"{key}": {{a: 1}}\n'.encode(), name="x.yaml").value == {key: {"a": 1}}


BOMBS = {
    "aliases": b"a0: &a0 [x, x]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)),
    "one wide alias": b"a: &a [" + b"x, " * 5000 + b"x]\nb: [" + b"*a, " * 5000 + b"*a]\n",
    "an alias in itself": b"a: &a [*a]\n",
    "anchors": b"".join(b"a%d: &a%d x\n" % (n, n) for n in range(150_000)) + b"b: *a\n",
    "anchors of one name": b"a: &a x\n" * 300_000,
    "anchors that are used": b"a: [" + b"&a x, " * 300_000 + b"x]\n" + b"b: *a\n" * 2,
    "merge keys": b"a: &a {b: 1}\n" + b"c:\n  <<: [" + b"*a, " * 3_000_000 + b"*a]\n",
    "flow sequences": b"a: " + b"[" * 100_000,
    "flow sequences, closed": b"a: " + b"[" * 100_000 + b"]" * 100_000,
    "JSON lists": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "JSON objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "block mappings": b"".join(b" " * n + b"a:\n" for n in range(2_000)),
    "block sequences": b"a: " + b"- " * 50_000 + b"x",
    "a long number": b'{"a": ' + b"9" * 5_000 + b"}",
    "a huge exponent": b'{"a": 1e99999}',
    "many documents": b"---\na: 1\n" * 50_000,
    "too many bytes": b"a: " + b"x" * 16_000_001,
    "too many values": b"a: [" + b"1," * 2_100_000 + b"1]",
}

WATCHED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
sys.path.insert(0, {root!r})
from scripts.documents import reading
from scripts.base.errors import PipelineError
try:
    value = reading.parse(open({path!r}, "rb").read(), name="x.yaml").value
except PipelineError as error:
    print("refused", error)
else:
    print("read", len(value))
"""


SLOW = {"too many values", "merge keys", "aliases"}  # seconds each: every value has to be counted


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.fuzz] * (name in SLOW)) for name in BOMBS])
def test_a_bomb_is_refused_in_bounded_time_and_memory(name, tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name])
    program = WATCHED.format(root=str(ROOT), path=str(path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.startswith("refused x.yaml") or name == "a long number"


class TestSchemasThatGoRound:
    @pytest.mark.parametrize(
        ("schemas", "told"),
        [
            ({"A": {"$ref": "#/components/schemas/A"}}, "cycle"),
            ({"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}, "cycle"),
            ({"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}, "cycle"),
        ],
    )
    def test_a_circle_without_an_end_is_refused_in_one_line(self, schemas, told):
        with pytest.raises(PipelineError, match=told) as refused:
            generated(Case(document(schemas)), "p")
        assert "/components/schemas/A" in str(refused.value)

    def test_a_model_that_holds_itself_is_generated(self):
        made = generated(Case(thing({"next": {"$ref": "#/components/schemas/Thing"}})), "p")
        assert "next: Thing | UnsetType" in made["p/models.py"]

    def test_models_that_multiply_make_no_endless_example(self):
        models = {
            f"A{n}": {"type": "object", "properties": {k: {"$ref": f"#/components/schemas/A{n + 1}"} for k in "lmr"}}
            for n in range(40)
        }
        made = generated(
            Case(document({**models, "A40": {"type": "object", "properties": {"x": {"type": "string"}}}})), "p"
        )
        assert sum(map(len, made.values())) < 2_500_000

    def test_deep_schemas_are_refused(self):
        schema = {"type": "string"}
        for _ in range(150):
            schema = {"type": "array", "items": schema}
        with pytest.raises(PipelineError, match="nested"):
            normalise(reading.parse(json.dumps(document({"A": schema})).encode(), name="x", limits=Limits(depth=1000)))
