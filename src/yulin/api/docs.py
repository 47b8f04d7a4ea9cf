"""The reference as a plain page: no script, so that it works offline under the site's policy."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.api.face import api


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and what it answers."""
    schema = api.get_openapi_schema()
    context = {
        "description": schema["info"]["description"],
        "operations": [
            _operation(method, path, one)
            for path, methods in schema["paths"].items()
            for method, one in methods.items()
        ],
        "shapes": [_shape(name, one) for name, one in schema["components"]["schemas"].items()],
    }
    return render(request, "api/docs.html", context)


def _operation(method: str, path: str, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": method.upper(),
        "path": path,
        "who": one["tags"][0],
        "text": one.get("description", ""),
        "parameters": [
            {"name": p["name"], "where": p["in"], "required": p["required"]}
            for p in one.get("parameters", [])
        ],
        "answers": [
            (status, _named(answer.get("content", {})))
            for status, answer in one["responses"].items()
        ],
    }


def _named(content: dict[str, Any]) -> str:
    schema = next(iter(content.values()), {}).get("schema", {})
    if "items" in schema:
        return f"[{_type(schema['items'])}]"
    return _type(schema)


def _type(schema: dict[str, Any]) -> str:
    """A name of a shape, or of a plain kind of value."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "")


def _shape(name: str, one: dict[str, Any]) -> dict[str, Any]:
    fields = [(field, _type(schema)) for field, schema in one.get("properties", {}).items()]
    return {"name": name, "text": one.get("description", ""), "fields": fields}
