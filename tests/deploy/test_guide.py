"""The guide says what the program says: settings, commands, files."""

from __future__ import annotations

import re
import subprocess

import pytest
from click import Command, Context, Group

from hinweisgeber import cli, config
from tests.deploy.conftest import DEPLOY

GUIDE = (DEPLOY / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def settings_table() -> str:
    """The table as the guide must hold it."""
    rows = [f"| `{name}` | {text.replace('|', chr(92) + '|')} |" for name, text in config.documentation().items()]
    return "\n".join(["| Einstellung | Bedeutung |", "|---|---|", *rows])


def test_the_table_of_settings_is_the_programs() -> None:
    found = re.search(r"<!-- settings: begin.*?-->\n(.*?)\n<!-- settings: end -->", GUIDE, re.DOTALL)
    assert found is not None
    assert found[1] == settings_table()


@pytest.mark.parametrize("block", SHELL)
def test_commands_are_shell(block: str) -> None:
    done = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_call_waits_for_ever_for_a_service_that_does_not_run() -> None:
    """The sockets are systemd's: they accept, whether or not a service answers."""
    calls = [line for block in SHELL for line in block.splitlines() if re.search(r"\b(curl|wget)\b(?!$)", line)]
    calls = [line for line in calls if not line.startswith("apt ")]
    assert calls
    assert [line for line in calls if "curl -m 5 " not in line] == []


def test_folders_that_files_go_to_are_made_first() -> None:
    """What a bare Debian lacks is made by hand; the other folders come with systemd, nginx and tor."""
    brought = {"/etc/systemd/system/", "/etc/nginx/sites-enabled/"}
    lines = [line for block in SHELL for line in block.splitlines()]
    made = {f"{name}/" for line in lines if line.startswith("install -d ") for name in line.split() if name[0] == "/"}
    copied = {word for line in lines for word in re.findall(r"^cp \S.*? (/etc/\S+/)(?: |$)", line)}
    assert {"/etc/sysusers.d/", "/etc/tmpfiles.d/", "/etc/logrotate.d/"} <= copied
    assert copied - brought <= made


def test_every_command_and_option_exists() -> None:
    commands = (
        "setup|init|officer|rotate-root|check|verify|checkpoint|due|migrate|sweep|erase|tick|backup|restore|rescue|move"
    )
    called = re.findall(rf"hinweisgeber ((?:{commands})\b[^|`\n]*(?:\\\n[^`\n]*)?)", GUIDE)
    assert len(called) > 8
    for line in called:
        words = line.replace("\\\n", " ").split()
        command: Command | None = cli.Commands().get_command(Context(cli.group), words[0])
        if isinstance(command, Group) and len(words) > 1 and words[1] in command.commands:
            command = command.commands[words[1]]
        assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", line)) <= known, line


def test_settings_named_in_the_text_exist() -> None:
    named = {name.removesuffix("_FILE") for name in re.findall(r"HINWEISGEBER_[A-Z_]*[A-Z]", GUIDE)}
    assert named <= set(config.documentation())


def test_every_file_here_is_in_the_guide() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file() and path.name != "README.md":
            folder = path.parent.name
            known: tuple[str, ...] = (f"{folder}/{path.name}", f"`{folder}/", f"{folder}/hinweisgeber-*")
            if path.parent == DEPLOY:
                known = (f"`{path.name}`",)
            assert any(name in GUIDE for name in known[: 1 if folder in ("nginx", "tor", "postgres") else 3]), path
