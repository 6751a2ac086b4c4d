"""`make release`: the wheel, the source distribution, a bill of materials, the list of installed files, all checksums.

`python -P -m hinweisgeber.assets.release FOLDER`. Nothing in them comes from the clock, the machine or the folder: the
same checkout gives the same bytes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from hinweisgeber.assets import bill, list_hook

REPOSITORY = Path(__file__).resolve().parents[2]
SUMS = "SHA256SUMS"


def build(target: Path) -> str:
    """Source distribution and wheel in `target`; returns what their names begin with: name and version."""
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    project = bill.project(REPOSITORY)
    return f"{project['name']}-{project['version']}"


def release(target: Path) -> None:
    """Fills `target`. Files of other versions that lie there stay, and are not in the checksums."""
    target.mkdir(parents=True, exist_ok=True)
    named = build(target)
    with zipfile.ZipFile(target / f"{named}-py3-none-any.whl") as wheel:
        (target / f"{named}.files.sha256").write_bytes(wheel.read(list_hook.NAME))
    (target / f"{named}.cdx.json").write_text(bill.of(REPOSITORY), encoding="utf-8")
    ours = sorted(path for path in target.iterdir() if path.name.replace("_", "-").startswith(named))
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in ours)
    (target / SUMS).write_text("".join(sums), encoding="utf-8")


def main(target: Path) -> None:
    """Makes it and prints the checksums."""
    release(target)
    print((target / SUMS).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
