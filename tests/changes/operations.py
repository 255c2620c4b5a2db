"""Random operations over random components, and edits of them, most of them harmless."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.changes.pairs import TEXTS, Schema, Schemas, seen

if TYPE_CHECKING:
    from scripts.changes.view import View

URLS = ("/one", "/two/{x}", "/three/{x}/{y}", "/four/{y}/more/{x}")
NAMES = ("q", "r", "X-S", "X-T")
STATUSES = ("200", "201", "202", "204", "default")


class Operations(Schemas):
    """Makes component schemas and paths, and edits both."""

    def seen(self, document: Schema) -> View:
        return seen(**document)

    def document(self) -> Schema:
        schemas = {**super().document(), "E": self.enum(), "U": {"anyOf": [self.enum(), {"type": "boolean"}]}}
        urls = self.chance.sample(URLS, self.chance.randint(1, 3))
        return {"schemas": schemas, "paths": {url: {self.method(): self.operation(url)} for url in urls}}

    def method(self) -> str:
        return self.chance.choice(("get", "put", "post"))

    def operation(self, url: str) -> Schema:
        parameters = [self.parameter(name, "path") for name in "xy" if f"{{{name}}}" in url]
        parameters += [self.parameter(name) for name in self.chance.sample(NAMES, self.chance.randint(0, 2))]
        made = {"operationId": f"do{url.split('/')[1]}", "parameters": parameters, "responses": self.answers()}
        return made | ({"requestBody": self.body()} if self.chance.random() < 0.5 else {})

    def parameter(self, name: str, place: str | None = None) -> Schema:
        found = place or ("header" if name.startswith("X") else "query")
        required = found == "path" or self.chance.random() < 0.3
        return {"name": name, "in": found, "required": required, "schema": self.argument()}

    def argument(self) -> Schema:
        """What a URL or a header can say."""
        found = self.chance.choice((self.leaf, self.enum, self.named_scalar))()
        return self.chance.choice(
            (found, found, {"type": "array", "items": found}, {"anyOf": [found, {"type": "null"}]})
        )

    def named_scalar(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.chance.choice('EU')}"}

    def content(self) -> Schema:
        schema = self.chance.choice((lambda: self.value(1), self.reference, self.reference, self.argument))()
        return {"content": {"application/json": {"schema": schema}}}

    def body(self) -> Schema:
        return {"required": self.chance.random() < 0.5, **self.content()}

    def answers(self) -> Schema:
        return {status: self.answer() for status in self.chance.sample(STATUSES, self.chance.randint(1, 3))}

    def answer(self) -> Schema:
        return {"description": "", **(self.content() if self.chance.random() < 0.8 else {})}

    def edit(self, document: Schema) -> None:
        """One change somewhere."""
        schemas, paths = document["schemas"], document["paths"]
        if self.chance.random() < 0.3:
            named = schemas[self.chance.choice("EU")]
            self.chance.choice((lambda: super(Operations, self).edit(schemas), lambda: self.change_type(named)))()
            return
        url = self.chance.choice(list(paths))
        [operation] = paths[url].values()
        edits = [self.say, self.rename, self.add_parameter, self.add_answer, self.remove_answer, self.change_body]
        edits += [self.retype, lambda _: self.add_operation(paths), lambda _: self.move_operation(paths, url)]
        if operation["parameters"]:
            edits += [self.change_parameter, self.change_parameter, self.remove_parameter]
        self.chance.choice(edits)(operation)

    def say(self, operation: Schema) -> None:
        place = self.chance.choice((operation, *operation["parameters"]))
        self.chance.choice((self.describe, self.deprecate))(place)

    def rename(self, operation: Schema) -> None:
        operation.update(self.chance.choice(({"operationId": "other"}, {"tags": ["other"]}, {"tags": ["default"]})))

    def add_parameter(self, operation: Schema) -> None:
        name = self.chance.choice(NAMES)
        if name not in {each["name"] for each in operation["parameters"]}:
            place = self.chance.randint(0, len(operation["parameters"]))
            operation["parameters"].insert(place, self.parameter(name))

    def remove_parameter(self, operation: Schema) -> None:
        found = self.chance.choice(operation["parameters"])
        if found["in"] != "path":
            operation["parameters"].remove(found)

    def change_parameter(self, operation: Schema) -> None:
        """Rename, require, move to another place, or give a default to one that is not in the path; or move all."""
        self.chance.shuffle(operation["parameters"])
        found = self.chance.choice(operation["parameters"])
        if found["in"] != "path":
            place = "header" if found["in"] == "query" else "query"
            edits = (
                {"name": "Q"},
                {"required": not found["required"]},
                {"required": False},
                {"in": place},
                {"in": place},
            )
            found.update(self.chance.choice(edits))
        if found["schema"].get("type") == "string":
            found["schema"]["default"] = self.chance.choice(TEXTS)

    def retype(self, operation: Schema) -> None:
        """Change the schema of a parameter, or of a body."""
        holders = [*operation["parameters"], *_contents(operation)]
        if holders:
            holder = self.chance.choice(holders)
            if self.chance.random() < 0.1:
                holder["schema"] = self.argument() if "in" in holder else self.value(1)
            else:
                self.change_type(holder["schema"])

    def change_type(self, place: Schema) -> None:
        edits = (self.other_values, self.other_values, self.bound, self.rewrite, self.check, self.narrow, self.widen)
        self.chance.choice(edits)(place)

    def widen(self, place: Schema) -> None:
        held = copy.deepcopy(place)
        place.clear()
        place["anyOf"] = [held, self.chance.choice(({"type": "null"}, {"type": "boolean"}, self.enum()))]

    def narrow(self, place: Schema) -> None:
        if len(place.get("anyOf", ())) > 1:
            place["anyOf"].pop()

    def change_body(self, operation: Schema) -> None:
        if "requestBody" not in operation:
            operation["requestBody"] = self.body()
        elif self.chance.random() < 0.2:
            del operation["requestBody"]
        elif self.chance.random() < 0.3:
            body = operation["requestBody"]
            body["content"] = {"application/vnd.a+json": next(iter(body["content"].values()))}
        else:
            operation["requestBody"]["required"] = self.chance.random() < 0.3

    def add_answer(self, operation: Schema) -> None:
        """Describe one more status, most often as another is; in whatever order."""
        answers = operation["responses"]
        made = copy.deepcopy(self.chance.choice((*answers.values(), *answers.values(), self.answer())))
        answers.setdefault(self.chance.choice(STATUSES), made)
        operation["responses"] = dict(self.chance.sample(list(answers.items()), len(answers)))

    def remove_answer(self, operation: Schema) -> None:
        if len(operation["responses"]) > 1:
            del operation["responses"][self.chance.choice(list(operation["responses"]))]

    def add_operation(self, paths: Schema) -> None:
        url = self.chance.choice(URLS)
        paths.setdefault(url, {self.method(): self.operation(url)})

    def move_operation(self, paths: Schema, url: str) -> None:
        """To another path, with the same parts or in another order; or nowhere."""
        turned = url.replace("{x}", "{z}").replace("{y}", "{x}").replace("{z}", "{y}") if "{y}" in url else url
        item = paths.pop(url)
        if not paths or self.chance.random() < 0.8:
            paths[self.chance.choice((turned, f"/v2{url}"))] = item


def _contents(operation: Schema) -> list[Schema]:
    """What holds the schemas of bodies."""
    holders = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [each for holder in holders for each in holder.get("content", {}).values()]
