"""Nothing of a report, a code or a mailbox stays on the reporter's device (DESIGN § 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from hinweisgeber.intake import Intake
from tests.device.conftest import later
from tests.device.visit import SHOWN, Visit
from tests.device.walks import WALKS

Visits = Callable[..., AbstractContextManager[Visit]]
pytestmark = pytest.mark.browser
STARTS = 3


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_nothing_stays_in_the_profile(visits: Visits, intake: Intake, tmp_path: Path, kind: str, script: bool) -> None:
    with visits(kind, script=script) as visit:
        for name, walk in WALKS.items():
            visit.walks(name, walk, tmp_path)
        assert len(visit.codes) >= 3
        shown = killed_and_restored(visit, intake)
        assert visit.kept() == set(), visit.told()
        assert shown == set()


def killed_and_restored(visit: Visit, intake: Intake) -> set[str]:
    """kill -9, then, some minutes later, so many starts with the session before, the last one closed properly. Gives
    what was shown."""
    shown: set[str] = set()
    visit.device.kill()
    later(intake)
    visit.searches("killed", everything=True)
    for start in range(1, STARTS + 1):
        visit.device.start(restore=True)
        visit.restored()
        shown |= visit.needles.in_text(visit.device.value(SHOWN))
        if start == STARTS:
            visit.device.close()
        else:
            visit.device.kill()
        visit.searches(f"start {start}", everything=start == STARTS)
    return shown


# -- the control: without a cure the same search finds what it should ---------------------------------------------

TYPED, NAMED, POSTED = ("description", "session"), ("file name", "session"), ("code", "session")
CACHED = ("code", "cache")


BARE = {"password", "see other"}


@pytest.mark.parametrize(
    ("kind", "script", "out", "walks", "kept"),
    [
        pytest.param("chromium", False, {"password", "see other"}, "draft", {TYPED}, id="chromium-field"),
        pytest.param("chromium", False, BARE, "shortest", {TYPED, NAMED, POSTED}, id="chromium-field-and-303"),
        pytest.param("chromium", False, {"fetched"}, "shortest", {NAMED}, id="chromium-fetched"),
        pytest.param("chromium", False, {"autocomplete"}, "typing alone", {TYPED, NAMED}, id="chromium-typing"),
        pytest.param("chromium", False, {"no-store"}, "shortest", {CACHED}, id="chromium-no-store"),
        pytest.param("chromium", True, {"autocomplete"}, "typing alone", {TYPED, NAMED}, id="chromium-script-typing"),
        pytest.param("chromium", True, {"script", *BARE}, "shortest", {TYPED, NAMED, POSTED}, id="chromium-fetch"),
        pytest.param("firefox", False, {"autocomplete"}, "typing alone", {TYPED}, id="firefox-typing"),
        pytest.param("firefox", False, {"no-store"}, "shortest", {CACHED}, id="firefox-no-store"),
        pytest.param("firefox", True, {"autocomplete"}, "typing alone", {TYPED}, id="firefox-script-typing"),
    ],
)
def test_without_a_cure_it_is_found(
    visits: Visits, tmp_path: Path, kind: str, script: bool, out: set[str], walks: str, kept: set[tuple[str, str]]
) -> None:
    with visits(kind, script=script, out=out) as visit:
        visit.walks(walks, WALKS[walks], tmp_path)
        visit.device.kill()
        visit.searches("killed", everything=True)
        assert visit.kept() & {TYPED, NAMED, POSTED, CACHED} == kept, visit.told()


def test_a_restored_session_shows_the_code_without_the_cures(visits: Visits, intake: Intake, tmp_path: Path) -> None:
    with visits("firefox", script=False, out={"no-store"}) as visit:
        visit.walks("last page", until_code_shown, tmp_path)
        assert "code" in killed_and_restored(visit, intake)
        for step in ("killed", f"start {STARTS}"):
            assert "code" in {each.label for each in visit.found[step]}


def until_code_shown(visit: Visit, folder: Path) -> Iterator[str]:
    """As far as page 3, where the code stands in one piece."""
    yield next(WALKS["shortest"](visit, folder))


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
@pytest.mark.parametrize("out", [set(), {"one sign"}], ids=["one sign", "longer"])
def test_no_password_manager_offers_to_keep_the_field(visits: Visits, tmp_path: Path, kind: str, out: set[str]) -> None:
    with visits(kind, script=False, out=out) as visit:
        for _step in WALKS["shortest"](visit, tmp_path):
            pass
        assert visit.device.offers_to_keep_a_password() == bool(out)
