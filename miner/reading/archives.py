"""Archives: the members of a .zip as files, within limits and with readable names."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from miner.corpus import Problem
from miner.reading.files import IGNORED, File, skip_reason
from miner.reading.limits import too_much

__all__ = ["MAX_NESTED", "check_size", "members"]

MAX_NESTED = 2


def check_size(data: bytes, max_bytes: int) -> str | None:
    """Why a zip (a .docx and .xlsx are one too) must not be unpacked; None where it may.

    Raises zipfile.BadZipFile for a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        total = sum(info.file_size for info in archive.infolist())
    return too_much(total, len(data), max_bytes)


def members(file: File, data: bytes, max_bytes: int) -> Iterator[File | Problem]:
    """The files in an archive, in the order of their names."""
    depth = file.path.count("!") + 1
    if depth > MAX_NESTED:
        yield Problem(file.path, None, None, None, "limit", "archives inside archives go too deep")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(((_name(info), info) for info in archive.infolist()), key=lambda pair: pair[0])
        for name, info in infos:
            path = PurePosixPath(name.replace("\\", "/"))
            if info.is_dir() or path.parts[:1] == ("__MACOSX",) or path.name.lower() in IGNORED:
                continue
            shown = f"{file.path}!{path}"
            skipped = skip_reason(path.name)
            if skipped:
                yield Problem(shown, None, None, None, "skipped", skipped)
            elif info.flag_bits & 1:
                yield Problem(
                    shown, None, None, None, "encrypted", "the file in the archive needs a password"
                )
            elif info.file_size > max_bytes:
                reason = f"{info.file_size:,} bytes, more than the limit of {max_bytes:,}"
                yield Problem(shown, None, None, None, "limit", reason)
            else:
                folder = PurePosixPath(file.folder, file.stem, path.parent).as_posix()
                try:
                    content = archive.read(info)
                except (
                    Exception
                ) as error:  # each way of packing has errors of its own (zlib.error, LZMAError)
                    reason = f"cannot be unpacked: {error or type(error).__name__}"
                    yield Problem(shown, None, None, None, "unreadable", reason)
                    continue
                yield File(shown, path.name, folder, lambda content=content: content)  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is GBK more often than cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
