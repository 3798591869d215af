"""What is known of an address without asking anyone, and connections that are not HTTP."""

from __future__ import annotations

import pytest

from harness.odd_servers import odd_server
from harness.websites import LOOPBACK, Names
from limner.errors import AddressRefused, FetchUnreachable
from limner.fetch import Fetcher, PrivateHosts
from limner.fetch.guard import Guard
from limner.fetch.target import read_target


def guard(*allowed: str) -> Guard:
    return Guard(PrivateHosts.of(allowed), Names({}))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://10.1.2.3:8080/a",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8420/",
        "http://app.localhost/",
        "http://LOCALHOST./",
    ],
)
def test_what_is_private_is_known_before_anyone_is_asked(address: str) -> None:
    with pytest.raises(AddressRefused, match="private network"):
        guard().check(read_target(address))


@pytest.mark.parametrize("address", ["https://example.com/", "http://8.8.8.8/", "http://intern/"])
def test_the_rest_shows_when_it_is_asked(address: str) -> None:
    guard().check(read_target(address))


def test_what_an_administrator_allows_is_no_problem() -> None:
    guard("10.0.0.0/8").check(read_target("http://10.1.2.3/"))
    guard("localhost").check(read_target("http://localhost/"))
    guard("127.0.0.0/8").check(read_target("http://localhost/"))
    guard().trusting("http://127.0.0.1:9000/").check(read_target("http://127.0.0.1:9000/a"))
    with pytest.raises(AddressRefused):
        guard().trusting("http://127.0.0.1:9000/").check(read_target("http://127.0.0.1:9001/"))


async def test_a_connection_is_judged_like_a_request() -> None:
    async with odd_server() as server:
        port = int(server.address.rpartition(":")[2])
        names = Names({"mail.example": [[LOOPBACK]], "gone.example": [[]]})
        with pytest.raises(AddressRefused):
            await Fetcher(PrivateHosts(), names).connect("mail.example", port, 5)
        allowing = Fetcher(PrivateHosts.of(["mail.example"]), names)
        connection = await allowing.connect("mail.example", port, 5)
        assert connection.getpeername() == (LOOPBACK, port)
        connection.close()
        with pytest.raises(FetchUnreachable):
            await allowing.connect("mail.example", 1, 5)
        with pytest.raises(FetchUnreachable):
            await allowing.connect("gone.example", port, 5)
