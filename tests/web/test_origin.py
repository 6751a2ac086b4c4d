"""Whether a request comes from our own pages: what browsers say, whatever proxies make of names, cases and ports."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.web.origin import provably_ours

APP = Flask(__name__)
ONION = f"{'a' * 56}.onion"
SITES = [None, "", "same-origin", "same-site", "cross-site", "none", "SAME-ORIGIN", "same-origin, cross-site", "x"]


def ours(host: str, secure: bool, origin: str | None = None, site: str | None = None, method: str = "POST") -> bool:
    """What is found of a request to this host with these headers."""
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin})
    headers |= {} if site is None else {"Sec-Fetch-Site": site}
    with APP.test_request_context("/melden", method=method, headers=headers):
        return provably_ours(secure)


@pytest.mark.parametrize(
    ("host", "secure", "origin"),
    [
        ("melden.example.org", True, "https://melden.example.org"),
        ("melden.example.org", True, "https://melden.example.org:443"),
        ("melden.example.org:443", True, "https://melden.example.org"),
        ("melden.example.org:443", True, "https://melden.example.org:443"),
        ("MELDEN.Example.ORG", True, "https://melden.example.org"),
        ("melden.example.org", True, "HTTPS://Melden.EXAMPLE.org"),
        ("melden.example.org:8443", True, "https://melden.example.org:8443"),
        ("localhost:8000", False, "http://localhost:8000"),
        ("localhost", False, "http://localhost"),
        ("localhost", False, "http://localhost:80"),
        ("localhost:80", False, "http://localhost"),
        ("127.0.0.1:8000", False, "http://127.0.0.1:8000"),
        ("[::1]:8000", False, "http://[::1]:8000"),
        ("melden.example.org", False, "https://melden.example.org"),
        (ONION, True, f"http://{ONION}"),
        (ONION, True, f"https://{ONION}"),
        (ONION.upper(), True, f"http://{ONION}:80"),
    ],
)
def test_our_own_host_is_ours_without_case_and_default_port(host: str, secure: bool, origin: str) -> None:
    assert ours(host, secure, origin)
    assert ours(host, secure, origin, "none")
    assert not ours(host, secure, origin, "cross-site"), "what the browser says of the page outweighs the name"
    assert not ours(host, secure, origin, "same-site")


@pytest.mark.parametrize(
    ("host", "secure", "origin"),
    [
        ("melden.example.org", True, None),
        ("melden.example.org", True, ""),
        ("melden.example.org", True, "null"),
        ("melden.example.org", True, "https://boese.example"),
        ("melden.example.org", True, "https://melden.example.org.boese.example"),
        ("melden.example.org", True, "https://example.org"),
        ("melden.example.org", True, "https://www.melden.example.org"),
        ("melden.example.org", True, "http://melden.example.org"),
        ("melden.example.org", True, "http://melden.example.org:443"),
        ("melden.example.org", True, "https://melden.example.org:8443"),
        ("melden.example.org:8443", True, "https://melden.example.org"),
        ("melden.example.org", True, "https://melden.example.org:80"),
        ("melden.example.org", True, "ftp://melden.example.org"),
        ("melden.example.org", True, "melden.example.org"),
        ("melden.example.org", True, "//melden.example.org"),
        ("melden.example.org", True, "https://"),
        ("melden.example.org", True, "https://["),
        ("melden.example.org", True, "https://melden.example.org:99999"),
        ("melden.example.org", True, "https://melden.example.org:x"),
        ("melden.example.org", True, "https://boese.example https://melden.example.org"),
        ("inner:8000", True, "https://melden.example.org"),
        ("localhost", False, "http://localhost:99"),
        ("x" + ONION[1:], True, f"http://{ONION}"),
        ("melden.example.org", True, f"http://{ONION}"),
    ],
)
def test_anything_else_proves_nothing(host: str, secure: bool, origin: str | None) -> None:
    for site in (None, "none", "cross-site", "same-site", ""):
        assert not ours(host, secure, origin, site)


@pytest.mark.parametrize("origin", [None, "null", "https://melden.example.org", "https://anders.example.org"])
@pytest.mark.parametrize("host", ["melden.example.org", "inner:8000", "127.0.0.1"])
def test_fetch_metadata_is_enough_where_a_proxy_rewrites_the_host(host: str, origin: str | None) -> None:
    """Browsers set it themselves; no page can."""
    assert ours(host, True, origin, "same-origin")


@pytest.mark.parametrize("site", [one for one in SITES if one != "same-origin"])
def test_only_the_one_word_of_fetch_metadata_is_a_proof(site: str | None) -> None:
    assert not ours("melden.example.org", True, "https://boese.example", site)
    assert not ours("melden.example.org", True, None, site)


names = st.sampled_from(["melden.example.org", "boese.example", "example.org", "localhost", "127.0.0.1", ONION])
ports = st.sampled_from(["", ":80", ":443", ":8443"])
schemes = st.sampled_from(["http", "https"])
DEFAULTS = {"http": ":80", "https": ":443"}


@given(names, ports, schemes, names, ports, st.booleans(), st.randoms(use_true_random=False))
def test_a_foreign_host_port_or_weaker_scheme_is_never_ours(
    host: str, port: str, scheme: str, other: str, other_port: str, secure: bool, chance: object
) -> None:
    def odd(text: str) -> str:
        return "".join(c.upper() if chance.random() < 0.5 else c for c in text)  # type: ignore[attr-defined]

    found = ours(odd(host + port), secure, odd(f"{scheme}://{other}{other_port}"))
    host_port = "" if port == ":80" else port  # behind a proxy every request comes without TLS
    shown = [one or DEFAULTS[scheme] for one in (host_port, other_port)]
    weaker = secure and scheme == "http" and not other.endswith(".onion")
    assert found == (host == other and shown[0] == shown[1] and not weaker)


@given(st.text(), st.text(), st.booleans())
def test_no_header_makes_it_fail(origin: str, site: str, secure: bool) -> None:
    latin = [text.encode("utf-8").decode("latin-1").replace("\r", "").replace("\n", "") for text in (origin, site)]
    if ours("melden.example.org", secure, latin[0], latin[1]):
        assert latin[1] == "same-origin" or urlsplit(latin[0].lower()).hostname == "melden.example.org"
