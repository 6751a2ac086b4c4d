"""The bill of materials (SBOM) in CycloneDX: what runs beside our own code, from both lock files, and our look.

Which file of a package a machine installs depends on the machine; all that the lock allows are named by their hashes.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

LOCKED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!]+)[^\n]*\n((?:\s+--hash=\S+[^\n]*\n?)+)", re.MULTILINE)
DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
SHIPPED = {"@kern-ux/native"}  # of npm's packages; all others build or test
FONT = Component(
    type=ComponentType.LIBRARY,
    name="Fira Sans",
    version="4.106",
    bom_ref="fira-sans",
    licenses=[LicenseExpression("OFL-1.1")],
    description="two weights, reduced to the characters needed, from @kern-ux/native",
)


def project(repository: Path) -> dict[str, Any]:
    """What pyproject.toml says of the package."""
    said: dict[str, Any] = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return said


def of(repository: Path) -> str:
    """The bill as JSON, with the day of the release and an identifier made of what is in it."""
    ours, locks = project(repository), [(repository / name) for name in ("requirements.lock", "package-lock.json")]
    python, node = (lock.read_text(encoding="utf-8") for lock in locks)
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, "\n".join([ours["name"], ours["version"], python, node])))
    published = yaml.safe_load((repository / "publiccode.yml").read_text(encoding="utf-8"))["releaseDate"]
    bom.metadata.timestamp = datetime.fromisoformat(published).replace(tzinfo=UTC)
    bom.metadata.component = root = Component(
        type=ComponentType.APPLICATION,
        name=ours["name"],
        version=ours["version"],
        bom_ref=ours["name"],
        licenses=[LicenseExpression(ours["license"])],
        description=ours["description"],
    )
    direct = {re.split(r"[^\w.-]", one)[0].lower() for one in ours["dependencies"]}
    libraries, packages = list(_of_python(python)), list(_of_node(node))
    bom.components.update([*libraries, *packages, FONT])
    used = [one for one in libraries if one.name in direct]
    bom.register_dependency(root, [*used, *(one for one in packages if one.scope == ComponentScope.REQUIRED), FONT])
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1) + "\n"


def _of_python(lock: str) -> Iterator[Component]:
    for name, version, hashes in LOCKED.findall(lock):
        url = PackageURL("pypi", name=name, version=version)
        files = ExternalReference(
            type=ExternalReferenceType.DISTRIBUTION,
            url=XsUri(str(url)),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in DIGEST.findall(hashes)],
        )
        yield Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=version,
            bom_ref=str(url),
            purl=url,
            scope=ComponentScope.REQUIRED,
            licenses=_licences(name),
            external_references=[files],
        )


def _licences(name: str) -> list[Any]:
    """As the package itself says, which is the same wherever it is installed by the lock."""
    said = metadata.metadata(name)
    if "License-Expression" in said:
        return [LicenseExpression(said["License-Expression"])]
    named = {one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if one.startswith("License :: ")}
    if not named and "License" in said:
        named = {said["License"].partition("\n")[0]}
    return [DisjunctiveLicense(name=one) for one in sorted(named)]


def _of_node(lock: str) -> Iterator[Component]:
    for path, package in json.loads(lock)["packages"].items():
        if not path:
            continue
        full = path.rpartition("node_modules/")[2]
        group, _, name = full.rpartition("/")
        url = PackageURL("npm", namespace=group or None, name=name, version=package["version"])
        digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
        yield Component(
            type=ComponentType.LIBRARY,
            group=group or None,
            name=name,
            version=package["version"],
            bom_ref=f"{url}#{path}",
            purl=url,
            scope=ComponentScope.REQUIRED if full in SHIPPED else ComponentScope.EXCLUDED,
            licenses=[LicenseExpression(package["license"])] if "license" in package else [],
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=digest)],
        )
