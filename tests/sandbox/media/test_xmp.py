"""XMP packets: each value under its own label, hostile ones within the budget, and none spoils a copy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hinweisgeber.sandbox.inside.pictures.xmp import PACKET, PACKETS, look_at_xmp, packets
from hinweisgeber.sandbox.inside.terms import Findings

FIELDS = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreatorTool="Schreibprogramm 7"
 xmp:CreateDate="2026-03-02T10:00:00Z"><dc:creator><rdf:Seq><rdf:li>Erika Beispiel</rdf:li></rdf:Seq></dc:creator>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan &amp; Probe</rdf:li></rdf:Alt></dc:title>
<xmp:ModifyDate>2026-03-03</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>"""


def found(packet: bytes) -> set[tuple[str, str]]:
    findings = Findings()
    look_at_xmp(packet, findings)
    return set(findings.items)


def test_each_value_stands_under_its_own_label() -> None:
    assert found(FIELDS) == {
        ("software", "Schreibprogramm 7"),
        ("time", "2026-03-02T10:00:00Z"),
        ("time", "2026-03-03"),
        ("author", "Erika Beispiel"),
        ("title", "Plan & Probe"),
    }


def test_a_closing_tag_is_nobodys_name() -> None:
    assert found(b"<a><dc:creator><rdf:li>Eins</rdf:li></dc:creator><b>Zwei</b></a>") == {("author", "Eins")}


def test_properties_that_somebody_made_up_are_told_with_their_names() -> None:
    packet = (
        b"<a pdfx:Sachbearbeiter='Max Muster'><pdfx:Aktenzeichen>12/26</pdfx:Aktenzeichen><crs:Tint>5</crs:Tint></a>"
    )
    assert found(packet) == {("comment", "Sachbearbeiter: Max Muster"), ("comment", "Aktenzeichen: 12/26")}


def test_what_can_be_read_before_the_damage_is_told() -> None:
    assert ("author", "Eins") in found(b"<a><dc:creator>Eins</dc:creator><broken")


@pytest.mark.parametrize(
    "packet",
    [
        b"<x:creator " * 4000,
        b"<x:creator>" * 4000,
        b"<a>" + b"<dc:creator>x" * 4000,
        b"<a " + b'dc:creator="x" ' * 4000,
        b"<dc:creator>" + b"<" * 40_000,
        b"dc:creator" + b" " * 40_000,
        b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 30_000 + b'">]><a>' + b"&b;" * 3000 + b"</a>",
        b"\xff\xfe" + b"<\0" * 20_000,
        b"",
    ],
    ids=["unended", "deep", "nested", "attributes", "angles", "blanks", "entities", "utf-16", "nothing"],
)
def test_a_small_hostile_packet_costs_next_to_nothing(packet: bytes) -> None:
    before = time.process_time()
    found(packet)
    assert time.process_time() - before < 2, "milliseconds, where a pattern took twenty seconds"


def test_entities_are_never_unfolded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "Zitrone">]><a><dc:creator>&b;</dc:creator></a>'
    assert found(bomb) == set()


def test_few_packets_of_a_file_are_read_and_many_beginnings_cost_nothing() -> None:
    before = time.process_time()
    assert list(packets(b"<x:xmpmeta" * 1_000_000)) == []
    assert len(list(packets(FIELDS * 50))) == PACKETS
    assert list(packets(b"<x:xmpmeta>" + bytes(PACKET) + b"</x:xmpmeta>")) == []
    assert time.process_time() - before < 5


def test_the_fields_of_a_real_document(tmp_path: Path) -> None:
    (packet,) = packets(b"%PDF-1.7 stream\n" + FIELDS + b"\nendstream")
    assert ("author", "Erika Beispiel") in found(packet)
