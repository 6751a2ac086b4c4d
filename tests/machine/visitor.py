"""People before a machine that runs: they walk its pages through nginx and TLS. Runs where the machine's network is.

Usage: visitor.py JSON: {"tree", "host", "name", "apps", "steps": [[STEP, ARGUMENT…], …]}; prints as JSON what each
step found. `apps`: a file with what officers' authenticator apps hold, from one visit to the next.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from tests.authenticator import Authenticator
from tests.walking import WRITE, Walker, shows

SECONDS = 300
APPS: dict[str, Authenticator] = {}  # by user name
HOP = {"connection", "transfer-encoding", "keep-alive"}


def through_tls(tree: Path, host: str, name: str) -> Callable[..., Iterable[bytes]]:
    """The face behind nginx, whose certificate must be the installation's own."""
    face = "office" if host.startswith("meldestelle.") else "intake"
    trust = ssl.create_default_context(cafile=str(tree / f"etc/{name}/tls/{face}.crt"))

    class Line(http.client.HTTPSConnection):
        def connect(self) -> None:
            self.host, named = "127.0.0.1", self.host
            http.client.HTTPConnection.connect(self)
            self.sock = trust.wrap_socket(self.sock, server_hostname=named)

    return _asking(lambda: Line(host, timeout=SECONDS), host)


def over_socket(path: Path, host: str) -> Callable[..., Iterable[bytes]]:
    """The face behind its socket, as nginx is before it. A face that is still starting is waited for."""

    class Line(http.client.HTTPConnection):
        def connect(self) -> None:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(SECONDS)
            end = time.monotonic() + SECONDS
            while self.sock.connect_ex(str(path)):
                assert time.monotonic() < end, f"nobody listens at {path}"
                time.sleep(0.1)

    return _asking(lambda: Line(host), host)


def _asking(connected: Callable[[], http.client.HTTPConnection], host: str) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that passes each request on."""

    @Request.application
    def ask(request: Request) -> Response:
        with closing(connected()) as line:
            line.request(request.method, request.full_path, request.get_data(), {**request.headers, "Host": host})
            answer = line.getresponse()
            told = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
            return Response(answer.read(), answer.status, told)

    return ask


def walker(tree: Path, host: str, name: str) -> Walker:
    """Somebody at a browser, before that host."""
    client = Client(through_tls(tree, host, name), Response)
    return Walker(client, {"Origin": f"https://{host}"})


def report(one: Walker, text: str) -> str:
    """Sends a report with a picture over its pages; the code."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "yellow").save(picture, "PNG")
    one.open("/melden").attach("to", "review", ("kuchen.png", picture.getvalue()), description=text)
    code = one.page.code
    one.press("to", "send", code_noted="1")
    assert 'id="confirmed"' in one.html, one.page.text
    return code


def mailbox(one: Walker, code: str) -> list[str]:
    """What the mailbox shows."""
    return one.open("/postfach").submit("/postfach", code=code).said


def write(one: Walker, code: str, text: str) -> list[str]:
    """Writes on; what the mailbox shows then."""
    return one.open("/postfach").submit("/postfach", code=code).press("do", "write", WRITE, message=text).said


def login(one: Walker, username: str, passphrase: str) -> str:
    """An officer comes in, with a second factor where one is asked for; what the list of cases says."""
    one.open("/anmelden").submit("login", username=username, passphrase=passphrase)
    if shows(one, "login-code"):
        one.submit("login-code", code=_code_of(APPS[username]))
    elif shows(one, "totp"):
        secret = re.search(r'id="totp-secret"[^>]*>([^<]+)<', one.html)
        assert secret, one.page.text
        app = APPS[username] = Authenticator()
        app.scan(secret[1])
        one.submit("totp", app_code=_code_of(app)).submit("onward")
    return one.open("/faelle").page.text


def _code_of(app: Authenticator) -> str:
    """The next code that counts; an app shows one for half a minute."""
    while left := app.wait(time.time()):
        time.sleep(left)
    return app.code(time.time())


def working_copy(one: Walker) -> str:
    """An officer who has come in has a copy made of the newest case's picture; what the page of the file says."""
    for link in (r'href="(/faelle/HM-[0-9-]+)"', r'href="(/faelle/HM-[0-9-]+/datei/[0-9a-f]{32})"'):
        found = re.search(link, one.html)
        assert found, one.page.text
        one.open(found[1])
    one.submit("working-copy")
    return "copied" if re.search(r"/kopie/[0-9a-f]+", one.html) else one.page.text


def page(one: Walker, path: str) -> str:
    """What a page says, and its status."""
    return f"{one.open(path).status} {one.page.text}"


STEPS: dict[str, Callable[..., Any]] = {
    step.__name__: step for step in (report, mailbox, write, login, working_copy, page)
}


def main() -> None:
    """Takes the steps one after another, as one person."""
    asked = json.loads(sys.argv[1])
    somebody, file = walker(Path(asked["tree"]), asked["host"], asked["name"]), Path(asked["apps"])
    every = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    APPS.update({username: Authenticator(*held) for username, held in every.get(asked["name"], {}).items()})
    print(json.dumps([STEPS[name](somebody, *given) for name, *given in asked["steps"]]))
    every[asked["name"]] = {username: [app.secret, app.last] for username, app in APPS.items()}
    file.write_text(json.dumps(every), encoding="utf-8")


if __name__ == "__main__":
    main()
