"""Models feel like any Python object."""

import copy
import pickle
import sys

import pytest

import openai_run_steps
from openai_run_steps import (
    UNSET,
    MessageCreation,
    Model,
    RunStepCompletionUsage,
    RunStepDetailsMessageCreationObject,
    RunStepObject,
    UnknownVariant,
    models,
)

CREATION = MessageCreation(message_id="msg_1")


def a_step(**changes):
    fields = {
        "id": "step_1",
        "created_at": 1,
        "assistant_id": "asst_1",
        "thread_id": "thread_1",
        "run_id": "run_1",
        "type": "message_creation",
        "status": "completed",
        "step_details": RunStepDetailsMessageCreationObject(message_creation=CREATION),
        "last_error": None,
        "cancelled_at": None,
        "failed_at": None,
    }
    return RunStepObject(**{**fields, **changes})


def test_a_step_is_built_from_keywords_and_written_with_its_constants():
    tree = a_step().validate().to_dict()
    assert tree["object"] == "thread.run.step"
    assert tree["step_details"] == {"type": "message_creation", "message_creation": {"message_id": "msg_1"}}
    assert "usage" not in tree
    assert RunStepObject.from_dict(tree) == a_step()


def test_constants_are_readable_on_objects_and_classes():
    assert a_step().object == RunStepObject.object == "thread.run.step"
    assert a_step().step_details.type == "message_creation"


def test_what_is_missing_is_a_type_error():
    with pytest.raises(TypeError, match="Missing required argument 'id'"):
        RunStepObject()
    with pytest.raises(TypeError, match="Unexpected keyword argument 'nonsense'"):
        a_step(nonsense=1)
    with pytest.raises(AttributeError):
        a_step().nonsense = 1


def test_equality_is_by_value():
    assert a_step() == a_step()
    assert a_step() != a_step(id="step_2")
    assert a_step() != a_step(usage=None)
    other = a_step()
    other.additional_properties["new"] = 1
    assert a_step() != other
    assert a_step() != a_step().to_dict()


def test_replace_makes_a_changed_copy():
    step = a_step()
    step.additional_properties["new"] = 1
    replace = copy.replace if sys.version_info >= (3, 13) else lambda model, **changes: model.__replace__(**changes)
    other = replace(step, status="failed")
    assert (other.status, step.status) == ("failed", "completed")
    assert other.to_dict() == {**step.to_dict(), "status": "failed"}


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_hold_everything(protocol):
    step = a_step(usage=RunStepCompletionUsage(total_tokens=3))
    step.additional_properties["new"] = {"a": None}
    assert pickle.loads(pickle.dumps(step, protocol)) == step


def test_absent_is_false_and_neither_null_nor_zero():
    assert not a_step().usage
    assert a_step().usage is UNSET
    assert a_step(usage=None).usage is None


def test_a_model_is_not_hashable_for_it_can_change():
    with pytest.raises(TypeError, match="unhashable"):
        hash(a_step())


def test_every_public_name_is_there_and_documented():
    assert len(openai_run_steps.__all__) == len(set(openai_run_steps.__all__))
    for name in openai_run_steps.__all__:
        item = getattr(openai_run_steps, name)
        if isinstance(item, type):
            assert item.__doc__
            assert all(vars(item)[n].__doc__ for n in vars(item) if callable(vars(item)[n]) and not n.startswith("_"))


def test_every_decoder_can_be_built():
    for item in vars(models).values():
        if isinstance(item, type) and issubclass(item, Model):
            openai_run_steps._decoders.decoder(item)


def test_every_model_loads_on_its_own():
    for text in (b"{}", b"[]", b"5", b"null", b'{"type":"x"}'):
        for item in vars(models).values():
            if isinstance(item, type) and issubclass(item, Model) and item is not Model:
                try:
                    item.from_json(text)
                except openai_run_steps.ValidationError:
                    continue
                assert text in (b"{}", b'{"type":"x"}')


def test_an_unknown_variant_is_a_public_base():
    assert issubclass(openai_run_steps.UnknownTypeVariant, UnknownVariant)
