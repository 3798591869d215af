"""Versions of workflows for others to use: published, named `@stable`, taken back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from limner.cron import Cron
from limner.errors import BadField, InvalidWorkflow, NotFound, NotPublished
from limner.nodes.contract import OnClock, StartedBy
from limner.storage.database import Database
from limner.storage.queries import publishing as queries
from limner.storage.queries.publishing import AutomationRow, Publication
from limner.storage.queries.schedules import (
    ScheduleRow,
    drop_schedule,
    keep_schedule,
    list_schedules,
    schedule_of,
)
from limner.values import now
from limner.workflows.document import Document
from limner.workflows.library import Library
from limner.workflows.triggers import started_by
from limner.workflows.upgrade import open_document

T = TypeVar("T")

MOST_LISTED = 200
_ALIAS = re.compile(r"stable|draft|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A workflow, and which of its versions is meant: `stable`, `draft`, a number, or None."""

    workflow_id: str
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Runnable:
    """The document a call uses; ``version`` is its number, ``alias`` what it was taken for."""

    workflow_id: str
    version: int
    alias: str
    document: Document


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a workflow, highest version first, and what is kept to go with it."""

    draft_version: int
    draft_digest: str
    automation: AutomationRow
    versions: Sequence[Publication]
    schedule: ScheduleRow | None

    @property
    def stable(self) -> Publication | None:
        """The version that calls and triggers use."""
        number = self.automation.stable
        return next((one for one in self.versions if one.version == number), None)

    @property
    def changed(self) -> bool:
        """Whether the saved document is another than the one in use."""
        return self.stable is not None and self.stable.document_digest != self.draft_digest


def read_reference(text: str) -> Reference:
    """`wf_…`, `wf_…@stable`, `wf_…@draft` or `wf_…@7`. Raises BadField for another alias."""
    workflow_id, at, alias = text.partition("@")
    if at and not _ALIAS.fullmatch(alias):
        raise BadField(
            f"{alias!r:.80} names no version.", hint="Write @stable, @draft or @ and a number."
        )
    return Reference(workflow_id, alias or None)


class Publisher:
    """Publishes the workflows of a library."""

    def __init__(
        self, database: Database, library: Library, clock: Callable[[], int] = now
    ) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self.workspace_id = library.workspace_id
        self.schedules_changed = asyncio.Event()

    async def published(self, workflow_id: str) -> Published:
        """What is published of a workflow. Raises NotFound."""
        return await self._database.read(lambda c: self._published(c, workflow_id))

    async def publish(self, workflow_id: str, version: int | None = None) -> bool:
        """Make a saved version, by default the present one, the one that is used.

        An earlier one is gone back to in the same way; False where it was published before.
        Raises NotFound, and InvalidWorkflow for one that cannot run.
        """
        if version is None:
            version = (await self._library.find(workflow_id)).version
        saved = await self._library.version(workflow_id, version)
        problems = await self._library.problems_of(saved.document, workflow_id)
        if problems:
            raise InvalidWorkflow(problems)

        def change(connection: Connection) -> bool:
            self._published(connection, workflow_id)
            first = queries.publish(connection, workflow_id, saved.version, self._clock())
            self._change(connection, workflow_id, stable=saved.version)
            return first

        return await self._changed(change)

    async def withdraw(self, workflow_id: str) -> None:
        """Use the saved document again; what was published stays. Raises NotFound."""

        def change(connection: Connection) -> None:
            self._published(connection, workflow_id)
            self._change(connection, workflow_id, stable=None, active=False)

        await self._changed(change)

    async def switch(self, workflow_id: str, *, active: bool) -> None:
        """Let the trigger of the published version start runs, or not.

        Raises NotFound, and NotPublished for switching on where nothing is.
        """

        def change(connection: Connection) -> None:
            published = self._published(connection, workflow_id)
            if active and published.automation.stable is None:
                raise not_published(workflow_id)
            self._change(connection, workflow_id, active=active)

        await self._changed(change)

    async def schedules(self) -> list[ScheduleRow]:
        """When workflows start, the next first."""
        return await self._database.read(lambda c: list_schedules(c, self.workspace_id))

    async def change(self, workflow_id: str, values: Mapping[str, Any]) -> None:
        """Change other columns of how a workflow works by itself. Raises NotFound."""

        def change(connection: Connection) -> None:
            self._published(connection, workflow_id)
            self._change(connection, workflow_id, **values)

        await self._database.write(change)

    def started_by(self, document: Document) -> StartedBy | None:
        """What starts runs of a document by itself."""
        return started_by(self._library.readings(document))

    async def runnable(self, reference: Reference) -> Runnable:
        """The document that is meant: without an alias the published one, else the saved one.

        Raises NotFound, NotPublished for `@stable` where nothing is, and InvalidDocument.
        """
        workflow_id, alias = reference.workflow_id, reference.alias
        if alias == "draft":
            return await self._draft(workflow_id)
        published = await self.published(workflow_id)
        version = published.automation.stable if alias in (None, "stable") else int(alias or 0)
        if version is None and alias is None:
            return await self._draft(workflow_id)
        if version is None:
            raise not_published(workflow_id)
        body = await self._database.read(
            lambda c: queries.published_document(c, workflow_id, version)
        )
        if body is None:
            raise NotFound(f"Version {version} of {workflow_id!r:.80} was not published.")
        return Runnable(workflow_id, version, alias or "stable", open_document(body))

    async def _draft(self, workflow_id: str) -> Runnable:
        version, document = await self._library.draft(workflow_id)
        return Runnable(workflow_id, version, "draft", document)

    def _published(self, connection: Connection, workflow_id: str) -> Published:
        draft = queries.draft(connection, workflow_id, self.workspace_id)
        if draft is None:
            raise NotFound(f"There is no workflow {workflow_id!r:.80}.")
        automation = queries.automation_of(connection, workflow_id, self.workspace_id)
        versions = queries.list_publications(connection, workflow_id, MOST_LISTED)
        if automation.stable is not None and not any(
            one.version == automation.stable for one in versions
        ):
            stable = queries.find_publication(connection, workflow_id, automation.stable)
            versions += [stable] if stable else []
        schedule = schedule_of(connection, workflow_id)
        return Published(*draft, automation, versions, schedule)

    async def _changed(self, change: Callable[[Connection], T]) -> T:
        """Do a change, and look anew at when the workflow starts."""
        done = await self._database.write(change)
        self.schedules_changed.set()
        return done

    def _change(self, connection: Connection, workflow_id: str, **values: object) -> None:
        queries.change_automation(connection, workflow_id, self.workspace_id, values)
        if values.keys() & {"stable", "active"}:
            self._keep_schedule(connection, workflow_id)

    def _keep_schedule(self, connection: Connection, workflow_id: str) -> None:
        """Keep when a workflow starts next, in the commit that switches or publishes it.

        One that says what it said before stays as it is: a time that has just come is not lost.
        """
        automation = queries.automation_of(connection, workflow_id, self.workspace_id)
        clock = self._clock_of(connection, automation)
        if clock is None:
            drop_schedule(connection, workflow_id)
            return
        present = schedule_of(connection, workflow_id)
        said = (clock.cron, clock.time_zone, clock.missed)
        if present is not None and (present.cron, present.time_zone, present.missed) == said:
            return
        row = ScheduleRow(
            workflow_id=workflow_id,
            workspace_id=self.workspace_id,
            cron=clock.cron,
            time_zone=clock.time_zone,
            missed=clock.missed,
            next_at=Cron(clock.cron, clock.time_zone).after(self._clock()),
        )
        keep_schedule(connection, row)

    def _clock_of(self, connection: Connection, automation: AutomationRow) -> OnClock | None:
        """The clock that starts a workflow that is switched on."""
        if not automation.active or automation.stable is None:
            return None
        body = queries.published_document(connection, automation.workflow_id, automation.stable)
        trigger = self.started_by(open_document(body)) if body is not None else None
        return trigger if isinstance(trigger, OnClock) else None


def not_published(workflow_id: str) -> NotPublished:
    return NotPublished(
        f"No version of {workflow_id!r:.80} is published.",
        hint=f"Publish it: POST /api/workflows/{workflow_id}/publish.",
    )
