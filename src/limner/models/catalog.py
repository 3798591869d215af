"""Every model Limner knows, read from data, and which one a node or call means."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from limner.errors import ModelLocked, UnknownModel, WrongModel
from limner.models.dialects import served
from limner.models.model import Model
from limner.models.parts import IMAGE_TASKS, Task, is_name
from limner.models.text_catalog import TextCatalog
from limner.models.usable import (
    NoProviders,
    ProviderFacts,
    is_retired,
    needs_more_than,
    require_running,
    require_tier,
    shutdown_of,
    today,
)
from limner.values import Tier


class Catalog:
    """The models of a workspace by id, in the order in which they are offered.

    ``texts`` are the text models beside them. ``locked`` leaves only enabled models to be used.
    Models may be replaced while it is in use.
    """

    def __init__(
        self,
        models: Iterable[Model],
        *,
        providers: ProviderFacts | None = None,
        texts: TextCatalog | None = None,
        tier: Tier = "business",
        locked: bool = False,
        today: Callable[[], date] = today,
    ) -> None:
        self.providers = providers or NoProviders()
        self.texts = texts or TextCatalog(())
        self._tier = tier
        self._locked = locked
        self._today = today
        self.replace(models)

    def replace(self, models: Iterable[Model]) -> None:
        """Know these models from now on, and no others."""
        known = sorted(models, key=lambda model: model.order)
        self._models = {model.id: model for model in known if not model.template}
        self._enabled = [model for model in self if model.enabled]
        self._templates = [model for model in known if model.template]

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._models

    @property
    def templates(self) -> tuple[Model, ...]:
        return tuple(self._templates)

    def get(self, model_id: str) -> Model:
        """The contract of a model, also of an endpoint that a template stands for.

        Raises UnknownModel, naming those there are.
        """
        known = self._models.get(model_id)
        return known or self._of_template(model_id, None)

    def default(self, task: Task = "image") -> Model:
        """The model used where none is named: the first enabled one of a task that can be used now.

        Raises UnknownModel where none is enabled.
        """
        offered = [model for model in self._enabled if model.task == task]
        for model in offered:
            # Most wait for a key, and every node of a large workflow asks: the quick test first.
            if self._has_provider(model) and self.unavailable_reason(model) is None:
                return model
        if offered:
            return offered[-1]
        raise UnknownModel(
            f"No {_WORDS[task]} model is enabled.",
            hint="Offer one under Settings, or name one.",
        )

    def choose(
        self,
        model_id: str | None,
        provider: str | None,
        tasks: Sequence[Task] = IMAGE_TASKS,
    ) -> Model:
        """The model a node or call means: by id, or a provider's default, or the default.

        The defaults are of the first of the ``tasks``. Raises UnknownModel, and WrongModel for one
        that does something else.
        """
        if model_id and provider:
            return require_task(self._of_provider(model_id, provider, tasks), tasks)
        if model_id:
            known = self._models.get(model_id)
            return require_task(known or self._of_template(model_id, None, tasks), tasks)
        if provider:
            return self._default_of(provider, tasks)
        return self.default(tasks[0])

    def unavailable_reason(self, model: Model) -> str | None:
        """Why a model cannot be used now and what to do, or None."""
        if is_retired(model, self.providers, self._today()):
            return _retirement(model)
        if needs_more_than(self._tier, model):
            return f"It needs the {model.tier} tier; this workspace has {self._tier}."
        if self._locked and not model.enabled:
            return "It is not enabled, and this workspace allows no others."
        return self.providers.unavailable_reason(model.provider)

    def shutdown_of(self, model: Model) -> date | None:
        """The day its provider shuts a model down; None where there is none that counts here."""
        return shutdown_of(model, self.providers)

    def require_usable(self, model: Model) -> None:
        """Raises ModelRetired, TierRequired or ModelLocked.

        Whether the provider is set up shows when it is asked.
        """
        require_running(model, self.providers, self._today())
        require_tier(self._tier, model, hint="Choose another model, or ask an administrator.")
        if self._locked and not model.enabled:
            raise ModelLocked(
                f"{model.title} is not enabled in this workspace.",
                hint="Choose an enabled model, or ask an administrator to enable it.",
            )

    def _has_provider(self, model: Model) -> bool:
        return self.providers.unavailable_reason(model.provider) is None

    def _of_provider(self, model_id: str, provider: str, tasks: Sequence[Task]) -> Model:
        """A provider's model by its id or endpoint; a model that is known decides by itself."""
        for model in self:
            if model.provider == provider and model_id in (model.id, model.endpoint):
                return model
        return self._models.get(model_id) or self._of_template(model_id, provider, tasks)

    def _of_template(
        self, model_id: str, provider: str | None, tasks: Sequence[Task] = IMAGE_TASKS
    ) -> Model:
        fitting = [template for template in self._templates if template.task in tasks]
        for template in fitting if is_name(model_id) else ():
            if provider is not None and template.provider == provider:
                return template.standing_for(model_id)
            if provider is None and model_id.startswith(template.id_prefixes):
                return template.standing_for(model_id)
        whose = f" of the provider {provider!r:.80}" if provider else ""
        raise UnknownModel(
            f"There is no model {model_id!r:.80}{whose}.",
            hint=f"Models: {', '.join(sorted(self._models))}.",
        )

    def _default_of(self, provider: str, tasks: Sequence[Task]) -> Model:
        configured = self.providers.default_model(provider)
        if configured is not None and tasks[0] == "image":
            return self._of_provider(configured, provider, tasks)
        fitting = [model for model in self if model.task == tasks[0]]
        offered = [model for model in fitting if model.provider == provider]
        if not offered:
            providers = sorted({model.provider for model in fitting})
            raise UnknownModel(
                f"The provider {provider!r:.80} has no {_WORDS[tasks[0]]} model here.",
                hint=f"Providers with {_WORDS[tasks[0]]} models: {', '.join(providers) or 'none'}.",
            )
        preferred = [model for model in offered if model.provider_default]
        enabled = [model for model in offered if model.enabled]
        return (preferred or enabled or offered)[0]


def require_task(model: Model, tasks: Sequence[Task]) -> Model:
    """The model, where it does one of the tasks. Raises WrongModel."""
    if model.task not in tasks:
        raise WrongModel(
            f"{model.title} is a model for {_WORDS[model.task]}, not for {_WORDS[tasks[0]]}.",
            hint="Choose another model, or use it in its own node.",
        )
    return model


_WORDS: Mapping[Task, str] = {
    "image": "image",
    "upscale": "upscaling",
    "remove_background": "background removal",
    "video": "video",
    "audio": "audio",
}


def load_models() -> list[Model]:
    """The contracts shipped with Limner, in the order of their files.

    Raises pydantic's ValidationError for one that contradicts itself.
    """
    root = resources.files("limner.models") / "data"
    return [
        Model.model_validate(tomllib.loads(file.read_text("utf-8")))
        for folder in _sorted(root)
        for file in _sorted(folder)
    ]


def load_catalog() -> Catalog:
    """The shipped models, for those who need no provider to be asked; no servers are named."""
    return Catalog(served(load_models(), ()))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)


def _retirement(model: Model) -> str:
    successor = f" Use {model.successor} instead." if model.successor else ""
    return f"It was shut down on {model.shutdown}.{successor}"
