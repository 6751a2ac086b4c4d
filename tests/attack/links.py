"""What a page leads to: its forms, the pages it links, and the places on them that its links name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

from hinweisgeber.web.app import Face

_FORM = re.compile(r'<form\b([^>]*) action="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')


@dataclass(frozen=True)
class Site:
    """A page that somebody is on."""

    face: Face
    client: FlaskClient
    path: str
    html: str

    def forms(self) -> Iterator[tuple[str, str]]:
        """Where each form that is sent by post leads, and its id."""
        for tag in re.findall(r"<form\b[^>]*>", self.html):
            action, named = re.search(r'action="([^"]*)"', tag), _ID.search(tag)
            if 'method="post"' in tag:
                assert action, tag
                yield self.endpoint(action[1], "POST"), named[1] if named else ""

    def endpoint(self, address: str, method: str = "GET") -> str:
        """The view behind an address. Raises HTTPException where there is none."""
        path = urlsplit(urljoin(self.path, unescape(address))).path
        return str(self.face.url_map.bind("localhost").match(path, method)[0])

    def addresses(self) -> dict[str, str]:
        """A page of each kind that this one leads to, by its view."""
        ours = [link for link in map(unescape, _LINK.findall(self.html)) if link.startswith("/")]
        return {self.endpoint(link): link.partition("#")[0] for link in ours}

    def dead(self) -> set[str]:
        """Links whose place is not on the page that they lead to."""
        links = {unescape(link) for link in re.findall(r'<a\b[^>]*\shref="([^"]*#[^"]*)"', self.html)}
        return {link for link in links if not self._leads(link)}

    def _leads(self, link: str) -> bool:
        address, _, place = link.partition("#")
        if not address:
            return place in _ID.findall(self.html)
        if urlsplit(address).scheme:
            return True
        found = self.client.get(urljoin(self.path, address), follow_redirects=True)
        return found.status_code == 200 and place in _ID.findall(found.text)
