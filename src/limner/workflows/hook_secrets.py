"""The secrets that prove calls from outside, sealed as they are kept."""

from __future__ import annotations

import secrets
from typing import Any

from limner.storage.queries.publishing import AutomationRow
from limner.storage.secrets import Keyring
from limner.values import now

_PURPOSE = "hook-secret-v1"
_SECRET_BYTES = 32


class HookSecrets:
    """Seals and unseals them; each is of use to its own workflow only."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    @staticmethod
    def new() -> str:
        return secrets.token_urlsafe(_SECRET_BYTES)

    def columns(self, workflow_id: str, secret: str) -> dict[str, Any]:
        """What is kept of a workflow's secret."""
        sealed = self._keyring.seal(_PURPOSE, secret, workflow_id)
        return {"hook_secret": sealed, "hook_secret_at": now()}

    def read(self, row: AutomationRow) -> str | None:
        """The secret of a workflow. Raises StorageError where the secret key is another."""
        if row.hook_secret is None:
            return None
        return self._keyring.unseal(_PURPOSE, row.hook_secret, row.workflow_id)
