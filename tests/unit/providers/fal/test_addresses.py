"""Which addresses are asked, and which of them with the key."""

from __future__ import annotations

import pytest

from limner.errors import UnknownOutcome
from limner.providers.fal.addresses import OWN_QUEUE, Addresses
from limner.providers.fal.job import Job

KEY = {"Authorization": "Key secret"}


@pytest.mark.parametrize(
    "url",
    [
        "https://queue.fal.run/fal-ai/flux-2/requests/1/status",
        "https://queue.falrun.com/fal-ai/flux-2/requests/1",
        "https://fal.run/fal-ai/flux-2/requests/1",
    ],
)
def test_fals_own_addresses_get_fals_key(url: str) -> None:
    assert Addresses(OWN_QUEUE, "secret").headers(url) == KEY


def test_a_key_for_another_queue_is_not_sent_to_fal() -> None:
    gateway = Addresses("http://gateway.lan:8080/fal", "secret")
    assert gateway.headers("http://gateway.lan:8080/anything") == KEY
    assert gateway.headers("https://queue.fal.run/fal-ai/flux-2/requests/1") == {}


@pytest.mark.parametrize("base", [OWN_QUEUE, "http://gateway.lan:8080"])
@pytest.mark.parametrize(
    "url",
    [
        "https://queue.fal.run.evil.example/x",
        "https://evilfal.run/x",
        "http://queue.fal.run/x",
        "https://gateway.lan:8080/x",
        "http://gateway.lan:8081/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "//queue.fal.run/x",
        "",
    ],
)
def test_no_other_address_is_asked_for_a_job(base: str, url: str) -> None:
    with pytest.raises(UnknownOutcome):
        Addresses(base, "secret").headers(url)


@pytest.mark.parametrize(
    "job",
    [
        Job("https://q/a/b/requests/1", "https://q/a/b/requests/1/status", "https://q/x/cancel"),
        Job("https://q/1", "https://other/status?x=+", "https://q/1"),
    ],
)
def test_the_addresses_of_a_job_are_kept_as_they_were_given(job: Job) -> None:
    assert Job.from_text(job.as_text()) == job


def test_the_usual_addresses_make_a_short_text() -> None:
    base = f"{OWN_QUEUE}/fal-ai/flux-2/requests/0190"
    assert Job(base, f"{base}/status", f"{base}/cancel").as_text() == f"{base} +/status +/cancel"
