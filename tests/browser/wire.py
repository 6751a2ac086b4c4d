"""A client without a browser: it sends what it is told, also what no browser would."""

from __future__ import annotations

import http.client
import re
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit

from tests.intake.files import MULTIPART, Part, body
from tests.patience import PATIENT

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def code(self) -> str:
        """The access code the page shows; empty when it shows none."""
        found = re.search(r'id="access-code"[^>]*>(.*?)</code>', self.text, re.DOTALL)
        return re.sub(r"<[^>]*>|\s", "", found.group(1)) if found else ""

    @property
    def messages(self) -> list[str]:
        """The messages of a mailbox or case page, each as text."""
        found = re.findall(r'<article class="message.*?</article>', self.text, re.DOTALL)
        return [unescape(" ".join(re.sub(r"<[^>]*>", " ", article).split())) for article in found]

    @property
    def refusal(self) -> str:
        """What the page says was wrong, as text."""
        found = re.search(r'<section[^>]*id="problem".*?</section>|<p id="problem".*?</p>', self.text, re.DOTALL)
        return unescape(" ".join(re.sub(r"<[^>]*>", " ", found.group(0)).split())) if found else self.text

    def hidden(self, form: str = "") -> dict[str, str]:
        """The hidden fields of the form with this id, or of the whole page."""
        part = re.search(rf'<form[^>]*id="{form}".*?</form>', self.text, re.DOTALL) if form else None
        html = part.group(0) if part else self.text
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html)
        return {name: unescape(value) for name, value in fields}


class Wire:
    """A person at `source` whose client says `headers` with every request; by default where its forms came from. Keeps
    cookies; forgets everything else."""

    def __init__(self, url: str, source: str = "127.0.0.1", headers: dict[str, str] | None = None) -> None:
        self.host = urlsplit(url).netloc
        self._source, self._headers = source, {"Origin": url.rstrip("/")} if headers is None else headers
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """A page."""
        return self.request("GET", path)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """A form sent; the page a 303 leads to is fetched as browsers do."""
        answer = self.request("POST", path, urlencode(fields).encode(), FORM)
        if answer.status == 303:
            return self.get(answer.headers["Location"].partition("#")[0])
        return answer

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        wait: float = PATIENT,
    ) -> Answer:
        """Any request. Raises OSError and http.client.HTTPException when the other side goes away."""
        connection = http.client.HTTPConnection(self.host, timeout=wait, source_address=(self._source, 0))
        cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        try:
            connection.connect()  # apart: reset here, there is no answer, and http.client would go on without a socket
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent: there is an answer
                connection.request(method, path, body, {**self._headers, **cookie, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for cookie_line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie_line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers, text)


@dataclass
class WireReporter:
    """Somebody who reports."""

    wire: Wire
    code: str = ""

    def send(self, description: str, **others: str) -> Answer:
        """Opens the form, notes the code, sends."""
        self.code = self.wire.post("/melden", {"description": description, "to": "review"}).code
        return self.again(description, **others)

    def again(self, description: str, **others: str) -> Answer:
        """Sends with the code that is already noted."""
        noted = {"code": self.code, "code_noted": "1", "to": "send"}
        return self.wire.post("/melden", {"description": description, **noted, **others})

    def kept(self, description: str, **others: str) -> Answer:
        """Kept for later, with the code the page shows; not sent."""
        answer = self.wire.post("/melden", {"description": description, **others, "page": "1", "to": "draft"})
        self.code = answer.code
        return answer

    def with_file(self, description: str, content: bytes, name: str = "liste.txt") -> Answer:
        """The same, with a file."""
        texts = {"description": description, "code": self.code, "code_noted": "1", "to": "send"}
        parts: list[Part] = [(field, None, text.encode()) for field, text in texts.items()]
        sent = body([*parts, ("attachments", name, content)])
        answer = self.wire.request("POST", "/melden", sent, {"Content-Type": MULTIPART})
        return self.wire.get(answer.headers["Location"]) if answer.status == 303 else answer

    def open(self) -> Answer:
        """The mailbox by its code."""
        return self.wire.post("/postfach", {"code": self.code})

    def downloads(self, mailbox: Answer) -> list[str]:
        """What the files of the mailbox hold, as text."""
        capability = mailbox.hidden()["capability"]
        files = dict.fromkeys(re.findall(r'name="download" value="([0-9a-f]+)"', mailbox.text))
        return [self.wire.post("/postfach", {"capability": capability, "download": file}).text for file in files]


@dataclass
class WireOfficer:
    """An officer who is logged in, and the number of the case on the desk."""

    wire: Wire
    number: str = ""

    @classmethod
    def logged_in(cls, wire: Wire, username: str, passphrase: str) -> WireOfficer:
        """Through the login page to the list."""
        token = wire.get("/anmelden").hidden("login")
        answer = wire.post("/anmelden", {**token, "username": username, "passphrase": passphrase})
        assert answer.status == 200, answer.text
        return cls(wire)

    def find(self, title: str) -> Answer:
        """Takes the case with these words on the desk."""
        listing = self.wire.get("/faelle?abholen=1").text  # as long as it takes, also on a machine that is busy
        rows = [row for row in listing.split("<tr ") if title in unescape(row)]
        assert rows, f"no case begins with {title}"
        found = re.search(r'href="/faelle/([\w-]+)"', rows[0])
        assert found
        self.number = found.group(1)
        return self.wire.get(f"/faelle/{self.number}")

    def act(self, form: str, path: str, **fields: str) -> Answer:
        """Fills a form of the case page and sends it."""
        page = self.wire.get(f"/faelle/{self.number}")
        answer = self.wire.post(f"/faelle/{self.number}/{path}", {**page.hidden(form), **fields})
        assert answer.status == 200, answer.text
        return answer

    def on(self, page: str, form: str, path: str, **fields: str) -> Answer:
        """Fills a form of a page beside the case and sends it."""
        shown = self.wire.get(f"/faelle/{self.number}/{page}")
        answer = self.wire.post(f"/faelle/{self.number}/{path}", {**shown.hidden(form), **fields})
        assert answer.status == 200, answer.refusal
        return answer
