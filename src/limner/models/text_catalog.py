"""Every text model Limner knows, and which one a prompt mode means."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import resources

from limner.errors import ModelRetired, TierRequired, UnknownModel
from limner.models.parts import is_name
from limner.models.text_model import TextModel, TextPrice
from limner.models.text_price import price_on
from limner.models.usable import NoWriters, WriterFacts, require_running, require_tier, today
from limner.values import Tier


class TextCatalog:
    """The text models of a workspace by id, in the order in which they are offered.

    ``offered`` are ids that templates stand for, to be listed with the others.
    """

    def __init__(
        self,
        models: Iterable[TextModel],
        *,
        offered: Iterable[str] = (),
        writers: WriterFacts | None = None,
        tier: Tier = "business",
        today: Callable[[], date] = today,
    ) -> None:
        known = sorted(models, key=lambda model: (model.order, model.id))
        self.writers = writers or NoWriters()
        self._templates = [model for model in known if model.template]
        self._models = {model.id: model for model in known if not model.template}
        listed = [*self, *(self.get(model_id) for model_id in offered)]
        self._models = {model.id: model for model in sorted(listed, key=lambda m: m.order)}
        self._tier = tier
        self._today = today

    def __iter__(self) -> Iterator[TextModel]:
        return iter(self._models.values())

    @property
    def templates(self) -> tuple[TextModel, ...]:
        return tuple(self._templates)

    def get(self, model_id: str) -> TextModel:
        """A model by its id, also one that a template stands for.

        Raises UnknownModel, naming those there are.
        """
        known = self._models.get(model_id)
        if known is not None:
            return known
        for template in self._templates if is_name(model_id) else ():
            prefix = template.id_prefix or ""
            if model_id.startswith(prefix) and model_id != prefix:
                return template.named(model_id)
        raise UnknownModel(
            f"There is no text model {model_id!r:.80}.",
            hint=f"Text models: {', '.join([*self._models, *self._patterns()])}.",
        )

    def choose(self, model_id: str | None) -> TextModel:
        """The model of an id, or the one used where none is named. Raises UnknownModel."""
        return self.get(model_id) if model_id else self.default()

    def default(self) -> TextModel:
        """The first model that is enabled and can be asked now. Raises UnknownModel."""
        for model in self:
            if model.enabled and self.unavailable_reason(model) is None:
                return model
        raise UnknownModel(
            "No text model can be asked.", hint="Set a provider's key, or write the prompt."
        )

    def unavailable_reason(self, model: TextModel) -> str | None:
        """Why a model cannot be used now and what to do, or None."""
        try:
            self.require_usable(model)
        except (ModelRetired, TierRequired) as error:
            return error.sentence
        return self.writers.unavailable_reason(model.provider)

    def require_usable(self, model: TextModel) -> None:
        """Raises ModelRetired or TierRequired.

        Whether its provider is set up shows when it is asked.
        """
        require_running(model, self.writers, self._today())
        require_tier(
            self._tier, model, hint="Choose another prompt model, or ask an administrator."
        )

    def price_now(self, model: TextModel) -> TextPrice | None:
        """What a token costs today, None where it is unknown."""
        return price_on(model, self._today())

    def _patterns(self) -> list[str]:
        return [f"{template.id_prefix}…" for template in self._templates]


def load_text_models() -> list[TextModel]:
    """The contracts shipped with Limner.

    Raises pydantic's ValidationError for one that contradicts itself.
    """
    root = resources.files("limner.models") / "text_data"
    return [
        TextModel.model_validate(tomllib.loads(file.read_text("utf-8")))
        for folder in root.iterdir()
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
