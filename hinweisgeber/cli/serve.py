"""intake and office: the faces under gunicorn. Workers fork from one master and share in memory the keys made there."""

from __future__ import annotations

import ctypes
import os
import resource
import stat
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from .. import config
from ..config import Settings
from ..errors import SettingsWrong
from ..web.wire import logs
from ..web.wire.internals import lay_lines
from .home import berlin_today, home_option, read_ring, settings_at

# Bytes: larger pieces go back at once, and so does what is free at the end beyond this. Less would cost uploads, which
# take pieces of 1 MiB again and again, a tenth of their computing time; more would keep what long texts had.
LARGE, FREE = 3 * 512 * 1024, 8 * 1024**2
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h


class GunicornServer(BaseApplication):
    """Gunicorn with our settings and nothing from its own files, arguments or environment."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Our options only."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The app, made before workers fork."""
        return self._app


def keep_memory_together() -> None:
    """What was freed is used again by any thread, and large pieces go back to the system at once. As it comes, the C
    library gives groups of threads memory of their own and keeps it for them: eighty of them hold many times what is
    in use. Where its library is another one, nothing is set."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for option, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, FREE)):
            library.mallopt(option, value)


def open_door(bind: str) -> None:
    """A socket that we made lets in whoever comes so far, where its folder lets in a group only: nginx has an account
    of its own. systemd's sockets are as their units say."""
    path = Path(bind.removeprefix("unix:"))
    if not bind.startswith("unix:") or not path.is_socket() or path.stat().st_uid != os.geteuid():
        return
    if not path.parent.stat().st_mode & stat.S_IXOTH:
        path.chmod(0o666)


def require_door(setting: str, bind: str) -> None:
    """Raises SettingsWrong where no socket can be made; one that systemd hands over is used instead."""
    path = Path(bind.removeprefix("unix:"))
    if "LISTEN_FDS" in os.environ or not bind.startswith("unix:"):
        return
    if not path.parent.is_dir() or (os.path.lexists(path) and not path.is_socket()):
        raise SettingsWrong(
            setting, f"{path} kann kein Socket werden: Dort liegt etwas anderes, oder der Ordner fehlt."
        )


def serve(app: Flask, bind: str, settings: Settings) -> None:
    """Serves until it is told to stop."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write memory to a disk
    logs.configure()
    keep_memory_together()
    GunicornServer(
        app,
        {
            "bind": bind,
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": "gthread",
            "preload_app": True,
            "logger_class": logs.QuietLogger,
            "control_socket_disable": True,
            "umask": 0o077,
            "when_ready": lambda server: open_door(bind),
            "post_fork": lay_lines,
            "sendfile": False,  # it would pass by what bounds slow readers
            "timeout": 120,
            "limit_request_line": 2048,
            "limit_request_fields": 64,
        },
    ).run()


def refuse_findings(settings: Settings, face: str) -> None:
    """Stops the start on any finding of level error. Raises SettingsWrong."""
    ring, institution = read_ring(settings), config.load_institution(settings.institution)
    active = ring.readers(berlin_today())
    found = config.findings(settings, institution, today=berlin_today(), officers=len(active), faces=[face])
    config.refuse_errors(found)


def _start(face: str, home: Path | None) -> None:
    """The face is loaded by its name: the command line stands beside both, and each starts without the other's code."""
    settings = settings_at(home)
    refuse_findings(settings, face)
    bind = settings.intake_bind if face == "intake" else settings.office_bind
    require_door(config.env_name(f"{face}_bind"), bind)
    app = import_module(f"hinweisgeber.{face}").create_app(settings)
    app.blobs.prepare()
    serve(app, bind, settings)


@click.command()
@home_option
def intake(home: Path | None) -> None:
    """Startet die Annahme: die öffentliche Seite für hinweisgebende Personen."""
    _start("intake", home)


@click.command()
@home_option
def office(home: Path | None) -> None:
    """Startet die Meldestelle: die interne Seite für die Fallbearbeitung."""
    _start("office", home)
