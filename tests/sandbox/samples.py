"""Files with planted words, made here: nothing in them is from a real person. And a search that looks everywhere."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import av
import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin

WORD = "Plantedword"
AUTHOR, CAMERA, SOFTWARE, TITLE, NOTE = (WORD + tail for tail in ("author", "camera", "software", "title", "note"))
EDITOR, STRUCK, DEVICE = (WORD + tail for tail in ("editor", "struck", "device"))
SEEN = "Visible evidence"
GPS_NORTH, GPS_EAST = 50.92413, 13.34271
SIGNATURE = re.compile(rb"x264 - core|x265 \(build")  # as long as the word
DAY, MOMENT = "2031:07:09 08:07:06", "2031-07-09T08:07:06"


def picture(width: int = 640, height: int = 480) -> Image.Image:
    """A picture with something to see in it."""
    image = Image.new("RGB", (width, height), "#dde")
    ImageDraw.Draw(image).ellipse((width // 8, height // 8, width // 2, height // 2), fill="#a33")
    return image


@cache
def exif() -> bytes:
    """Exif with artist, camera, software, time, GPS and a thumbnail in which a word is planted."""
    thumbnail = io.BytesIO()
    picture(64, 48).save(thumbnail, "JPEG", comment=NOTE.encode())
    texts = {0x010F: CAMERA, 0x0110: DEVICE, 0x0131: SOFTWARE, 0x0132: DAY, 0x013B: AUTHOR}
    gps_at = 8 + 2 + 12 * (len(texts) + 1) + 4
    thumb_at = gps_at + 2 + 12 * 4 + 4
    heap_at = thumb_at + 2 + 12 * 2 + 4
    heap, first, gps = bytearray(), [], []
    for tag, text in texts.items():
        first.append(struct.pack("<HHII", tag, 2, len(text) + 1, heap_at + len(heap)))
        heap += text.encode() + b"\0"
    first.append(struct.pack("<HHII", 0x8825, 4, 1, gps_at))
    for tag, letter, value in ((1, b"N", GPS_NORTH), (3, b"E", GPS_EAST)):
        gps.append(struct.pack("<HHI4s", tag, 2, 2, letter))
        gps.append(struct.pack("<HHII", tag + 1, 5, 3, heap_at + len(heap)))
        heap += struct.pack("<6I", int(value), 1, 0, 1, round((value % 1) * 3_600_000), 1000)
    small = thumbnail.getvalue()
    last = [struct.pack("<HHII", 0x0201, 4, 1, heap_at + len(heap)), struct.pack("<HHII", 0x0202, 4, 1, len(small))]
    heap += small
    parts = [b"II*\0", struct.pack("<I", 8)]
    for lines, following in ((first, thumb_at), (gps, 0), (last, 0)):
        parts += [struct.pack("<H", len(lines)), *lines, struct.pack("<I", following)]
    return b"Exif\0\0" + b"".join(parts) + bytes(heap)


def xmp() -> bytes:
    """An XMP packet with a creator."""
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description xmp:CreatorTool="{SOFTWARE}">'
        f"<dc:creator><rdf:Seq><rdf:li>{AUTHOR}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


@cache
def image(form: str) -> bytes:
    """A picture in a Pillow format, with all the metadata it takes."""
    target = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(picture()).save(target, exif=exif(), xmp=xmp(), quality=60)
    elif form == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", AUTHOR)
        texts.add_itxt("Comment", NOTE, zip=True)
        picture().save(target, "PNG", exif=exif(), pnginfo=texts)
    elif form == "GIF":
        picture().save(target, "GIF", comment=NOTE, save_all=True, append_images=[picture().rotate(90)], duration=50)
    elif form == "TIFF":
        picture().save(target, "TIFF", exif=exif()[6:], save_all=True, append_images=[picture(480, 640)])
    else:
        picture().save(target, form, exif=exif(), xmp=xmp(), **({"comment": NOTE.encode()} if form == "JPEG" else {}))
    return target.getvalue()


def pdf(pages: int = 2, size: tuple[int, int] = (595, 842), script: bool = True) -> bytes:
    """Text, a note, information, XMP, an attachment and a script."""
    name = zlib.compress(f"{NOTE} in an attachment".encode())
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>%b>>>>"
        % (b"/JavaScript<</Names[(s)<</S/JavaScript/JS(app.alert(1))>>]>>" if script else b""),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: f"<</Author({AUTHOR})/Creator({SOFTWARE})/Title({TITLE})/CreationDate(D:20310709080706)>>".encode(),
        5: b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(xmp()), xmp()),
        6: b"<</Type/Filespec/F(" + DEVICE.encode() + b".txt)/EF<</F 7 0 R>>>>",
        7: b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(name), name),
    }
    text = zlib.compress(f"BT /F 24 Tf 60 {size[1] - 100} Td ({SEEN}) Tj 0 -40 Td ({STRUCK}) Tj ET".encode())
    objects[8] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(text), text)
    objects[9] = f"<</Type/Annot/Subtype/Text/Rect[9 9 30 30]/T({EDITOR})/Contents({NOTE})>>".encode()
    for number in range(pages):
        about = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 8 0 R" % size
        objects[10 + number] = about + b"/Resources<</Font<</F 3 0 R>>>>/Annots[9 0 R]>>"
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(pages))
    objects[2] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids)
    return pdf_of(objects, b"/Info 4 0 R")


def pdf_of(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF with these objects, 1 the catalogue."""
    data, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    data += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    data += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(data)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP in the given order; `mimetype` is stored."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = NOTE.encode()
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2031, 7, 9, 8, 7, 6))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return target.getvalue()


@cache
def sound(form: str = "mp3", seconds: float = 1.0) -> bytes:
    """A tone with artist and cover."""
    target = io.BytesIO()
    codec = {"mp3": "libmp3lame", "ogg": "libopus", "wav": "pcm_s16le", "ipod": "aac", "flac": "flac"}[form]
    with av.open(target, "w", format=form) as sink:
        sink.metadata.update({"artist": AUTHOR, "title": TITLE, "comment": NOTE})
        _tone(sink, sink.add_stream(codec, rate=48000), seconds)
    return target.getvalue()


@cache
def film(seconds: float = 1.0, codec: str = "libx264") -> bytes:
    """Moving pictures with sound, place and maker; where the encoder signs between the pictures, a word is planted."""
    target = io.BytesIO()
    form, size = ("3gp", (352, 288)) if codec == "h263" else ("mp4", (320, 240))  # it knows few sizes
    with av.open(target, "w", format=form, options={"movflags": "use_metadata_tags"}) as sink:
        sink.metadata.update({"artist": AUTHOR, "location": "+50.9241+013.3427/", "make": CAMERA, "title": TITLE})
        pictures: Any = sink.add_stream(codec, rate=25)
        (pictures.width, pictures.height), pictures.pix_fmt = size, "yuv420p"
        pictures.metadata["handler_name"] = DEVICE
        voice = sink.add_stream("aac", rate=48000)
        for number in range(int(25 * seconds)):
            frame = _frame(picture(*size).rotate(number))
            sink.mux(pictures.encode(frame))
        sink.mux(pictures.encode(None))
        _tone(sink, voice, seconds)
    return SIGNATURE.sub(WORD.encode(), target.getvalue())


def _frame(image: Image.Image) -> av.VideoFrame:
    frame: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call, unused-ignore]
    return frame


def _tone(sink: av.container.OutputContainer, stream: Any, seconds: float) -> None:
    samples = b"".join(struct.pack("<hh", *[(n * 440) % 20000 - 10000] * 2) for n in range(960))
    resampler = av.AudioResampler(format=stream.codec_context.format, layout=stream.layout, rate=48000)
    for number in range(int(seconds * 50)):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=960)
        frame.planes[0].update(samples)
        frame.sample_rate, frame.pts = 48000, number * 960
        for piece in resampler.resample(frame):
            sink.mux(stream.encode(piece))
    sink.mux(stream.encode(None))


def holds(data: bytes, word: str = WORD) -> bool:
    """Whether the word is anywhere: plain, as UTF-16, in parts of a package, in compressed streams."""
    forms = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.lower().encode()]
    return any(form in piece for piece in _layers(data) for form in forms)


def _layers(data: bytes) -> Iterable[bytes]:
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                yield info.filename.encode()
                yield from _layers(package.read(info))
    place = -1
    while (place := data.find(b"\x78", place + 1)) >= 0:
        if data[place + 1 : place + 2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
            try:
                yield zlib.decompressobj().decompress(data[place:], 1 << 22)
            except zlib.error:
                continue
