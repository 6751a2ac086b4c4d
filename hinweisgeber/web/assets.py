"""The built look, served from memory: `/static/<hashed name>`, cacheable for ever, gzip where it is accepted.

Everything together is smaller than 200 kB, so it is read once at start. A name that is not in the manifest is
404: no path from a request ever touches the disk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, g, request, url_for

STATIC = Path(__file__).resolve().parent.parent / "static"
FOREVER = "public, max-age=31536000, immutable"
MIMETYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One built file: its type, its bytes, and its bytes in gzip if the build made them."""

    mimetype: str
    plain: bytes
    gzipped: bytes | None


@dataclass(frozen=True)
class Assets:
    """The built files: `names` maps plain to hashed names, `files` hashed names to content."""

    names: dict[str, str]
    files: dict[str, Asset]


def _load(path: Path) -> Asset:
    gz = path.with_name(f"{path.name}.gz")
    return Asset(MIMETYPES[path.suffix], path.read_bytes(), gz.read_bytes() if gz.exists() else None)


def read_assets(folder: Path = STATIC) -> Assets:
    """All that the manifest in `folder` names. Raises FileNotFoundError when nothing was built."""
    try:
        names: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"{folder} holds no built assets: run `make assets`") from missing
    return Assets(names, {hashed: _load(folder / hashed) for hashed in names.values()})


def asset(name: str) -> str:
    """The address of the built file `name`, for templates. Raises KeyError for an unknown name: a typing
    error in a template fails in the first test that renders it."""
    assets: Assets = current_app.extensions["assets"]
    return url_for("static", name=assets.names[name])


def script(name: str) -> str:
    """The same for a script. Only the page that asks for one may run it: `allowed_by_page` tells `web.app`."""
    g.scripted = True
    return asset(name)


def sound(address: str) -> str:
    """The address of a sound. Only the page that asks for one may play it."""
    g.sounding = True
    return address


def allowed_by_page() -> str:
    """What this page's CSP allows beyond that of all pages: its script and to send the page's form by it, its sound."""
    of_script = "; script-src 'self'; connect-src 'self'" if g.get("scripted") else ""
    return of_script + ("; media-src 'self'" if g.get("sounding") else "")


def static(name: str) -> Response:
    """The view of `/static/<name>`; 404 for every name but the hashed ones of this build."""
    assets: Assets = current_app.extensions["assets"]
    found = assets.files.get(name) or abort(404)
    zipped = found.gzipped if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(zipped or found.plain, mimetype=found.mimetype)
    response.headers["Cache-Control"] = FOREVER
    if found.gzipped:
        response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def install_assets(app: Flask, folder: Path = STATIC) -> None:
    """Gives `app` (made with `static_folder=None`) what `static` serves and the globals `asset`, `script`, `sound`."""
    app.extensions["assets"] = read_assets(folder)
    app.jinja_env.globals.update(asset=asset, script=script, sound=sound)
