"""`publiccode.yml` is valid by the rules of its standard (0.4), and says what the package says."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
#: Section → keys that must be there → keys that may.
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "": (
        {
            "publiccodeYmlVersion",
            "name",
            "url",
            "platforms",
            "developmentStatus",
            "softwareType",
            "description",
            "legal",
            "maintenance",
            "localisation",
            "releaseDate",
            "categories",
        },
        {
            "applicationSuite",
            "landingURL",
            "isBasedOn",
            "softwareVersion",
            "logo",
            "organisation",
            "inputTypes",
            "outputTypes",
            "usedBy",
            "fundedBy",
            "roadmap",
            "intendedAudience",
            "dependsOn",
        },
    ),
    "intendedAudience": (set(), {"scope", "countries", "unsupportedCountries"}),
    "description.de": (
        {"shortDescription", "longDescription", "features"},
        {"localisedName", "genericName", "documentation", "apiDocumentation", "screenshots", "videos", "awards"},
    ),
    "legal": ({"license"}, {"mainCopyrightOwner", "repoOwner", "authorsFile"}),
    "maintenance": ({"type", "contacts"}, {"contractors"}),
    "localisation": ({"localisationReady", "availableLanguages"}, set()),
    "dependsOn": (set(), {"open", "proprietary", "hardware"}),
}
VALUES = {
    "platforms": {"web", "windows", "mac", "linux", "ios", "android"},
    "categories": {"whistleblowing"},  # the one of the standard's list that is ours
    "developmentStatus": {"concept", "development", "beta", "stable", "obsolete"},
    "softwareType": {"standalone/web"},
    "maintenance.type": {"internal", "community"},  # both need contacts
    "intendedAudience.scope": {"local-authorities", "justice", "employment"},
    "intendedAudience.countries": {"de"},
    "localisation.availableLanguages": {"de"},
}
STATUS = {"development": "3 - Alpha", "beta": "4 - Beta", "stable": "5 - Production/Stable"}
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def at(place: str) -> Any:
    """What stands under a dotted name."""
    value = PUBLICCODE
    for name in place.split(".") if place else []:
        value = value[name]
    return value


@pytest.mark.parametrize("section", KEYS)
def test_every_key_is_one_of_the_standard_and_none_is_missing(section: str) -> None:
    must, may = KEYS[section]
    assert must <= at(section).keys() <= must | may


@pytest.mark.parametrize("place", VALUES)
def test_what_has_a_list_of_values_has_one_of_them(place: str) -> None:
    value = at(place)
    found = set(value if isinstance(value, list) else [value])
    assert found
    assert found <= VALUES[place]


def test_lengths_and_kinds_are_those_of_the_standard() -> None:
    german = at("description.de")
    assert PUBLICCODE["publiccodeYmlVersion"] == "0.4"
    assert date.fromisoformat(PUBLICCODE["releaseDate"]).year >= 2026
    assert urlsplit(PUBLICCODE["url"]).scheme == "https"
    assert len(german["genericName"]) <= 35
    assert len(german["shortDescription"]) <= 150
    assert 500 <= len(german["longDescription"]) <= 10_000
    assert all(isinstance(one, str) and one for one in german["features"])
    assert all(one["name"] for one in at("maintenance.contacts"))
    assert isinstance(at("localisation.localisationReady"), bool)
    assert all(isinstance(one.get("versionMin", ""), str) for one in at("dependsOn.open"))


def test_the_package_says_the_same() -> None:
    assert PUBLICCODE["softwareVersion"] == PROJECT["version"]
    assert PUBLICCODE["name"] == PROJECT["name"]
    assert PUBLICCODE["url"] == PROJECT["urls"]["Repository"]
    assert f"Development Status :: {STATUS[PUBLICCODE['developmentStatus']]}" in PROJECT["classifiers"]
    assert PUBLICCODE["legal"]["license"] in PROJECT["license"].split(" AND ")
    (python,) = (one for one in at("dependsOn.open") if one["name"] == "Python")
    assert PROJECT["requires-python"] == f">={python['versionMin']}"


def test_the_package_is_described_completely() -> None:
    wanted = {"name", "version", "description", "readme", "license", "license-files", "requires-python", "authors"}
    assert wanted | {"keywords", "classifiers", "dependencies", "urls", "scripts"} <= PROJECT.keys()
    assert all(list(ROOT.glob(pattern)) for pattern in [*PROJECT["license-files"], PROJECT["readme"]])
