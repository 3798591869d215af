"""Calls from outside that start runs: proved by a secret, taken once, answered at once or not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from limner.engine.runs import Idempotency
from limner.errors import HookRefused, HookRepeated, NotFound, SwitchedOff
from limner.nodes.contract import OnCall
from limner.storage.database import Database
from limner.storage.queries import publishing as queries
from limner.storage.queries.runs import RunRow
from limner.values import digest_of, now
from limner.workflows.hook_secrets import HookSecrets
from limner.workflows.notices import Notices
from limner.workflows.publishing import Publisher, Reference
from limner.workflows.signing import is_same, signature_of
from limner.workflows.starting import Starter, With
from limner.workflows.triggers import validate_payload

WINDOW_SECONDS = 300
"""How far the time in a signed call may be from ours, either way; its signature is remembered for
longer than it is good for."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class HookCall:
    """A call as it came: its body byte for byte, and what is to prove it."""

    workflow_id: str
    body: bytes
    timestamp: str | None = None
    signature: str | None = None
    bearer: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The run a call has started; ``waits`` says whether the caller is to wait for it."""

    run: RunRow
    waits: bool


class Hooks:
    """Takes calls for the workflows of a publisher.

    `clock` tells the moment in microseconds since 1970, as `values.now` does.
    """

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        starter: Starter,
        sealed: HookSecrets,
        notices: Notices,
        clock: Callable[[], int] = now,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._starter = starter
        self._sealed = sealed
        self._notices = notices
        self._clock = clock

    async def renew_secret(self, workflow_id: str) -> str:
        """A new secret; the old one proves nothing from now on. Raises NotFound."""
        secret = self._sealed.new()
        await self._publisher.change(workflow_id, self._sealed.columns(workflow_id, secret))
        return secret

    async def take(self, call: HookCall, payload: Callable[[bytes], object]) -> Taken:
        """Start the run a call asks for. ``payload`` reads the body once that is proved.

        Raises NotFound, HookRefused, HookRepeated, SwitchedOff, and what ``payload`` and
        ``Starter.run`` raise.
        """
        automation = (await self._publisher.published(call.workflow_id)).automation
        proof = self._proof(call, self._sealed.read(automation))
        if not automation.active or automation.stable is None:
            raise SwitchedOff(
                "The workflow is switched off and takes no calls.",
                hint="Switch it on where it is published.",
            )
        meant = await self._publisher.runnable(Reference(call.workflow_id, "stable"))
        trigger = self._publisher.started_by(meant.document)
        if not isinstance(trigger, OnCall):
            raise NotFound(f"Version {meant.version} of the workflow takes no calls.")
        if trigger.proof != proof:
            raise HookRefused(f"This workflow takes calls with a {trigger.proof} only.")
        given = validate_payload(payload(call.body))
        if call.signature is not None and proof == "signature":
            await self._remember(call.workflow_id, call.signature)
        run = await self._starter.run(
            meant.document,
            given,
            workflow_id=call.workflow_id,
            reuse=False,
            idempotency=_idempotency(call),
            with_it=With(
                notice=self._notices.telling(self._notices.recipient(automation)),
                version=meant.version,
                alias=meant.alias,
            ),
        )
        return Taken(run, trigger.waits)

    def _proof(self, call: HookCall, secret: str | None) -> str:
        """How a call proves that its sender knows the secret. Raises HookRefused."""
        if secret is None:
            raise HookRefused("The workflow has no secret yet, and so takes no calls.")
        if call.signature is not None:
            self._check_signature(call, secret)
            return "signature"
        if call.bearer is not None and is_same(call.bearer, secret):
            return "bearer"
        raise HookRefused(
            "The call proves nothing.",
            hint="Send X-Limner-Timestamp and X-Limner-Signature, or Authorization: Bearer.",
        )

    def _check_signature(self, call: HookCall, secret: str) -> None:
        sent_at = call.timestamp or ""
        if not _TIMESTAMP.fullmatch(sent_at):
            raise HookRefused("X-Limner-Timestamp must be the time of the call in Unix seconds.")
        if not is_same(call.signature or "", signature_of(secret, sent_at, call.body)):
            raise HookRefused(
                "X-Limner-Signature does not fit timestamp, body and secret.",
                hint="Sign the timestamp, a dot, and the body byte for byte.",
            )
        if abs(self._clock() // _MICROSECONDS - int(sent_at)) > WINDOW_SECONDS:
            raise HookRefused(
                f"The call was signed more than {WINDOW_SECONDS} seconds ago, or will be.",
                hint="Sign each call when it is sent, and set the clock.",
            )

    async def _remember(self, workflow_id: str, signature: str) -> None:
        moment = self._clock()
        # A second more: the age of a call is told in whole ones.
        keep_from = moment - (2 * WINDOW_SECONDS + 1) * _MICROSECONDS
        digest = hashlib.sha256(signature.encode("utf-8", "replace")).hexdigest()

        def take(connection: Connection) -> bool:
            return queries.take_hook_call(connection, workflow_id, digest, moment, keep_from)

        if not await self._database.write(take):
            raise HookRepeated(
                "This very call was taken before.",
                hint="Sign anew what is sent again, with an Idempotency-Key where it means the "
                "same run.",
            )


def _idempotency(call: HookCall) -> Idempotency | None:
    """The caller's key: of this workflow only, and none that a header of others could hold."""
    if call.idempotency_key is None:
        return None
    key = digest_of(["hook", call.workflow_id, call.idempotency_key])
    return Idempotency(f"\x1f{key}", hashlib.sha256(call.body).hexdigest())
