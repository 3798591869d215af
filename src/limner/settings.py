"""What the environment says. The only reader of environment variables."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any, TypeVar

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from limner.errors import BadField
from limner.values import Tier

_FOR_CHILDREN = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG")


class _TomlFile(TomlConfigSettingsSource):
    """`limner.toml`, with each setting under its field's name: so parts of one that stand here
    and in the environment are put together, and those of the environment win."""

    def __call__(self) -> dict[str, Any]:
        told = super().__call__()
        for name, field in self.settings_cls.model_fields.items():
            for alias in _aliases(field):
                if alias in told:
                    told.setdefault(name, told.pop(alias))
        return told


def _aliases(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    given = alias.choices if isinstance(alias, AliasChoices) else [alias]
    return [each for each in given if isinstance(each, str)]


class _Sources(BaseSettings):
    """Where settings come from: the environment, a `.env` file or `limner.toml`, in that order."""

    model_config = SettingsConfigDict(
        env_file=".env",
        toml_file="limner.toml",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = _TomlFile(settings_cls)
        return (init_settings, env_settings, dotenv_settings, toml, file_secret_settings)


class Section(_Sources):
    """Settings of one provider, declared in its own file.

    Each field names its variables: ``Field(validation_alias=...)``. An empty one counts as unset.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True)


S = TypeVar("S", bound=Section)


class Settings(_Sources):
    """Configuration of a server."""

    model_config = SettingsConfigDict(env_prefix="LIMNER_")

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("limner", appauthor=False)),
        description="Data directory: database, files, secret key.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8420, ge=0, le=65535, description="Port the server listens on.")
    database_url: str | None = Field(
        None, description="`sqlite:///…` or `postgresql://…`; by default SQLite in LIMNER_HOME."
    )
    storage_url: str | None = Field(
        None, description="`file:///…` or `s3://bucket/prefix`; by default a folder in LIMNER_HOME."
    )
    public_url: str | None = Field(None, description="Base of every URL handed out.")
    peer_url: str | None = Field(
        None,
        description="Where the other servers of the same PostgreSQL reach this one; by default "
        "the address it listens on, or from which PostgreSQL sees it.",
    )
    secret_key: SecretStr | None = Field(
        None, description="Signs URLs; by default made once and kept in LIMNER_HOME."
    )
    admin_key: SecretStr | None = Field(
        None, description="An API key with every right; needed to listen beyond loopback."
    )
    tier: Tier = Field("business", description="Tier of the default workspace.")
    max_prompt: int = Field(4000, ge=1, description="Longest prompt in characters.")
    allow_private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Comma-separated hosts, addresses or CIDRs that images may be fetched from "
        "though they are private.",
    )
    save_root: Path | None = Field(
        None,
        description="The folder that workflows may save files below; by default `saved` in "
        "LIMNER_HOME.",
    )
    lock_models: bool = Field(
        False, description="Only models enabled in the workspace may be used, however named."
    )

    def section(self, kind: type[S]) -> S:
        """A provider's own settings, from the same places as these.

        Raises BadField, naming the variables, for values that cannot be used.
        """
        try:
            return kind()
        except ValidationError as error:
            faults = [f"{_variable(kind, one['loc'])}: {one['msg']}." for one in error.errors()]
            raise BadField(
                " ".join(faults), hint="Correct the environment, .env or limner.toml."
            ) from None

    @field_validator("allow_private_hosts", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        """`a, 10.0.0.0/8` as its parts; what has a slash must be a network."""
        if not isinstance(value, str):
            return value
        entries = tuple(entry.strip() for entry in value.split(",") if entry.strip())
        for entry in entries:
            if "/" in entry:
                ipaddress.ip_network(entry, strict=False)
        return entries

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home.absolute() / 'limner.db'}"

    @property
    def resolved_storage_url(self) -> str:
        return self.storage_url or (self.home.absolute() / "files").as_uri()

    @property
    def resolved_save_root(self) -> Path:
        return (self.save_root or self.home / "saved").absolute()

    @property
    def resolved_public_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def _variable(kind: type[Section], place: tuple[int | str, ...]) -> str:
    """The environment variable behind a place in a section."""
    first, *rest = map(str, place)
    field = kind.model_fields.get(first)
    alias = field.validation_alias if field is not None else None
    return "__".join([alias if isinstance(alias, str) else first, *rest]).upper()


def child_environment(also: tuple[str, ...] = ()) -> dict[str, str]:
    """What a child process needs to start, and what else is named: one variable, or with a
    trailing underscore all that begin so. Keys and other secrets are not passed on unasked.
    """
    named = frozenset(_FOR_CHILDREN).union(also)
    beginnings = tuple(name for name in also if name.endswith("_"))
    return {
        name: value
        for name, value in os.environ.items()
        if name in named or name.startswith(beginnings)
    }
