"""The life of the child behind the second walls: it has the office program turn one document into another form.

What it says of its document it has counted before the program ran; what it gives back is as hostile as the document.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .documents.older import require_still_there, told
from .kinds import FAMILY, FileKind
from .lockdown import allow_office, limit_resources
from .main import WORK, arriving, asked, reported, send
from .terms import Ceilings, Findings, Stop
from .texts import signs

PROFILE, TARGET = WORK / "profile", WORK / "out"
OPEN_FILES, THREADS = 256, 64
PIECE = 1 << 18
# What decides in the program whether a document may do something or reach out. It could reach nothing anyway; but what
# asks nobody answers sooner. A4 and German where a document says nothing; results of formulas as they were stored.
SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "DisablePythonRuntime", "true"),
    ("Common/Misc", "UseLocking", "false"),
    ("Common/Save/Document", "GenerateThumbnail", "false"),
    ("Java/VirtualMachine", "Enable", "false"),
    ("Writer/Content/Update", "Link", "2"),
    ("Writer/Content/Update", "Field", "false"),
    ("Writer/Content/Update", "Chart", "false"),
    ("Calc/Content/Update", "Link", "2"),
    ("Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Calc/Formula/Load", "ODFRecalcMode", "1"),
)
AS_TEXT = "--infilter=Text (encoded):UTF8,LF,Liberation Sans,de-DE"  # whatever it looks like
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
_REGISTRY = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{}</oor:items>'
ENVIRONMENT = {
    "HOME": str(WORK),
    "TMPDIR": str(WORK),
    "LANG": "C.UTF-8",
    "FONTCONFIG_FILE": "/etc/fonts.conf",
    "SAL_USE_VCLPLUGIN": "svp",
    "SAL_DISABLE_OPENCL": "1",
}
SIGNALS = {signal.SIGXCPU: "too-long", signal.SIGXFSZ: "too-large", signal.SIGKILL: "too-large"}


def main() -> None:
    """Run one job from stdin to stdout: a head with the letters of the source, then what was made of it."""
    request = asked()
    limits = Ceilings(**request["limits"])
    limit_resources(limits, OPEN_FILES, THREADS)
    send(b"H")
    with reported():
        path, kind = take_in(FileKind(request["kind"]), limits)
        older, findings = kind in FAMILY["drawn"], Findings()
        there = {} if older else about(path, limits)
        made = convert(str(request["program"]), path, str(request["to"]))
        if older:
            require_still_there(path, kind, made, signs.text_of(made, limits, samples=True), findings)
        send(b"J", json.dumps(there | {"losses": findings.losses}).encode())
        for piece in _pieces(made):
            send(b"D", piece)
        send(b"E")


def about(path: Path, limits: Ceilings) -> dict[str, object]:
    """What there is to be seen of a document. Raises Stop: damaged, too-large."""
    if path.suffix == f".{FileKind.TEXT.value}":
        letters = signs.of_text(path.read_text("utf-8", "replace"))
        return {"letters": dict(letters.most_common(signs.SORTS)), "cells": 0}
    most = signs.of_package(path, limits).most_common(signs.SORTS)
    return {"letters": dict(most), "cells": signs.cells_of(path, limits)}


def take_in(claimed: FileKind, limits: Ceilings) -> tuple[Path, FileKind]:
    """The document from stdin in the work folder, and its kind. Raises Stop: empty, too-large, those of `told`."""
    path = WORK / "in"
    with path.open("wb") as target:
        target.writelines(arriving(limits))
    if not path.stat().st_size:
        raise Stop("empty")
    kind = told(path.read_bytes(), claimed) if claimed in FAMILY["drawn"] else claimed
    return path.rename(path.with_suffix(f".{kind.value}")), kind


def convert(program: str, path: Path, to: str) -> Path:
    """The document in another form. Raises Stop: too-long, too-large, damaged (the program could not read it)."""
    extensions = PROFILE / "user/extensions"
    extensions.mkdir(parents=True)
    TARGET.mkdir()
    (extensions / "buildid").write_text(_build(program), encoding="utf-8")
    items = "".join(_ITEM.format(*one) for one in SETTINGS)
    (PROFILE / "user/registrymodifications.xcu").write_text(_REGISTRY.format(items), encoding="utf-8")
    # Its libraries are looked for beside the program itself, whose place only a /proc would tell.
    environment = ENVIRONMENT | {"LD_LIBRARY_PATH": str(Path(program).parent)}
    done = subprocess.run(
        command(program, path, to),
        env=environment,
        check=False,
        preexec_fn=allow_office,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if -done.returncode in SIGNALS:
        raise Stop(SIGNALS[signal.Signals(-done.returncode)])
    made = TARGET / f"in.{to}"
    if not made.is_file() or not made.stat().st_size:
        raise Stop(_bound_met(aborted=-done.returncode == signal.SIGABRT) or "damaged")
    return made


def _bound_met(aborted: bool) -> str | None:
    """Which bound the program met. It catches the signal of a spent processor's time and aborts, and that signal counts
    by ticks of the clock, so it comes before all of the time is used; and where memory is refused it aborts long before
    it has used all that it had reserved. An abort with a good part of a bound used is that bound."""
    used, part = resource.getrusage(resource.RUSAGE_CHILDREN), 2 if aborted else 1
    if part * (used.ru_utime + used.ru_stime) >= resource.getrlimit(resource.RLIMIT_CPU)[0]:
        return "too-long"
    if part * 2 * 1024 * used.ru_maxrss > resource.getrlimit(resource.RLIMIT_AS)[0]:
        return "too-large"
    return None


def command(program: str, path: Path, to: str) -> list[str]:
    """How the program is called. A text is told to be one, whatever it looks like and whatever the program would guess
    of its letters."""
    called = [program, f"-env:UserInstallation=file://{PROFILE}", "--headless", "--norestore", "--nolockcheck"]
    called += [AS_TEXT] if path.suffix == f".{FileKind.TEXT.value}" else []
    return [*called, "--convert-to", to, "--outdir", str(TARGET), str(path)]


def _build(program: str) -> str:
    """What the program calls itself. It starts twice where its profile does not say the same."""
    lines = Path(program).with_name("versionrc").read_text(encoding="utf-8").splitlines()
    return next((line.partition("=")[2] for line in lines if line.startswith("buildid=")), "")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
