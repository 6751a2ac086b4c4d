"""Whether a request provably comes from one of our own pages. Browsers say so; nobody else's page can make them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

DEFAULT_PORTS = {"http": 80, "https": 443}


def provably_ours(secure: bool) -> bool:
    """True when Fetch Metadata says `same-origin`, or Origin names our host (case and default ports do not count).

    `secure`: our pages are given out by https, so that a page that came without it is not ours; onion services are.
    A client that says neither, or a proxy that takes both away, proves nothing: that is no accusation.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site in ("cross-site", "same-site"):
        return False
    return site == "same-origin" or _is_our_host(request.headers.get("Origin", ""), secure)


def _is_our_host(origin: str, secure: bool) -> bool:
    try:
        said, ours = urlsplit(origin.lower()), urlsplit(f"//{request.host.lower()}")
        said_port, our_port = said.port or DEFAULT_PORTS.get(said.scheme), ours.port
    except ValueError:
        return False
    if said.scheme not in DEFAULT_PORTS or not said.hostname or said.hostname != ours.hostname:
        return False
    if secure and said.scheme == "http" and not said.hostname.endswith(".onion"):
        return False
    return said_port == our_port if our_port else said_port == DEFAULT_PORTS[said.scheme]
