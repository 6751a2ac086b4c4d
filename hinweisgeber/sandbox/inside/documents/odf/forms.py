"""Fields of forms in OpenDocument become plain boxes with what they showed."""

from __future__ import annotations

from ...terms import Findings
from .. import tree
from .content import DRAW, FORM, OFFICE, TEXT


class Forms:
    """Fields of forms. A copy has no forms: what a field shows becomes a box with that text."""

    def __init__(self, root: tree.Element, findings: Findings) -> None:
        self._root, self._findings = root, findings
        self._shown = {
            one.get(key, ""): _shown_in_field(one)
            for forms in root.iter(f"{OFFICE}forms")
            for one in forms.iter()
            for key in (f"{FORM}id", "{http://www.w3.org/XML/1998/namespace}id")
            if one.get(key)
        }

    def write(self) -> None:
        """Change the tree in place."""
        for control in list(self._root.iter(f"{DRAW}control")):
            text = self._shown.get(control.get(f"{DRAW}control", ""), "")
            control.tag = f"{DRAW}frame"
            control.attrib.pop(f"{DRAW}control", None)
            control[:] = []
            box = tree.add(control, f"{DRAW}text-box")
            tree.add(box, f"{TEXT}p").text = text
            self._findings.add("dropped-part", "Formularfeld; in der Kopie steht, was es zeigte")


def _shown_in_field(field: tree.Element) -> str:
    mark = ""
    if tree.local(field.tag) in ("checkbox", "radio"):
        state = field.get(f"{FORM}current-state", field.get(f"{FORM}state", "unchecked"))
        mark = "☒ " if state in ("checked", "true") or field.get(f"{FORM}current-selected") == "true" else "☐ "
    keys = ("current-value", "value", "label")
    values = [field.get(f"{FORM}{key}", "") for key in (keys if not mark else ("label",))]
    values += [one.get(f"{FORM}label", "") for one in field if one.get(f"{FORM}current-selected") == "true"]
    values += [tree.text_of(one) for one in field if one.tag.startswith(TEXT)]
    return mark + next((one for one in values if one), "")
