"""What repeats something new is read by shadows, and comes out as the fallback would have read it."""

import copy
import datetime as dt
import functools
import json
import pickle
import random
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from openai_run_steps import UNSET, RunStepObject, ValidationError, _decoders, _fallback, _shadows, _unknown
from scripts.bench.payloads import UNKNOWN
from tests.package.payloads import NAMES, any_value, good_steps, valid_steps, with_unknown, written
from tests.package.test_shapes import COMPONENTS, ref
from tests.package.test_shapes import DOCUMENT as SHAPES
from tests.package.test_shapes import NAMES as SHAPE_NAMES
from tests.support.instances import instances
from tests.support.packages import imported


def forget():
    _shadows._learned.clear()
    _decoders.readers.clear()
    _decoders.readers.update(_decoders.decoders)


@pytest.fixture(autouse=True)
def nothing_learned():
    forget()
    yield
    forget()


def slowly(model, data, fallback=_fallback):
    """What the fallback makes of a payload on its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fallback, "read_shadowed", lambda *_: None)
        patch.setattr(fallback, "learn", lambda *_: None)
        return fallback.read_json(model, data, strict=False, all_errors=False)


def outcome(read, *arguments):
    """A model and all that can be seen of it, or what is wrong."""
    try:
        model = read(*arguments)
    except ValueError as error:
        return type(error).__name__, str(error)
    return model, repr(model), model.to_json(), pickle.loads(pickle.dumps(model)), classes(model)


def classes(value):
    """The classes of everything in a value, and the order of what is in it."""
    if isinstance(value, msgspec.Struct):
        return type(value), [classes(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, _unknown.Extras):
        return type(value), classes(value.values)
    if isinstance(value, dict):
        return [(name, classes(member)) for name, member in value.items()]
    return [classes(item) for item in value] if isinstance(value, list) else type(value)


@functools.cache
def known_steps():
    return [step.value for step in good_steps()]


@pytest.fixture
def without_fallback(monkeypatch):
    def forbid(*_, **__):
        raise AssertionError("the fallback was taken")

    return lambda: monkeypatch.setattr(_fallback, "_read", forbid)


@pytest.mark.parametrize("kind", UNKNOWN)
def test_after_the_first_payload_of_a_kind_no_other_takes_the_fallback(kind, without_fallback):
    payloads = [written(UNKNOWN[kind](step)) for step in known_steps()]
    expected = [outcome(slowly, RunStepObject, data) for data in payloads]
    for data in payloads:  # of several shapes: what is new stands in several places
        RunStepObject.from_json(data)
    without_fallback()
    assert [outcome(RunStepObject.from_json, data) for data in payloads] == expected
    random.Random(3).shuffle(payloads)
    for data in payloads:
        RunStepObject.from_json(data)


@pytest.mark.parametrize("value", [b"null", b"1", b'"x"', b"[]"])
def test_where_a_variant_was_new_what_is_no_variant_is_still_refused(zoo, value):
    for _ in range(2):
        zoo.Shapes.from_json(b'{"first": null, "named": {"a": {"kind": "new"}}, "rows": [[{"kind": "new"}]]}')
    for place in (b'"named": {"a": %s}', b'"rows": [[%s]]'):
        with pytest.raises(zoo.ValidationError):
            zoo.Shapes.from_json(b'{"first": null, %s}' % (place % value))


@pytest.mark.parametrize("count", [600, pytest.param(10_000, marks=pytest.mark.fuzz)])
def test_shadows_read_as_the_fallback_does(count):
    steps = known_steps() + valid_steps(seed=13, count=50)
    for seed in range(count):
        chance = random.Random(seed)
        if seed % 20 == 0:
            forget()
        data = written(with_unknown(chance.choice(steps), chance))
        assert outcome(RunStepObject.from_json, data) == outcome(slowly, RunStepObject, data), seed


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    package = imported(COMPONENTS, "zoo_of_shadows", tmp_path_factory.mktemp("zoo"))
    package._model.fallback()  # imports what is tried here
    return package


@pytest.mark.parametrize("name", SHAPE_NAMES)
@pytest.mark.parametrize("count", [60, pytest.param(2_000, marks=pytest.mark.fuzz)])
def test_shadows_of_any_shape_read_as_the_fallback_does(zoo, name, count):
    model = getattr(zoo, name)
    for index, tree in enumerate(instances(ref(name), SHAPES, 5, count)):
        if index % 20 == 0:
            zoo._shadows._learned.clear()
        extended = copy.deepcopy(tree)
        if index % 3 and isinstance(extended, dict):
            extend(extended, random.Random(index))
        data = written(extended)
        assert outcome(model.from_json, data) == outcome(slowly, model, data, zoo._model.fallback()), data


def extend(tree, chance):
    """Put something new into objects at any depth, and new values into enums."""
    for name, member in list(tree.items()):
        for each in member if isinstance(member, list) else [member]:
            if isinstance(each, dict):
                extend(each, chance)
        if member in {"small", "circle"} if isinstance(member, str) else False:
            tree[name] = "huge"
    for _ in range(chance.randrange(3)):
        tree[chance.choice(["new", "newer", "\ue000"])] = chance.choice([1, None, "x", {"new": []}])


def test_the_types_of_shapes_are_ones_that_shadows_know(zoo):
    zoo._shadows._learned.clear()
    tree = {"value": 1, "size": "huge", "children": [{"value": 2, "new": 1, "newer": 2}], "named": {"x": {"value": 3}}}
    zoo.Tree.from_json(written(tree))
    assert zoo._shadows._learned[zoo.Tree].readers
    zoo.Shapes.from_json(written({"first": {"kind": "oval"}, "rows": [[{"kind": "oval"}]]}))
    assert zoo._shadows._learned[zoo.Shapes].readers


def a_step(**members):
    return {**known_steps()[0], **members}


def raw_step(members):
    """A step with members written as they are, so that a name can stand there twice."""
    return (json.dumps(known_steps()[0])[:-1] + f", {members}}}").encode()


def test_several_unknown_members_stay_in_the_order_of_the_sender(without_fallback):
    RunStepObject.from_json(written(a_step(new=1, newer=2, newest=3)))
    without_fallback()
    for names in (["newest", "new", "newer"], ["newer"], ["newest", "newer"], []):
        members = {name: [name] for name in names}
        model = RunStepObject.from_json(written({**members, **a_step()}))
        assert list(model.additional_properties.items()) == list(members.items())


@pytest.mark.parametrize(
    "members",
    [
        '"new": 1, "new": 2',
        '"new": 1, "newer": 2, "new": 3',
        '"new": 1, "newer": 2, "usage": {"new": 1, "newer": 2}, "usage": null',
        '"status": "queued", "status": "stuck"',
        '"status": "queued", "status": "failed"',
        '"step_details": {"type": "new"}, "step_details": {"type": "newer", "type": "newest"}',
    ],
)
def test_names_that_stand_twice_are_read_as_the_fallback_reads_them(members):
    RunStepObject.from_json(written(a_step(new=1, newer=2, status="x", usage={"new": 1, "newer": 2})))
    RunStepObject.from_json(written(a_step(step_details={"type": "new"})))
    for _ in range(2):
        data = raw_step(members)
        assert outcome(RunStepObject.from_json, data) == outcome(slowly, RunStepObject, data)


def test_strict_reading_knows_no_shadows():
    data = written(a_step(status="queued"))
    for _ in range(2):
        assert RunStepObject.from_json(data).status == "queued"
    with pytest.raises(ValidationError, match=r"^\$\.status: "):
        RunStepObject.from_json(data, strict=True)


def test_known_payloads_go_back_to_their_decoder():
    known, new = written(a_step()), written(a_step(new=1))
    for _ in range(2):
        RunStepObject.from_json(new)
    assert _decoders.readers[RunStepObject] is not _decoders.decoder(RunStepObject)
    assert RunStepObject.from_json(known).additional_properties == {}
    assert _decoders.readers[RunStepObject] is _decoders.decoder(RunStepObject)


def test_what_a_shadow_does_not_take_is_explained_by_the_fallback():
    for _ in range(2):
        RunStepObject.from_json(written(a_step(new=1)))
    for wrong in (a_step(new=1, id=7), a_step(id=7), a_step(step_details={})):
        data = written(wrong)
        assert outcome(RunStepObject.from_json, data) == outcome(slowly, RunStepObject, data)


def lessons(monkeypatch, payloads):
    """How many shadows were made, and how many payloads tried, while payloads were read."""
    counts = {"made": 0, "tried": 0}

    def counted(name, function):
        def count(*arguments, **options):
            counts[name] += 1
            return function(*arguments, **options)

        return count

    def reader(*arguments, **options):
        return counted("tried", make(*arguments, **options))

    make = counted("made", _shadows._reader)
    monkeypatch.setattr(_shadows, "_reader", reader)
    for data in payloads:
        RunStepObject.from_json(data)
    return counts


def test_names_that_never_repeat_make_nothing_grow(monkeypatch):
    payloads = (written(a_step(**{f"x{number}": 1}, usage={f"y{number}": 2})) for number in range(4_000))
    counts = lessons(monkeypatch, payloads)
    learned = _shadows._learned[RunStepObject]
    assert counts["made"] <= 2 * _shadows._MOST_LESSONS
    assert counts["tried"] <= 4 * _shadows._MOST_FAILURES
    assert sum(map(len, learned.members.values())) <= 2 * _shadows._MOST_MEMBERS
    assert len(_shadows._learned) == 1


def test_what_repeats_is_learned_after_what_did_not(monkeypatch, without_fallback):
    monkeypatch.setattr(_shadows, "_FIRST_PAUSE", 20)
    for number in range(100):
        RunStepObject.from_json(written(a_step(**{f"x{number}": 1})))
    for _ in range(200):
        RunStepObject.from_json(written(a_step(new=1)))
    without_fallback()
    RunStepObject.from_json(written(a_step(new=2)))


ERROR = {"code": "server_error", "message": "x"}


def test_what_was_learned_is_not_forgotten_when_it_serves(without_fallback):
    names = [f"x{number}" for number in range(_shadows._MOST_MEMBERS)]
    places = [lambda new, name=name: a_step(**{name: new}) for name in names]
    places += [lambda new, name=name: a_step(usage={name: new}) for name in names]
    places += [lambda new, name=name: a_step(last_error={**ERROR, name: new}) for name in names]
    for place in places:
        for number in range(10):
            RunStepObject.from_json(written(place(number)))
    without_fallback()
    for place in places:
        RunStepObject.from_json(written(place("new")))


@pytest.mark.parametrize("name", [*NAMES, "x" * 10_000])
def test_any_name_may_be_new(name):
    for number in range(3):
        model = RunStepObject.from_json(written(a_step(**{name: number})))
        assert dict(model.additional_properties) == {name: number}


def test_a_model_of_a_user_with_types_that_are_not_known_here_is_read_by_the_fallback():
    class Dated(RunStepObject):
        when: dt.date | msgspec.UnsetType = UNSET

    for _ in range(3):
        assert Dated.from_json(written(a_step(new=1))).additional_properties == {"new": 1}
    assert _shadows._learned[Dated].readers == []


def test_a_model_of_a_user_has_shadows_of_its_own(without_fallback):
    class Mine(RunStepObject):
        note: str | msgspec.UnsetType = UNSET

    Mine.from_json(written(a_step(new=1, note="x")))
    without_fallback()
    model = Mine.from_json(written(a_step(new=2, note="y")))
    assert (type(model), model.note, dict(model.additional_properties)) == (Mine, "y", {"new": 2})


def test_threads_share_shadows(eager_switching):
    chance = random.Random(5)
    changes = [UNKNOWN[kind] for kind in UNKNOWN]
    payloads = [written(chance.choice(changes)({**step, "new": any_value(chance)})) for step in known_steps()] * 5
    expected = {data: slowly(RunStepObject, data) for data in payloads}

    def work(seed):
        mine = payloads.copy()
        random.Random(seed).shuffle(mine)
        return all(RunStepObject.from_json(data) == expected[data] for data in mine)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
