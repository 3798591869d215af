"""Contracts of models for tests."""

from __future__ import annotations

from typing import Any

from limner.models.model import Model

_CONTRACT: dict[str, Any] = {
    "id": "acme/brush",
    "title": "Brush",
    "description": "A model for tests.",
    "provider": "acme",
    "endpoint": "brush-1",
    "sockets": [{"role": "image", "limit": 3}, {"role": "style", "limit": 1}],
    "max_references": 3,
    "sizing": {
        "default": "1024x1024",
        "aspect_ratios": ["1:1", "16:9", "9:16", "4:3"],
        "sizes": ["1024x1024", "1024x1792"],
        "image_sizes": ["square_hd", "landscape_4_3"],
        "resolutions": ["1K", "2K"],
    },
    "own_styles": ["ink"],
    "qualities": ["standard", "hd"],
    "default_quality": "standard",
    "parameters": {
        "seed": {"type": "integer", "minimum": 0, "maximum": 1000},
        "guidance": {"type": "number", "minimum": 0, "maximum": 20},
        "tiling": {"type": "boolean"},
        "sampler": {"enum": ["euler", "heun"]},
        "negative_prompt": {"type": "string", "maxLength": 10},
    },
    "max_per_request": 4,
    "max_count": 10,
    "max_prompt": 100,
    "price": {"usd": "0.035"},
    "enabled": True,
}


def sample_model(**changes: Any) -> Model:
    """A model that makes what it is told; ``changes`` replace parts of its contract."""
    return Model.model_validate(_CONTRACT | changes)


def sized_model(**sizing: Any) -> Model:
    """A model with parts of its sizing replaced."""
    return sample_model(sizing=_CONTRACT["sizing"] | sizing)
