"""Twilio's published OpenAPI as a judge of requests and answers: what it says of types, patterns and choices."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DOCUMENT = Path(__file__).parents[1] / "payloads" / "twilio_api_v2010.json"
FORM = "application/x-www-form-urlencoded"
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
WRITTEN = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile("true|false"),
}
Fields = Mapping[str, Sequence[str]]


class TwilioSpec:
    """Every check returns what is wrong, in words without values; nothing is wrong when it is empty."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas: Mapping[str, Any] = document["components"]["schemas"]
        self._operations = [
            (
                re.compile(re.sub(r"\{\w+\}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))),
                path,
                item,
            )
            for path, item in document["paths"].items()
        ]

    def operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """The most literal match wins, as OpenAPI rules."""
        items = [item for pattern, _, item in self._operations if pattern.fullmatch(path)]
        return next((item[method.lower()] for item in items if method.lower() in item), None)

    def wrong_in_request(self, method: str, path: str, query: Fields, form: Fields) -> list[str]:
        operation = self.operation(method, path)
        if operation is None:
            return [f"{method} is not an operation of this path"]
        parameters = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
        known = {name: p["schema"] for name, p in parameters.items()}
        wanted = [name for name, p in parameters.items() if p.get("required")]
        body = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
        return [
            *self._wrong_in_path(path, operation),
            *self._wrong_in_fields("query", query, known, wanted),
            *self._wrong_in_fields("form", form, body.get("properties", {}), body.get("required", ())),
        ]

    def wrong_in_answer(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Only 2xx are described; Twilio's errors have one form for all."""
        if status >= 400:
            return [f"error without {name}" for name in ("code", "message", "more_info", "status") if name not in body]
        operation = self.operation(method, path)
        described = None if operation is None else operation["responses"].get(str(status))
        if described is None:
            return [f"{status} is not an answer of {method}"]
        return list(self._wrong(body, described["content"]["application/json"]["schema"], "answer"))

    def _wrong_in_path(self, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
        template = next(
            t for pattern, t, item in self._operations if pattern.fullmatch(path) and operation in item.values()
        )
        schemas = {p["name"]: p["schema"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        for name, part in zip(template.split("/"), path.split("/"), strict=True):
            for found in re.findall(r"\{(\w+)\}", name):
                yield from self._wrong_text(part.removesuffix(".json"), schemas.get(found, {}), f"path {found}")

    def _wrong_in_fields(
        self, place: str, fields: Fields, known: Mapping[str, Any], wanted: Sequence[str]
    ) -> Iterator[str]:
        yield from (f"{place} lacks {name}" for name in wanted if name not in fields)
        for name, values in fields.items():
            if name not in known:
                yield f"{place} has an unknown field {name}"
                continue
            schema = self._resolved(known[name])
            is_list = schema.get("type") == "array"
            if len(values) > 1 and not is_list:
                yield f"{place} repeats {name}"
            for value in values:
                yield from self._wrong_text(value, schema["items"] if is_list else schema, f"{place} {name}")

    def _wrong_text(self, text: str, schema: Mapping[str, Any], place: str) -> Iterator[str]:
        """A value as forms write it."""
        schema = self._resolved(schema)
        written = WRITTEN.get(schema.get("type", ""))
        if written is not None:
            if not written.fullmatch(text):
                yield f"{place} is no {schema['type']}"
            return
        yield from self._wrong(text, schema, place)

    def _wrong(self, value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
        schema = self._resolved(schema)
        if value is None:
            if not schema.get("nullable", "type" not in schema):
                yield f"{place} is null"
            return
        kinds = TYPES.get(schema.get("type", ""), (object,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
            yield f"{place} is no {schema['type']}"
            return
        if isinstance(value, str):
            yield from _wrong_in_string(value, schema, place)
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._wrong(item, schema["items"], f"{place}[{index}]")
        if isinstance(value, dict) and "properties" in schema:
            yield from (f"{place} lacks {name}" for name in schema["properties"] if name not in value)
            for name, item in value.items():
                if name not in schema["properties"]:
                    yield f"{place} has an unknown {name}"
                    continue
                yield from self._wrong(item, schema["properties"][name], f"{place}.{name}")

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        return schema if reference is None else self._schemas[reference.rsplit("/", 1)[-1]]


def load_spec() -> TwilioSpec:
    return TwilioSpec(json.loads(DOCUMENT.read_text("utf-8")))


def _wrong_in_string(value: str, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of the choices"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place} does not match its pattern"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{place} has the wrong length"
    try:
        _require_format(value, schema.get("format"))
    except ValueError:
        yield f"{place} is no {schema['format']}"


def _require_format(value: str, name: str | None) -> None:
    """Raise ValueError. Addresses of pages are relative in truth, whatever the document says of them."""
    if name == "date-time":
        datetime.fromisoformat(value)
    if name == "date-time-rfc-2822":
        parsedate_to_datetime(value)
    if name == "uri" and not value.startswith("/2010-04-01/") and not urlsplit(value).scheme:
        raise ValueError("No URI.")
