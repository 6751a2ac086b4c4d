"""Two ways to use a page: with a pointer, or with nothing but Tab, Enter, Space, arrows and letters."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 250
# What has the focus: is it the one wanted, or a radio of the same group; does it look focused; is it in the window; is
# what is wanted further up.
FOCUS = """async wanted => {
    const here = document.activeElement;
    const group = here.type === 'radio' && wanted.type === 'radio' && here.name === wanted.name;
    const lit = [here, here.parentElement, here.nextElementSibling].filter(Boolean).some(element => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
    });
    const isInside = () => { const box = here.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth; };
    for (let frames = 0; frames < 60 && !isInside(); frames++) await new Promise(requestAnimationFrame);
    const inside = isInside();
    const name = here.outerHTML.slice(0, 120);
    const up = here !== document.body && !!(here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING);
    return {reached: here === wanted || group, body: here === document.body, lit, inside, name, up};
}"""


class Hands(Protocol):
    """How a person fills forms."""

    def click(self, target: Locator) -> None:
        """A link, a button, a summary."""

    def write(self, target: Locator, text: str) -> None:
        """Replaces what stands in a field."""

    def tick(self, target: Locator) -> None:
        """A checkbox that is not ticked."""

    def choose(self, target: Locator) -> None:
        """One of several radios."""

    def pick(self, target: Locator, value: str) -> None:
        """A choice of a select."""

    def day(self, target: Locator, day: date) -> None:
        """A date field."""


class Pointer:
    """A mouse or a finger."""

    def click(self, target: Locator) -> None:
        """See Hands."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """See Hands."""
        target.fill(text)

    def tick(self, target: Locator) -> None:
        """See Hands."""
        target.check()

    def choose(self, target: Locator) -> None:
        """See Hands."""
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        """See Hands."""
        target.select_option(value)

    def day(self, target: Locator, day: date) -> None:
        """See Hands."""
        target.fill(day.isoformat())


class Keyboard:
    """No pointer at all. Whatever takes the focus on the way must show it and stand in the window."""

    def __init__(self, page: Page) -> None:
        self.page, self._keys = page, page.keyboard

    def click(self, target: Locator) -> None:
        """See Hands."""
        self.reach(target)
        self._keys.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """See Hands."""
        self.reach(target)
        self._keys.press("Control+a")
        self._keys.type(text)

    def tick(self, target: Locator) -> None:
        """See Hands."""
        self.reach(target)
        self._keys.press("Space")

    def choose(self, target: Locator) -> None:
        """See Hands."""
        self.reach(target)
        self._keys.press("Space")
        for _ in range(20):
            if target.is_checked():
                return
            self._keys.press("ArrowDown")
        raise AssertionError("the radio cannot be reached by arrows")

    def pick(self, target: Locator, value: str) -> None:
        """See Hands."""
        self.reach(target)
        self._keys.press("Home")
        for _ in range(20):
            if target.input_value() == value:
                return
            self._keys.press("ArrowDown")
        raise AssertionError(f"the choice {value} cannot be reached by arrows")

    def day(self, target: Locator, day: date) -> None:
        """See Hands. The order of day and month is the browser's; both are the same number here."""
        assert day.day == day.month
        self.reach(target)
        self._keys.type(f"{day:%d%m%Y}")
        assert target.input_value() == day.isoformat()

    def reach(self, target: Locator) -> None:
        """Presses Tab, or Shift and Tab where that is the shorter way, until the target has the focus."""
        wanted, key = target.element_handle(), ""
        for tabs in range(MOST_TABS):
            focus = self.page.evaluate(FOCUS, wanted)
            key = key or ("Shift+Tab" if focus["up"] else "Tab")
            if tabs and not focus["body"]:
                assert focus["lit"], f"the focus cannot be seen: {focus['name']}"
                assert focus["inside"], f"the focus is outside of the window: {focus['name']}"
            if focus["reached"]:
                return
            self._keys.press(key)
        raise AssertionError(f"{MOST_TABS} times Tab did not lead to {target}")
