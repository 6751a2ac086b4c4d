"""Every answer of whatever kind: exact headers, no cookie, nothing in an address."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hinweisgeber import config
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.intake import Intake, views
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.web.assets import STATIC
from hinweisgeber.web.ring_file import RingFile
from hinweisgeber.web.wire import requests
from tests.pages import Reporter, read

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SCRIPTED = EXPECTED["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
WITH_FORM = {"Content_Security_Policy": SCRIPTED}
FIRST = {**WITH_FORM, "Cache_Control": "private, no-cache"}  # the first page as it is before anything was typed
FORMS = {"/melden": FIRST, "/melden/angriff": FIRST, "/postfach": WITH_FORM}
FORGETS = {"/weg": {"Clear_Site_Data": '"cache", "cookies", "storage"'}}
FILES = ("/gebaerdensprache", "/schluesselbund", "/.well-known/security.txt")  # no pages
PAGES = [route.rule for route in views.ROUTES if route.method == "GET" and route.rule not in FILES]
FILLED = ("/postfach", "/angekommen", "/weiter", "/healthz", "/readyz")  # not packed: their lengths tell nothing
PACKED = {path: {"Vary": "Accept-Encoding"} for path in PAGES if path not in FILLED}


def exact(answer: TestResponse, status: int, *also: str, **changed: str) -> None:
    """The status and exactly the expected headers."""
    assert answer.status_code == status
    headers = dict(answer.headers)
    for name, value in {**EXPECTED, **{k.replace("_", "-"): v for k, v in changed.items()}}.items():
        assert headers.pop(name) == value
    assert set(headers) <= {"Content-Type", "Content-Length", *also}
    if status >= 400:
        assert "/" in read(answer).links or "data-quiet" in answer.text, "the way on, or the form that was sent"


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/readyz", "/.well-known/security.txt"])
def test_headers_of_every_page(path: str, client: FlaskClient) -> None:
    changed = FORMS.get(path, {}) | FORGETS.get(path, {}) | PACKED.get(path, {})
    exact(client.get(path), 200, **changed)
    exact(client.head(path), 200, **changed)


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/readyz"])
def test_headers_of_options(path: str, client: FlaskClient) -> None:
    exact(client.options(path), 200, "Allow")


def test_headers_of_posts(reporter: Reporter) -> None:
    for to in ("protect", "review", "edit-1", "edit-2", "draft"):
        exact(reporter.turn(to, description="Text"), 200, **WITH_FORM)
    exact(reporter.send(), 200)
    exact(reporter.open(), 200, **WITH_FORM)
    exact(reporter.send(""), 400, **WITH_FORM)
    exact(reporter.open(do="renew"), 200, **WITH_FORM)
    exact(reporter.open(do="close"), 200, **WITH_FORM)


def test_headers_of_the_way_to_the_confirmation(reporter: Reporter) -> None:
    code = reporter.form().code
    data = {"description": "Text", "code": code, "code_noted": "1", "to": "send"}
    exact(reporter.client.post("/melden", data=data), 303, "Location")


@pytest.mark.parametrize("path", ["/nichts", "/melden//x", "/static//x", "/static/../app.py", "/static/x", "/%00"])
def test_headers_of_404(path: str, client: FlaskClient) -> None:
    exact(client.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_headers_of_405(method: str, client: FlaskClient) -> None:
    exact(client.open("/melden", method=method), 405, "Allow")


@pytest.mark.parametrize(
    ("path", "body"),
    [("/melden", b"description=" + b"x" * requests.BODY_LIMIT), ("/postfach", b"a=&" * 100_000)],
)
def test_headers_of_413(path: str, body: bytes, client: FlaskClient) -> None:
    answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    exact(answer, 413)
    assert "Möglich sind 4 MiB." in answer.text or "zu viel auf einmal" in answer.text


def test_too_many_parts_are_413(client: FlaskClient) -> None:
    fields = {f"f{number}": "x" for number in range(requests.FIELD_LIMIT + 1)}
    exact(client.post("/melden", data=fields, content_type="multipart/form-data"), 413)


@pytest.mark.parametrize("error", [RuntimeError("geheim"), SealBroken("geheim")])
def test_headers_of_500_and_nothing_of_the_cause(error: Exception, intake: Intake, client: FlaskClient) -> None:
    def broken() -> str:
        raise error

    intake.view_functions["index"] = broken
    answer = client.get("/")
    exact(answer, 500)
    assert "geheim" not in answer.text
    assert "Traceback" not in answer.text


def test_strict_transport_where_the_address_is_https(
    settings: config.Settings, institution: config.Institution, intake: Intake, letterbox: Store[Letterbox]
) -> None:
    secure = dataclasses.replace(settings, intake_url="https://melden.example.org")
    answer = Intake(secure, institution, intake.ring, letterbox).test_client().get("/")
    exact(answer, 200, Strict_Transport_Security="max-age=63072000; includeSubDomains", **PACKED["/"])


def test_static_files_are_kept_for_ever_and_missing_ones_not(client: FlaskClient) -> None:
    names = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    answer = client.get(f"/static/{names['site.css']}")
    exact(answer, 200, "Vary", Cache_Control="public, max-age=31536000, immutable")


def test_no_cookie_and_but_one_redirect_on_the_whole_way(reporter: Reporter, client: FlaskClient) -> None:
    """From what was sent to its confirmation, so that no browser keeps what was sent."""
    answers = [client.get(path) for path in PAGES]
    answers += [reporter.send(), reporter.send(), reporter.send("Mehr."), reporter.open(), reporter.open(do="renew")]
    answers.append(reporter.open(message="Noch etwas.", do="write"))
    answers.append(client.post("/postfach", data={"code": "falsch"}))
    answers += [reporter.turn(to, description="Text") for to in ("protect", "review", "edit-1", "edit-2", "draft")]
    ways = [step for answer in answers for step in answer.history]
    assert [urlsplit(step.location).path for step in ways] == ["/angekommen"] * 3
    for answer in answers + ways:
        assert "Set-Cookie" not in answer.headers
    for answer in answers:
        assert "Location" not in answer.headers
        assert answer.status_code in (200, 400)


def test_codes_travel_by_post_only(reporter: Reporter) -> None:
    written = [reporter.client.get("/melden"), *(reporter.turn(to, description="Text") for to in ("review", "draft"))]
    assert "<form" not in reporter.send().text
    for answer in (*written, reporter.open(), reporter.open(do="renew"), reporter.open(do="close")):
        assert re.findall(r"<form[^>]*>", answer.text)
        assert all('method="post"' in form for form in re.findall(r"<form[^>]*>", answer.text))
        for address in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text):
            assert address.partition("?")[2] in ("", "weiter")
            assert reporter.code not in address
    for step in reporter.send("Mehr.").history:
        assert reporter.code.replace("-", "") not in step.location.replace("-", "")


def test_a_code_in_the_address_is_not_looked_at(reporter: Reporter) -> None:
    reporter.send()
    answer = reporter.client.post(f"/postfach?code={reporter.code}")
    assert answer.status_code == 400
    assert reporter.code not in answer.text


@pytest.mark.parametrize("path", ["/", "/melden", "/postfach", "/nichts"])
def test_titles_are_neutral(path: str, client: FlaskClient) -> None:
    title = re.findall(r"<title>(.*?)</title>", client.get(path).text)[0]
    assert not re.search(r"hinweis|meld|whistle|verstoß", title.lower())


def test_nothing_inline_and_nothing_from_elsewhere(reporter: Reporter) -> None:
    reporter.send()
    for page in (*(reporter.client.get(path) for path in PAGES), reporter.open(), reporter.open(do="renew")):
        assert not re.search(r"<(?:style|iframe|object|embed)\b|\sstyle=|\son[a-z]+=", page.text)
        scripts = re.findall(r"<script\b.*?</script>", page.text, re.DOTALL)
        assert all(re.fullmatch(r'<script src="/static/forms\.\w+\.js" defer></script>', found) for found in scripts)
        assert len(scripts) == ("data-quiet" in page.text), "a script only beside forms it sends"
        assert ("script-src" in page.headers["Content-Security-Policy"]) == bool(scripts)
        assert not re.search(r'<(?:link|img|video)[^>]*(?:href|src)="(?!/static/|data:)', page.text)


def test_first_page_weighs_at_most_60_kilobytes(client: FlaskClient) -> None:
    page = gzip.compress(client.get("/").data, 6)
    names = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    files = [client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}).data for name in names.values()]
    assert len(page) + sum(map(len, files)) <= 60_000
    assert len(client.get("/").data) + sum(map(len, files)) <= 60_000, "also where nothing compresses the page"


def test_no_placeholder_reaches_a_page(reporter: Reporter) -> None:
    answers = [reporter.client.get(path) for path in PAGES]
    answers += [reporter.send(), reporter.open(), reporter.open(do="renew"), reporter.client.get("/nichts")]
    for answer in answers:
        text = read(answer).text
        for mark in ("…", "...", "TODO", "FIXME", "hier eintragen", "None", "{", "}", "%(", "Lorem", "<", "!"):
            assert mark not in text


def test_the_sign_language_video_is_ours_and_only_then_media_is_allowed(
    settings: config.Settings, institution: config.Institution, letterbox: Store[Letterbox], client: FlaskClient,
    ring_file: RingFile,
) -> None:  # fmt: skip
    assert client.get("/gebaerdensprache").status_code == 404
    video = config.SignVideo("dgs.webm", ("Der Inhalt in Worten.",))
    app = Intake(settings, dataclasses.replace(institution, sign_video=video), ring_file, letterbox)
    assert app.test_client().get("/gebaerdensprache").status_code == 404
    (Path(settings.institution).parent / "dgs.webm").write_bytes(b"film")
    with app.test_client().get("/gebaerdensprache") as answer:
        assert (answer.status_code, answer.data, answer.mimetype) == (200, b"film", "video/webm")
        assert answer.headers["Cache-Control"] == "no-store"
    page = app.test_client().get("/")
    assert page.headers["Content-Security-Policy"] == EXPECTED["Content-Security-Policy"] + "; media-src 'self'"
    assert "Der Inhalt in Worten." in page.text
