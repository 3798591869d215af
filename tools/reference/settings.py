"""The settings page."""

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from limner.settings import Settings
from reference.markdown import code, page, table


def settings_page() -> str:
    """Every setting with its meaning and default."""
    fields = Settings.model_fields.items()
    rows = [
        [_names(name, field), field.description or "", code(_default(field))]
        for name, field in fields
    ]
    return page(
        "# Settings",
        "Each is an environment variable, a line in a `.env` file in the folder Limner is started "
        "in, or a key of `limner.toml` there (in lower case, without `LIMNER_`). What is set in "
        "more than one place counts in that order.",
        table(["name", "meaning", "default"], rows),
    )


def _names(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return ", ".join(code(choice) for choice in alias.choices)
    return code(alias or f"{Settings.model_config['env_prefix']}{name}".upper())


def _default(field: FieldInfo) -> object:
    """The default where it is the same on every machine."""
    return None if field.default_factory else field.default
