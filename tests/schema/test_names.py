"""Names of components do not depend on the order in which a document gives them, and no two are one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from scripts.base import notes
from scripts.documents import reading
from scripts.schema import problems
from scripts.schema.names import Names

WORDS = st.sampled_from(["a", "A", "b", "a-b", "aB", "AB", "ab2", "AB2", "1", "field1", "é", "$", ""])
PLACED = st.lists(st.tuples(st.sampled_from(["A", "AB", "Field1"]), WORDS), max_size=8)
GIVEN = st.sets(st.sampled_from(["A", "AB", "ab", "a-b", "AB2", "1", "Field1", "field-1", "APart", "APart2"]))


def final(components, inline):
    """The final names by place, of components and of inline schemas that differ."""
    names = Names({name: f"#/{name}" for name in components})
    made = {place: names.inline({"const": place}, place, parent, word) for place, (parent, word) in inline}
    found = names.final()
    return {**{f"#/{name}": found[name] for name in components}, **{place: found[name] for place, name in made.items()}}


@given(GIVEN, PLACED, st.randoms(use_true_random=False))
def test_final_names_differ_and_depend_on_no_order(components, placed, random):
    inline = [(f"#/{index}", each) for index, each in enumerate(placed)]
    found = final(sorted(components), inline)
    shuffled = sorted(components, key=lambda _: random.random()), random.sample(inline, len(inline))

    assert final(*shuffled) == found
    assert len({re.sub("[^a-z0-9]", "", name.lower()) for name in found.values()}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in found.values())


def test_a_given_name_stays_before_one_that_is_made():
    assert final(["AB"], [("#/A/b", ("A", "B"))]) == {"#/AB": "AB", "#/A/b": "AB2"}


def test_the_name_that_is_written_as_a_class_stays():
    assert final(["a-b", "AB", "ab"], []) == {"#/AB": "AB", "#/a-b": "a-b2", "#/ab": "ab3"}
    assert final(["A-b", "AB"], []) == {"#/AB": "AB", "#/A-b": "A-b2"}


def test_a_component_whose_name_is_none_is_called_after_it_and_so_is_told():
    heard: list[notes.Note] = []
    document = reading.parse(b"AB: {}\na b: {}\nC: {x: {}}\n", name="up.yaml")
    with notes.heard(heard.append), problems.collected(document):
        names = Names({"AB": "#/AB", "C": "#/C"})
        made = names.outline("a b", "#/a%20b")
        inline = names.inline({"type": "string"}, "#/C/x", "", "C")
        assert names.final() == {"AB": "AB", "C": "C", made: "AB2", inline: "C2"}
    letters = "a component's name is a name of letters, digits, '.', '_' and '-', so it is called AB"
    taken = "would be the same class as another one, so it is called"
    assert list(map(str, heard)) == [
        f"up.yaml:2 #/a%20b: {letters}; rename it",
        f"up.yaml:2 #/a%20b: AB {taken} AB2; rename one of them",
        f"up.yaml:3 #/C/x: C {taken} C2; name it with x-name",
    ]


def test_two_given_names_that_are_one_class_are_told():
    heard: list[notes.Note] = []
    document = reading.parse(b"AB: {}\na-b: {}\n", name="up.yaml")
    with notes.heard(heard.append), problems.collected(document):
        Names({"a-b": "#/a-b", "AB": "#/AB"}).final()
    what = "a-b would be the same class as another one, so it is called a-b2; rename one of them"
    assert list(map(str, heard)) == [f"up.yaml:2 #/a-b: {what}"]
