"""The models page."""

from collections.abc import Iterator
from itertools import groupby

from limner.models.catalog import load_catalog, load_models
from limner.models.model import Model
from limner.models.price_rule import AnyPrice, PerImage, PerMegapixel, PerSecond
from limner.models.text_catalog import TextCatalog, load_text_models
from limner.models.text_model import TextModel
from reference.markdown import code, page, table


def models_page() -> str:
    """Every model that ships, as its contract has it."""
    shipped = sorted(load_models(), key=lambda model: (model.provider, model.order, model.id))
    groups = [(name, list(models)) for name, models in groupby(shipped, lambda m: m.provider)]
    return page(
        "# Models",
        "Where a node or a call names no model, it is the first of these whose provider is set "
        f"up: {_offered()}. More models are added as data, by an administrator, without a restart. "
        "Prices are those of the day given; `POST /api/estimate` and the canvas reckon with them.",
        *(_provider(name, models) for name, models in groups),
        _text_models(),
    )


def _offered() -> str:
    """The models that are enabled as shipped, in their order."""
    return ", ".join(code(model.id) for model in load_catalog() if model.enabled)


def _provider(name: str, models: list[Model]) -> str:
    return page(f"## {name}", *(_model(model) for model in models))


def _model(model: Model) -> str:
    return page(
        f"### {model.title}",
        model.description,
        table(["", ""], [fact for fact in _facts(model) if fact[1]]),
        _parameters(model),
    )


def _facts(model: Model) -> Iterator[tuple[str, str]]:
    sizing = model.sizing
    yield "id", _id(model)
    yield "enabled", "yes" if model.enabled else "no"
    yield "with references", code(model.edit.endpoint) if model.edit else ""
    yield "references", _references(model)
    yield "aspect ratios", ", ".join(sizing.ratios_offered)
    yield "sizes", ", ".join(sizing.sizes)
    yield "size presets", ", ".join(sizing.image_sizes)
    yield "resolutions", ", ".join(sizing.resolutions)
    yield "any size", sizing.custom.words() if sizing.custom else ""
    yield "default size", sizing.default if sizing.form != "none" else ""
    yield "qualities", ", ".join(model.qualities)
    yield "own styles", ", ".join(model.own_styles)
    yield "images a run", f"up to {model.max_count}"
    yield "longest prompt", f"{model.max_prompt} characters" if model.takes_prompt else ""
    yield "time limit", f"{model.time_limit_seconds:g} s"
    yield "price", _price(model.price)
    yield "tier", model.tier
    yield "shut down", f"{model.shutdown}; then {model.successor}" if model.shutdown else ""
    yield "needs", model.requirements or ""
    yield "licence", model.licence or ""


def _id(model: Model) -> str:
    if model.template:
        said = ", ".join(code(f"{prefix}…") for prefix in model.id_prefixes)
        return said or "any id of the server"
    return code(f"<server>/{model.id}" if model.for_dialect else model.id)


def _references(model: Model) -> str:
    each = ", ".join(f"{socket.role} (up to {socket.limit})" for socket in model.sockets)
    return f"{each}; {model.max_references} in all" if each else "none"


def _price(price: AnyPrice | None) -> str:
    if price is None:
        return "unknown"
    if isinstance(price, PerImage):
        amounts = [price.usd] if price.usd else [case.usd for case in price.cases]
        least, most = min(amounts, key=float), max(amounts, key=float)
        words = f"{least} USD" if least == most else f"{least} to {most} USD"
        words += " per image"
    elif isinstance(price, PerMegapixel):
        first = f"{price.usd_first} USD, then " if price.usd_first else ""
        words = f"{first}{price.usd} USD per megapixel"
    elif isinstance(price, PerSecond):
        words = f"{price.usd} USD per second"
    else:
        words = "unknown before; charged by the tokens the provider reports"
    return f"{words} ({price.read})" if price.read else words


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


def _text_models() -> str:
    catalog = TextCatalog(load_text_models())
    rows = [[code(model.id), model.title, model.provider, _token_price(model)] for model in catalog]
    patterns = ", ".join(code(f"{model.id_prefix}…") for model in catalog.templates)
    return page(
        "## Text models",
        "They write the prompt in the modes Prompt AI and Auto. Any other model of a provider is "
        f"named with the provider before it: {patterns}.",
        table(["id", "title", "provider", "USD per million tokens read, written"], rows),
    )


def _token_price(model: TextModel) -> str:
    if not model.prices:
        return "unknown"
    return "; ".join(
        f"{price.input}, {price.output}" + (f" from {price.since}" if price.since else "")
        for price in model.prices
    )
