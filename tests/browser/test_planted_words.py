"""Rare words are planted wherever a person can write; afterwards no file, log or temp folder holds one (promises 1, 2).

The reporter comes from an address of their own, with an agent, a referrer and a query that would stand out too.
"""

from __future__ import annotations

import re
import sqlite3
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.browser.demo import Demo, demo_in
from tests.browser.planted import findings, open_files, spellings
from tests.browser.wire import Wire, WireOfficer, WireReporter
from tests.questions import WRITTEN

WORDS = {
    "description": "Zwetschgenröster",
    "topic": "Themenquatsch",
    "when": "Mittsommernacht",
    "where": "Kellergewölbe",
    "who": "Oberamtsförster",
    "known_from": "Flurgeflüster",
    "circle": "Kreiselkreis",
    "fear": "Strafversetzung",
    "wish": "Aufräumarbeiten",
    "excluded": "Niemandsland",
    "second text": "Apfelkompott",
    "follow-up": "Nachtragspost",
    "unsent": "Halbfertiges",
    "draft text": "Unvollendetes",
    "mailbox text": "Postfachgeheimnis",
    "reply": "Antwortbrief",
    "feedback": "Rückmeldewort",
    "taken": "Ergriffenes",
    "planned": "Vorhabenliste",
    "reasons": "Ursachenkunde",
    "waived": "Verzichtsgrund",
    "scope": "Geltungsprüfung",
    "flag": "Kennzeichengrund",
    "draft": "Konzeptpapier",
    "note": "Vermerkblatt",
    "finding": "Feststellungssatz",
    "assign": "Zuweisungsgrund",
    "stage": "Stufenbegründung",
    "what": "Besserungswerk",
    "who does": "Verantwortungsperson",
    "effect": "Wirkungsnachweis",
    "close": "Abschlussgrund",
    "reopen": "Wiederaufnahmegrund",
    "search": "Suchbegriffe",
    "username": "unbekanntername",
    "passphrase": "falschesgeheimnis",
    "agent": "Wanderbrowser/7.31",
    "referrer": "verraeterseite.example",
    "query": "abfragegeheimnis",
    "path": "pfadgeheimnis",
    "cookie": "kekskruemel",
    "language": "x-klingonisch",
    "forwarded": "203.0.113.77",
    "address": "127.83.51.249",
    "office address": "127.83.52.248",
}
TALKATIVE = {
    "User-Agent": WORDS["agent"],
    "Referer": f"https://{WORDS['referrer']}/{WORDS['path']}",
    "X-Forwarded-For": WORDS["forwarded"],
    "Forwarded": f"for={WORDS['forwarded']}",
    "Accept-Language": WORDS["language"],
}
TIME_OF_DAY = re.compile(r"(?<![\d.:])[0-2]\d:[0-5]\d(?!\d)")  # a port has no two digits before its colon


@dataclass
class Story:
    """What the people of one demo have done."""

    demo: Demo
    words: list[str] = field(default_factory=lambda: list(WORDS.values()))
    minutes: set[str] = field(default_factory=set)  # in which somebody did something

    @property
    def places(self) -> list[Path]:
        """Everything the servers may have written to."""
        return [self.demo.folder]

    def knows_code(self, code: str) -> None:
        """Codes are secrets in every spelling, also those of a renewal."""
        assert len(code) == 29
        self.words += [code, code.replace("-", ""), code.replace("-", " ")]

    def reporter(self) -> WireReporter:
        """Somebody who sends more than they should."""
        wire = Wire(self.demo.intake_url, WORDS["address"], TALKATIVE)
        wire.cookies["spur"] = WORDS["cookie"]
        return WireReporter(wire)

    def officer(self, username: str) -> WireOfficer:
        """An officer at their own address."""
        wire = Wire(self.demo.office_url, WORDS["office address"])
        return WireOfficer.logged_in(wire, username, self.demo.officers[username])

    def moment(self) -> None:
        """Notes the minute, here and in Greenwich."""
        for zone in (UTC, ZoneInfo("Europe/Berlin")):
            self.minutes.add(f"{datetime.now(zone):%H:%M}")


def reports(story: Story) -> WireReporter:
    """Refused, sent, sent again with other words; the mailbox opened, written to, its code renewed."""
    story.moment()
    reporter = story.reporter()
    wire = reporter.wire
    told = [name for name in WRITTEN[1:] if name != "meeting"]  # a box to tick: no words
    answers = {name: WORDS[name] for name in (*told, "excluded")}
    assert wire.post("/melden", {"description": " ", "who": WORDS["unsent"], "to": "review"}).status == 400
    kept = reporter.kept(WORDS["draft text"], **answers)
    assert WORDS["draft text"] in kept.text
    story.knows_code(reporter.code)
    assert WORDS["draft text"] in reporter.open().text
    assert reporter.send(WORDS["description"], **answers).status == 200
    story.knows_code(reporter.code)
    assert reporter.again(WORDS["second text"]).status == 200
    mailbox = reporter.open()
    assert mailbox.status == 200
    end = {"code_end": reporter.code[-5:]}  # asked for, because this client does not say where its forms came from
    assert wire.post("/postfach", {**mailbox.hidden("write"), **end, "message": WORDS["mailbox text"]}).status == 200
    renewal = wire.post("/postfach", {**mailbox.hidden("write"), "message": WORDS["unsent"], "do": "renew"})
    story.knows_code(renewal.code)
    assert wire.post("/postfach", {**renewal.hidden(), **end, "code_noted": "1"}).status == 200
    reporter.code = renewal.code
    return reporter


def strays(story: Story) -> None:
    """Addresses, queries and methods nobody asked for."""
    wire = story.reporter().wire
    for path in (f"/{WORDS['path']}", f"/melden?{WORDS['query']}={WORDS['query']}", f"/static/{WORDS['path']}.css"):
        assert wire.get(path).status in (200, 404)
    assert wire.request(WORDS["query"].upper(), "/").status in (400, 405)
    assert wire.post("/postfach", {"code": WORDS["query"]}).status == 400
    assert wire.post("/postfach", {"capability": WORDS["query"], "message": WORDS["unsent"]}).status == 400


def office_works(story: Story, reporter: WireReporter) -> None:
    """Every form of the office filled once, each with its own word."""
    story.moment()
    login = Wire(story.demo.office_url, WORDS["office address"])
    wrong = {**login.get("/anmelden").hidden("login"), "username": WORDS["username"], "passphrase": WORDS["passphrase"]}
    assert login.post("/anmelden", wrong).status == 401
    officer = story.officer("fall1")
    assert WORDS["reply"] not in officer.find(WORDS["description"]).text
    officer.act("take-over", "uebernahme")
    officer.act("reply", "antwort", message=WORDS["draft"], do="draft")
    officer.act("reply", "antwort", message=WORDS["reply"], do="send")
    officer.act("note", "notiz", note=WORDS["note"])
    officer.act("check", "pruefpunkt", point="persons", finding=WORDS["finding"])
    officer.act("scope", "anwendungsbereich", scope="in", reason=WORDS["scope"])
    officer.act("flag", "kennzeichen", flag="urgent:on", reason=WORDS["flag"])
    officer.act("stage", "stufe", stage="INVESTIGATION", reason=WORDS["stage"])
    officer.act("stage", "stufe", stage="RESPONSE", reason=WORDS["stage"])
    officer.act("measure", "massnahme", what=WORDS["what"], who=WORDS["who does"], until="2027-03-31", lesson="rule")
    lead = story.officer("leitung")
    lead.find(WORDS["description"])
    officer.act("feedback-waived", "ohne-rueckmeldung", reason=WORDS["waived"])
    proposal = lead.wire.get(f"/faelle/{lead.number}/freigaben/1")
    assert WORDS["waived"] in proposal.text
    signed = lead.wire.post(f"/faelle/{lead.number}/freigaben/1/bestaetigung", proposal.hidden("confirm"))
    assert "jetzt ausgeführt" in signed.text
    parts = {name: WORDS[name] for name in ("taken", "planned", "reasons")}
    officer.act("feedback", "rueckmeldung", message=WORDS["feedback"], **parts, checked="1", do="send")
    officer.act("close", "abschluss", outcome="INVESTIGATED", reason=WORDS["close"])
    mailbox = reporter.open()
    assert WORDS["reply"] in mailbox.text
    assert WORDS["feedback"] in mailbox.text
    told = {**mailbox.hidden("write"), "message": WORDS["follow-up"], "code_end": reporter.code[-5:]}
    assert reporter.wire.post("/postfach", told).status == 200
    assert WORDS["follow-up"] in officer.find(WORDS["description"]).text
    officer.act("reopen", "wiederaufnahme", stage="INVESTIGATION", reason=WORDS["reopen"])
    to = re.search(r'<option value="([0-9a-f]{16})">Leitung', lead.wire.get(f"/faelle/{lead.number}").text)
    assert to
    lead.act("assign", "zuweisung", to=to.group(1), reason=WORDS["assign"])
    fields = {**officer.wire.get("/faelle").hidden("filter"), "suche": WORDS["search"]}
    found = officer.wire.post("/faelle", fields)
    assert WORDS["search"] in found.text
    assert WORDS["description"] not in found.text
    rate_the_measure(officer)
    story.moment()


def rate_the_measure(officer: WireOfficer) -> None:
    """Done, and did it work."""
    page = officer.wire.get("/massnahmen")
    assert WORDS["what"] in page.text
    path = re.search(r'action="(/massnahmen/[\w-]+)/umgesetzt"', page.text)
    assert path
    token = {name: page.hidden()[name] for name in ("csrf_token", "once")}
    assert officer.wire.post(f"{path.group(1)}/umgesetzt", token).status == 200
    token = {name: officer.wire.get("/massnahmen").hidden()[name] for name in ("csrf_token", "once")}
    rated = officer.wire.post(f"{path.group(1)}/wirkung", {**token, "effect": "yes", "reason": WORDS["effect"]})
    assert WORDS["effect"] in rated.text


def test_whole_journey_leaves_no_word_behind(demo: Demo) -> None:
    story = Story(demo)
    reporter = reports(story)
    strays(story)
    office_works(story, reporter)
    intake_sets_no_cookie_and_asks_for_nothing_foreign(story)
    no_file_holds_a_planted_word(story)
    no_file_without_a_name_holds_one(story)
    temp_folder_is_empty(story)
    log_tells_the_day_and_no_time(story)
    stores_hold_no_time_of_day(story)
    crashed_faces_would_leave_no_memory_behind(story)


def no_file_holds_a_planted_word(story: Story) -> None:
    """Neither in a store, its log and index, nor in any log of the servers."""
    files = {path.name for path in story.demo.home.rglob("*")}
    assert {"letterbox.sqlite", "letterbox.sqlite-wal", "cabinet.sqlite", "cabinet.sqlite-shm"} <= files
    assert findings(story.words, story.places) == []


def no_file_without_a_name_holds_one(story: Story) -> None:
    """Files that were deleted while open have no name, but lie on a disk."""
    assert findings(story.words, open_files(story.demo.faces())) == []


def temp_folder_is_empty(story: Story) -> None:
    """TMPDIR was never needed."""
    assert list(story.demo.temp.rglob("*")) == []


def log_tells_the_day_and_no_time(story: Story) -> None:
    """Day, method, route, status."""
    log = story.demo.log.read_text(encoding="utf-8")
    assert "POST report_post 303" in log
    assert [line for line in log.splitlines() if TIME_OF_DAY.search(line)] == []
    assert [minute for minute in story.minutes if minute in log] == []


def stores_hold_no_time_of_day(story: Story) -> None:
    """Days are dates; the numbers that are times belong to officers' sessions and failed logins."""
    times: list[str] = []
    for name in ("letterbox", "cabinet"):
        with closing(sqlite3.connect(f"file:{story.demo.home / name}.sqlite?mode=ro", uri=True)) as database:
            times += [cell for cell in _cells(database) if TIME_OF_DAY.search(cell)]
            times += [name for kind in _types(database) if kind in ("DATETIME", "TIMESTAMP", "TIME")]
    assert times == []


def _tables(database: sqlite3.Connection) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _cells(database: sqlite3.Connection) -> Iterator[str]:
    for table in _tables(database):
        for row in database.execute(f'SELECT * FROM "{table}"'):
            yield from (cell for cell in row if isinstance(cell, str))


def _types(database: sqlite3.Connection) -> Iterator[str]:
    for table in _tables(database):
        yield from (str(column[2]).upper() for column in database.execute(f'PRAGMA table_info("{table}")'))


def crashed_faces_would_leave_no_memory_behind(story: Story) -> None:
    """No core dumps, of no process of either face."""
    for pid in story.demo.faces():
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
        assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits


def intake_sets_no_cookie_and_asks_for_nothing_foreign(story: Story) -> None:
    """And with a cookie from elsewhere it does nothing."""
    reporter = story.reporter()
    sent = reporter.send(WORDS["description"])
    for answer in (sent, reporter.open(), reporter.wire.get("/"), reporter.wire.get("/melden")):
        assert "Set-Cookie" not in answer.headers
        assert re.findall(r'(?:src|action)="(?!/)[^"]*"', answer.text) == []
    assert reporter.wire.cookies == {"spur": WORDS["cookie"]}


# -- when something breaks ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def broken_story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A table of each store is torn away while people are using both faces."""
    with demo_in(tmp_path_factory.mktemp("broken")) as demo:
        told = Story(demo)
        reporter = told.reporter()
        assert reporter.send(WORDS["description"]).status == 200
        told.knows_code(reporter.code)
        officer = told.officer("fall1")
        officer.find(WORDS["description"])
        page = officer.wire.get(f"/faelle/{officer.number}")
        tear(demo.home / "letterbox.sqlite", "mailbox")
        tear(demo.home / "cabinet.sqlite", "journal_text")
        told.moment()
        note = {**page.hidden("note"), "note": WORDS["note"]}
        for answer, own in (  # what was typed stands in the form, for another try
            (reporter.open(), []),
            (reporter.again(WORDS["second text"]), [WORDS["second text"]]),
            (officer.wire.post(f"/faelle/{officer.number}/notiz", note), [WORDS["note"]]),
            (officer.wire.get(f"/faelle/{officer.number}"), []),
        ):
            assert answer.status == 500
            assert [word for word in told.words if word in answer.text] == own
        told.moment()
        yield told


def tear(database: Path, table: str) -> None:
    """Takes a table away."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(f"ALTER TABLE {table} RENAME TO gone")
        connection.commit()


def test_failures_are_logged_without_a_word_of_what_was_sent(broken_story: Story) -> None:
    log = broken_story.demo.log.read_text(encoding="utf-8")
    assert log.count("error in mailbox_post: OperationalError at ") == 1
    assert log.count("error in report_post: OperationalError at ") == 1
    assert log.count("error in note: OperationalError at ") == 1
    assert findings(broken_story.words, broken_story.places) == []
    assert [line for line in log.splitlines() if TIME_OF_DAY.search(line)] == []
    assert [minute for minute in broken_story.minutes if minute in log] == []


# -- the searcher itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", spellings(WORDS["description"]))
def test_searcher_finds_a_word_in_every_spelling(tmp_path: Path, how: str) -> None:
    (tmp_path / "haystack").write_bytes(b"\0\xff" * 5000 + spellings(WORDS["description"])[how] + b"\0" * 5000)
    assert any(f"as {how} " in found for found in findings([WORDS["description"]], [tmp_path]))


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_searcher_finds_a_word_inside_encoded_text(tmp_path: Path, before: int, encode: type[bytes]) -> None:
    text = ("?" * before + f"{WORDS['description']} und Vanillesoße").encode()
    (tmp_path / "haystack").write_bytes(encode(text))
    assert findings([WORDS["description"]], [tmp_path]) != []


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_searcher_finds_a_word_in_a_database_and_its_log(tmp_path: Path, encoding: str) -> None:
    with closing(sqlite3.connect(tmp_path / "clear.sqlite")) as database:
        database.execute(f"PRAGMA encoding='{encoding}'")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE clear (text TEXT)")
        database.execute("INSERT INTO clear VALUES (?)", (WORDS["description"],))
        database.commit()
        assert any("clear.sqlite-wal" in found for found in findings([WORDS["description"]], [tmp_path]))


def test_searcher_reads_names_of_files_too(tmp_path: Path) -> None:
    (tmp_path / WORDS["path"]).touch()
    assert findings([WORDS["path"]], [tmp_path]) != []
