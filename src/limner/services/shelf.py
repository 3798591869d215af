"""The credentials of a workspace: kept encrypted, named by workflows, never shown again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr, ValidationError

from limner.errors import BadField, CredentialExists, NotFound, UnknownCredential
from limner.fetch import Fetcher
from limner.models.faults import fault_of
from limner.services import AnyService, Services
from limner.services.contract import Client, ClientT, CredentialData, Json
from limner.storage.database import Database
from limner.storage.queries import credentials as queries
from limner.storage.queries.credentials import CredentialRow
from limner.storage.secrets import Keyring
from limner.values import new_id, now

_PURPOSE = "credentials-v1"
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Credential:
    """What may be known of a credential. ``secrets`` names the secret fields that it has."""

    id: str
    name: str
    kind: str
    fields: Json
    secrets: tuple[str, ...]
    created_at: int
    updated_at: int


class CredentialShelf:
    """Adds, changes, removes and tries credentials, and hands out clients made with them."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        services: Services,
        fetcher: Fetcher,
        workspace_id: str,
    ) -> None:
        self.services = services
        self._database = database
        self._keyring = keyring
        self._fetcher = fetcher
        self._workspace_id = workspace_id
        self._rows: dict[str, CredentialRow] = {}
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Take up what was kept before."""
        rows = await self._database.read(lambda c: queries.credentials_of(c, self._workspace_id))
        self._rows = {row.id: row for row in rows}

    def all(self) -> list[Credential]:
        """Every credential, in the order of their names."""
        found = sorted(self._rows.values(), key=lambda row: (row.name.casefold(), row.id))
        return [_shown(row) for row in found]

    def find(self, named: str) -> Credential | None:
        """The credential of an id or a name."""
        row = self._row(named)
        return None if row is None else _shown(row)

    def get(self, credential_id: str) -> Credential:
        """The credential of an id. Raises NotFound."""
        return _shown(self._required(credential_id))

    async def add(self, kind: str, name: str, fields: Mapping[str, object]) -> Credential:
        """Keep a credential. Raises BadField and CredentialExists."""
        data = _validated(self._service(kind), fields)
        moment = now()
        return await self._keep(new_id("cred"), name, kind, data, moment)

    async def change(
        self, credential_id: str, name: str | None, fields: Mapping[str, object] | None
    ) -> Credential:
        """Change a credential; secrets that are left out stay as they are.

        Raises NotFound, BadField and CredentialExists.
        """
        row = self._required(credential_id)
        service, shown = self._service(row.kind), row.fields["shown"]
        given = shown if fields is None else fields
        told = {key: value for key, value in given.items() if value is not None}
        kept = {key: value for key, value in self._secrets(row).items() if key not in told}
        if kept and any(told.get(key) != shown.get(key) for key in service.bound_to):
            raise BadField(
                f"{', '.join(kept)}: The secret is to be sent elsewhere from now on.",
                hint="Enter it again.",
            )
        data = _validated(service, kept | told)
        return await self._keep(row.id, name or row.name, row.kind, data, row.created_at)

    async def remove(self, credential_id: str) -> None:
        """Forget a credential. Raises NotFound."""
        row = self._required(credential_id)
        await self._database.write(lambda c: queries.forget_credential(c, row.id))
        self._rows.pop(row.id, None)

    def opened(self, credential_id: str) -> Client:
        """The client of one credential. Raises NotFound, and StorageError under another secret
        key."""
        return self._client(self._required(credential_id))

    def client(self, named: str | None, kind: type[ClientT], title: str) -> ClientT:
        """A client of a kind, with the credential of an id or a name, or with none.

        Raises UnknownCredential where there is no such credential or it is for something else.
        """
        client = self._without(kind, title) if not named else self._client(self._named(named))
        if not isinstance(client, kind):
            raise UnknownCredential(f"The credential {named!r:.80} is not for {title}.")
        return client

    def _without(self, kind: type[ClientT], title: str) -> Client:
        service = self.services.without_credential(kind)
        if service is None:
            raise UnknownCredential(
                f"{title} needs a credential.", hint="Choose one, or add it under Credentials."
            )
        return service.connect(service.data_type(), self._fetcher)

    def _client(self, row: CredentialRow) -> Client:
        service = self._service(row.kind)
        data = _validated(service, row.fields["shown"] | self._secrets(row))
        client = service.connect(data, self._fetcher)
        client.secrets = (*data.secrets, *client.secrets)
        return client

    def _named(self, named: str) -> CredentialRow:
        row = self._row(named)
        if row is None:
            raise UnknownCredential(
                f"There is no credential {named!r:.80}.", hint="It may have been deleted."
            )
        return row

    def _row(self, named: str) -> CredentialRow | None:
        """Documents are checked in threads, where what is gone through must not change."""
        found = self._rows.get(named)
        return found or next((row for row in [*self._rows.values()] if row.name == named), None)

    def _required(self, credential_id: str) -> CredentialRow:
        row = self._rows.get(credential_id)
        if row is None:
            raise NotFound(f"There is no credential {credential_id!r:.80}.")
        return row

    def _service(self, kind: str) -> AnyService:
        service = self.services.find(kind)
        if service is None or not service.needs_credential:
            known = ", ".join(one.kind for one in self.services if one.needs_credential)
            raise BadField(f"kind: There is no {kind!r:.80}.", hint=f"There is {known}.")
        return service

    async def _keep(
        self, credential_id: str, name: str, kind: str, data: CredentialData, created_at: int
    ) -> Credential:
        async with self._turn:
            return await self._keep_in_turn(credential_id, name, kind, data, created_at)

    async def _keep_in_turn(
        self, credential_id: str, name: str, kind: str, data: CredentialData, created_at: int
    ) -> Credential:
        name = _checked_name(name)
        taken = next((row for row in self._rows.values() if row.name == name), None)
        if taken is not None and taken.id != credential_id:
            raise CredentialExists(
                f"There is a credential {name!r:.80} already.", hint="Choose another name."
            )
        shown, secrets = _parted(data)
        fields = {"shown": shown, "secrets": sorted(secrets)}
        owner = self._owner(credential_id, kind, fields)
        row = CredentialRow(
            id=credential_id,
            workspace_id=self._workspace_id,
            name=name,
            kind=kind,
            fields=fields,
            sealed=self._keyring.seal(_PURPOSE, json.dumps(secrets), *owner),
            created_at=created_at,
            updated_at=now(),
        )
        await self._database.write(lambda c: queries.keep_credential(c, row))
        self._rows[row.id] = row
        return _shown(row)

    def _secrets(self, row: CredentialRow) -> Json:
        """The secret fields of a credential. Raises StorageError under another secret key."""
        owner = self._owner(row.id, row.kind, row.fields)
        secrets: Json = json.loads(self._keyring.unseal(_PURPOSE, row.sealed, *owner))
        return secrets

    def _owner(self, credential_id: str, kind: str, fields: Json) -> Sequence[str]:
        """What secrets are of use with: also where they may be sent, so that nobody who can
        write to the database sends them elsewhere."""
        return (self._workspace_id, credential_id, kind, json.dumps(fields, sort_keys=True))


def _shown(row: CredentialRow) -> Credential:
    return Credential(
        id=row.id,
        name=row.name,
        kind=row.kind,
        fields=dict(row.fields["shown"]),
        secrets=tuple(row.fields["secrets"]),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadField(f"name: A name has 1 to {_LONGEST_NAME} printable characters.")
    return name


def _parted(data: CredentialData) -> tuple[Json, Json]:
    """What may be shown of a credential, and what may not."""
    shown: Json = {}
    secrets: Json = {}
    for key, value in data.model_dump(by_alias=True, exclude_none=True).items():
        if isinstance(value, SecretStr):
            if value.get_secret_value():
                secrets[key] = value.get_secret_value()
        else:
            shown[key] = value
    return shown, secrets


def _validated(service: AnyService, fields: Mapping[str, object]) -> CredentialData:
    """Raises BadField with every wrong field, and without what was given."""
    try:
        data: CredentialData = service.data_type.model_validate(dict(fields), by_name=False)
        return data
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    said = [(fault["loc"], fault_of(fault).words) for fault in faults]
    told = [
        {"loc": ["body", "fields", *place], "code": BadField.code, "message": f"{message}."}
        for place, message in said
    ]
    words = "; ".join(f"{'.'.join(map(str, at)) or 'fields'}: {message}" for at, message in said)
    raise BadField(f"{words}.", errors=told)
