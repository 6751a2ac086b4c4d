"""The machine that is set up: its files, commands and accounts. Whatever is there already stays as it is."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click

from ...errors import HinweisgeberError
from ...store.durable import sync_folder
from .. import words_for
from ..home import write_file
from ..naming import NAME

POSTGRES = "postgres"
PATIENCE = 120  # seconds
AGAIN = "Ein zweiter Aufruf macht dort weiter; was schon da ist, bleibt."


@dataclass
class Host:
    """A machine whose tree starts at `root`: `/`, or a folder of a test, where nobody else's account is needed.

    With a `home` only that folder is set up, by whoever calls. `name`: of the installation, one of several perhaps.
    """

    root: Path = Path("/")
    home: Path | None = None
    name: str = NAME
    open_points: list[str] = field(default_factory=list)

    @property
    def is_real(self) -> bool:
        """Whether accounts and services of the machine this program runs on are meant."""
        return self.root == Path("/") and self.home is None

    @property
    def office(self) -> Path:
        """The home of the office."""
        return self.home or self.path(f"{self.lib}/office")

    @property
    def lib(self) -> str:
        """The folder of what is stored."""
        return f"/var/lib/{self.name}"

    @property
    def etc(self) -> str:
        """The folder of certificates, and of what root alone reads."""
        return f"/etc/{self.name}"

    @property
    def accounts(self) -> tuple[str, str]:
        """Of the intake and of the office."""
        return f"{self.name}_intake", f"{self.name}_office"

    @property
    def is_running(self) -> bool:
        """Whether systemd runs here; in a tree that is only prepared, units are enabled and not started."""
        return self.is_real and self.path("/run/systemd/system").is_dir()

    def path(self, name: str) -> Path:
        """A file of that machine."""
        return self.root / name.lstrip("/")

    # -- what was found, done, left open ------------------------------------------------------------------------------

    def there(self, what: str) -> None:
        """Says what was there already, and stays."""
        click.echo(f"  da:       {what}")

    def did(self, what: str) -> None:
        """Says what has been made."""
        click.echo(f"  angelegt: {what}")

    def left_open(self, what: str) -> None:
        """Keeps for the end what the institution has yet to do."""
        self.open_points.append(what)

    # -- files --------------------------------------------------------------------------------------------------------

    def folder(self, name: str, mode: int = 0o755, owner: str = "root", group: str = "root") -> Path:
        """A folder, made where it is missing; what is there keeps its mode and owner."""
        path = self.path(name)
        if not path.is_dir():
            path.mkdir(mode=mode, parents=True)
            path.chmod(mode)
            self._own(path, owner, group)
            sync_folder(path.parent)
        return path

    def put(self, name: str, text: str, mode: int = 0o644, owner: str = "root", group: str = "root") -> bool:
        """Writes a file where there is none, whole or not at all. True when it was written."""
        path = self.path(name)
        if path.exists():
            same = path.read_bytes() == text.encode()
            self.there(name if same else f"{name}, mit eigenen Änderungen; sie bleibt, wie sie ist")
            return False
        self.replace(name, text, mode, owner, group)
        self.did(name)
        return True

    def replace(self, name: str, text: str, mode: int, owner: str = "root", group: str = "root") -> None:
        """Writes a file, whoever it was; it never has another owner or mode than these, not for a moment."""
        path = self.path(name)
        fresh = path.with_name(f".{path.name}.setup")
        write_file(fresh, text, 0o600)
        self._own(fresh, owner, group)
        fresh.chmod(mode)
        fresh.replace(path)
        sync_folder(path.parent)

    def _own(self, path: Path, owner: str, group: str) -> None:
        if self.is_real:
            account, members = pwd.getpwnam(owner), pwd.getpwnam(group)  # every group here is an account's own
            os.chown(path, account.pw_uid, members.pw_gid)

    # -- commands -----------------------------------------------------------------------------------------------------

    def run(self, *command: str, given: str | None = None, account: str | None = None) -> str:
        """What a command printed. Raises ClickException with what it said when it fails."""
        line = ["runuser", "-u", account, "--", *command] if account else [*command]
        try:
            done = subprocess.run(
                line, input=given, stdin=None if given is not None else subprocess.DEVNULL,
                capture_output=True, text=True, timeout=PATIENCE, check=False, cwd="/",
            )  # fmt: skip
        except OSError as error:
            raise click.ClickException(f"Das Programm {line[0]} fehlt auf diesem Rechner. {AGAIN}") from error
        except subprocess.TimeoutExpired as error:
            raise click.ClickException(f"„{' '.join(command)}“ wurde nicht fertig. {AGAIN}") from error
        if done.returncode:
            said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
            raise click.ClickException(f"„{' '.join(command)}“ ist misslungen. {AGAIN}\n{said}")
        return done.stdout.strip()

    def as_account(self, name: str, work: Callable[[], int]) -> int:
        """What `work` returns, done by a process that is this account and can never be root again."""
        if not self.is_real:
            return work()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os._exit(_become(name, work))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(name: str, work: Callable[[], int]) -> int:
    code = 70
    try:
        account = pwd.getpwnam(name)
        os.initgroups(name, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os.umask(0o022)
        os.chdir("/")
        code = work()
    except (HinweisgeberError, OSError) as error:
        click.echo(f"hinweisgeber: {words_for(error)}", err=True)
    except click.ClickException as error:
        error.show()
    except BaseException:  # a process that was forked must not go on as its parent
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return code
