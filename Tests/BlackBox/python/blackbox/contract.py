"""Checks every REST answer against the published OpenAPI document and the rules that clients rely on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

#: Keys that the reference server sends as explicit null; anywhere else null is a fault.
NULL_KEYS = {
    "animated", "creator_name", "creator_url", "finished_at", "last_totp_code", "message_id", "reason", "target",
    "thumbhash", "token",
}


def converted(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: `nullable` becomes a union with null, references are made local."""
    if isinstance(schema, list):
        return [converted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: converted(value) for key, value in schema.items() if key not in ("nullable", "format", "example")}
    if isinstance(parts.get("items"), list):
        parts["prefixItems"] = parts.pop("items")
    if "$ref" in parts:
        parts = {"$ref": parts["$ref"].replace("#/components/schemas/", "#/$defs/")}
    if schema.get("nullable") is True:
        return {"anyOf": [parts, {"type": "null"}]}
    return parts


class Contract:
    """The document, compiled; collects what answers break it."""

    def __init__(self, document: Path) -> None:
        openapi = json.loads(document.read_text())
        self.definitions = converted(openapi["components"]["schemas"])
        self.validators: dict[str, Draft202012Validator] = {}
        self.routes: list[tuple[re.Pattern[str], dict[str, Any], str]] = []
        # Literal segments win over parameters, so routes with fewer parameters are tried first.
        for path, operations in sorted(openapi["paths"].items(), key=lambda item: item[0].count("{")):
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path.strip("/")))
            self.routes.append((re.compile(pattern), operations, path))
        self.errors = sorted(
            value
            for option in openapi["components"]["schemas"]["Error"]["oneOf"]
            for value in option["properties"]["type"]["enum"]
        )
        self.seen = 0
        self.covered: set[str] = set()
        self.broken: list[str] = []

    def operation(self, method: str, target: str) -> tuple[dict[str, Any], str] | None:
        """The operation of the document that serves a request, if there is one."""
        path = "/".join(part for part in target.split("?")[0].split("/") if part)
        path = path.removeprefix("0.8/")
        for pattern, operations, name in self.routes:
            if pattern.fullmatch(path) and method.lower() in operations:
                return operations[method.lower()], f"{method} {name}"
        return None

    def validator(self, reference: Any) -> Draft202012Validator:
        key = json.dumps(reference, sort_keys=True)
        if key not in self.validators:
            schema = {"$defs": self.definitions, "allOf": [converted(reference)]}
            self.validators[key] = Draft202012Validator(schema)
        return self.validators[key]

    def check(self, method: str, target: str, status: int, content_type: str, body: bytes) -> None:
        """Checks one answer. What is wrong is kept in `broken`."""
        self.seen += 1
        for fault in self.faults(method, target, status, content_type, body):
            self.broken.append(f"{method} {target} -> {status}: {fault} in {body[:600]!r}")

    def faults(self, method: str, target: str, status: int, content_type: str, body: bytes) -> list[str]:
        """What is wrong with one answer."""
        if method in ("HEAD", "OPTIONS"):
            return []
        if status >= 400:
            return self.error_faults(status, content_type, body)
        if status == 204 and body:
            return ["204 with a body"]
        found = self.operation(method, target)
        if found is None:
            return []
        operation, name = found
        self.covered.add(name)
        answer = operation["responses"].get(str(status))
        if answer is None:
            return [f"status is not one of {sorted(operation['responses'])}"]
        media = answer.get("content", {})
        if "application/json" not in media:
            return []
        if not content_type.startswith("application/json"):
            return [f"content type {content_type!r}"]
        value = json.loads(body)
        faults = [
            f"{error.json_path}: {error.message[:300]}"
            for error in self.validator(media["application/json"]["schema"]).iter_errors(value)
        ]
        return faults + [f"null at {path}" for path in nulls(value)]

    def error_faults(self, status: int, content_type: str, body: bytes) -> list[str]:
        """What is wrong with an error: it must be a typed JSON object, whatever made it."""
        if not content_type.startswith("application/json"):
            return [f"error with content type {content_type!r}"]
        try:
            value = json.loads(body)
        except ValueError:
            return ["error body is not JSON"]
        if not isinstance(value, dict):
            return ["error body is not an object"]
        if status == 429 and "type" not in value:
            return [] if isinstance(value.get("retry_after"), int) else ["429 without retry_after"]
        if value.get("type") == "DisallowedContactSupport":
            # The one error that the document does not know; it has a note instead of a location.
            return [] if status == 401 and isinstance(value.get("note"), str) else ["no note"]
        if status == 503:
            # A server behind the API is away: upstream has no type for that.
            return [] if value.get("type") == "ServiceUnavailable" else [f"503 of type {value.get('type')!r}"]
        if value.get("type") not in self.errors:
            return [f"error type {value.get('type')!r} is unknown"]
        if not isinstance(value.get("location"), str):
            return ["error without location"]
        return []


def nulls(value: Any, path: str = "$") -> list[str]:
    """Paths of nulls that should be absent keys."""
    if isinstance(value, dict):
        found = []
        for key, part in value.items():
            if part is None and key not in NULL_KEYS and not f"{path}.{key}".endswith(".webhook.avatar"):
                found.append(f"{path}.{key}")
            found += nulls(part, f"{path}.{key}")
        return found
    if isinstance(value, list):
        return [place for i, part in enumerate(value) for place in nulls(part, f"{path}[{i}]")]
    return []
