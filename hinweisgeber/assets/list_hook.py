"""A hook of hatchling, which builds the wheel: it adds `installed.sha256`, the SHA-256 of every other file of it.

`hinweisgeber check` compares what is installed with it, and so does anybody else: it is in the form of sha256sum.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "hinweisgeber/installed.sha256"


class ListOfFiles(BuildHookInterface[Any]):
    """Found by hatchling in this file; an installation that is the checkout itself (editable) gets no list."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the list and has it put into the wheel."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()  # until the wheel is made
        lines = []
        for file in self.build_config.builder.recurse_included_files():
            name = Path(file.distribution_path).relative_to("hinweisgeber").as_posix()
            lines.append((name, hashlib.sha256(Path(file.path).read_bytes()).hexdigest()))
        path = Path(self._folder.name) / "list"
        path.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(lines)), encoding="utf-8")
        build_data["force_include"][str(path)] = NAME

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The wheel holds it now."""
        if version != "editable":
            self._folder.cleanup()
