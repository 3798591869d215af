"""The models page."""

from limner.models.catalog import load_catalog
from limner.models.model import Model
from reference.markdown import code, page, table


def models_page() -> str:
    """Every model of the catalogue, as its contract has it."""
    catalog = load_catalog()
    return page(
        "# Models",
        f"Where a node or a call names no model, it is {code(catalog.default().id)}.",
        *(_model(model) for model in catalog),
    )


def _model(model: Model) -> str:
    sizing = model.sizing
    facts = [
        ("id", code(model.id)),
        ("provider", model.provider),
        ("references", _references(model)),
        ("aspect ratios", ", ".join(sizing.aspect_ratios)),
        ("sizes", ", ".join(sizing.sizes)),
        ("size presets", ", ".join(sizing.image_sizes)),
        ("resolutions", ", ".join(sizing.resolutions)),
        ("any size", _custom(model)),
        ("default size", sizing.default),
        ("qualities", ", ".join(model.qualities)),
        ("formats", ", ".join(model.formats)),
        ("images a run", f"up to {model.max_count}"),
        ("longest prompt", f"{model.max_prompt} characters"),
        ("time limit", f"{model.time_limit_seconds:g} s"),
        ("price", f"{model.price.usd} USD per {model.price.unit}" if model.price else "unknown"),
        ("licence", model.licence or ""),
    ]
    return page(
        f"## {model.title}",
        model.description,
        table(["", ""], [fact for fact in facts if fact[1]]),
        _parameters(model),
    )


def _references(model: Model) -> str:
    each = ", ".join(f"{socket.role} (up to {socket.limit})" for socket in model.sockets)
    return f"{each}; {model.max_references} in all" if each else "none"


def _custom(model: Model) -> str:
    limits = model.sizing.custom
    return f"{limits.min}–{limits.max} pixels a side" if limits else ""


def _parameters(model: Model) -> str:
    rows = [
        [
            code(name),
            str(schema.get("type", "")),
            str(schema.get("description") or schema.get("title", "")),
            _range(schema),
            code(schema.get("default")),
        ]
        for name, schema in model.parameters.items()
    ]
    return table(["parameter", "type", "meaning", "range", "default"], rows) if rows else ""


def _range(schema: dict[str, object]) -> str:
    if "enum" in schema:
        choices = schema["enum"]
        return ", ".join(map(str, choices)) if isinstance(choices, list) else ""
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{low if low is not None else ''}–{high if high is not None else ''}".strip("–")
