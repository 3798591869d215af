"""Signs requests as Amazon's services want them (Signature Version 4). Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with one key for one service in one region."""

    key_id: str
    secret: str = field(repr=False)
    region: str
    service: str

    def headers(
        self,
        method: str,
        host: str,
        path: str,
        query: Mapping[str, str],
        body: bytes,
        others: Mapping[str, str],
        moment: datetime,
    ) -> dict[str, str]:
        """The headers of a request that prove who sends it. ``path`` is encoded already."""
        stamp = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        sent = {**others, "x-amz-content-sha256": digest, "x-amz-date": stamp}
        signed = {name.lower(): " ".join(value.split()) for name, value in sent.items()}
        signed["host"] = host
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            [
                method,
                path,
                canonical_query(query),
                *(f"{name}:{signed[name]}" for name in sorted(signed)),
                "",
                names,
                digest,
            ]
        )
        scope = f"{stamp[:8]}/{self.region}/{self.service}/aws4_request"
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        signature = self._signature(stamp[:8], f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashed}")
        credential = f"{self.key_id}/{scope}"
        proof = f"Credential={credential},SignedHeaders={names},Signature={signature}"
        return sent | {"Authorization": f"{_ALGORITHM} {proof}"}

    def _signature(self, day: str, text: str) -> str:
        key = f"AWS4{self.secret}".encode()
        for part in (day, self.region, self.service, "aws4_request"):
            key = hmac.digest(key, part.encode(), hashlib.sha256)
        return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def canonical_query(query: Mapping[str, str]) -> str:
    return "&".join(f"{encoded(name)}={encoded(query[name])}" for name in sorted(query))


def encoded(text: str, *, keep: str = "") -> str:
    """Percent-encoded as the signature wants it."""
    return quote(text, safe=f"-_.~{keep}")
