"""What is too long, or too slow: texts, downloads, uploads, heads. Run by `make bench-flood`."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path

import pytest

from tests.flood import attacks, forms
from tests.flood.crowd import Act, Where
from tests.flood.faces import behind_nginx, face
from tests.flood.forms import status
from tests.flood.honest import Seen, ask, share, tell, tell_with_file, timed, visit
from tests.flood.table import SECONDS, Table, attacked, number

FILE = 24_000_000  # bytes


@pytest.mark.parametrize(
    ("act", "at_once", "words", "before", "seconds"),
    [
        (attacks.quotes, 8, "Texte aus 9,5 MB Anführungszeichen", "+1.013 MiB", SECONDS / 2),
        (attacks.quotes, 64, "Texte aus 9,5 MB Anführungszeichen", "+5.192 MiB, Seiten in 13 s", SECONDS),
        (attacks.escaped, 64, "Formulare aus 2,4 MB %22", "8 zu 9,3 MB: +3.963 MiB", SECONDS / 2),
    ],
    ids=["8", "64", "escaped"],
)
def test_long_texts(home: Path, table: Table, act: Act, at_once: int, words: str, before: str, seconds: float) -> None:
    with face("intake", home) as intake:
        attack = attacked(intake, act, at_once, visit, tell, seconds=seconds)
    table.add(f"{at_once} {words} zugleich", before, str(attack.tally), of=attack)


def test_slow_readers(home: Path, tmp_path: Path, table: Table) -> None:
    with behind_nginx(home, tmp_path / "front") as intake:
        fields, seen = _own_file(intake.where), Seen()
        attack = attacked(
            intake, partial(attacks.read_slowly, fields=fields), 180, visit, tell,
            meanwhile=partial(_download, intake.where, fields, seen),
        )  # fmt: skip
    whole, refused = seen.count("whole"), seen.count("503")
    now = f"{len(seen.answers)} ehrliche Downloads: {whole} ganz in höchstens {number(max(seen.times))} s"
    missed = whole + refused < len(seen.answers)
    now += f", {refused} mit der Bitte zu warten" if refused else ""
    table.add("180 lesen eine eigene Datei von 24 MB langsam", "Seiten in 20 s", now, missed=missed, of=attack)


def _own_file(where: Where) -> dict[str, str]:
    """A report with a file; what its mailbox asks for to give it out."""
    form = forms.sending()
    assert status(ask(where, forms.multipart("/melden", form, [os.urandom(FILE)]))) == "303"
    page = ask(where, forms.post("/postfach", {"code": form["code"]}))
    found = re.search(rb'name="download" value="([0-9a-f]+)', page)
    assert found
    return {"capability": forms.value(page, "capability"), "download": found[1].decode()}


def _download(where: Where, fields: dict[str, str], seen: Seen) -> None:
    took, answer = timed(where, forms.post("/postfach", fields))
    seen.times.append(took)
    seen.answers.append("whole" if len(answer) > FILE else status(answer))


def test_slow_uploads(home: Path, tmp_path: Path, table: Table) -> None:
    with behind_nginx(home, tmp_path / "front") as intake:
        attack = attacked(intake, attacks.upload_slowly, 200, visit, tell, tell_with_file)
    sent = attack.honest.pop(tell_with_file)
    lost = f", {sent.lost} ohne ihren Text" if sent.lost else ""
    arrived, took = sent.count("303"), number(share(sent.times, 0.95))
    now = f"{arrived} von {len(sent.answers)} ehrlichen Dateien zu 12 MB angekommen{lost}, p95 {took} s"
    before = "3 von 3 abgelehnt, 2 ohne ihren Text"
    table.add("200 langsame Uploads zu 12 MB", before, now, missed=arrived < len(sent.answers), of=attack)


def test_dawdling_bodies(home: Path, tmp_path: Path, table: Table) -> None:
    with behind_nginx(home, tmp_path / "front") as intake:
        attack = attacked(intake, attacks.dawdle_body, 30, visit, tell, seconds=SECONDS / 2)
    table.add("30 trödelnde Anfragen zu 9,9 MB, im Speicher von nginx", "+281 MiB", str(attack.tally), of=attack)


@pytest.mark.parametrize("act", [attacks.dawdle_head, attacks.dawdle_idle], ids=["heads", "idle"])
def test_two_thousand_connections(home: Path, tmp_path: Path, table: Table, act: Act) -> None:
    with behind_nginx(home, tmp_path / "front") as intake:
        attack = attacked(intake, act, 2000, visit, tell, seconds=SECONDS / 2)
    refused = sum(len(seen.answers) - seen.count("200", "303") for seen in attack.honest.values())
    of = sum(len(seen.answers) for seen in attack.honest.values())
    what = "mit Köpfen, die nie enden" if act is attacks.dawdle_head else "ohne ein Wort"
    now = f"{of - refused} von {of} ehrlichen Anfragen beantwortet; {attack.tally}"
    table.add(f"2.000 Verbindungen {what}", "–", now, missed=refused > 0, of=attack)
