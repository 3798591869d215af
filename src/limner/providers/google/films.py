"""Films of Google: ordered in the background, asked about until they have ended, then fetched."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from yarl import URL

from limner.errors import ProviderBadAnswer, UnknownOutcome
from limner.models.image_request import ImageRequest
from limner.providers._downloads import Downloads
from limner.providers._http import HttpAnswer, ProviderHttp, shortened
from limner.providers._pause import Pause
from limner.providers.contract import CallLog, GeneratedImage, ProviderAnswer
from limner.providers.google.faults import fault_of, may_pass
from limner.providers.google.interaction import (
    Film,
    Interaction,
    body_of_film,
    film_of,
    read_interaction,
)
from limner.storage.incoming import IncomingFile

WAY = "interactions"
"""What endpoints begin with whose models are asked here."""

_DOWNLOAD = ":download"
_PROCESSING, _FAILED = "PROCESSING", "FAILED"
_ALREADY_ENDED = (400, 404)


class GoogleHome:
    """The Gemini API's own address, and the key that goes there and nowhere else."""

    def __init__(self, base: str, key: str) -> None:
        self.base = base
        self._origin = URL(base).origin()
        self._key = key

    def is_at_home(self, url: str) -> bool:
        try:
            return URL(url).origin() == self._origin
        except ValueError:
            return False

    def headers(self) -> Mapping[str, str]:
        return {"x-goog-api-key": self._key}

    def download_headers(self) -> Mapping[str, str]:
        return self.headers()


class _File(msgspec.Struct, frozen=True):
    state: str = ""


class Films:
    """Orders films and comes back for them."""

    def __init__(self, http: ProviderHttp, home: GoogleHome, downloads: Downloads) -> None:
        self._http = http
        self._home = home
        self._downloads = downloads

    async def order(self, request: ImageRequest, log: CallLog) -> str:
        """The id of an interaction, recorded."""
        images = [
            base64.b64encode(await log.read_reference(reference)).decode()
            for reference in request.references
        ]
        model = request.endpoint.partition("/")[2]
        answer = await self._http.send(
            "POST",
            f"{self._home.base}/{WAY}",
            paid=True,
            headers=self._home.headers(),
            json=body_of_film(model, request, images),
        )
        if answer.status != 200:
            raise fault_of(answer)
        interaction_id = self._id_of(answer)
        await log.submitted(interaction_id)
        return interaction_id

    async def finish(self, interaction_id: str, log: CallLog) -> ProviderAnswer:
        """The film of an interaction, once it is there."""
        interaction = await self._ended(interaction_id, log)
        film = film_of(self._http.title, interaction)
        log.progress(text="Fetching the file")
        return ProviderAnswer(
            (GeneratedImage(await self._content(film, log)),),
            usage=interaction.tokens(),
            details={"interactionId": interaction_id},
        )

    async def cancel(self, interaction_id: str) -> None:
        answer = await self._http.send(
            "POST",
            f"{self._address(interaction_id)}/cancel",
            paid=False,
            headers=self._home.headers(),
        )
        if answer.status >= 300 and answer.status not in _ALREADY_ENDED:
            raise fault_of(answer)

    def _id_of(self, answer: HttpAnswer) -> str:
        try:
            interaction = read_interaction(answer)
        except ProviderBadAnswer as fault:
            raise self._unclear(fault.detail) from fault
        if not interaction.id:
            raise self._unclear("The answer has no id.")
        return interaction.id

    def _unclear(self, why: str) -> UnknownOutcome:
        return UnknownOutcome(
            f"{self._http.title} was sent the order for a film and did not take it as one: {why}",
            hint="Look at your account there; resuming the run sends it again.",
        )

    def _address(self, interaction_id: str) -> str:
        return f"{self._home.base}/{WAY}/{quote(interaction_id, safe='')}"

    async def _ended(self, interaction_id: str, log: CallLog) -> Interaction:
        """Ask until it has ended, well or badly.

        What the network or Google does meanwhile says nothing of the film: it is asked for again,
        for as long as the engine lets it.
        """
        pause, url = Pause(), self._address(interaction_id)
        while True:
            answer = await self._http.ask(url, self._home.headers())
            if answer is not None and not may_pass(answer):
                if answer.status != 200:
                    raise UnknownOutcome(
                        f"{self._http.title} took the order for a film and no longer tells of it "
                        f"(HTTP {answer.status}): {shortened(fault_of(answer).detail)}",
                        hint="Look at your account there; resuming the run orders it again.",
                    )
                interaction = read_interaction(answer)
                if interaction.ended:
                    return interaction
                log.progress(text="Running")
            await pause.after(answer)

    async def _content(self, film: Film, log: CallLog) -> IncomingFile | bytes:
        if film.uri is None:
            return self._decoded(film.data or "")
        await self._until_ready(film.uri)
        return await self._downloads.receive(film.uri, log)

    async def _until_ready(self, uri: str) -> None:
        """Google may give the address of a file that it is still writing."""
        if not self._home.is_at_home(uri):
            return
        url = URL(uri)
        if not url.path.endswith(_DOWNLOAD):
            return
        about = str(url.with_path(url.path.removesuffix(_DOWNLOAD)))
        pause = Pause()
        while True:
            answer = await self._http.ask(about, self._home.headers())
            state = _PROCESSING if answer is None or may_pass(answer) else _state_of(answer)
            if state == _FAILED:
                raise ProviderBadAnswer(f"{self._http.title} could not write the film.")
            if state != _PROCESSING:
                return
            await pause.after(answer)

    def _decoded(self, data: str) -> bytes:
        try:
            return msgspec.convert(data, bytes)
        except msgspec.ValidationError:
            raise ProviderBadAnswer(f"{self._http.title} sent a film that is not base64.") from None


def _state_of(answer: HttpAnswer) -> str:
    """What is said of a file; nothing where that cannot be read, and the download tells then."""
    try:
        return msgspec.json.decode(answer.body, type=_File).state
    except (ValueError, RecursionError):
        return ""
