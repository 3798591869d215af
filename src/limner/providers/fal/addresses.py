"""Which addresses are fal's, and which of them get the key."""

from __future__ import annotations

import re
from collections.abc import Mapping

from yarl import URL

from limner.errors import ProviderBadRequest, UnknownOutcome

OWN_QUEUE = "https://queue.fal.run"

_OWN_SITE = "https://fal.ai"
_DESCRIPTIONS = "/api/openapi/queue/openapi.json"

_OWN_DOMAINS = ("fal.run", "fal.ai", "fal.media", "falrun.com")
"""The last is the domain that fal's own clients fall back to."""

_ENDPOINT = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)+", re.ASCII)


class Addresses:
    """The queue at ``base``, asked with ``key``."""

    def __init__(self, base: str, key: str) -> None:
        self._base = base
        self._origin = _origin(self._base)
        self._key = key
        self.own = self._base == OWN_QUEUE

    def submission(self, endpoint: str) -> str:
        """Where jobs for an endpoint are sent. Raises ProviderBadRequest for what is no id."""
        if _ENDPOINT.fullmatch(endpoint) is None:
            raise ProviderBadRequest(
                f"{endpoint!r:.80} is no endpoint of fal.",
                hint="It is written as owner/app, or with more parts: fal-ai/flux-2/flash.",
            )
        return f"{self._base}/{endpoint}"

    def description(self, endpoint: str) -> str:
        """Where the OpenAPI document of an endpoint stands; anyone may read it.

        Raises what ``submission`` raises.
        """
        self.submission(endpoint)
        base = _OWN_SITE if self.own else self._base
        return f"{base}{_DESCRIPTIONS}?endpoint_id={endpoint}"

    def check(self, url: str) -> None:
        """Raises UnknownOutcome for an address that is neither the queue's nor fal's own: a job
        was taken, and where it can be asked for cannot be trusted."""
        if not self.is_queue(url) and not _is_own(url):
            raise UnknownOutcome(
                f"fal took the job and gave {url!r:.120} to ask for it, which is not its own.",
                hint="See whether LIMNER_FAL_URL is right, and look at your account there.",
            )

    def headers(self, url: str) -> Mapping[str, str]:
        """The headers of a request to the queue; the key goes only where it is at home.

        Raises what ``check`` raises.
        """
        self.check(url)
        at_home = self.own or self.is_queue(url)
        return {"Authorization": f"Key {self._key}"} if at_home else {}

    def is_at_home(self, url: str) -> bool:
        """Whether a result stands at the address that an administrator chose."""
        return self.is_queue(url)

    def download_headers(self) -> Mapping[str, str]:
        """Results are public: no key goes with a download."""
        return {}

    def is_queue(self, url: str) -> bool:
        """Whether an address has the queue's scheme, host and port."""
        return _origin(url) == self._origin


def _origin(url: str) -> URL | None:
    """Scheme, host and port of an address; None for what is none."""
    try:
        return URL(url).origin()
    except ValueError:
        return None


def _is_own(url: str) -> bool:
    origin = _origin(url)
    if origin is None or origin.scheme != "https" or origin.host is None:
        return False
    return any(
        origin.host == domain or origin.host.endswith(f".{domain}") for domain in _OWN_DOMAINS
    )
