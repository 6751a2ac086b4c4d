"""What comes from elsewhere, and what is no form at all: refused, never a failure, never on a disk."""

from __future__ import annotations

import tempfile
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber.intake import Intake, views
from tests.pages import Reporter, read

FIELDS = ["description", "topic", "circle", "excluded", "code", "code_noted", "message", "capability", "new_code", "do"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://boese.example"},
        {"Origin": "http://localhost.boese.example"},
        {"Origin": "http://localhost:99"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://boese.example"},
    ],
)
@pytest.mark.parametrize("path", ["/melden", "/postfach", "/nichts"])
def test_posts_from_other_sites_are_refused(path: str, headers: dict[str, str], reporter: Reporter) -> None:
    answer = reporter.client.post(path, data={"code": reporter.form().code}, headers=headers)
    assert answer.status_code == 403
    assert "Diese Anfrage kam von einer anderen Internetseite" in read(answer).text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # our pages say no-referrer
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
    ],
)
def test_posts_from_our_own_pages_are_taken(headers: dict[str, str], reporter: Reporter) -> None:
    code = reporter.form().code
    data = {"description": "Text", "code": code, "code_noted": "1"}
    assert reporter.client.post("/melden", data=data, headers=headers).status_code == 200


def test_links_from_other_sites_are_followed(client: FlaskClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/melden", "/postfach"])
@pytest.mark.parametrize("size", [0, 10, 2_000_000])
@pytest.mark.parametrize("takes_files", [True, False])
def test_a_file_is_never_spooled_and_refused_where_none_is_taken(
    path: str, size: int, takes_files: bool, reporter: Reporter, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = 'Content-Disposition: form-data; name="attachments"; filename="plan.pdf"'
    body = b"--x\r\n" + head.encode() + b"\r\n\r\n" + b"x" * size + b"\r\n--x--\r\n"

    def spool(*_: object, **__: object) -> None:
        raise AssertionError("a request body went to a file")

    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, spool)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", spool, raising=False)
    if not takes_files:
        intake.takes_files = frozenset()
    answer = reporter.client.post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == (400 if takes_files else 415)  # 400: no text, no code
    assert ("Dateien nimmt dieses Formular nicht an." in answer.text) is not takes_files


def test_a_form_sent_as_multipart_without_files_is_taken(reporter: Reporter) -> None:
    data = {"description": "Text mit ü", "code": reporter.form().code, "code_noted": "1"}
    assert reporter.client.post("/melden", data=data, content_type="multipart/form-data").status_code == 200
    assert "Text mit ü" in reporter.open().text


@pytest.mark.parametrize("mimetype", ["application/json", "text/plain", "multipart/form-data", ""])
def test_other_kinds_of_bodies_are_empty_forms(mimetype: str, client: FlaskClient) -> None:
    assert client.post("/melden", data=b'{"description": "x"}', content_type=mimetype).status_code == 400


values = st.one_of(st.text(), st.sampled_from(["1", "write", "renew", "only-me", "%C3", "\x00", "@code", "@page"]))
forms = st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)), values, max_size=8)
paths = st.one_of(
    st.sampled_from([rule for rule, _, _ in views.ROUTES]), st.text(max_size=20).map(lambda t: "/" + quote(t, safe=""))
)
odd_headers = st.dictionaries(
    st.sampled_from(
        ["Origin", "Sec-Fetch-Site", "Accept-Language", "Accept-Encoding", "Cookie", "Range", "If-None-Match"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
)
lenient = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@lenient
@given(path=paths, form=forms, headers=odd_headers)
def test_nonsense_in_fields_is_never_a_failure(
    path: str, form: dict[str, str], headers: dict[str, str], intake: Intake
) -> None:
    reporter = Reporter(intake.test_client(use_cookies=False))
    if "@code" in form.values() or "@page" in form.values():
        reporter.send()
    known = {"@code": reporter.code, "@page": read(reporter.open()).one("capability") if reporter.code else ""}
    sent = {name: known.get(value, value) for name, value in form.items()}
    answer = reporter.client.post(path, data=sent, headers=headers)
    assert answer.status_code < 500, answer.text


@lenient
@given(
    path=paths,
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "UNFUG"]),
    body=st.binary(max_size=300),
    mimetype=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain; charset=utf-7",
            "x",
        ]
    ),
    query=st.text(max_size=20),
)
def test_nonsense_in_bodies_is_never_a_failure(
    path: str, method: str, body: bytes, mimetype: str, query: str, intake: Intake
) -> None:
    client = intake.test_client(use_cookies=False)
    answer = client.open(path, method=method, data=body, content_type=mimetype, query_string={"q": query})
    assert answer.status_code < 500, answer.text
    assert not 300 <= answer.status_code < 400


@lenient
@given(parts=st.lists(st.tuples(st.binary(max_size=40), st.binary(max_size=40)), max_size=4))
def test_broken_multipart_is_never_a_failure(parts: list[tuple[bytes, bytes]], intake: Intake) -> None:
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="message"; ' + head + b"\r\n\r\n" + text + b"\r\n"
        for head, text in parts
    )
    client = intake.test_client(use_cookies=False)
    for path in ("/melden", "/postfach"):
        answer = client.post(path, data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x")
        assert 400 <= answer.status_code < 500
