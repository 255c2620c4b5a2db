"""Python names for what the document names.

The engine makes identifiers; this module takes back what it changes without need (`object` to `object_`), and dodges
the names that generated code itself uses.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING, Final

from scripts.base.characters import first_hidden

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

USED_IN_ANNOTATIONS: Final = frozenset((
    "str", "int", "float", "bool", "list", "dict", "None",
    "ClassVar", "Annotated", "Literal", "Any", "Never", "field", "msgspec",
))  # fmt: skip
"""Python, msgspec and type checkers look these up in the class first, so no attribute may have one of these names."""

MODEL_MEMBERS: Final = frozenset(
    {
        "additional_properties",
        "extra_",
        "from_dict",
        "from_json",
        "from_json_lines",
        "json_schema",
        "read_jsonl",
        "to_dict",
        "to_json",
        "unknown",
        "validate",
    }
)
"""Attributes that every model has."""

VARIANT_MEMBERS: Final = frozenset({"content", "extra_", "of", "tag"})
"""Attributes that every unknown variant has, so that no tag may have one of these names."""

MODULE_NAMES: Final = frozenset(
    {
        "UNSET",
        "AdditionalProperties",
        "Annotated",
        "Any",
        "ClassVar",
        "Extras",
        "Final",
        "SENTINEL",
        "LineError",
        "Literal",
        "Model",
        "Never",
        "Open",
        "Problem",
        "PythonFinalizationError",  # a builtin since Python 3.13, to which the engine then adds an underscore
        "README",
        "Tagged",
        "Checked",
        "Unique",
        "checked",
        "hooked",
        "TypeAlias",
        "UnknownPart",
        "UnknownVariant",
        "UnsetType",
        "ValidationError",
        "annotations",
        "field",
    }
)
"""Names that generated files use, for a name in them or for a page."""

DEVICES: Final = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""Windows stores no file of this name, so no page may have one."""

ARGUMENTS: Final = frozenset({"self", "body"})
"""Arguments that methods of a client have besides those that the document names."""

USED_IN_SIGNATURES: Final = frozenset({"str", "int", "float", "bool", "httpx", "models", "streams"})
"""Names that the signatures of a client's methods use, so that no method may have one of them."""

CLIENT_MEMBERS: Final = frozenset(
    {"build_request", "call", "close", "failures", "library", "request_for", "send", "stream", "with_options"}
)
"""Attributes that every client has."""

SENTINEL: Final = "\ue000"
"""The tag of unknown variants in generated packages, and the name of the field that keeps unknown members."""

_UNWRITABLE: Final = re.compile(r'[\x00-\x1f"\\]')


def class_name(engine_name: str) -> str:
    """Return the class name of a component: the engine's, which may be one that generated files use themselves."""
    taken = engine_name in MODULE_NAMES or DEVICES.fullmatch(engine_name)
    return f"{engine_name}_" if taken else engine_name


def attribute(json_name: str, engine_name: str) -> str:
    """Return the attribute name of a property: the document's where Python allows it, else the engine's."""
    shadows_harmlessly = json_name in dir(builtins) and json_name.islower() and not json_name.startswith("_")
    # Python reads names in this form, and msgspec derives the JSON name from what it reads.
    name = unicodedata.normalize("NFKC", json_name if shadows_harmlessly else engine_name)
    taken = name in USED_IN_ANNOTATIONS or name in MODEL_MEMBERS or keyword.iskeyword(name)
    return f"{name}_" if taken else name


def argument(json_name: str, engine_name: str) -> str:
    """Return the name of an operation's argument: that of an attribute, but for what methods call themselves so."""
    name = attribute(json_name, engine_name)
    return f"{name}_" if name in ARGUMENTS else name


def method(given: str, engine_name: str, taken: Container[str] = ()) -> str | None:
    """Return the name of a method or of an attribute with methods; None if it can't be typed on any keyboard."""
    name = given if given in dir(builtins) and given.islower() else engine_name
    name = f"{name}_" if name in taken or name in USED_IN_SIGNATURES else name
    return name if re.fullmatch("[a-z][a-z0-9_]*", name) and not DEVICES.fullmatch(name) else None


def tag(json_name: str, engine_name: str) -> str:
    """Return the attribute name of a property that tells variants apart, which unknown ones have too."""
    name = attribute(json_name, engine_name)
    return f"{name}_" if name in VARIANT_MEMBERS else name


def folded(name: str) -> str:
    """Return what two names have in common if a file system or Python's parser would take them for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def apart(wanted: Mapping[str, str], fixed: Mapping[str, str]) -> dict[str, str]:
    """Return attribute names that differ, by the document's: `wanted` ones, with a number where two would be one.

    The order does not matter: a name that stays as the document has it goes first, then the least. `fixed` ones stay.
    """
    found = dict(fixed)
    taken = {folded(name) for name in fixed.values()}
    for name in sorted(wanted, key=lambda name: (wanted[name] != name, name)):
        found[name] = claimed(wanted[name], taken, between="_")
    return found


def claimed(name: str, taken: set[str], *, between: str) -> str:
    """Return what `free` returns, which is taken from then on."""
    found = free(name, taken, between=between)
    taken.add(folded(found))
    return found


def free(name: str, taken: Container[str], *, between: str) -> str:
    """Return the name, or the name with the least number that no other has; `taken` holds folded names."""
    numbered = (name if number == 1 else f"{name.rstrip('_')}{between}{number}" for number in count(1))
    return next(each for each in numbered if folded(each) not in taken)


def portable(json_name: str) -> str:
    """Return a name without characters that are letters to some versions of Python only, or that nobody sees."""
    return "".join(
        character
        for character in json_name
        if unicodedata.ucd_3_2_0.category(character) != "Cn" and first_hidden(character) is None
    )


def is_field_name(json_name: str) -> bool:
    """Whether msgspec can write a field under this name."""
    return _UNWRITABLE.search(json_name) is None


def is_tag_name(json_name: str) -> bool:
    """Whether msgspec can tell variants apart by this property."""
    return json_name.isascii() and is_field_name(json_name)
