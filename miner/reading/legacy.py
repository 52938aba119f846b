"""Files of old Word, Excel and WPS and of OpenDocument, through LibreOffice where it is installed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["ConversionError", "convert", "convert_ahead"]

TIMEOUT = 120
"""Seconds for a start and one file."""
EACH = 20
"""Seconds for each further file of one start."""

# What a document refers to elsewhere is not fetched: no link of a stranger's file is followed or updated, no active
# content or macro is run; and a proxy that is none stands before everything else.
_SETTINGS = (
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_ITEM = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'


class ConversionError(Exception):
    """The file could not be converted; the text says why."""


def convert(data: bytes, suffix: str, target: str) -> bytes:
    """Convert a .doc, .wps, .rtf or .odt file to `docx`, a .xls, .et or .ods file to `xlsx`.

    Raises ConversionError where LibreOffice is missing, fails or takes more than TIMEOUT seconds.
    """
    ready = _READY.pop(_key(data, target), None)
    if ready is not None:
        return ready
    made, message = _run([(data, suffix)], target)
    if made[0] is None:
        raise ConversionError(f"LibreOffice could not convert it: {message}")
    return made[0]


def convert_ahead(wanted: Mapping[str, Sequence[tuple[bytes, str]]]) -> None:
    """Convert several files in one start of LibreOffice for each kind wanted, for `convert` to hand out.

    `wanted` maps `docx` and `xlsx` to the files' bytes and endings.

    A file that fails here is tried again alone by `convert`, which then says why.
    """
    _READY.clear()
    for target, files in wanted.items():
        if len(files) < 2:
            continue
        try:
            made, _ = _run(files, target)
        except ConversionError:
            continue
        for (data, _), converted in zip(files, made, strict=True):
            if converted is not None:
                _READY[_key(data, target)] = converted


_READY: dict[tuple[str, str], bytes] = {}
"""What was converted ahead and not yet asked for, by digest and kind."""


def _key(data: bytes, target: str) -> tuple[str, str]:
    return hashlib.sha256(data).hexdigest(), target


def _run(files: Sequence[tuple[bytes, str]], target: str) -> tuple[list[bytes | None], str]:
    """The converted files, None for each that failed, and the last line that LibreOffice said of it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ConversionError(f"{files[0][1]} files are read through LibreOffice, which is not installed")
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder, f"document{i}{suffix}") for i, (_, suffix) in enumerate(files)]
        for source, (data, _) in zip(sources, files, strict=True):
            source.write_bytes(data)
        profile = Path(folder, "profile")
        _write_settings(profile)
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", target, "--outdir", folder, *map(str, sources),
        ]  # fmt: skip
        limit = TIMEOUT + EACH * (len(files) - 1)
        try:
            done = subprocess.run(command, capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired as error:
            raise ConversionError(f"LibreOffice took more than {limit} seconds") from error
        outputs = [source.with_suffix(f".{target}") for source in sources]
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return (
            [output.read_bytes() if output.exists() else None for output in outputs],
            said[-1] if said else "no reason given",
        )


def _write_settings(profile: Path) -> None:
    """Make the profile of LibreOffice: one that asks the network for nothing."""
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items.replace('Office.Inet', 'Inet')}</oor:items>"
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
