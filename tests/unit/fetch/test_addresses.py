"""Which addresses belong to the public internet, and which an administrator allows."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limner.fetch.addresses import PrivateHosts, is_public

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",  # metadata of Alibaba Cloud
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # metadata of Azure
    "169.254.0.1",
    "169.254.169.254",  # metadata of AWS, Azure, Google Cloud and others
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",  # metadata of Oracle Cloud
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata of AWS
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_no_ipv4_address_passes_inside_an_ipv6_one(inner: IPv4Address) -> None:
    number = int(inner)
    carriers = {
        "compatible": number,
        "mapped": 0xFFFF << 32 | number,
        "translated": 0xFFFF << 48 | number,
        "NAT64": int(IPv6Address("64:ff9b::")) | number,
        "6to4": 0x2002 << 112 | number << 80 | 1,
        "Teredo, its server": 0x20010000 << 96 | number << 64,
        "Teredo, its client": 0x20010000 << 96 | number ^ 0xFFFFFFFF,
    }
    assert [name for name, value in carriers.items() if is_public(IPv6Address(value))] == []


ALLOWED = PrivateHosts.of(["Pictures.Internal.", "10.1.0.0/16", "127.0.0.1", "[::1]", "fd00::/8"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("pictures.internal", "192.168.1.1"),
        ("elsewhere.example", "10.1.255.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("elsewhere.example", "fd12::1"),
    ],
)
def test_what_is_allowed(host: str, address: str) -> None:
    assert ALLOWED.allow(host, ip_address(address))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("internal", "192.168.1.1"),
        ("more.pictures.internal", "192.168.1.1"),
        ("pictures.internal.evil.example", "192.168.1.1"),
        ("elsewhere.example", "10.2.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
        ("::ffff:a01:1", "::ffff:10.1.0.1"),
    ],
)
def test_nothing_else_is_allowed(host: str, address: str) -> None:
    assert not ALLOWED.allow(host, ip_address(address))
