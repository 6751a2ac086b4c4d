"""Topics, assaults, guide, text blocks: complete in template and demo, and not missed in files of 0.1.0."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from hinweisgeber import config
from hinweisgeber.config.guidance import Use
from hinweisgeber.config.tables import build
from hinweisgeber.errors import SettingsWrong

NEW = ("assault", "guide", "text_blocks", "archive", "outside_place")  # not in files of 0.1.0
TOPICS_OF_0_1_0 = ("geld", "vergabe", "daten", "arbeit", "umwelt", "gesundheit", "verfassungstreue", "repressalie",
                   "uebergriff", "anderes")  # fmt: skip

# What § 2 HinSchG covers, as people would say it, and the topic that stands for it.
COVERED = {
    "straftat": ("Straftat", "Bestechung"),  # Abs. 1 Nr. 1
    "gesundheit": ("Arbeitsschutz", "Produkte", "Fahrzeugen", "Arzneimittel"),  # Nr. 2, 3 b, c, i
    "arbeit": ("Arbeitszeit", "Rechte von Beschäftigten", "Personalvertretung"),  # Nr. 2
    "umwelt": ("Umwelt", "Energie", "Transporte"),  # Nr. 3 d, e, g
    "lebensmittel": ("Lebensmittel", "Futter"),  # Nr. 3 h
    "daten": ("Datenschutz", "IT-Sicherheit"),  # Nr. 3 m, n
    "vergabe": ("Vergabe", "Absprachen"),  # Nr. 4
    "geld": ("Steuern", "Fördermittel", "Bargeschäfte"),  # Nr. 3 a, 6, 7; Abs. 2
    "verbraucher": ("Kundschaft", "Preisabsprachen", "Geldgeschäfte"),  # Nr. 3 k, 5, 8
    "verfassungstreue": ("Amtspflichten", "Verfassung"),  # Nr. 10
    "repressalie": ("Benachteiligung",),  # § 36
    "assault": ("Angriff", "Bedrohung"),
    "anderes": ("Etwas anderes",),
}


def _of_0_1_0() -> dict[str, Any]:
    """The invented institution as a file of 0.1.0 says it."""
    table = tomllib.loads(config.DEMO.read_text(encoding="utf-8"))
    old = {key: value for key, value in table.items() if key not in NEW}
    return old | {"topics": [{"id": topic, "label": topic.title()} for topic in TOPICS_OF_0_1_0]}


@pytest.fixture
def template() -> config.Institution:
    return config.read_institution(config.TEMPLATE)


def test_topics_cover_the_law(demo: config.Institution) -> None:
    words = {topic.id: f"{topic.label} {topic.hint}" for topic in demo.topics}
    for topic, parts in COVERED.items():
        for part in parts:
            assert part in words[topic]


def test_no_topic_asks_for_a_law(demo: config.Institution) -> None:
    for topic in demo.topics:
        words = f"{topic.label} {topic.hint} {topic.notice}"
        for mark in ("§", "Gesetz", "HinSchG", "AGG", "DSGVO", "StGB"):
            assert mark not in words
    assert demo.topics[-1].id == "anderes", "the form says: the last one when in doubt"


def test_ids_of_the_first_version_keep_their_place_in_stored_cases(demo: config.Institution) -> None:
    ids = {topic.id for topic in demo.topics}
    assert set(TOPICS_OF_0_1_0) - ids == {"uebergriff"}


def test_attacks_are_known_by_their_topic(demo: config.Institution) -> None:
    assert demo.assault_topic is not None
    assert (demo.assault_topic.id, demo.assault_topic.outside) == ("assault", True)
    assert [topic.id for topic in demo.topics if config.is_assault(topic.id)] == ["assault"]
    assert config.is_assault("uebergriff"), "cases of 0.1.0"
    assert not config.is_assault("")


def test_template_offers_what_the_demo_shows(template: config.Institution, demo: config.Institution) -> None:
    assert template.topics == demo.topics
    assert template.text_blocks == demo.text_blocks
    assert [(entry.id, entry.text) for entry in template.guide] == [(entry.id, entry.text) for entry in demo.guide]
    assert {"agg", "datenschutz", "personalrat", "aufsicht"} == {entry.id for entry in demo.guide}
    assert (template.archive, template.outside_place) == (False, None)
    assert (demo.archive, bool(demo.outside_place)) == (True, True)


def test_file_of_the_first_version_still_starts(tmp_path: Path) -> None:
    old = build(config.Institution, _of_0_1_0())
    assert old.placeholders() == []
    assert (old.assault, old.guide, old.text_blocks, old.archive, old.outside_place) == (None, (), (), False, None)
    assert old.assault_topic is not None
    assert old.assault_topic.id == "uebergriff"
    assert old.blocks("feedback") == ()


def test_who_helps_after_an_attack_can_be_reached() -> None:
    with pytest.raises(SettingsWrong) as caught:
        build(config.Institution, _of_0_1_0() | {"assault": {"name": "Hilfe", "address": ["Zimmer 1"]}})
    assert caught.value.setting == "assault.phone"
    for way in ({"phone": "+49 30 23125 104"}, {"mail": "hilfe@example.org"}):
        assert build(config.Institution, _of_0_1_0() | {"assault": {"name": "Hilfe", **way}}).assault


@pytest.mark.parametrize("use", get_args(Use))
def test_blocks_of_one_use_in_the_order_of_the_file(use: Use, demo: config.Institution) -> None:
    blocks = demo.blocks(use)
    assert blocks
    assert list(blocks) == [block for block in demo.text_blocks if block.use == use]


def test_feedback_blocks_leave_measures_and_reasons_to_the_forms_own_fields(demo: config.Institution) -> None:
    """§ 17 Abs. 2 HinSchG: the form asks for each of them; a block only opens the message."""
    blocks = demo.blocks("feedback")
    assert len(blocks) == 3
    for block in blocks:
        assert not any("aßnahmen" in gap or "Gründe" in gap for gap in config.gaps(block.text))
    assert "§ 18 Nummer 3 HinSchG" in blocks[-1].text


def test_environment_block_cites_its_rule(demo: config.Institution) -> None:
    (block,) = demo.blocks("environment")
    assert "§ 4 Absatz 2 HinSchG" in block.text
    assert "§ 8 HinSchG" in block.text


def test_gaps_are_found_until_they_are_filled() -> None:
    text = "Erst [bitte ergänzen: eins], dann [bitte ergänzen: zwei]."
    assert config.gaps(text) == ["[bitte ergänzen: eins]", "[bitte ergänzen: zwei]"]
    assert config.gaps("Fertig [1].") == []


def test_no_block_shouts_or_threatens(demo: config.Institution) -> None:
    for block in demo.text_blocks:
        for mark in ("!", "strafbar", "Hinweisgeber ", "Melder ", "Verdächtig", "Beschuldigt"):
            assert mark not in block.text
