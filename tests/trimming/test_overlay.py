"""Overlays: what the specification says an action does, and that none is idle."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scripts.base.errors import PipelineError
from scripts.documents import jsonpaths, reading
from scripts.documents.jsonpaths import QueryError
from scripts.trimming import overlay

TARGET = {
    "info": {"title": "T", "tags": ["a", "b"]},
    "items": [{"name": "one", "n": 1}, {"name": "two"}, {"name": "three", "n": None}],
    "deep": {"x": {"y": {"z": 1}}},
    "flag": True,
}


def overlay_text(actions: str, version: str = "1.1.0") -> str:
    return f"overlay: {version}\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}"


def applied(actions: str, target: Any = TARGET, version: str = "1.1.0") -> Any:
    text = overlay_text(actions, version)
    before = copy.deepcopy(target)
    result = overlay.apply(overlay.read(reading.parse(text.encode(), name="overlay.yaml")), target)
    assert target == before, "the document that is given stays as it is"
    return result


def action(target: str, change: str) -> str:
    return f'  - target: "{target}"\n    description: because\n    {change}\n'


def refusal(actions: str, version: str = "1.1.0") -> str:
    with pytest.raises(PipelineError) as caught:
        applied(actions, version=version)
    return str(caught.value)


def test_update_merges_objects_deeply():
    result = applied(action("$.deep", "update: {x: {y: {w: 3}}, new: {a: [1]}}"))
    assert result["deep"] == {"x": {"y": {"z": 1, "w": 3}}, "new": {"a": [1]}}


def test_update_concatenates_lists_inside_objects():
    assert applied(action("$.info", "update: {tags: [c]}"))["info"]["tags"] == ["a", "b", "c"]


def test_update_of_a_list_appends_one_entry_or_several():
    assert applied(action("$.info.tags", "update: c"))["info"]["tags"] == ["a", "b", "c"]
    assert applied(action("$.info.tags", "update: [c, d]"))["info"]["tags"] == ["a", "b", "c", "d"]
    assert applied(action("$.info.tags", "update: [c]"), version="1.0.0")["info"]["tags"] == ["a", "b", ["c"]]


def test_update_replaces_primitives():
    assert applied(action("$.info.title", "update: U"))["info"]["title"] == "U"
    assert applied(action("$.items[2].n", "update: 3"))["items"][2]["n"] == 3


def test_update_goes_to_every_node_that_is_selected():
    result = applied(action("$.items[?@.name != 'two']", "update: {seen: true}"))
    assert [item.get("seen") for item in result["items"]] == [True, None, True]


def test_what_is_merged_is_a_copy_for_each_node():
    result = applied(action("$.items[*]", "update: {list: [[1]]}") + action("$.items[*]", "update: {list: [{}]}"))
    result["items"][0]["list"][0].append(2)
    result["items"][0]["list"][1]["a"] = 1
    assert result["items"][1]["list"] == [[1], {}]
    result = applied(action("$.*", "update: [{}]"), {"a": [], "b": []})
    result["a"][0]["c"] = 1
    assert result["b"] == [{}]


def test_remove_takes_members_and_entries():
    result = applied(action("$.items[?@.name != 'two']", "remove: true") + action("$.deep.x.y", "remove: true"))
    assert result["items"] == [{"name": "two"}]
    assert result["deep"] == {"x": {}}


def test_remove_takes_primitives_out_of_lists():
    assert applied(action("$.info.tags[?@ == 'a']", "remove: true"))["info"]["tags"] == ["b"]


def test_remove_takes_many_entries_of_one_list():
    result = applied(action("$.list[?@ < 7]", "remove: true"), {"list": list(range(9))})
    assert result["list"] == [7, 8]


def test_remove_takes_nested_nodes_in_one_go():
    assert applied(action("$.deep..*", "remove: true"))["deep"] == {}


def test_copy_merges_one_node_into_others():
    result = applied(action("$.items[1]", "copy: $.deep.x"))
    assert result["items"][1] == {"name": "two", "y": {"z": 1}}
    result["items"][1]["y"]["z"] = 2
    assert result["deep"]["x"]["y"]["z"] == 1
    assert applied(action("$.info.tags", "copy: $.info.tags"))["info"]["tags"] == ["a", "b", "a", "b"]
    assert applied(action("$.deep", "copy: $"))["deep"] == TARGET["deep"] | TARGET


def test_actions_see_what_earlier_ones_did():
    actions = (
        action("$.deep", "update: {new: {}}")
        + action("$.deep.new", "update: {a: 1}")
        + action("$.deep.x", "remove: true")
    )
    assert applied(actions)["deep"] == {"new": {"a": 1}}


@pytest.mark.parametrize(
    ("actions", "what"),
    [
        (
            action("$.nothing", "update: {a: 1}"),
            "overlay.yaml:4:5 #/actions/0: action 1 ($.nothing): its target selects nothing",
        ),
        (
            action("$.info", "update: {title: U}") + action("$.x", "remove: true"),
            "overlay.yaml:7:5 #/actions/1: action 2 ($.x)",
        ),
        (action("$.info", "update: {title: T}"), "it changes nothing; upstream has moved"),
        (action("$.info", "update: {}"), "it changes nothing"),
        (action("$.info.tags", "update: []"), "it changes nothing"),
        (action("$.flag", "update: true"), "it changes nothing"),
        (action("$.info", "update: {title: {a: 1}}"), "an object does not fit a primitive value at #/info/title"),
        (action("$.info", "update: {tags: x}"), "a primitive value does not fit an array at #/info/tags"),
        (action("$.info", "update: 1"), "a primitive value does not fit an object at #/info"),
        (action("$.info.title", "update: {}"), "an object does not fit a primitive value"),
        (
            action("$.deep", "update: {x: {y: {z: {}}}}"),
            "4:5 #/actions/0: action 1 ($.deep): an object does not fit a primitive value at #/deep/x/y/z",
        ),
        (action("$..*", "update: {}"), "objects, arrays and primitives together"),
        (action("$.info.*", "update: x"), "objects, arrays and primitives together"),
        (action("$", "remove: true"), "the whole document can't be removed"),
        (action("$.info", "copy: $.items[*]"), "copy selects 3 nodes, not one"),
        (action("$.info", "copy: $.nothing"), "copy selects 0 nodes, not one"),
        (action("$.info[", "remove: true"), "action 1 ($.info[): the JSONPath '$.info[' does not parse"),
        (action("$.info", "copy: '$.a..'"), "does not parse"),
        (action("$.info[?count(@)]", "remove: true"), "does not parse"),
    ],
)
def test_an_action_that_does_nothing_or_does_not_fit_is_refused(actions, what):
    message = refusal(actions)
    assert what in message
    assert "\n" not in message


def test_version_1_0_changes_no_primitives():
    assert "which version 1.0 forbids" in refusal(action("$.info.title", "update: U"), version="1.0.0")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("info: {title: T, version: '1'}\nactions: []", "overlay is None, not a version 1.0 or 1.1"),
        (overlay_text("  []", "1.2.0"), "o.yaml:1:1 #/overlay: overlay is '1.2.0', not a version 1.0 or 1.1"),
        (overlay_text("  []", "1.1"), "overlay is 1.1, not"),
        (overlay_text("  []"), "o.yaml:3:1 #/actions: actions is not a list of one action or more"),
        (overlay_text("  - x"), "o.yaml:4:5 #/actions/0: action 1 is no object"),
        (overlay_text("  - description: d\n    remove: true"), "action 1: target is missing or no JSONPath"),
        (
            overlay_text("  - target: info\n    description: d\n    remove: true"),
            "action 1: target is missing or no JSONPath",
        ),
        (overlay_text("  - target: $.a\n    description: d"), "action 1 has nothing to do; give one of"),
        (overlay_text("  - target: $.a\n    description: d\n    remove: false"), "action 1 has nothing to do"),
        (
            overlay_text("  - target: $.a\n    description: d\n    remove: 1"),
            "o.yaml:6:5 #/actions/0/remove: action 1: remove is",
        ),
        (
            overlay_text("  - target: $.a\n    description: d\n    remove: true\n    update: 1"),
            "action 1 has update and remove",
        ),
        (overlay_text("  - target: $.a\n    description: d\n    copy: 1"), "action 1: copy is no JSONPath"),
        (overlay_text("  - target: $.a\n    description: d\n    copy: $.b", "1.0.0"), "action 1 has no field 'copy'"),
        (
            overlay_text("  - target: $.a\n    description: d\n    updat: 1"),
            "o.yaml:6:5 #/actions/0/updat: action 1 has no field 'updat'",
        ),
        (
            overlay_text("  - target: $.a\n    remove: true"),
            "action 1 has no description; say what evidence it rests on",
        ),
        (overlay_text("  - target: $.a\n    description: ' '\n    remove: true"), "action 1 has no description"),
        (overlay_text((action("$.a", "remove: true")) * 2), "action 2 stands there twice"),
        ("overlay: 1.1.0\nactions: []", "info is missing or no object"),
        ("overlay: 1.1.0\ninfo: {version: '1'}\nactions: []", "info.title is missing or no string"),
        (
            "overlay: 1.1.0\ninfo: {title: T, version: 1}\nactions: []",
            "o.yaml:2:18 #/info/version: info.version is missing or no string",
        ),
        ("overlay: 1.0.0\ninfo: {title: T, version: '1', description: d}", "info has no field 'description'"),
        ("overlay: 1.1.0\ninfo: {title: T, version: '1'}\nextends: 1", "extends is not a URI"),
        (
            "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nrules: 1",
            "o.yaml:3:1 #/rules: the overlay has no field 'rules'",
        ),
    ],
)
def test_what_is_no_overlay_is_refused_by_action_and_line(text, what):
    with pytest.raises(PipelineError) as caught:
        overlay.read(reading.parse(text.encode(), name="o.yaml"))
    assert what in str(caught.value)


def test_extensions_and_false_are_allowed():
    text = overlay_text("  - {target: $.a, description: d, update: 1, remove: false, x-mine: 1}\nx-mine: 2")
    (found,) = overlay.read(reading.parse(text.encode(), name="o")).actions
    assert (found.number, found.kind, found.target, found.reason, found.value) == (1, "update", "$.a", "d", 1)


KEYS = st.sampled_from(["a", "b", "a b", "é", "0", "c_1"])
VALUES = st.recursive(
    st.sampled_from(["a", "b", "x y", 0, None, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)
SEGMENTS = st.one_of(
    st.sampled_from([".a", ".b", ".c_1"]),
    KEYS.map(lambda key: f"['{key}']"),
    st.integers(0, 3).map(lambda index: f"[{index}]"),
)


@given(
    VALUES,
    st.lists(SEGMENTS, max_size=4),
    st.sampled_from(["", "[?@ == 'a']", "[?@=='x y']", "['a', 'b']", "['é','a']"]),
)
def test_plain_queries_are_answered_as_the_library_answers_them(root, segments, end):
    query = "$" + "".join(segments) + end
    assert jsonpaths._PLAIN.fullmatch(query)
    assert jsonpaths.select(query, root) == jsonpaths._by_library(query, root)


@given(
    st.lists(st.text(max_size=4) | st.integers(0, 9), max_size=3),
    st.lists(st.text(max_size=4), max_size=3, unique=True),
)
@example(["it's", "a\\b"], [])
def test_a_query_that_is_written_selects_what_it_was_written_for(steps, names):
    root: Any = {name: index for index, name in enumerate(names)} if len(names) > 1 else 7
    for step in reversed(steps):
        root = {step: root} if isinstance(step, str) else [None] * step + [root]
    found = jsonpaths.select(jsonpaths.written(steps, names if len(names) > 1 else ()), root)
    ends = [(name,) for name in names] if len(names) > 1 else [()]
    assert [match.path for match in found] == [(*steps, *end) for end in ends]


@given(st.text(alphabet="$.ab['0]? @=\\*:,-", max_size=12), VALUES)
def test_any_query_is_answered_or_refused_as_by_the_library(text, root):
    def outcome(select: Any) -> Any:
        try:
            return select("$" + text, root)
        except QueryError:
            return "refused"

    assert outcome(jsonpaths.select) == outcome(jsonpaths._by_library)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$.info.tags[?@ == 'b']", [(("info", "tags", 1), "b")]),
        ("$.info[?@=='T']", [(("info", "title"), "T")]),
        ("$.info.title[?@ == 'T']", []),
        ("$.items[0][?@ == 'name']", []),
        ("$.items[3]", []),
        ("$.info['none', 'title']", [(("info", "title"), "T")]),
        ("$['items'][2].n", [(("items", 2, "n"), None)]),
    ],
)
def test_a_plain_query_selects_so(query, found):
    assert jsonpaths.select(query, TARGET) == found


ODD_VALUES = st.sampled_from(
    [None, True, 0, "", "$", "$.info", "$.items[0].n", "$[", "x", [], {}, [1], {"a": 1}, "1.1.0", "1.0.0"]
)
ODD_ACTIONS = st.dictionaries(
    st.sampled_from(["target", "description", "update", "remove", "copy", "x-y", "z"]), ODD_VALUES, max_size=5
)
GOOD_ACTIONS = st.fixed_dictionaries(
    {
        "target": st.sampled_from(["$", "$.info", "$.info.tags", "$.flag", "$.items[*]", "$..n"]),
        "description": st.just("d"),
    },
    optional={
        "update": ODD_VALUES,
        "remove": st.booleans(),
        "copy": st.sampled_from(["$.deep", "$.flag", "$..z", "$"]),
    },
)


@given(
    st.fixed_dictionaries(
        {
            "overlay": st.sampled_from(["1.1.0", "1.0.0", 1, None]),
            "info": st.just({"title": "T", "version": "1"}) | ODD_VALUES,
        },
        optional={
            "extends": ODD_VALUES,
            "actions": st.lists(GOOD_ACTIONS | ODD_ACTIONS, max_size=3) | ODD_VALUES,
            "z": ODD_VALUES,
        },
    )
)
def test_whatever_is_wrong_in_an_overlay_there_is_no_traceback(value):
    document = reading.parse(reading.dump_yaml(value).encode(), name="o.yaml")
    try:
        result = overlay.apply(overlay.read(document), TARGET)
    except PipelineError:
        return
    assert result != TARGET


def test_every_action_that_fails_is_reported_and_what_others_did_counts():
    actions = action("$.nothing", "remove: true") + action("$.info.title", "update: U") + action("$.none", "update: 1")
    with pytest.raises(PipelineError) as caught:
        applied(actions)
    assert [problem.what for problem in caught.value.problems] == [
        "action 1 ($.nothing): its target selects nothing",
        "action 3 ($.none): its target selects nothing",
    ]


def test_every_action_that_breaks_a_rule_is_reported():
    with pytest.raises(PipelineError) as caught:
        applied(action("title", "remove: true") + action("$.info", "") + action("$.flag", "remove: 1"))
    assert [problem.where.pointer for problem in caught.value.problems] == [
        "#/actions/0/target",
        "#/actions/1",
        "#/actions/2/remove",
    ]
