"""What comes from elsewhere, and what is no form at all: refused, never a failure, never on a disk."""

from __future__ import annotations

import tempfile
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.intake import Intake, views
from tests.pages import Reporter, articles, read

FIELDS = ["description", "topic", "circle", "excluded", "code", "code_noted", "message", "capability", "new_code", "do"]


NOT_OURS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://boese.example"},
    {"Origin": "http://localhost.boese.example"},
    {"Origin": "http://localhost:99"},
    {"Origin": "http://["},
    {"Origin": ""},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "none", "Origin": "null"},
    {"Host": "inner.example:8000"},
]
OURS = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Host": "inner.example:8000"},
    {"Sec-Fetch-Site": "none", "Origin": "http://localhost"},
    {"Origin": "http://localhost:80"},
    {"Origin": "HTTP://LocalHost"},
]


@pytest.mark.parametrize("headers", NOT_OURS)
def test_a_post_that_is_not_provably_ours_shows_texts_again_but_no_code_and_no_tick(
    headers: dict[str, str], reporter: Reporter
) -> None:
    """Whoever was sent here with a code could be read by whoever has it; who wrote the text loses nothing."""
    planted = str(AccessCode.generate())
    for data in ({"to": "review", "code_noted": "1"}, {"to": "send"}, {"to": "draft", "code_noted": "1"}):
        sent = {"description": "Mein Text.", "fear": "Ärger", "code": planted, **data}
        answer = reporter.client.post("/melden", data=sent, headers=headers)
        page = read(answer)
        assert answer.status_code == (400 if data["to"] == "send" else 200)
        assert (page.one("description"), page.one("fear")) == ("Mein Text.", "Ärger")
        assert planted not in answer.text
        assert AccessCode.parse(page.code) != AccessCode.parse(planted)
        assert page.one("code") in ("", page.code)
        assert page.one("code_noted") == ""
        assert "Ein Code von vorher gilt nicht mehr." in page.text


@pytest.mark.parametrize("headers", OURS)
def test_a_post_of_our_own_pages_keeps_its_code(headers: dict[str, str], reporter: Reporter) -> None:
    code = reporter.form().code
    data = {"description": "Text", "code": code, "to": "review"}
    page = read(reporter.client.post("/melden", data=data, headers=headers))
    assert (page.code, page.one("code")) == (code, code)
    assert "Ein Code von vorher gilt nicht mehr." not in page.text


@pytest.mark.parametrize("headers", [*OURS, *NOT_OURS])
def test_a_whole_report_is_taken_from_anywhere(headers: dict[str, str], reporter: Reporter) -> None:
    """Whoever plants one sends only their own words, and the answer shows no code."""
    data = {"description": "Text", "code": reporter.form().code, "code_noted": "1", "to": "send"}
    answer = reporter.client.post("/melden", data=data, headers=headers)
    assert answer.status_code == 303
    assert reporter.code not in answer.text + answer.location
    assert len(articles(reporter.open())) == 2


@pytest.mark.parametrize("path", ["/melden", "/postfach", "/nichts"])
@pytest.mark.parametrize("headers", NOT_OURS)
def test_nobody_is_turned_away_for_where_they_come_from(path: str, headers: dict[str, str], reporter: Reporter) -> None:
    answer = reporter.client.post(path, data={"code": reporter.form().code}, headers=headers)
    assert answer.status_code in (200, 400, 404)
    assert "anderen Internetseite" not in answer.text


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
    data = {"description": "Text mit ü", "code": reporter.form().code, "code_noted": "1", "to": "send"}
    assert reporter.client.post("/melden", data=data, content_type="multipart/form-data").status_code == 303
    assert "Text mit ü" in reporter.open().text


@pytest.mark.parametrize("mimetype", ["application/json", "text/plain", "multipart/form-data", ""])
def test_other_kinds_of_bodies_are_empty_forms(mimetype: str, client: FlaskClient) -> None:
    assert client.post("/melden", data=b'{"description": "x"}', content_type=mimetype).status_code == 400


values = st.one_of(st.text(), st.sampled_from(["1", "write", "renew", "only-me", "%C3", "\x00", "@code", "@page"]))
forms = st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)), values, max_size=8)
paths = st.one_of(
    st.sampled_from([route.rule for route in views.ROUTES]), st.text(max_size=20).map(lambda t: "/" + quote(t, safe=""))
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
