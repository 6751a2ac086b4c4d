"""The figures that are kept: how many files one opens to follow a report, and that the way told is the way it goes."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from hinweisgeber.intake import Intake
from hinweisgeber.office import Office
from tests.founded import Founded
from tests.house.figures import PRODUCT, ROOT, lines, way_of_a_report
from tests.office.conftest import clock, make_office, office
from tests.office.people import Browser
from tests.pages import Reporter

__all__ = ["clock", "make_office", "office"]
MOST = 12
ANSWER = "Zitronenkuchen in der Registratur"


def test_a_newcomer_opens_few_files_to_follow_a_report() -> None:
    assert len({path for path, _ in way_of_a_report()}) <= MOST


def test_the_report_goes_the_way_that_is_told(intake: Intake, office: Office, founded: Founded) -> None:
    called: set[tuple[str, str]] = set()

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add((frame.f_code.co_filename, frame.f_code.co_name))

    browser = Browser(office).enter(founded.people["anna"])
    reporter = Reporter(intake.test_client(use_cookies=False))
    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        reporter.client.get("/melden")
        reporter.form(ANSWER, wish="Klarheit")
        reporter.send(ANSWER, wish="Klarheit")
        browser.get("/faelle")
        page = browser.get("/faelle/HM-2026-0001")
    finally:
        sys.setprofile(before)
    assert ANSWER in page.words
    assert "Klarheit" in page.words
    walked = {(name, function) for path, function in called for name in [path.removeprefix(f"{ROOT}/")]}
    files = {name for name, _ in walked}
    for path, function in way_of_a_report():
        assert (path, function) in walked if function else path in files, (path, function)


def test_lines_are_those_of_the_product() -> None:
    assert all(count > 100 for count in lines().values())
    assert PRODUCT.fullmatch("templates/office/kept.html")
    assert not PRODUCT.fullmatch("tests/house/figures.py")


@pytest.mark.parametrize("path", sorted({path for path, _ in way_of_a_report()}))
def test_a_file_on_the_way_is_not_long(path: str) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 500
