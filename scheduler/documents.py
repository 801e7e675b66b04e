"""JSON documents in files: plain, gzipped, or on standard input and output (``-``)."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from scheduler.faults import FaultError, RepeatedKeys, quoted

STANDARD = "-"
_OPEN_FILES = (Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd"))
_GZIP_MAGIC = b"\x1f\x8b"


def read_document(path: str) -> object:
    """Read the JSON document at ``path``.

    An object with a repeated key is returned as ``RepeatedKeys``, so that the fault can be
    reported where it stands.

    Raises:
        FaultError: no such file, not readable, or not JSON (NaN and infinities are not JSON).
    """
    return parse_document(_read_bytes(path), "standard input" if path == STANDARD else path)


def parse_document(data: bytes | str, name: str) -> object:
    """Parse a JSON document; ``name`` is how errors call it. Raises as ``read_document``."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise FaultError([f"{name}: not UTF-8 at byte {error.start}"]) from error
    except json.JSONDecodeError as error:
        spot = f"line {error.lineno} column {error.colno}"
        raise FaultError([f"{name}: not JSON: {error.msg} at {spot}"]) from error
    except ValueError as error:
        raise FaultError([f"{name}: not JSON: {error}"]) from error
    except RecursionError as error:
        raise FaultError([f"{name}: nested too deeply"]) from error


def write_document(path: str, document: object) -> None:
    """Write ``document`` as JSON to ``path``. As ``write_text``."""
    write_text(path, json.dumps(document, separators=(",", ":")) + "\n")


def write_text(path: str, text: str) -> None:
    """Write ``text`` to ``path``, gzipped if it ends in ``.gz``.

    The text takes its place in one step, so that no reader ever sees half a document.

    Raises:
        OSError: the file can't be written.
    """
    data = text.encode(errors="backslashreplace")  # a lone half of a character pair has no bytes
    if path == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if path.endswith(".gz"):
        data = gzip.compress(data, compresslevel=4, mtime=0)
    target = Path(path)
    if is_device(target):
        target.write_bytes(data)
        return
    target = target.resolve()  # a link goes on leading where it led
    draft = target.with_name(target.name + ".part")
    draft.write_bytes(data)
    draft.replace(target)


def is_device(path: Path) -> bool:
    """Whether ``path`` is written to as it is: a device, a pipe, or a name of an open file."""
    if path.parent in _OPEN_FILES:
        return True
    return path.exists() and not path.is_file()


def _read_bytes(path: str) -> bytes:
    try:
        data = sys.stdin.buffer.read() if path == STANDARD else Path(path).read_bytes()
        return gzip.decompress(data) if data.startswith(_GZIP_MAGIC) else data
    except (OSError, ValueError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FaultError([f"{path}: can't be read: {reason}"]) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    marked = RepeatedKeys(plain)
    times = Counter(key for key, _ in pairs)
    marked.repeated = tuple(key for key in plain if times[key] > 1)
    return marked


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{quoted(constant)} is no JSON number")
