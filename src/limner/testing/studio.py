"""A whole Limner in a folder of its own, deaf to the environment it runs in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from limner.models.catalog import load_models
from limner.models.model import Model
from limner.nodes import NodeTypes
from limner.providers import configured_providers
from limner.providers.contract import Provider
from limner.settings import Section, Settings
from limner.studio import Studio, open_studio
from limner.testing.models import fake_models
from limner.workflows.document import parse_document

S = TypeVar("S", bound=Section)

_PATIENCE_SECONDS = 120.0


class GivenSettings(Settings):
    """Settings that are what they are given: no environment, no files, no keys of the user's.

    ``sections`` are a provider's own settings, for those that a test sets up.
    """

    model_config = SettingsConfigDict(toml_file=None)

    sections: tuple[Section, ...] = ()

    def section(self, kind: type[S]) -> S:
        for section in self.sections:
            if isinstance(section, kind):
                return section
        return cast("S", kind.model_construct())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@asynccontextmanager
async def make_studio(
    home: Path,
    *,
    providers: Iterable[Provider] = (),
    models: Iterable[Model] | None = None,
    nodes: NodeTypes | None = None,
    **settings: Any,
) -> AsyncIterator[Studio]:
    """Open a studio in a folder until the block ends.

    ``providers`` and ``models`` come on top of those that ship with Limner; without
    ``models``, those of ``fake_models()`` do. ``settings`` are fields of Settings. Raises
    what ``open_studio`` raises.
    """
    given = GivenSettings(home=home, **settings)
    shipped = [*load_models(), *(fake_models() if models is None else models)]
    asked = [*configured_providers(given), *providers]
    async with open_studio(given, models=shipped, nodes=nodes, providers=asked) as studio:
        yield studio


async def run_to_end(
    studio: Studio, document: Mapping[str, Any], inputs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Run a workflow document and give the ended run as ``GET /api/runs/{id}`` shows it.

    Raises what keeps it from starting; a run that fails is given like any other. Raises
    TimeoutError after two minutes.
    """
    run = await studio.starter.run(parse_document(dict(document)), dict(inputs or {}))
    if not await studio.engine.wait(run.id, _PATIENCE_SECONDS):
        raise TimeoutError(f"The run {run.id} did not end within {_PATIENCE_SECONDS:g} seconds.")
    return await studio.runs.run(run.id)
