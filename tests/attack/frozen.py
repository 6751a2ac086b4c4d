"""What clients and bookmarks rely on: each address, the forms sent to it, and the names of their fields."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from hinweisgeber.web.app import Face
from tests.attack.kept import declared
from tests.attack.links import Site
from tests.controls import controls

FILE = Path(__file__).with_name("frozen.json")
Names = dict[str, dict[str, list[str]]]  # by method and address: by form: names


def frozen(face: str) -> Names:
    """The kept list of one face."""
    found: Names = json.loads(FILE.read_text(encoding="utf-8"))[face]
    return found


def present(face: Face, pages: Iterable[Site]) -> Names:
    """The same, as the face declares its addresses and as these pages show its forms."""
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for route in face.routes.values():
        found[f"{route.method} {route.rule}"].update({})
    for page in pages:
        for endpoint, form, names in fields(page):
            route = face.routes[endpoint]
            found[f"POST {route.rule}"][form] |= names
    return {at: {form: sorted(names) for form, names in sorted(found[at].items())} for at in sorted(found)}


def fields(page: Site) -> Iterable[tuple[str, str, set[str]]]:
    """Where each form of a page leads, its id, and the names it sends."""
    for tag in re.findall(r"<form\b[^>]*>", page.html):
        action, named = re.search(r'action="([^"]*)"', tag), re.search(r'\sid="([^"]*)"', tag)
        if 'method="post"' in tag and action:
            endpoint, form = page.endpoint(action[1], "POST"), named[1] if named else ""
            yield endpoint, declared(form), {plain(one.name) for one in controls(page.html, form or action[1])}


def plain(name: str) -> str:
    """A name without the number or the file that it carries."""
    return re.sub(r"MN-\d{4}-\d+", "<number>", re.sub(r"[0-9a-f]{16,}", "<blob>", name))


def unlike(kept: Mapping[str, Mapping[str, list[str]]], now: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """What is gone, and what is new."""
    return [f"gone: {one}" for one in sorted(_flat(kept) - _flat(now))] + [
        f"new: {one}" for one in sorted(_flat(now) - _flat(kept))
    ]


def _flat(names: Mapping[str, Mapping[str, list[str]]]) -> set[str]:
    found = set(names)
    for at, forms in names.items():
        found |= {f"{at}, form {form or '(by its address)'}" for form in forms}
        found |= {f"{at}, form {form or '(by its address)'}, field {name}" for form in forms for name in forms[form]}
    return found
