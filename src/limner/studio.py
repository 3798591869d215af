"""The one place where the parts are put together: Settings in, Studio out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, select

from limner.engine.events import Events
from limner.engine.gateways import Gateways
from limner.engine.runs import Engine
from limner.engine.steps import StepRunner
from limner.engine.view import RunView
from limner.fetch import Fetcher, PrivateHosts, SystemNames
from limner.media.assets import Assets
from limner.media.links import Links
from limner.media.pool import MediaPool
from limner.models.catalog import Catalog, load_models
from limner.models.dialects import served
from limner.models.model import Model
from limner.models.shelf import ModelShelf
from limner.models.text_catalog import TextCatalog, load_text_models
from limner.nodes import NodeTypes, load_nodes
from limner.nodes.contract import CheckScope
from limner.providers import configured_providers
from limner.providers.contract import Provider
from limner.services import configured_services
from limner.services.known import KnownOutside
from limner.services.shelf import CredentialShelf
from limner.settings import Settings
from limner.storage.api_keys import ApiKeys
from limner.storage.blobs import open_blob_store
from limner.storage.database import Database, PostgresDatabase, open_database, sqlite_path
from limner.storage.lead import Lead, take_lead
from limner.storage.lock import file_lock
from limner.storage.queries._dialect import insert_missing
from limner.storage.schema import migrate
from limner.storage.secrets import FileUrls, Keyring, open_keyring
from limner.storage.tables import workspaces
from limner.storage.tokens import StatusTokens
from limner.text import Writers, configured_writers
from limner.text.contract import TextWriter
from limner.values import now
from limner.workflows.automation import Automation
from limner.workflows.called import CalledWorkflows
from limner.workflows.direct import DirectCalls
from limner.workflows.going_on import GoingOn
from limner.workflows.hook_secrets import HookSecrets
from limner.workflows.hooks import Hooks
from limner.workflows.imports import ImageImporter
from limner.workflows.library import Library
from limner.workflows.notices import Notices
from limner.workflows.publishing import Publisher
from limner.workflows.scheduler import Scheduler
from limner.workflows.spending import Spending
from limner.workflows.starting import Starter
from limner.workflows.thinning import Thinning
from limner.workflows.tools import ToolWorkflows

DEFAULT_WORKSPACE = "ws_default"
_MEDIA_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Studio:
    """A whole Limner in one process, for one workspace.

    ``lead`` is there where other processes may take over: on PostgreSQL.
    """

    settings: Settings
    catalog: Catalog
    shelf: ModelShelf
    credentials: CredentialShelf
    gateways: Gateways
    library: Library
    publisher: Publisher
    hooks: Hooks
    notices: Notices
    keys: ApiKeys
    spending: Spending
    automation: Automation
    starter: Starter
    going_on: GoingOn
    direct: DirectCalls
    engine: Engine
    assets: Assets
    importer: ImageImporter
    runs: RunView
    links: Links
    file_urls: FileUrls
    tokens: StatusTokens
    nodes: NodeTypes
    keyring: Keyring
    lead: Lead | None


@asynccontextmanager
async def open_studio(
    settings: Settings,
    *,
    models: Iterable[Model] | None = None,
    nodes: NodeTypes | None = None,
    providers: Iterable[Provider] | None = None,
    writers: Iterable[TextWriter] | None = None,
) -> AsyncIterator[Studio]:
    """Open the data directory and hold it until the block ends.

    Runs an earlier process left unfinished wait for ``studio.engine.recover()``. Raises
    AlreadyRunning and StorageError.
    """
    async with AsyncExitStack() as stack:
        database, lead = await _open_data(settings, stack)
        keyring = keyring_of(settings)
        file_urls = FileUrls(keyring)
        links = Links(file_urls, settings.resolved_public_url)
        pool = MediaPool(_MEDIA_WORKERS)
        stack.push_async_callback(pool.close)
        blobs = open_blob_store(settings.resolved_storage_url)
        await blobs.sweep()
        assets = Assets(database, blobs, pool, DEFAULT_WORKSPACE)
        writing = Writers(configured_writers(settings) if writers is None else writers)
        stack.push_async_callback(writing.close)
        asked = configured_providers(settings) if providers is None else providers
        gateways = Gateways({provider.name: provider for provider in asked}, writing)
        stack.push_async_callback(gateways.close)
        known = served(load_models() if models is None else models, gateways)
        catalog = _catalog(settings, known, gateways)
        shelf = ModelShelf(database, catalog, known, DEFAULT_WORKSPACE)
        await shelf.open()
        nodes = nodes or load_nodes()
        names = SystemNames()
        stack.callback(names.close)
        fetcher = Fetcher(PrivateHosts.of(settings.allow_private_hosts), names)
        services = configured_services(settings)
        credentials = CredentialShelf(database, keyring, services, fetcher, DEFAULT_WORKSPACE)
        await credentials.open()
        steps = StepRunner(
            nodes=nodes,
            catalog=catalog,
            assets=assets,
            gateways=gateways,
            links=links,
            credentials=credentials,
            max_prompt=settings.max_prompt,
        )
        engine = Engine(database, steps, Events(database))
        engine.open()
        stack.push_async_callback(engine.close)
        scope = CheckScope(
            catalog, settings.max_prompt, KnownOutside(credentials, fetcher.guard, links)
        )
        importer = ImageImporter(assets, fetcher, links)
        spending = Spending(database, DEFAULT_WORKSPACE)
        sealed = HookSecrets(keyring)
        tools = ToolWorkflows(database, nodes, scope, DEFAULT_WORKSPACE)
        library = Library(database, nodes, scope, DEFAULT_WORKSPACE, sealed, tools)
        publisher = Publisher(database, library)
        starter = Starter(engine, nodes, scope, assets, importer, spending, tools)
        runs = RunView(database, nodes, links, DEFAULT_WORKSPACE)
        steps.serve(CalledWorkflows(database, engine, starter, publisher, tools, runs))
        notices = Notices(database, keyring, fetcher, runs)
        scheduler = Scheduler(database, publisher, starter, notices)
        yield Studio(
            settings=settings,
            catalog=catalog,
            shelf=shelf,
            credentials=credentials,
            gateways=gateways,
            library=library,
            publisher=publisher,
            hooks=Hooks(database, publisher, starter, sealed, notices),
            notices=notices,
            keys=ApiKeys(database, DEFAULT_WORKSPACE),
            spending=spending,
            automation=Automation(engine.events, scheduler, spending, notices, Thinning(database)),
            starter=starter,
            going_on=GoingOn(engine, runs, spending),
            direct=DirectCalls(starter, importer, nodes, scope),
            engine=engine,
            assets=assets,
            importer=importer,
            runs=runs,
            links=links,
            file_urls=file_urls,
            tokens=StatusTokens(keyring),
            nodes=nodes,
            keyring=keyring,
            lead=lead,
        )


@asynccontextmanager
async def open_catalog(settings: Settings) -> AsyncIterator[Catalog]:
    """The models as the workspace has them; the data directory is read, not held or changed.

    Raises StorageError.
    """
    async with AsyncExitStack() as stack:
        writing = Writers(configured_writers(settings))
        stack.push_async_callback(writing.close)
        asked = configured_providers(settings)
        gateways = Gateways({provider.name: provider for provider in asked}, writing)
        stack.push_async_callback(gateways.close)
        known = served(load_models(), gateways)
        catalog = _catalog(settings, known, gateways)
        url = settings.resolved_database_url
        path = sqlite_path(url)
        if path is None or path.exists():
            database = await stack.enter_async_context(open_database(url))
            await ModelShelf(database, catalog, known, DEFAULT_WORKSPACE).open()
        yield catalog


def _catalog(settings: Settings, models: Iterable[Model], gateways: Gateways) -> Catalog:
    return Catalog(
        models,
        providers=gateways,
        texts=_text_catalog(settings, gateways.writers),
        tier=settings.tier,
        locked=settings.lock_models,
    )


def _text_catalog(settings: Settings, writers: Writers) -> TextCatalog:
    known = [model for writer in writers for model in writer.models()]
    return TextCatalog(
        [*load_text_models(), *known],
        offered=[model_id for writer in writers for model_id in writer.offered],
        writers=writers,
        tier=settings.tier,
    )


async def _open_data(settings: Settings, stack: AsyncExitStack) -> tuple[Database, Lead | None]:
    """The database, locked for this process, with its tables as this version needs them."""
    url = settings.resolved_database_url
    path = sqlite_path(url)
    if path is not None:
        stack.enter_context(file_lock(path.with_name(f"{path.name}.lock")))
    database = await stack.enter_async_context(open_database(url))
    lead = None
    if isinstance(database, PostgresDatabase):
        lead = await stack.enter_async_context(take_lead(database))
    await migrate(database)
    if lead is not None:
        await lead.begin()
    await database.write(lambda c: _keep_workspace(c, settings))
    return database, lead


def _keep_workspace(connection: Connection, settings: Settings) -> None:
    known = connection.execute(
        select(workspaces.c.id).where(workspaces.c.id == DEFAULT_WORKSPACE)
    ).one_or_none()
    if known is None:
        row = {
            "id": DEFAULT_WORKSPACE,
            "name": "Studio",
            "tier": settings.tier,
            "created_at": now(),
        }
        insert_missing(connection, workspaces, [row])


def keyring_of(settings: Settings) -> Keyring:
    """The keys of a server. Raises StorageError."""
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    return open_keyring(settings.home, secret)
