"""A real browser with its profile on disk: started by us, so that it can be killed, and driven by driver.mjs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.device.driver import Driver
from tests.patience import PATIENT

PAUSE = 0.02


class Device(ABC):
    """A browser of one kind with a fresh profile in `folder`; `script` off as a person turns it off."""

    name: str
    protocol: str
    sessions: str  # where it writes down what was open, below the profile
    rooms: Mapping[str, str]  # beginnings of paths below the profile → what they are for

    def __init__(self, driver: Driver, folder: Path, *, script: bool) -> None:
        self.profile, self.script = folder / "profile", script
        self._driver, self._seat, self._home = driver, str(folder), folder / "home"
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0
        for needed in (self.profile, self._home):
            needed.mkdir(parents=True)
        self._furnish()

    @abstractmethod
    def _furnish(self) -> None:
        """Writes the preferences."""

    @abstractmethod
    def _command(self, *, restore: bool) -> list[str]:
        """The command line."""

    @abstractmethod
    def _endpoint(self) -> str | None:
        """Where the started browser listens, None as long as it has not said so. Raises OSError, ValueError."""

    @abstractmethod
    def offers_to_keep_a_password(self) -> bool:
        """Whether it has offered since it was started."""

    def start(self, *, restore: bool = False) -> None:
        """Starts the browser, empty or with the session before, and connects to it."""
        self._forget_endpoint()
        self._started = time.time_ns()
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(restore=restore),
                env={**os.environ, "HOME": str(self._home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.do("connect", endpoint=self._wait_for_endpoint(), protocol=self.protocol)

    def _wait_for_endpoint(self) -> str:
        assert self._process is not None
        found: list[str] = []

        def told() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, f"{self.name} ended:\n{self._log()}"
            try:
                found.extend(filter(None, [self._endpoint()]))
            except (OSError, ValueError):
                return False  # not written yet, or half
            return bool(found)

        wait(told, PATIENT, lambda: f"{self.name} does not start:\n{self._log()}")
        return found[0]

    def _log(self) -> str:
        return (self._home / "log").read_text(encoding="utf-8", errors="replace")[-3000:]

    @abstractmethod
    def _forget_endpoint(self) -> None:
        """Takes away what an earlier start has left."""

    def do(self, command: str, **given: object) -> object:
        """One command of driver.mjs."""
        return self._driver.call(command, self._seat, **given)

    def value(self, code: str) -> str:
        """A text that the page computes."""
        found = self.do("evaluate", code=code)
        return found if isinstance(found, str) else ""

    def session_files(self) -> Iterable[Path]:
        """The files that hold what is open."""
        return [path for path in (self.profile / self.sessions).glob("*") if path.is_file()]

    def session_files_of_this_start(self) -> Iterable[Path]:
        """Those written since."""
        return [path for path in self.session_files() if path.stat().st_mtime_ns > self._started]

    def room(self, path: Path) -> str:
        """What a file of the profile is for: `session`, `cache`, or its name."""
        inside = path.relative_to(self.profile).as_posix()
        return next((use for begin, use in self.rooms.items() if inside.startswith(begin)), inside)

    def kill(self) -> None:
        """kill -9, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENT)
            self.do("forget")

    def close(self) -> None:
        """As a person closes it."""
        assert self._process is not None
        self.do("close")
        self._process.wait(PATIENT)


def wait(true: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Until it is true. Fails with the sentence when the time is up."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise()
        time.sleep(PAUSE)
