"""The Python side of driver.mjs: commands go out as JSON, one a line, and each waits for its answer."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENT
from tests.programs import PATH, program

HERE = Path(__file__).resolve().parent
NODE_PATH = os.pathsep.join((str(Path(sys.executable).parent), PATH))  # make setup put one into .venv/


class DriverError(Exception):
    """What the node side could not do, with its words."""


class Driver:
    """One node process, which may hold connections to several browsers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [program("node", NODE_PATH), str(HERE / "driver.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=HERE,
        )

    def call(self, command: str, seat: str, **given: object) -> object:
        """The value that the command answers with. Raises DriverError."""
        to_node, from_node = self._process.stdin, self._process.stdout
        assert to_node is not None
        assert from_node is not None
        to_node.write(json.dumps({"command": command, "id": seat, **given}).encode() + b"\n")
        to_node.flush()
        ready, _, _ = select.select([from_node], [], [], PATIENT)
        line = from_node.readline() if ready else b""
        if not line:
            raise DriverError(f"{command} {given}: no answer from node")
        answer = json.loads(line)
        if "error" in answer:
            raise DriverError(f"{command} {given}: {answer['error']}")
        return answer["value"]

    def end(self) -> None:
        """Ends the node process; browsers are ended by who started them."""
        self._process.kill()
        self._process.communicate()
