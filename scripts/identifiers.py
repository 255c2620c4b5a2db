"""Python names for what the document names.

The engine makes identifiers; this module takes back what it changes without need (`object` to `object_`), and dodges
the names that generated code itself uses.
"""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from typing import Final

USED_IN_ANNOTATIONS: Final = frozenset(
    {"str", "int", "float", "bool", "list", "dict", "None", "ClassVar", "Annotated", "Literal", "Any", "Never"}
)
"""msgspec and type checkers look these up in the class first, so no attribute may have one of these names."""

MODEL_MEMBERS: Final = frozenset(
    {
        "additional_properties",
        "extra_",
        "from_dict",
        "from_json",
        "json_schema",
        "read_jsonl",
        "to_dict",
        "to_json",
        "validate",
    }
)
"""Attributes that every model has."""

VARIANT_MEMBERS: Final = frozenset({"content", "extra_", "of", "tag"})
"""Attributes that every unknown variant has, so that no tag may have one of these names."""

MODULE_NAMES: Final = frozenset(
    {
        "UNSET", "AdditionalProperties", "Annotated", "Any", "ClassVar", "Extras", "Final", "HOME", "LineError", "Literal",
        "Meta", "Model", "Never", "Open", "Problem", "README", "Tagged", "TypeAlias", "UnknownVariant", "UnsetType",
        "ValidationError", "annotations", "field",
    }
)  # fmt: skip
"""Names that generated files use, for a name in them or for a page; no class may have one of them."""


def attribute(json_name: str, engine_name: str) -> str:
    """Return the attribute name of a property: the document's where Python allows it, else the engine's."""
    shadows_harmlessly = json_name in dir(builtins) and json_name.islower() and not keyword.iskeyword(json_name)
    name = json_name if shadows_harmlessly else engine_name
    return f"{name}_" if name in USED_IN_ANNOTATIONS or name in MODEL_MEMBERS else name


def tag(json_name: str, engine_name: str) -> str:
    """Return the attribute name of a property that tells variants apart, which unknown ones have too."""
    name = attribute(json_name, engine_name)
    return f"{name}_" if name in VARIANT_MEMBERS else name


def folded(name: str) -> str:
    """Return what two names have in common if a file system or Python's parser would take them for one."""
    return unicodedata.normalize("NFKC", name).casefold()
