"""Legacy Word and WPS files, through LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["ConversionError", "to_docx"]

TIMEOUT = 120

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


def to_docx(data: bytes, suffix: str) -> bytes:
    """Convert a .doc, .wps, .rtf or .odt file to .docx.

    Raises ConversionError where LibreOffice is missing, fails or takes more than TIMEOUT seconds.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ConversionError(f"{suffix} files are read through LibreOffice, which is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        profile = Path(folder, "profile")
        _write_settings(profile)
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired as error:
            raise ConversionError(f"LibreOffice took more than {TIMEOUT} seconds") from error
        made = source.with_suffix(".docx")
        if not made.exists():
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ConversionError(
                f"LibreOffice could not convert it: {message[-1] if message else 'no reason given'}"
            )
        return made.read_bytes()


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
