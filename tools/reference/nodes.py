"""The page of node types."""

from typing import Any

from limner.nodes import load_nodes
from limner.nodes.contract import AnyNode, Handle
from reference.markdown import code, page, table

_DYNAMIC = {
    "model": "Those that take references are there only where the chosen model takes them.",
    "anyName": "Any name is an input: a wire makes it.",
    "fields": "One output for each of the node's fields, by its name.",
}


def nodes_page() -> str:
    """Every node with its handles, its data and what templates may use of its output."""
    return page(
        "# Nodes",
        "What a node is given stands in its `data`; what it makes is reached in templates as "
        "`{{ id.output.field }}`. A star marks a field in which a template may stand.",
        *(_node(node) for node in load_nodes()),
    )


def _node(node: AnyNode) -> str:
    return page(
        f"## {node.title} ({code(node.type_id)})",
        node.description,
        _inputs(node),
        _data(node),
        _outputs(node),
        _fields(node),
    )


def _inputs(node: AnyNode) -> str:
    rows = [[*_handle(each), "yes" if each.multiple else ""] for each in node.inputs]
    return page(
        table(["input", "", "type", "several wires"], rows) if rows else "",
        _DYNAMIC.get(node.dynamic_inputs or "", ""),
    )


def _outputs(node: AnyNode) -> str:
    rows = [_handle(each) for each in node.outputs]
    return page(
        table(["output", "", "type"], rows) if rows else "",
        _DYNAMIC.get(node.dynamic_outputs or "", ""),
    )


def _handle(handle: Handle) -> list[str]:
    return [code(handle.name), handle.title, handle.type]


def _data(node: AnyNode) -> str:
    schema = node.data_type.model_json_schema(by_alias=True)
    rows = [
        [
            code(name) + (" *" if name in node.template_fields else ""),
            _type(field, schema.get("$defs", {})),
            field.get("description", ""),
            code(field.get("default")),
        ]
        for name, field in schema.get("properties", {}).items()
    ]
    return table(["data", "type", "meaning", "default"], rows) if rows else ""


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """A field's type in words."""
    if "$ref" in field:
        return _type(definitions[field["$ref"].rpartition("/")[2]], definitions)
    if "enum" in field or "const" in field:
        return ", ".join(code(choice) for choice in field.get("enum", [field.get("const")]))
    if "oneOf" in field:
        return ", ".join(code(choice["const"]) for choice in field["oneOf"] if "const" in choice)
    if "anyOf" in field:
        kinds = (_type(each, definitions) for each in field["anyOf"])
        return " or ".join(kind for kind in dict.fromkeys(kinds) if kind != "null")
    if field.get("type") == "array":
        items = _type(field.get("items", {}), definitions)
        return f"list of {items}" if items != "any" else "list"
    if "properties" in field:
        return f"object with {', '.join(code(name) for name in field['properties'])}"
    return str(field.get("type", "any"))


def _fields(node: AnyNode) -> str:
    rows = [[code(field.name), field.type] for field in node.output_schema]
    return table(["in templates", "type"], rows) if rows else ""
