"""How an address is read: what it may be, and that nobody could read it otherwise."""

from ipaddress import ip_address

import pytest

from limner.errors import AddressRefused
from limner.fetch.target import read_target

REFUSED = {
    "another scheme": ["file:///etc/passwd", "gopher://example.com/", "ftp://example.com/a.png"],
    "no scheme": ["//example.com/", "example.com/a.png", "", "http", "javascript:alert(1)"],
    "no host": ["http://", "http:///a.png", "http:a.png", "http://:80/", "https://?a"],
    "credentials": [
        "http://user:secret@example.com/",
        "http://user@example.com/",
        "http://@example.com/",
        "http://example.com@127.0.0.1/",
        "http://127.0.0.1:80@example.com/",
    ],
    "what readers disagree about": [
        "http://example.com\\@127.0.0.1/",
        "http://example.com\\.evil.example/",
        "http:\\\\example.com/",
        "http://exam\tple.com/",
        "http://exam\nple.com/",
        "http://example.com/a b",
        " http://example.com/",
        "http://example.com/\r\nHost: evil.example",
        "http://example.com/\x00",
        "http://example.com/\x7f",
        "http://example.com/\udc80",
    ],
    "IPv4 in other spellings": [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.01/",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
        "http://example.0x7f/",
        "http://example.1/",
    ],
    "IPv6 in other spellings": [
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1/",
        "http://::1/",
        "http://[v1.example]/",
        "http://[127.0.0.1]/",
        "http://[::1]example.com/",
        "http://[]/",
    ],
    "no name of a host": [
        "http://%31%32%37.0.0.1/",
        "http://example%2ecom/",
        "http://exam%00ple.com/",
        "http://a..example/",
        "http://.example/",
        "http://example.com../",
        "http://-a.example/",
        "http://a-.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 127}example/",
        "http://exam!ple.com/",
        "http://*.example.com/",
        "http://exa\u2100mple.com/",
        "http://\u200d.example/",
    ],
    "ports": [
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:-1/",
        "http://example.com:80:80/",
        "http://example.com:８０/",
        "http://example.com:http/",
    ],
    "length": [f"http://example.com/{'a' * 8_192}"],
}


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(address, id=f"{kind}: {address:.40}")
        for kind in REFUSED
        for address in REFUSED[kind]
    ],
)
def test_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        read_target(address)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("http://example.com/", "example.com"),
        ("http://EXAMPLE.com/", "example.com"),
        ("http://example.com./", "example.com"),
        ("http://localhost/", "localhost"),
        ("http://my_bucket.example/", "my_bucket.example"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("http://①.example/", "1.example"),
    ],
)
def test_names(written: str, host: str) -> None:
    target = read_target(written)
    assert (target.host, target.address) == (host, None)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1./", "127.0.0.1"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1"),
        ("http://１２７。０。０。１/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://[0:0:0:0:0:0:0:1]:80/", "::1"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
        ("http://[::FFFF:7F00:1]/", "::ffff:127.0.0.1"),
    ],
)
def test_addresses_are_seen_as_such_in_every_script(written: str, address: str) -> None:
    target = read_target(written)
    assert target.address == ip_address(address)
    assert target.host == str(ip_address(address))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTPS://example.com:443/a", "https://example.com/a"),
        ("http://example.com:8080?a=b", "http://example.com:8080/?a=b"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://example.com/a%2Fb?sig=%2f%2B+=&x", "https://example.com/a%2Fb?sig=%2f%2B+=&x"),
        ("https://example.com/ä?ö", "https://example.com/%C3%A4?%C3%B6"),
        ("https://example.com/a#@127.0.0.1/", "https://example.com/a"),
        ("https://example.com/../a", "https://example.com/../a"),
    ],
)
def test_the_rest_is_sent_as_it_was_written(written: str, sent: str) -> None:
    assert str(read_target(written).url) == sent


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("https://example.com/a/fox.png?b=/c", "fox.png"),
        ("https://example.com/my%20fox.png", "my fox.png"),
        ("https://example.com/..%2f..%2fetc", "../../etc"),
        ("https://example.com/", ""),
    ],
)
def test_the_name_of_a_file(written: str, name: str) -> None:
    assert read_target(written).file_name == name


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "http://example.com:81/b"),
        ("b?c", "http://example.com:81/a/b?c"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example/", "https://other.example/"),
    ],
)
def test_redirects_are_read_against_where_they_came_from(location: str, leads_to: str) -> None:
    assert str(read_target("http://example.com:81/a/x").redirected(location).url) == leads_to


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "http://user@example.com/", "http:/\\evil.example", "http://[::1"],
)
def test_redirects_are_read_as_strictly(location: str) -> None:
    with pytest.raises(AddressRefused):
        read_target("http://example.com/").redirected(location)


def test_a_redirect_does_not_give_up_encryption() -> None:
    with pytest.raises(AddressRefused, match="from https to http"):
        read_target("https://example.com/").redirected("http://example.com/")
