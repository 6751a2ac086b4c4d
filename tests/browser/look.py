"""What every page must be: accessible by axe's rules at two widths, no wider than a phone also with letters twice as
large, neutral, quiet."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize

from tests.browser.demo import ROOT

PHONE, DESK = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=900)
PHONES = (PHONE, ViewportSize(width=390, height=700))
TABLET = ViewportSize(width=768, height=1024)
# Words that would tell a passer-by, or the browser's history, what the page is about.
TELLING = re.compile(r"\b(?:meld|hinweisgeb|whistle|missstand|verst[oö]ß|korruption|compliance)", re.IGNORECASE)
AXE = """async options => {
    const {violations} = await axe.run(document, options);
    return violations.map(found => found.id + ': ' + found.nodes.map(node => node.target.join(' ') + ' '
        + node.any.concat(node.all, node.none).map(check => check.message).join('; ').slice(0, 200)).join(' | '));
}"""
RULES: dict[str, Any] = {"preload": False, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
FACTS = """() => ({
    lang: document.documentElement.lang,
    titles: [...document.querySelectorAll('h1')].filter(title => title.checkVisibility()).length,
})"""
# Empty when nothing has to be scrolled sideways; else the page's surplus and the first elements that stick out.
TOO_WIDE = """() => {
    const {scrollWidth, clientWidth} = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const sticking = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
        && element.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth - clientWidth} px`, ...sticking.slice(0, 3).map(element => element.outerHTML.slice(0, 80))];
}"""
# Text at twice its size, with all that is folded away unfolded; and back again.
ENLARGE = """() => {
    window.folded = [...document.querySelectorAll('details:not([open])')];
    window.folded.forEach(part => { part.open = true; });
    document.documentElement.style.fontSize = '200%';
}"""
RESTORE = """() => {
    window.folded.forEach(part => { part.open = false; });
    document.documentElement.style.fontSize = '';
}"""
# Without the page's colours every button and field still has a border or is underlined; nothing moves.
FORCED = """() => {
    const bare = element => [element, element.parentElement].every(drawn => { const style = getComputedStyle(drawn);
        return [style.borderTopStyle, style.borderBottomStyle, style.outlineStyle].every(line => line === 'none')
            && !style.textDecorationLine.includes('underline'); });
    const controls = [...document.querySelectorAll('main :is(button, input, textarea, select)')]
        .filter(control => control.checkVisibility() && control.type !== 'hidden');
    const moving = document.getAnimations().map(animation => 'moves: ' + animation.effect.target.className);
    return controls.filter(bare).map(control => 'no border: ' + control.outerHTML.slice(0, 80)).concat(moving);
}"""


@cache
def axe_source() -> str:
    """The rules' program, from node_modules."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def complaints(page: Page, state: str) -> list[str]:
    """All that is wrong with the page as it stands; `state` names it.

    320 CSS pixels are also what 1280 pixels are at 400 % zoom (WCAG 1.4.10).
    """
    found = _plain(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    schemes: tuple[tuple[ViewportSize, Literal["dark", "light"]], ...] = ((PHONE, "dark"), (DESK, "light"))
    for size, scheme in schemes:  # shapes are the same in any colours, colours at any width
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        width = f"{scheme}, at {size['width']} px"
        found += [f"{width}: {violation}" for violation in page.evaluate(AXE, RULES)]
        found += [f"{width}, too wide: {element}" for element in page.evaluate(TOO_WIDE)]
    found += [f"on a phone or tablet, {complaint}" for complaint in _too_wide(page, (*PHONES, TABLET))]
    found += [f"with text at 200 %, {complaint}" for complaint in _enlarged(page)]
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    found += [f"in forced colours: {complaint}" for complaint in page.evaluate(FORCED)]
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    return [f"{state}, {complaint}" for complaint in found]


def _enlarged(page: Page) -> list[str]:
    """What has to be scrolled sideways on a phone when letters are twice as large (WCAG 1.4.4, 1.4.10)."""
    page.evaluate(ENLARGE)
    found = _too_wide(page, PHONES)
    page.evaluate(RESTORE)
    return found


def _too_wide(page: Page, sizes: tuple[ViewportSize, ...]) -> list[str]:
    """What has to be scrolled sideways there."""
    before, found = page.viewport_size, []
    for size in sizes:
        page.set_viewport_size(size)
        found += [f"at {size['width']} px, too wide: {element}" for element in page.evaluate(TOO_WIDE)]
    if before:
        page.set_viewport_size(before)
    return found


def _plain(page: Page) -> list[str]:
    found, title, facts = [], page.title(), page.evaluate(FACTS)
    if facts["lang"] != "de":
        found.append(f"language is {facts['lang']}")
    if facts["titles"] != 1:
        found.append(f"{facts['titles']} first headings")
    if TELLING.search(title) or not (title.endswith("(Vorführung)") or title == "Leere Seite"):
        found.append(f"title tells: {title}")
    return found
