"""The contracts of the pretending models: small pictures, at a price where one is charged."""

from __future__ import annotations

from limner.models.model import Model
from limner.models.parts import CustomSize, Sizing, Socket
from limner.models.price_rule import PerImage

MICRO_USD_AN_IMAGE = 10_000
"""What the charging provider charges for one image."""

_PRICE = PerImage(usd="0.01")
_SIZING = Sizing(
    default="64x64", aspect_ratios=("1:1", "16:9", "9:16"), custom=CustomSize(min=16, max=1024)
)
_SEED = {"seed": {"type": "integer", "title": "Seed", "minimum": 0, "maximum": 2**32 - 1}}


def fake_models() -> list[Model]:
    """One model for each pretending provider, with the provider's name as its id."""
    return [
        _model("fake", "Fake", None, sockets=(Socket(role="image", limit=4),), max_references=4),
        _model("charging-inline", "Charging, inline", _PRICE),
        _model("charging-idempotent", "Charging, idempotent", _PRICE),
        _model("charging-queued", "Charging, queued", _PRICE),
    ]


def _model(
    name: str,
    title: str,
    price: PerImage | None,
    *,
    sockets: tuple[Socket, ...] = (),
    max_references: int = 0,
) -> Model:
    return Model(
        id=name,
        title=title,
        description="Pretends: every picture is one plain colour.",
        provider=name,
        endpoint=name,
        sockets=sockets,
        max_references=max_references,
        sizing=_SIZING,
        parameters=_SEED,
        price=price,
        enabled=True,
    )
