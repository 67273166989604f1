"""Reads the PNG images that typst writes: RGBA, eight bits, not interlaced. Checks every sum."""

import struct
import zlib
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">IIBBBBB")
_RGBA = 4


@dataclass(frozen=True)
class Pixels:
    width: int
    rows: tuple[bytes, ...]
    """Four bytes a pixel."""

    @property
    def height(self) -> int:
        return len(self.rows)

    def blank(self, columns: range, rows: range) -> bool:
        """Nothing but white stands there."""
        white = b"\xff" * _RGBA * len(columns)
        where = slice(columns.start * _RGBA, columns.stop * _RGBA)
        return all(self.rows[row][where] == white for row in rows)


def size(png: bytes) -> tuple[int, int]:
    width, height, *form = _HEADER.unpack(_chunks(png)[0][1])
    assert [8, 6, 0, 0, 0] == form
    return width, height


def pixels(png: bytes) -> Pixels:
    width, height = size(png)
    packed = b"".join(data for kind, data in _chunks(png) if kind == b"IDAT")
    raw = zlib.decompress(packed)
    step = 1 + width * _RGBA
    assert len(raw) == step * height
    rows = [bytes(step - 1)]
    for start in range(0, len(raw), step):
        rows.append(_unfiltered(raw[start], raw[start + 1 : start + step], rows[-1]))
    return Pixels(width, tuple(rows[1:]))


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png.startswith(_SIGNATURE)
    found, place = [], len(_SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (total,) = struct.unpack_from(">I", png, place + 8 + length)
        assert zlib.crc32(kind + data) == total
        found.append((kind, data))
        place += length + 12
    assert [b"IHDR", b"IEND"] == [found[0][0], found[-1][0]]
    return found


def _unfiltered(method: int, line: bytes, above: bytes) -> bytes:
    """Each byte is stored as its difference from a guess by its neighbours."""
    done = bytearray()
    for place, (difference, up) in enumerate(zip(line, above, strict=True)):
        left, corner = (done[place - _RGBA], above[place - _RGBA]) if place >= _RGBA else (0, 0)
        guess = (0, left, up, (left + up) // 2, _nearest(left, up, corner))[method]
        done.append((difference + guess) & 0xFF)
    return bytes(done)


def _nearest(left: int, up: int, corner: int) -> int:
    aim = left + up - corner
    return min((left, up, corner), key=lambda each: abs(aim - each))
