"""A document in several files as one: what it refers to in its own folder becomes components. No network is asked.

A component that says no more than where it is has what is there. A component of another file is one here, under its
name; anything else is called after the place or the file that it is in. A path item stands where it was referred to.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote, urldefrag, urlsplit

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers, reading
from scripts.schema import problems
from scripts.schema.openapi_objects import SECTIONS, WITH_OPERATIONS, field_of
from scripts.schema.resources import Resources

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.base.json_types import Schema
    from scripts.base.limits import Limits
    from scripts.documents.reading import Document, Parts

MOST_FILES: Final = 1000

Tokens: TypeAlias = tuple[str, ...]

_SECTION_OF: Final = {kind: section for section, kind in SECTIONS.items()}
_NOWHERE: Final[tuple[Any, str, Tokens]] = (None, "", ())


def bundled(data: bytes, folder: Path, file: str, limits: Limits) -> tuple[bytes, Parts]:
    """The document in `data`, which is that of `file`, a path that ends in `folder`, with all that it refers to there.

    Beside it stands what comes from which file. A document that refers to no other file is
    returned as it is. Raises `PipelineError` for files that are not there, or outside of the folder.
    """
    main = reading.parse(data, name=file, limits=limits)
    work = _Bundle(folder.resolve(), main, limits)
    with problems.collected(main):
        try:
            value = work.document(main.value)
        except RecursionError as error:
            raise PipelineError("files that refer to each other without end, or too deeply") from error
    if len(work.documents) == 1:
        return data, {}
    parts = {place: (work.documents[name], tokens) for place, (name, tokens) in work.parts.items()}
    return reading.dump_yaml(value).encode(), parts


class _Bundle:
    """One document, and those that it refers to by their paths in the folder."""

    def __init__(self, folder: Path, main: Document, limits: Limits) -> None:
        self.folder = folder
        self.main = posixpath.basename(main.name)
        self.above = main.name.removesuffix(self.main)
        """What stands before a path in the folder where errors name it."""
        self.limits = limits
        self.left = limits.bytes
        self.documents: dict[str, Document] = {self.main: main}
        self.resources = Resources(main.value)
        self.sections: dict[str, tuple[Any, str, Tokens]] = {}
        self.added: dict[str, Schema] = {}
        self.parts: dict[Tokens, tuple[str, Tokens]] = {(): (self.main, ())}
        """By place in the bundle the file that it comes from, and the place there, where that changes."""
        self.names: dict[tuple[str, Tokens, str], str] = {}
        self.elsewhere: dict[tuple[str, str], tuple[str, Tokens]] = {}
        """By section and name the components that are no more than a reference to a place in another file."""

    def document(self, value: Schema) -> Schema:
        """The main document with what is added to its components."""
        result = dict(value)
        components = dict(components) if is_mapping(components := value.get("components")) else {}
        for section in (each for each in SECTIONS if each in components):
            path = ("components", section)
            self.sections[section] = self._located(components[section], self.main, path)
        for section in self.sections:
            self._name_files(section)
        for section in self.sections:
            components[section] = self._section(section)
        for place in WITH_OPERATIONS:
            if place in value:
                held, file, _ = self._located(value[place], self.main, (place,))
                result[place] = self._map(held, "path item", file, (place,))
        for section, added in self.added.items():
            components[section] = {**components.get(section, {}), **added}
        return {**result, **({"components": components} if components else {})}

    def _located(self, value: Any, file: str, path: Tokens) -> tuple[Any, str, Tokens]:
        """A map of objects by name with its file and its place there: the whole map may stand in another file."""
        try:
            found = self._outside(value["$ref"], file, path) if _is_reference(value) else None
            there = self._value(*found, path) if found else None
        except PipelineError as error:
            problems.note(error)
            return None, file, path
        if found is None:
            return value, file, path
        self.parts[path] = found
        return there, *found

    def _name_files(self, section: str) -> None:
        """Give what stands in other files the names of the components that are nothing else."""
        held, file, _ = self.sections[section]
        for name, child in held.items() if is_mapping(held) else ():
            if _is_reference(child):
                with problems.apart():  # what is wrong is said when the component is read
                    found = self._outside(child["$ref"], file, ())
                    if found is not None and found[0] not in {self.main, file}:
                        self.elsewhere.setdefault((section, self.names.setdefault((*found, section), name)), found)

    def _section(self, section: str) -> Any:
        held, file, _ = self.sections[section]
        if not is_mapping(held):
            return held
        return {name: self._component(section, name, child, file) for name, child in held.items()}

    def _component(self, section: str, name: str, child: Any, file: str) -> Any:
        """A component, from the file that it stands in."""
        path = ("components", section, name)
        if (section, name) in self.elsewhere:
            other, tokens = self.elsewhere[section, name]
            try:
                there = self._value(other, tokens, path)
            except PipelineError as error:
                problems.note(error)
            else:
                self.parts[path] = other, tokens
                return self._object(there, SECTIONS[section], other, path)
        return self._object(child, SECTIONS[section], file, path)

    def _map(self, value: Any, kind: str, file: str, path: Tokens) -> Any:
        if not is_mapping(value):
            return value
        return {name: self._object(child, kind, file, (*path, name)) for name, child in value.items()}

    def _object(self, node: Any, kind: str, file: str, path: Tokens) -> Any:
        """An object of a kind, with its references to other files written anew."""
        if not is_mapping(node):
            return node
        try:
            there, own = self._referring(node, kind, file, path)
        except PipelineError as error:
            problems.note(error)
            return node
        return there | {name: self._field(name, value, kind, file, (*path, name)) for name, value in own.items()}

    def _field(self, name: str, value: Any, kind: str, file: str, path: Tokens) -> Any:
        shape, child = field_of(kind, name)
        if shape in {"map", "named"}:
            return self._map(value, child, file, path)
        if is_list(value):
            return [self._object(each, child, file, (*path, str(index))) for index, each in enumerate(value)]
        return self._object(value, child, file, path)

    def _referring(self, node: Schema, kind: str, file: str, path: Tokens) -> tuple[Schema, Schema]:
        """What a path item refers to in another file, as it is in the bundle, and the object's own, in this file."""
        result = dict(node)
        if kind == "discriminator" and is_mapping(mapping := node.get("mapping")):
            result["mapping"] = {
                tag: self._reference(to, "schema", file, (*path, "mapping", tag)) for tag, to in mapping.items()
            }
        if kind not in _SECTION_OF or not isinstance(node.get("$ref"), str):
            return {}, result
        if kind == "path item" and (found := self._outside(node["$ref"], file, path)) is not None:
            other, tokens = found
            there = self._value(other, tokens, path)
            if not is_mapping(there):
                raise PipelineError(f"the reference to {node['$ref']!r} names no path item", self._where(path))
            own = {name: value for name, value in node.items() if name != "$ref"}
            for name in own:
                self.parts.setdefault((*path, name), self._origin((*path, name)))
            for name in there:
                self.parts.setdefault((*path, name), (other, (*tokens, name)))
            return self._object(there, kind, other, path), own
        result["$ref"] = self._reference(node["$ref"], kind, file, path)
        return {}, result

    def _reference(self, reference: Any, kind: str, file: str, path: Tokens) -> Any:
        """The reference as it is in the bundle."""
        found = self._outside(reference, file, path) if isinstance(reference, str) else None
        if found is None:
            return reference
        other, tokens = found
        if other == self.main:
            return pointers.join(*tokens)
        section, name = self._placed(other, tokens, kind, path)
        return pointers.join("components", section, name)

    def _outside(self, reference: str, file: str, path: Tokens) -> tuple[str, Tokens] | None:
        """The file and the tokens that a reference names; None if it stays as it is."""
        uri, fragment = urldefrag(reference)
        if urlsplit(uri).scheme or uri.startswith("//") or (fragment and not fragment.startswith("/")):
            return None
        if not uri:
            return None if file == self.main else (file, pointers.split("#" + fragment))
        if file == self.main and self._is_known(reference):
            return None
        if "." not in posixpath.basename(uri) and not _is_file(self.folder / posixpath.dirname(file) / uri):
            return None  # the bare name of a schema, or a URI that nothing here has
        return self._inside(uri, file, path), pointers.split("#" + fragment)

    def _is_known(self, reference: str) -> bool:
        """Whether the main document has a schema of this `$id`."""
        try:
            self.resources.target(reference, ())
        except PipelineError:
            return False
        return True

    def _inside(self, uri: str, file: str, path: Tokens) -> str:
        """The path of a file in the folder, which is no way out of it."""
        name = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(uri)))
        where = self._where(path)
        if name.startswith(("../", "/")):
            raise PipelineError(f"the reference to {uri!r} leaves the folder of the document", where)
        if name != self.main and not _is_file(self.folder / name):
            raise PipelineError(f"the reference to {uri!r} names no file", where)
        if not (self.folder / name).resolve().is_relative_to(self.folder):
            raise PipelineError(f"the reference to {uri!r} leaves the folder of the document", where)
        return name

    def _where(self, path: Tokens) -> Location:
        """Where a place of the bundle stands in its file."""
        file, tokens = self._origin(path)
        return self.documents[file].where(pointers.join(*tokens))

    def _origin(self, path: Tokens) -> tuple[str, Tokens]:
        """The file that a place of the bundle comes from, and the place there."""
        length = len(path)
        while path[:length] not in self.parts:
            length -= 1
        file, tokens = self.parts[path[:length]]
        return file, tokens + path[length:]

    def _value(self, file: str, tokens: Tokens, path: Tokens) -> Any:
        node: Any = self._read(file).value
        try:
            for token in tokens:
                node = pointers.step(node, token)
        except LookupError:
            what = f"the reference to {file + pointers.join(*tokens)!r} names nothing"
            raise PipelineError(what, self._where(path)) from None
        return node

    def _read(self, file: str) -> Document:
        if file not in self.documents:
            if len(self.documents) >= MOST_FILES:
                raise problems.ExhaustedError(f"the document is in more than {MOST_FILES} files")
            found = reading.read(self.folder / file, name=self.above + file, limits=self.limits)
            self.left -= len(found.text)
            if self.left < 0:
                hint = "raise limits.bytes in pipeline.toml if this is meant"
                raise problems.ExhaustedError("the files of the document are over the limit of bytes", None, hint)
            self.documents[file] = found
        return self.documents[file]

    def _placed(self, file: str, tokens: Tokens, kind: str, path: Tokens) -> tuple[str, str]:
        """The section and the name of the component that a place of another file becomes."""
        section = _SECTION_OF[kind]
        held, *place = self.sections.get(section, _NOWHERE)
        if place == [file, tokens[:-1]] and is_mapping(held) and tokens[-1] in held:
            return section, tokens[-1]
        key = (file, tokens, section)
        if key not in self.names:
            value = self._value(file, tokens, path)
            name = self.names[key] = self._name(file, tokens, section, path)
            self.added.setdefault(section, {})[name] = {}
            self.parts["components", section, name] = file, tokens
            self.added[section][name] = self._object(value, SECTIONS[section], file, ("components", section, name))
        return section, self.names[key]

    def _name(self, file: str, tokens: Tokens, section: str, path: Tokens) -> str:
        """The last step of a place, or the file's name; with the file's path before it, if another one has it."""
        stem = posixpath.splitext(file)[0]
        last = tokens[-1] if tokens else posixpath.basename(stem)
        own = self.sections.get(section, _NOWHERE)[0]
        taken = {*(own if is_mapping(own) else ()), *self.added.get(section, ())}
        for name in (last, f"{stem}-{last}", f"{stem}-{'-'.join(tokens)}"):
            plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "Part"
            if plain not in taken:
                return plain
        what = f"no name is left for {file + pointers.join(*tokens)!r}"
        raise PipelineError(what, self._where(path), "rename it")


def _is_reference(value: Any) -> bool:
    """Whether a value is a reference and nothing else."""
    return is_mapping(value) and set(value) == {"$ref"} and isinstance(value["$ref"], str)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a character that no name has
        return False
