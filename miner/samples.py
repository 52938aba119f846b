"""Plans to try things on: one small plan as a file of each kind, in both scripts, and a small corpus."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from miner.corpus import Corpus

__all__ = ["PLANS", "load_sample", "sample_files"]

PLANS = {
    "zh-Hans": "溪北镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里。\n"
    "二、主要措施\n每月调度一次，年底前完成验收，资料由镇办公室统一整理并按时归档。\n",
    "zh-Hant": "溪北鎮2025年工作計劃\n一、工作目標\n全年培訓農民2000人次以上，新修道路15公里。\n"
    "二、主要措施\n每月調度一次，年底前完成驗收，資料由鎮辦公室統一整理並按時歸檔。\n",
}
"""The plan in each script."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def load_sample() -> Corpus:
    """Nine invented plans that come with the package: a union and a city over years, a district, three alike hospitals.

    They are the files of the same names in `corpus/`, to try things on where no folder is at hand.

    >>> load_sample()
    <Corpus: 9 plans, 0 problems>
    """
    from miner.reading import read_corpus

    return read_corpus(Path(__file__).parent / "data" / "sample")


def sample_files(script: str) -> dict[str, bytes]:
    """Names of files and what they hold; `script` is a key of PLANS.

    Raises ImportError where a library that writes a kind (xlsxwriter, pyarrow) cannot be loaded.
    """
    text = PLANS[script]
    old = "big5" if script == "zh-Hant" else "gb18030"
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
    page = f"<!doctype html><html><head><meta charset='utf-8'></head><body><article>{paragraphs}</article></body></html>"
    cell = json.dumps(text, ensure_ascii=False)
    return {
        "utf8.txt": text.encode(),
        "utf16.txt": text.encode("utf-16"),
        f"{old}.txt": text.encode(old),
        "markdown.md": text.encode(),
        "page.html": page.encode(),
        "saved.mht": _saved(page),
        "mail.eml": _mail(text),
        "book.epub": _book(paragraphs),
        "word.docx": _word(text),
        "pages.pdf": _pdf(text),
        "table.csv": f'id,正文\ncsv,"{text}"\n'.encode(),
        "table.tsv": f'id\t正文\ntsv\t"{text}"\n'.encode(),
        "lines.jsonl": f'{{"id": "jsonl", "正文": {cell}}}\n'.encode(),
        "sheet.xlsx": _sheet(text),
        "table.parquet": _parquet(text),
        "archive.zip": _zip({"inner.txt": text}),
    }


def _saved(page: str) -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=part\r\n\r\n"
    return f"{head}--part\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--part--\r\n".encode()


def _mail(text: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = text.split("\n", 1)[0], "office@example.org"
    mail.set_content(text)
    return mail.as_bytes()


def _book(paragraphs: str) -> bytes:
    chapter = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{paragraphs}</body></html>'
    return _zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "book.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest><item id="a" '
            'href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": chapter,
        }
    )


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _word(text: str) -> bytes:
    """The smallest Word file (ISO/IEC 29500-1): a part list, a relation, a document."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        }
    )


def _sheet(text: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("plans")
        sheet.write_row(0, 0, ("id", "正文"))
        sheet.write_row(1, 0, ("xlsx", text))
    return out.getvalue()


def _parquet(text: str) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.table({"id": ["parquet"], "正文": [text]}), out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    """A page of lines in a font that is named, not embedded; ToUnicode says which characters they are."""
    lines = text.splitlines()
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
    content = f"BT /F 12 Tf 22 TL 60 760 Td\n{shown}ET"
    used = sorted({c.encode("utf-16-be").hex() for line in lines for c in line})
    pairs = "".join(
        f"{len(block)} beginbfchar\n{''.join(f'<{c}> <{c}>{chr(10)}' for c in block)}endbfchar\n"
        for block in (used[i : i + 100] for i in range(0, len(used), 100))
    )
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{pairs}endcmap end end"
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/Plan/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Plan/DW 1000/FontDescriptor 8 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        f"<</Length {len(unicode_map)}>>\nstream\n{unicode_map}\nendstream",
        "<</Type/FontDescriptor/FontName/Plan/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        "/Descent -200/CapHeight 700/StemV 80>>",
    )
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("ascii")
