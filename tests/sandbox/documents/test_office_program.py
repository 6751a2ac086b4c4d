"""Working copies of documents as officers and reporters open them: LibreOffice writes the originals and shows both."""

from __future__ import annotations

import base64
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import ImageChops

from hinweisgeber import sandbox
from tests.patience import PATIENT
from tests.programs import program
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.documents.test_office_unseen import RICH, words_of

ODF = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = "".join(
    f' xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        **{name: f"{ODF}:{name}:1.0" for name in ("office", "text", "table", "style", "meta")},
        "draw": f"{ODF}:drawing:1.0",
        "svg": f"{ODF}:svg-compatible:1.0",
        "fo": f"{ODF}:xsl-fo-compatible:1.0",
        "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
LETTER = """
<office:automatic-styles><style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/>
</style:style><style:page-layout style:name="L"><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"><style:header>
<text:p>Kopfzeile</text:p></style:header><style:footer><text:p>Fußzeile</text:p></style:footer></style:master-page>
</office:master-styles>
<office:body><office:text><text:h text:outline-level="1">Überschrift</text:h>
<text:p>Absatz <text:span text:style-name="B">fett</text:span><text:note text:note-class="footnote">
<text:note-citation>1</text:note-citation><text:note-body><text:p>Fußnote</text:p></text:note-body></text:note></text:p>
<text:list><text:list-item><text:p>Punkt</text:p></text:list-item></text:list>
<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell>
<text:p>Zelle</text:p></table:table-cell><table:table-cell><text:p>12,50</text:p></table:table-cell></table:table-row>
</table:table><text:p>{picture}</text:p></office:text></office:body>
"""
TABLE = """
<office:body><office:spreadsheet><table:table table:name="Erstes"><table:table-row>
<table:table-cell><text:p>Posten</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1200.5"/></table:table-row>
<table:table-row><table:table-cell><text:p>Summe</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.B1]*2" office:value-type="float" office:value="2401"/>
</table:table-row></table:table>
<table:table table:name="Zweites">
<table:table-row><table:table-cell><text:p>Anderes</text:p>{picture}</table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body>
"""
SLIDES = """
<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm"
 fo:page-height="21cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="L"/></office:master-styles>
<office:body><office:presentation><draw:page draw:master-page-name="Default">
<draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Überschrift</text:p>
</draw:text-box></draw:frame><draw:custom-shape svg:x="4cm" svg:y="8cm" svg:width="6cm" svg:height="4cm">
<text:p>Kasten</text:p>
<draw:enhanced-geometry draw:type="ellipse"/></draw:custom-shape><draw:line svg:x1="1cm" svg:y1="15cm" svg:x2="20cm"
 svg:y2="18cm"/></draw:page><draw:page draw:master-page-name="Default"><draw:frame svg:x="2cm" svg:y="2cm"
 svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Zweite</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body>
"""
WORDS = {
    "text": ("Kopfzeile", "Überschrift", "Absatz fett", "Punkt", "Zelle 12,50", "Fußnote", "Fußzeile"),
    "spreadsheet": ("Posten 1200.5", "Summe 2401", "Anderes"),
    "presentation": ("Überschrift", "Kasten", "Zweite"),
}
SAMPLES = {
    "odt": ("text", LETTER),
    "docx": ("text", LETTER),
    "ods": ("spreadsheet", TABLE),
    "xlsx": ("spreadsheet", TABLE),
    "odp": ("presentation", SLIDES),
    "pptx": ("presentation", SLIDES),
}


def flat(kind: str, content: str) -> str:
    """A document in one XML file, with a picture and an author."""
    picture = io.BytesIO()
    samples.picture(64, 48).save(picture, "PNG")
    frame = (
        '<draw:frame text:anchor-type="as-char" svg:width="3cm" svg:height="2cm"><draw:image><office:binary-data>'
        f"{base64.b64encode(picture.getvalue()).decode()}</office:binary-data></draw:image></draw:frame>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{SPACES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:meta>'
        f"<meta:initial-creator>{samples.AUTHOR}</meta:initial-creator></office:meta>"
        f"{content.format(picture=frame)}</office:document>"
    )


IMPRESS = "/usr/lib/libreoffice/program/libsdlo.so"
Convert = Callable[..., None]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    profile = tmp_path_factory.mktemp("office")

    def run(to: str, *files: Path) -> None:
        command = [program("soffice"), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
        command += ["--outdir", str(files[0].parent), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENT, check=False)
        assert done.returncode == 0, done.stderr

    return run


def shown(path: Path) -> pdfium.PdfDocument:
    """The pages that the office program makes of a document."""
    pages = path.with_suffix(".pdf")
    assert pages.exists(), f"{path.name} does not open"
    return pdfium.PdfDocument(pages.read_bytes())


def text(page: pdfium.PdfPage) -> str:
    return " ".join(str(page.get_textpage().get_text_range()).split())


def cleaned(original: bytes, name: str) -> bytes:
    return b"".join(sandbox.clean([original], name).content)


@pytest.mark.parametrize("ending", SAMPLES)
def test_a_copy_looks_like_its_original(convert: Convert, tmp_path: Path, ending: str) -> None:
    kind, content = SAMPLES[ending]
    source, original = tmp_path / "original.xml", tmp_path / f"original.{ending}"
    source.write_text(flat(kind, content), encoding="utf-8")
    convert(ending, source)
    copy = tmp_path / f"copy.{ending}"
    copy.write_bytes(cleaned(original.read_bytes(), original.name))
    assert not samples.holds(copy.read_bytes())
    convert("pdf", original, copy)
    before, after = shown(original), shown(copy)
    assert len(before) == len(after)
    words = " ".join(text(page) for page in after)
    assert [word for word in WORDS[kind] if word not in words] == []
    for old, new in zip(before, after, strict=True):
        drawn = [page.render(scale=1).to_pil().convert("L") for page in (old, new)]
        assert ImageChops.difference(*drawn).getbbox() is None


@pytest.mark.parametrize("ending", RICH)
def test_an_office_program_shows_all_of_a_copy_and_nothing_hidden(
    convert: Convert, tmp_path: Path, ending: str
) -> None:
    if ending in ("pptx", "odp") and not Path(IMPRESS).exists():
        pytest.skip("LibreOffice for presentations is not installed")
    original, copy = (tmp_path / f"{name}.{ending}" for name in ("original", "copy"))
    original.write_bytes(RICH[ending]())
    copy.write_bytes(cleaned(RICH[ending](), copy.name))
    convert("pdf", original, copy)
    before, after = ("".join("".join(text(page).split()) for page in shown(path)) for path in (original, copy))
    drawn = {word for word in words_of(original.read_bytes(), "shown") if word in before}
    assert len(drawn) > {"docx": 9, "odt": 8}.get(ending, 0)
    assert [word for word in sorted(drawn) if word not in after] == []
    assert "unseen" not in after


@pytest.mark.parametrize("ending", RICH)
def test_a_second_opinion_finds_nothing_in_a_copy(tmp_path: Path, ending: str) -> None:
    copy = tmp_path / f"copy.{ending}"
    copy.write_bytes(cleaned(RICH[ending](), copy.name))
    done = subprocess.run(
        [program("exiftool"), "-j", "-a", "-u", "-G1", str(copy)],
        capture_output=True,
        text=True,
        timeout=PATIENT,
        check=True,
    )
    told = {
        name: value
        for name, value in json.loads(done.stdout)[0].items()
        if not name.startswith(("System:", "ExifTool:"))
    }
    assert {name.partition(":")[0] for name in told} <= {"SourceFile", "File", "ZIP"}
    assert "unseen" not in done.stdout


@pytest.mark.parametrize("ending", ["docx", "xlsx", "odt"])
def test_a_copy_of_what_other_programs_wrote_opens(convert: Convert, tmp_path: Path, ending: str) -> None:
    copy = tmp_path / f"copy.{ending}"
    copy.write_bytes(cleaned(getattr(office_samples, ending)(), copy.name))
    convert("pdf", copy)
    assert samples.SEEN in " ".join(text(page) for page in shown(copy))
