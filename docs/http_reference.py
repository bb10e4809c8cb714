"""Writes docs/http.md from the server's OpenAPI document; `--check` only says whether it is up to date.

The document is that of the recipe deepseek-r1-zero with all paths served; needs the extra `serve`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from written_part import WrittenPart

from rewardry.trainer_adapters.server.app import make_app
from rewardry.trainer_adapters.server.settings import Settings

RECIPE = "deepseek-r1-zero"


def reference() -> str:
    """What most paths refuse, then an entry for each path, in the document's order."""
    document = make_app(Settings(recipe=RECIPE, on_undecided="zero", engine="inline"), write_log=None).openapi()
    methods = [(path, method, said) for path, of in document["paths"].items() for method, said in of.items()]
    posts = [refusals(said) for _, method, said in methods if method == "post"]
    always = {code: told for code, told in posts[0].items() if all(code in each for each in posts)}
    lines = ["Every path that takes a body may refuse with", "", "| status | why |", "|---|---|"]
    lines += [f"| {code} | {told} |" for code, told in always.items()]
    lines += [line for path, method, said in methods for line in ("", *entry(path, method, said, always))]
    return "\n".join(lines)


def entry(path: str, method: str, said: dict[str, Any], always: dict[str, str]) -> Iterator[str]:
    """The lines about a path; what is `always` refused is not said again."""
    yield f"### {method.upper()} {path}"
    yield f"{said['summary']}."
    schema = body(said.get("requestBody", {}))
    yield from table("asked", schema)
    if "example" in schema:
        yield from ("", "```json", json.dumps(schema["example"]), "```")
    yield from table("answered", body(said["responses"].get("200", {})))
    others = {code: told for code, told in refusals(said).items() if code not in always}
    if others:
        yield from ("", *(f"**{code}** {told}" for code, told in others.items()))


def body(said: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body of JSON, or nothing."""
    found: dict[str, Any] = said.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def table(title: str, schema: dict[str, Any]) -> Iterator[str]:
    """The fields of a schema, nested ones by their path."""
    rows = list(fields(schema, ""))
    if rows:
        yield from ("", f"| {title} | type | |", "|---|---|---|", *rows)


def fields(schema: dict[str, Any], path: str) -> Iterator[str]:
    """A line for each field of an object, and of the objects in it."""
    if schema.get("type") == "array":
        yield from fields(schema.get("items", {}), f"{path}[]")
        return
    for choice in [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        for name, inner in choice.get("properties", {}).items():
            here = f"{path}.{name}" if path else name
            wanted = "" if name in choice.get("required", ()) else ", optional"
            yield f"| `{here}` | {kind(inner)}{wanted} | {said_of(inner)} |"
            yield from fields(inner, here)


def kind(schema: dict[str, Any]) -> str:
    """A field's type in words."""
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    told = schema.get("type")
    if told is None:
        told = [choice.get("type", "any") for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))] or "any"
    return " or ".join(dict.fromkeys(told)) if isinstance(told, list) else str(told)


def said_of(schema: dict[str, Any]) -> str:
    """A field's description and bounds."""
    bounds = [
        f"{word} {schema[key]:g}"
        for key, word in (("minimum", "at least"), ("maximum", "at most"), ("maxItems", "at most"))
        if key in schema
    ]
    told = schema.get("description", "").replace("|", "\\|")
    return " ".join([told, f"({', '.join(bounds)})" if bounds else ""]).strip()


def refusals(said: dict[str, Any]) -> dict[str, str]:
    """What a path answers when it does not do what it was asked, by status."""
    return {code: answer["description"] for code, answer in said["responses"].items() if code != "200"}


PART = WrittenPart(
    Path(__file__).with_name("http.md"),
    "<!-- paths: written by docs/http_reference.py -->",
    "<!-- end of paths -->",
    reference,
)

if __name__ == "__main__":
    PART.main()
