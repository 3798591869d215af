"""The settings page."""

from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from limner.providers import provider_types
from limner.services import service_types
from limner.settings import Section, Settings
from limner.text import writer_types
from reference.markdown import code, page, table


def settings_page() -> str:
    """Every setting with its meaning and default."""
    return page(
        "# Settings",
        "Each is an environment variable, a line in a `.env` file in the folder Limner is started "
        "in, or a key of `limner.toml` there (in lower case, without `LIMNER_`). What is set in "
        "more than one place counts in that order.",
        _table(Settings),
        "## Providers",
        "A provider without its key is shown as not configured and says what to set. A key is "
        "sent to its provider's address and nowhere else. In `limner.toml` these keys stand as "
        "they are written here.",
        *(page(_title(section), _table(section)) for section in _sections()),
    )


def _sections() -> list[type[Section]]:
    """The settings that providers of images and texts, and services, declare in their own files."""
    # Importing the providers is what makes their sections known.
    declared = [*provider_types(), *writer_types(), *service_types()]
    assert declared
    known = [kind for kind in Section.__subclasses__() if kind.__module__.startswith("limner.")]
    return sorted(known, key=lambda section: section.__name__)


def _title(section: type[Section]) -> str:
    return f"### {section.__name__.removesuffix('Settings')}"


def _table(kind: type[Settings] | type[Section]) -> str:
    prefix = str(kind.model_config.get("env_prefix") or "")
    rows = [
        [_names(prefix + name, field), field.description or "", code(_default(field))]
        for name, field in kind.model_fields.items()
    ]
    return table(["name", "meaning", "default"], rows)


def _names(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return ", ".join(code(choice) for choice in alias.choices)
    assert not isinstance(alias, AliasPath)
    nested = "__<NAME>__URL" if field.default_factory is dict else ""
    return code((alias or name.upper()) + nested)


def _default(field: FieldInfo) -> object:
    """The default where it is the same on every machine."""
    if field.default_factory or field.default is PydanticUndefined:
        return None
    return field.default
