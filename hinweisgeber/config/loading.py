"""From the home and the environment to `Settings`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from hinweisgeber.config import values
from hinweisgeber.config.settings import SECRET_FILES, Settings, env_name
from hinweisgeber.config.sources import ENV_FILE, FILE_SUFFIX, gather, read_env
from hinweisgeber.errors import SettingsWrong


def find_home(argument: Path | None, environ: Mapping[str, str]) -> Path:
    """The home: `--home`, else HINWEISGEBER_HOME(_FILE), else `instance` here; absolute.

    Raises SettingsWrong.
    """
    name = env_name("home")
    given = gather({key: environ[key] for key in (name, name + FILE_SUFFIX) if key in environ}, [name], Path.cwd())
    try:
        return values.path(str((argument or Path(given.get(name, "instance"))).expanduser().absolute()), Path.cwd())
    except ValueError as problem:
        raise SettingsWrong(name, str(problem)) from problem


def load(home: Path, environ: Mapping[str, str]) -> Settings:
    """The settings from `home/settings.env`, overlaid by `environ`; raises SettingsWrong with what to do.

    `home` is decided by then (find_home), so HINWEISGEBER_HOME in the environment changes nothing here.
    """
    home = home.absolute()
    known = {env_name(item.name): item for item in fields(Settings)}
    stored = gather(read_env(home), known, home)
    for name in stored:
        if not known[name].metadata["stored"]:
            raise SettingsWrong(name, f"Gehört nicht in {ENV_FILE}. Bitte dort entfernen und nur beim Aufruf angeben.")
    given = stored | gather(environ, known, home) | {env_name("home"): str(home)}
    return Settings(**{item.name: _value(item, given.get(name), home) for name, item in known.items()})


def _value(item: Field[Any], raw: str | None, home: Path) -> Any:
    default = item.metadata["default"]
    if raw is None and default is not None:
        raw = default.replace("{home}", str(home))
    if raw is None and item.name in SECRET_FILES and (home / SECRET_FILES[item.name]).exists():
        name = env_name(item.name)
        raw = gather({name + FILE_SUFFIX: SECRET_FILES[item.name]}, [name], home)[name]
    try:
        return None if raw is None else item.metadata["parse"](raw, home)
    except ValueError as problem:
        raise SettingsWrong(env_name(item.name), str(problem)) from problem
