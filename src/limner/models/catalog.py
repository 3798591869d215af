"""Every model Limner knows, read from data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib import resources

from limner.errors import UnknownModel
from limner.models.model import Model


class Catalog:
    """The models by id. The first enabled one is the default."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = {model.id: model for model in models}

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._models

    def get(self, model_id: str) -> Model:
        """The contract of a model. Raises UnknownModel, naming those there are."""
        try:
            return self._models[model_id]
        except KeyError:
            raise UnknownModel(
                f"There is no model {model_id!r:.80}.",
                hint=f"Models: {', '.join(sorted(self._models))}.",
            ) from None

    def default(self) -> Model:
        """The model used where none is named."""
        for model in self:
            if model.enabled:
                return model
        raise UnknownModel("No model is enabled.", hint="Enable one in the settings.")

    def choose(self, model_id: str | None, provider: str | None) -> Model:
        """The model a node or call means: by id, or a provider's first, or the default."""
        if model_id:
            return self.get(model_id)
        if provider:
            return self._default_of(provider)
        return self.default()

    def _default_of(self, provider: str) -> Model:
        offered = [model for model in self if model.provider == provider and model.enabled]
        if not offered:
            providers = sorted({model.provider for model in self if model.enabled})
            raise UnknownModel(
                f"The provider {provider!r:.80} has no image model here.",
                hint=f"Providers with image models: {', '.join(providers)}.",
            )
        return offered[0]


def load_catalog() -> Catalog:
    """The contracts shipped with Limner, in the order of their files."""
    folder = resources.files("limner.models") / "data"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=_name)
    return Catalog(Model.model_validate(tomllib.loads(file.read_text("utf-8"))) for file in files)


def _name(file: resources.abc.Traversable) -> str:
    return file.name
