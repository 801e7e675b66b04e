"""Pictures for tests, as files that are uploaded."""

from __future__ import annotations

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED = (200, 30, 30)
PLACE = "48.8584 N, 2.2945 E"


def picture_file(
    size: tuple[int, int] = (400, 200), kind: str = "JPEG", name: str = "logo", **options: object
) -> SimpleUploadedFile:
    """A picture whose left half is red, with metadata that tells where it was taken."""
    picture = Image.new("RGB", size, "white")
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010E] = PLACE
    written = io.BytesIO()
    picture.save(written, kind, exif=exif, **options)
    return SimpleUploadedFile(f"{name}.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")


def turned_file() -> SimpleUploadedFile:
    """A picture taken with the phone on its side: upright only by its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new("RGB", (400, 200), RED)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("turned.jpeg", written.getvalue(), "image/jpeg")


def bomb_file(side: int = 20_000) -> SimpleUploadedFile:
    """A PNG of some bytes that announces ``side`` times ``side`` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data)
    return SimpleUploadedFile("bomb.png", content + chunk(b"IEND", b""), "image/png")
