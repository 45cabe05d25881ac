"""The OpenAPI document, as a page needs it."""

from collections.abc import Iterator

from django.conf import settings


def operations(document: dict) -> list[dict]:
    """Return `{"address", "summary", "parameters", "fields"}` of each address, in its order."""
    return [
        {
            "address": f"{settings.SITE_URL}{address}",
            "summary": methods["get"]["summary"],
            "parameters": list(_parameters(methods["get"].get("parameters", []))),
            "fields": list(_fields(document, methods["get"])),
        }
        for address, methods in document["paths"].items()
    ]


def _parameters(parameters: list[dict]) -> Iterator[dict]:
    for one in parameters:
        schema = one["schema"]
        choices = next(
            (part["enum"] for part in [schema, *schema.get("anyOf", [])] if "enum" in part), []
        )
        yield {
            "name": one["name"],
            "is_required": one["required"],
            "description": one.get("description") or schema.get("description", ""),
            "choices": ", ".join(choices),
        }


def _fields(document: dict, operation: dict) -> Iterator[dict]:
    """Yield the fields of what is told, or of each item of a list."""
    schemas = document["components"]["schemas"]
    told = _named(schemas, operation["responses"][200]["content"]["application/json"]["schema"])
    if "items" in told["properties"]:
        told = _named(schemas, told["properties"]["items"]["items"])
    for name, schema in told["properties"].items():
        yield {"name": name, "kind": _kind(schema), "description": schema.get("description", "")}


def _named(schemas: dict, reference: dict) -> dict:
    return schemas[reference["$ref"].rpartition("/")[2]]


def _kind(schema: dict) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return schema.get("format") or schema.get("type", "")
