"""Names of files, as people may see and save them: no path, nothing invisible, nothing that turns the reading order.

A name is a claim of whoever sent the file. It is shown and offered for saving, never used as a path by this program.
"""

from __future__ import annotations

import re
import unicodedata

NAME_LIMIT = 120  # characters; far below the 255 bytes that file systems take, also with four bytes each
NAMELESS = "Datei"
# Extensions that open as data (office programs ask before they run a macro). Anything else is kept in the name but no
# longer at its end.
_HARMLESS = (
    "3gp 7z aac aif aiff amr avi avif bin bmp csv doc docm docx eml epub flac gif heic heif ics jfif jpeg jpg json "
    "key log m4a m4b m4v mbox md mka mkv mov mp3 mp4 mpeg mpg msg numbers odg odp ods odt oga ogg opus pages pdf png "
    "ppt pptm pptx rtf tif tiff txt vcf wav weba webm webp xls xlsm xlsx xml zip"
)
HARMLESS = frozenset(_HARMLESS.split())
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # Windows refuses them
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")  # Windows takes these for devices


def safe_name(name: str) -> str:
    """A name that is safe to show and to save under: its last path part, visible characters only, bounded.

    The extension stays if it is a harmless one, else `.bin` follows it, so that no double click starts a program.
    """
    last = re.split(r"[/\\]", name)[-1]
    if len(last) > 8 * NAME_LIMIT:  # the end tells what kind of file it is
        last = last[: 7 * NAME_LIMIT] + last[-NAME_LIMIT:]
    visible = unicodedata.normalize("NFC", "".join(map(_shown, last)))
    stem, extension = _split(_NOT_IN_NAMES.sub("_", visible))
    if extension and extension.lower() not in HARMLESS:
        stem, extension = f"{stem}.{extension}", "bin"
    stem = _tidy(stem)
    if _RESERVED.match(stem.split(".")[0]):
        stem = f"_{stem}"
    ending = f".{extension}" if extension else ""
    return stem[: NAME_LIMIT - len(ending)].rstrip(". ") + ending


def neutral_name(index: int, extension: str) -> str:
    """`Anlage-03.jpg`: what stands in the place of a name that may tell who sent it. `index` counts from 1."""
    kept = extension.lower().lstrip(".")
    return f"Anlage-{index:02d}.{kept if kept in HARMLESS else 'bin'}"


def extension_of(name: str) -> str:
    """The last extension in lower case, without the dot; empty if there is none."""
    return _split(name)[1].lower()


def _shown(char: str) -> str:
    """The character, a blank for any kind of blank, nothing for controls, direction marks and unassigned ones."""
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char in "\t\n\r":
        return " "
    return "" if category.startswith("C") else char


def _split(name: str) -> tuple[str, str]:
    """Stem and extension: up to eight ASCII letters and digits after the last dot, blanks after it ignored."""
    found = re.fullmatch(r"(?s)(.*)\.([A-Za-z0-9]{1,8})[. ]*", name)
    return (found[1], found[2]) if found else (name, "")


def _tidy(stem: str) -> str:
    """Without outer dots and blanks (hidden files, `..`), runs of blanks as one; never empty."""
    return re.sub(r" +", " ", stem).strip(". ") or NAMELESS
