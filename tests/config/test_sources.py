"""settings.env is read one way only, and _FILE works for every setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber import config
from hinweisgeber.errors import SettingsWrong

NAMES = st.from_regex(r"HINWEISGEBER_[A-Z][A-Z_]{0,20}", fullmatch=True)


def _unquoted(value: str) -> bool:
    quoted = value[0] in "\"'" and value[0] == value[-1]
    return value.isprintable() and value == value.strip() and not quoted


VALUES = st.text(min_size=1, max_size=60).filter(_unquoted)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_parse_undoes_format(pairs: dict[str, str]) -> None:
    assert config.parse_env(config.format_env(pairs, "Kopf\n\nzweite Zeile")) == pairs


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pairs = config.parse_env(text)
    except SettingsWrong:
        return
    assert config.parse_env(config.format_env(pairs)) == pairs


@pytest.mark.parametrize(
    "line",
    [
        "export HINWEISGEBER_WORKERS=2",
        " HINWEISGEBER_WORKERS=2",
        "HINWEISGEBER_WORKERS = 2",
        "HINWEISGEBER_WORKERS",
        "WORKERS=2",
        'HINWEISGEBER_WORKERS="2"',
        "HINWEISGEBER_WORKERS='2'",
        "HINWEISGEBER_WORKERS=",
        "HINWEISGEBER_WORKERS=2 ",
        "HINWEISGEBER_WORKERS=2\r",
        "hinweisgeber_workers=2",
    ],
)
def test_doubtful_line_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(SettingsWrong, match="Zeile 2"):
        config.parse_env(f"# Kopf\n{line}\n")


def test_hash_and_equals_belong_to_the_value() -> None:
    assert config.parse_env("HINWEISGEBER_RING=a=b # c") == {"HINWEISGEBER_RING": "a=b # c"}


def test_name_twice_is_refused() -> None:
    with pytest.raises(SettingsWrong, match="zweimal"):
        config.parse_env("HINWEISGEBER_RING=a\nHINWEISGEBER_RING=a\n")


def test_line_break_cannot_smuggle_in_a_setting() -> None:
    with pytest.raises(SettingsWrong):
        config.format_env({"HINWEISGEBER_RING": "a\nHINWEISGEBER_WORKERS=9"})


def test_refusal_never_repeats_the_value(home: Path) -> None:
    with pytest.raises(SettingsWrong) as caught:
        config.load(home, {"HINWEISGEBER_PASSPHRASE": '"geheimes Wort"'})
    assert "geheimes Wort" not in str(caught.value)
