"""What the first page costs over a thin line, as an empty browser counts: page, style sheet, fonts, script, heads.
Pages that are filled up to one of three sizes are not asked here: tests/wire."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

MOST = 60_000
PAGES: tuple[str, ...] = (
    "/",
    "/melden",
    "/melden/angriff",
    "/angriff",
    "/wohin",
    "/externe-meldestellen",
    "/datenschutz",
)
PAGES += ("/barrierefreiheit", "/impressum", "/weg")


@pytest.mark.parametrize("path", PAGES)
def test_first_load_is_at_most_60_kilobytes(chromium: Browser, demo: Demo, path: str) -> None:
    context = chromium.new_context(locale="de-DE")
    page = context.new_page()
    line, bytes_of, urls = context.new_cdp_session(page), dict[str, int](), dict[str, str]()
    line.on("Network.responseReceived", lambda said: urls.update({said["requestId"]: said["response"]["url"]}))
    line.on(
        "Network.loadingFinished", lambda said: bytes_of.update({said["requestId"]: int(said["encodedDataLength"])})
    )
    line.send("Network.enable")
    page.goto(demo.intake_url + path, wait_until="networkidle")
    context.close()
    kinds = {url.rpartition(".")[2] for url in urls.values() if "/static/" in url}
    assert {"css", "woff2"} <= kinds or path == "/weg"
    assert ("js" in kinds) == (path in ("/melden", "/melden/angriff"))
    total = sum(bytes_of[one] for one, url in urls.items() if not url.startswith("data:"))
    print(f"{path}: {total / 1000:.1f} kB")
    assert 10_000 < total <= MOST
