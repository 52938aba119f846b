"""The parts of a Word file: which one is the document, and what belongs to it.

A Word file is an archive of XML parts. `_rels/.rels` names the main part, which can have any name; a part's own
relations name its styles, notes and inserted files. Files of the strict form of the standard (ISO 29500) use other
namespaces for the same elements; they are read under the common ones.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from types import TracebackType
from typing import Any

from lxml import etree

__all__ = ["Package", "R"]

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/"
_COMMON = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"officeDocument/math", b"officeDocument/2006/math"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"drawingml/main", b"drawingml/2006/main"),
)


class Package:
    """An open Word file.

    Raises zipfile.BadZipFile for bytes that are no archive, KeyError for an archive without a document, and
    lxml.etree.XMLSyntaxError for a damaged part.
    """

    def __init__(self, data: bytes) -> None:
        """Open the archive and find its main part."""
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())
        self.main = self._main_part()
        self._related = self._relations(self.main)

    def __enter__(self) -> Package:
        """Open it for a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._archive.close()

    def _main_part(self) -> str:
        wanted = [t for _, kind, t in self._relations("") if kind == "officeDocument"]
        for name in (*wanted, "word/document.xml"):
            if name in self._names:
                return name
        raise KeyError("no Word document in the archive")

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """The relations of a part: id, the last word of the kind, and the name of the part it points at."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return []
        return [
            (
                entry.get("Id") or "",
                (entry.get("Type") or "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, entry.get("Target") or "")).lstrip("/"),
            )
            for entry in root.findall(_RELATION)
            if entry.get("TargetMode") != "External"
        ]

    def xml(self, name: str) -> Any | None:
        """The root element of a part; None where the archive does not hold it."""
        if name not in self._names:
            return None
        data = self._archive.read(name)
        if _STRICT in data:
            for strict, common in _COMMON:
                data = data.replace(_STRICT + strict, b"http://schemas.openxmlformats.org/" + common)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))

    def part(self, kind: str) -> Any | None:
        """The root of the document's styles, numbering, footnotes or endnotes; None where there are none."""
        named = [target for _, found, target in self._related if found == kind]
        for name in (*named, f"word/{kind}.xml"):
            root = self.xml(name)
            if root is not None:
                return root
        return None

    def inserted(self, key: str) -> tuple[str, bytes] | None:
        """Name and bytes of the file that the relation `key` inserts (an altChunk); None where it is missing."""
        for found, _, target in self._related:
            if found == key and target in self._names:
                return target, self._archive.read(target)
        return None
