"""The two browsers.

Nothing here is set as automation sets it: puppeteer's own switches and Firefox's `remote.prefs.recommended` would turn
off what is to be looked at (session restore, the password manager). What is set keeps them off the network and quick.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Final

from tests.device.device import Device
from tests.programs import program

SWITCHES: Final = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--hide-crash-restore-bubble",
    "--lang=de",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--remote-debugging-port=0",
)
PREFS: Final[Mapping[str, object]] = {
    "remote.prefs.recommended": False,
    "browser.sessionstore.interval": 500,  # milliseconds; 15,000 without it
    "browser.sessionstore.interval.idle": 500,
    "browser.sessionstore.max_resumed_crashes": 10,
    "browser.sessionstore.restore_on_demand": False,  # all windows of a restored session at once
    "toolkit.startup.max_resumed_crashes": -1,
    "dom.confirm_repost.testing.always_accept": True,  # "send again?" is answered with yes
    "dom.file.createInChild": True,  # else BiDi cannot choose a file
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.topsites.contile.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "termsofuse.bypassNotification": True,
    "toolkit.telemetry.unified": False,
}


class Chromium(Device):
    """Debian's chromium, the whole browser without its window."""

    name, protocol, sessions = "chromium", "cdp", "Default/Sessions"
    rooms: Mapping[str, str] = {"Default/Sessions/": "session", "Default/Cache/": "cache"}

    def _furnish(self) -> None:
        settings = {} if self.script else {"javascript": 2}
        (self.profile / "Default").mkdir()
        preferences = {"profile": {"default_content_setting_values": settings}}
        (self.profile / "Default/Preferences").write_text(json.dumps(preferences), encoding="utf-8")

    def _command(self, *, restore: bool) -> list[str]:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        last = ["--restore-last-session"] if restore else ["about:blank"]
        return [program("chromium"), *SWITCHES, *root, f"--user-data-dir={self.profile}", *last]

    def _forget_endpoint(self) -> None:
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)

    def _endpoint(self) -> str | None:
        port, path = (self.profile / "DevToolsActivePort").read_text(encoding="utf-8").splitlines()
        return f"ws://127.0.0.1:{port}{path}"

    def offers_to_keep_a_password(self) -> bool:
        """Its own count of successful logins and of dismissed offers. Leaves the page."""
        self.do("open", url="chrome://histograms/#PasswordManager")
        self.do("waitFor", selector="[histogram-name^='PasswordManager.']")
        names = self.value("document.body.innerText")
        return "PasswordManager.SaveUIDismissalReason" in names or "PasswordManager.SuccessfulLoginHappened" in names


class Firefox(Device):
    """Debian's firefox-esr, by WebDriver BiDi."""

    name, protocol, sessions = "firefox", "webDriverBiDi", "sessionstore-backups"
    rooms: Mapping[str, str] = {"sessionstore": "session", "cache2/": "cache"}

    def _furnish(self) -> None:
        self._prefer(restore=False)

    def _prefer(self, *, restore: bool) -> None:
        prefs = {**PREFS, "javascript.enabled": self.script, "browser.startup.page": 3 if restore else 0}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")

    def _command(self, *, restore: bool) -> list[str]:
        self._prefer(restore=restore)
        switches = ["--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access"]
        return [
            program("firefox-esr"),
            *switches,
            "--profile",
            str(self.profile),
            *([] if restore else ["about:blank"]),
        ]

    def _forget_endpoint(self) -> None:
        (self.profile / "WebDriverBiDiServer.json").unlink(missing_ok=True)

    def _endpoint(self) -> str | None:
        told = json.loads((self.profile / "WebDriverBiDiServer.json").read_text(encoding="utf-8"))
        return f"ws://127.0.0.1:{told['ws_port']}/session"

    def offers_to_keep_a_password(self) -> bool:
        """Its window's own list of what it asks."""
        asked = self.do(
            "chrome",
            code="(Services.wm.getMostRecentWindow('navigator:browser').PopupNotifications._currentNotifications ?? [])"
            ".map(asked => asked.id)",
        )
        return isinstance(asked, list) and "password" in asked
