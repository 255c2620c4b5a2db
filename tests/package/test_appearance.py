"""How models look: in a REPL, with rich, in help(), signatures, annotations, tracebacks and completion."""

import inspect
import pydoc
import typing
from rlcompleter import Completer

import pytest
from rich.console import Console
from rich.pretty import pretty_repr, traverse

import openai_run_steps
from openai_run_steps import CodeInterpreter, MessageCreation, RunStepObject, UnknownVariant, ValidationError
from tests.package.test_objects import a_step
from tests.support.packages import imported

PUBLIC = [getattr(openai_run_steps, name) for name in openai_run_steps.__all__]
CLASSES = [value for value in PUBLIC if isinstance(value, type) and value is not bool]  # an alias is that


def test_a_repr_that_fits_is_one_line():
    assert repr(MessageCreation(message_id="msg_1")) == "MessageCreation(message_id='msg_1')"
    assert repr(UnknownVariant.of({"type": "new"})) == "UnknownVariant({'type': 'new'})"


def test_a_repr_that_does_not_fit_has_a_line_for_each_field_that_is_there():
    step = a_step(usage=None)
    step.additional_properties["new"] = [1]
    assert repr(step).splitlines() == [
        "RunStepObject(",
        "    id='step_1',",
        "    created_at=1,",
        "    assistant_id='asst_1',",
        "    thread_id='thread_1',",
        "    run_id='run_1',",
        "    type='message_creation',",
        "    status='completed',",
        "    step_details=RunStepDetailsMessageCreationObject(",
        "        message_creation=MessageCreation(message_id='msg_1'),",
        "    ),",
        "    last_error=None,",
        "    cancelled_at=None,",
        "    failed_at=None,",
        "    usage=None,",
        "    additional_properties={'new': [1]},",
        ")",
    ]
    assert repr(step.additional_properties) == "{'new': [1]}"


def test_long_texts_and_lists_are_cut_and_short_ones_are_not():
    assert repr(CodeInterpreter(input="x" * 30, outputs=[])) == f"CodeInterpreter(input='{'x' * 30}', outputs=[])"
    long = repr(CodeInterpreter(input="x" * 1_000_000, outputs=[])).splitlines()
    assert long == ["CodeInterpreter(", f"    input='{'x' * 67}…,", "    outputs=[],", ")"]
    assert max(map(len, long)) == 80
    many = MessageCreation(message_id="msg_1")
    many.additional_properties["n"] = list(range(1_000))
    assert "… 980 more" in repr(many)


@pytest.mark.parametrize(
    "value",
    [
        [[[{"a": [0] * 50, "b": "y" * 500}] * 30] * 30] * 30,
        {f"name {number}": {"x" * 200: number} for number in range(1_000)},
        "\x1b[31m\r\n\u202e" * 100,
    ],
    ids=["broad", "names", "escapes"],
)
def test_a_repr_fits_a_screen_and_a_terminal_whatever_was_sent(value):
    model = MessageCreation(message_id="msg_1")
    model.additional_properties["new"] = value
    assert len(repr(model).splitlines()) <= 101
    assert all(line.isprintable() for line in repr(model).split("\n"))


def test_a_model_that_holds_itself_and_one_nested_deeply_have_a_repr():
    model = MessageCreation(message_id="msg_1")
    model.additional_properties["self"] = model
    assert "{… 1 more}" in repr(model)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    model.additional_properties["self"] = deep
    assert "[… 1 more]" in repr(model)


def test_rich_shows_the_same_fields_as_the_repr():
    step = a_step(usage=None)
    step.additional_properties["new"] = [1]
    assert pretty_repr(step, max_width=80) == repr(step).replace(",\n)", "\n)").replace(",\n    )", "\n    )")
    assert traverse(UnknownVariant.of({"type": "new"})).children[0].key_repr == "content"
    console = Console(width=80)
    with console.capture() as capture:
        console.print(step)
    assert "extra_" not in capture.get()


@pytest.mark.parametrize("model", CLASSES, ids=lambda model: model.__name__)
def test_the_hidden_field_is_in_no_help_signature_or_directory(model):
    assert "extra_" not in pydoc.render_doc(model)
    assert "extra_" not in dir(model)
    if model is not openai_run_steps.UnsetType:
        assert "extra_" not in str(inspect.signature(model))


def test_the_hidden_field_is_no_completion():
    for what in (RunStepObject, a_step()):
        completer = Completer({"it": what})
        found = [completer.complete("it.", state) or "" for state in range(200)]
        assert any("thread_id" in each for each in found)
        assert not any("extra_" in each for each in found)


def test_a_signature_says_what_the_code_says():
    parameters = inspect.signature(RunStepObject).parameters
    assert parameters["status"].annotation == "Open[RunStepStatus, str]"
    assert parameters["usage"].annotation == "RunStepCompletionUsage | None | UnsetType"
    assert parameters["usage"].default is openai_run_steps.UNSET


def test_an_open_enum_says_at_run_time_too_that_other_values_may_come():
    hints = typing.get_type_hints(RunStepObject, include_extras=True)
    known, other = typing.get_args(hints["status"])
    assert known == openai_run_steps.RunStepStatus
    assert (repr(other), other.type) == ("OrOther(str)", str)


def test_an_open_enum_of_integers_is_open_to_integers(tmp_path):
    schema = {"type": "object", "properties": {"size": {"type": "integer", "enum": [1, 2]}}, "required": ["size"]}
    thing = imported({"Thing": schema}, "open_integers", tmp_path).Thing
    assert repr(typing.get_type_hints(thing, include_extras=True)["size"]).endswith("OrOther(int)]")
    assert thing.from_json(b'{"size":3}').size == 3


def test_public_classes_are_called_by_the_name_of_the_package():
    for name in ("LineError", "Model", "Problem", "UnknownPart", "UnknownVariant", "ValidationError"):
        assert getattr(openai_run_steps, name).__module__ == "openai_run_steps"
    with pytest.raises(ValidationError) as caught:
        RunStepObject.from_json("5")
    assert caught.exconly().startswith("openai_run_steps.ValidationError: $: expected")
