"""What workflows sign in with at outside services; never its secrets."""

from __future__ import annotations

from pydantic import Field

from limner.server.schemas.shape import JsonObject, Shape


class CredentialKind(Shape):
    """A kind of credential, and the service it is for."""

    kind: str
    title: str
    description: str
    icon: str = Field(description="A Lucide icon's name.")
    data_schema: JsonObject = Field(
        description="JSON Schema of `fields`. What is `writeOnly` is a secret and never shown."
    )
    bound_to: list[str] = Field(
        description="Fields that say where the secrets are sent: who changes one of them enters "
        "the secrets again."
    )


class CredentialAnswer(Shape):
    """A credential as it may be shown."""

    id: str
    name: str
    kind: str
    title: str = Field(description="What the kind is called.")
    icon: str
    fields: JsonObject = Field(description="What is no secret.")
    secrets: list[str] = Field(description="Which secret fields it has.")
    created_at: str
    updated_at: str


class NewCredential(Shape):
    """A credential to be kept."""

    kind: str
    name: str
    fields: JsonObject


class ChangeCredential(Shape):
    """What to change; secrets that are left out stay."""

    name: str | None = None
    fields: JsonObject | None = None


class CredentialTest(Shape):
    """Whether the service takes the credential, and what it says."""

    ok: bool
    detail: str
    hint: str | None
