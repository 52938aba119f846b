"""Plans of our own in every format that is read, and what a stranger could make of each file, byte by byte.

`good_files` are read without a word. `mutants` breaks each of them in the ways that files are broken: cut off, bits
turned, halves swapped, a wrong ending, parts of an archive swapped, doubled, lost or blown up. Everything is the same
every time.
"""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage

__all__ = ["File", "doubled", "good_files", "mutants", "page", "pdf", "plan", "word", "workbook", "zipped"]

File = tuple[str, bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
TOWNS = (
    "柳溪镇", "枫桥乡", "石塘镇", "云岭乡", "沙河镇", "青木乡", "白羊镇", "双桥镇", "莲湖乡", "铁山镇", "竹园乡", "龙泉镇",
    "南坪乡", "北岗镇", "西河乡", "东湖镇", "松林乡", "大堰镇", "小溪乡", "金沙镇", "长岭乡", "古渡镇", "新塘乡", "平坝镇",
    "高桥乡", "清水镇", "红岩乡", "茶店镇", "梅花乡", "杏林镇",
)  # fmt: skip
WORKS = (
    ("林业", "植树造林{n}亩，抚育中幼林{m}亩", "护林员每周巡山一次，火情半小时内上报。"),
    ("道路", "硬化村组道路{n}公里，新建桥梁{m}座", "工程款按进度拨付，竣工后由村民代表参加验收。"),
    ("就业", "新增就业{n}人以上，培训技工{m}人次", "把培训班办到厂里，结业的当场签约。"),
    ("养老", "建成养老服务站{m}个，上门服务{n}人次", "独居老人逐户登记，每季度体检一次。"),
    ("水利", "清淤渠道{n}公里，维修山塘{m}口", "汛期安排专人值守，水位每两小时记录一次。"),
    ("文化", "演出戏曲{m}场，借阅图书不少于{n}册", "农家书屋周末照常开放，由志愿者轮流管理。"),
)


def plan(number: int, year: int = 2026) -> str:
    """A short plan of a town that is not on the map."""
    rng = random.Random(number)
    town = TOWNS[number % len(TOWNS)]
    lines = [f"{town}{year}年工作计划", f"为做好{town}{year}年的各项工作，制定本计划。", "一、工作目标"]
    chosen = rng.sample(WORKS, 3)
    lines += [
        f"（{'一二三'[i]}）{name}。{goal.format(n=rng.randrange(60, 900), m=rng.randrange(2, 40))}。"
        for i, (name, goal, _) in enumerate(chosen)
    ]
    lines += ["二、主要措施", *(f"{i}．{how}" for i, (_, _, how) in enumerate(chosen, start=1))]
    return "\n".join(
        [*lines, f"{town}人民政府", f"{year}年{rng.randrange(1, 4)}月{rng.randrange(1, 29)}日", ""]
    )


def zipped(members: dict[str, bytes | str]) -> bytes:
    """The members as an archive, their names as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _package(main: str, kind: str, parts: dict[str, bytes | str], types: str = "") -> bytes:
    """An office file: its list of types, its relation to the main part, its parts."""
    relation = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="{main}"/>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
            f'ContentType="application/xml"/><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{main}" ContentType="{OFFICE}.{kind}.main+xml"/>{types}</Types>',
            "_rels/.rels": relations(relation),
            **parts,
        }
    )


def relations(inner: str) -> str:
    """The part that lists relations."""
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def word(body: str, parts: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file with this body."""
    document = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    return _package(
        "word/document.xml", "wordprocessingml.document", {"word/document.xml": document, **(parts or {})}
    )


def paragraphs(text: str) -> str:
    """Word's paragraphs of the lines of a text."""
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))


def workbook(rows: str, parts: dict[str, bytes | str] | None = None, rest: str = "") -> bytes:
    """A workbook of one sheet."""
    sheet = f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{rest}</worksheet>'
    book = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    return _package(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations(
                f'<Relationship Id="r1" Type="{R}/worksheet" Target="sheet.xml"/>'
            ),
            "xl/sheet.xml": sheet,
            **(parts or {}),
        },
        f'<Override PartName="/xl/sheet.xml" ContentType="{OFFICE}.spreadsheetml.worksheet+xml"/>',
    )


def rows(table: list[list[str]]) -> str:
    """The rows of a sheet, from A1 on."""
    return "".join(
        f'<row r="{i}">'
        + "".join(
            f'<c r="{chr(64 + j)}{i}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for j, cell in enumerate(row, 1)
        )
        + "</row>"
        for i, row in enumerate(table, start=1)
    )


def pdf(text: bytes, *more: bytes, content: bytes | None = None) -> bytes:
    """A PDF of one page in Helvetica; `more` are objects from 6 on, `content` another object 4."""
    stream = b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % text
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        content or b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
    return out + head + table + end


def page(text: str, charset: str = "utf-8") -> bytes:
    """A web page of a plan."""
    title, *lines = text.strip().split("\n")
    body = "".join(f"<h2>{x}</h2>" if x[1:2] == "、" else f"<p>{x}</p>" for x in lines)
    return (
        f'<!doctype html><html><head><meta charset="{charset}"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode(charset)


def _mail(text: str, attached: bool) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "office@example.invalid", "all@example.invalid"
    message["Subject"], message["Date"] = text.split("\n")[0], "Mon, 05 Jan 2026 09:00:00 +0800"
    message.set_content(text, cte="base64")
    if attached:
        message.add_attachment(
            plan(29).encode(), maintype="text", subtype="plain", filename="attached-29.txt"
        )
        message.set_boundary("=plan=")
    return message.as_bytes()


def _saved(text: str) -> bytes:
    head = b'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    return head + b"Content-Type: text/html; charset=utf-8\n\n" + page(text) + b"\n--b--\n"


def _book(*texts: str) -> bytes:
    items = "".join(
        f'<item id="c{i}" href="c{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(texts))
    )
    order = "".join(f'<itemref idref="c{i}"/>' for i in range(len(texts)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>{items}</manifest>'
        f"<spine>{order}</spine></package>"
    )
    chapters = {f"c{i}.xhtml": page(text) for i, text in enumerate(texts)}
    return zipped({"mimetype": "application/epub+zip", "book.opf": package, **chapters})


def _parquet(texts: list[str]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(pa.table({"id": [f"row-{i}" for i in range(len(texts))], "text": texts}), buffer)
    return buffer.getvalue()


def good_files() -> list[File]:
    """About thirty files that are read as they are."""
    text = [plan(i) for i in range(30)]
    one_line = [t.replace("\n", " ") for t in text]
    table = [
        ["任务", "年度目标", "责任单位"],
        ["林业", "植树800亩", "林业站"],
        ["道路", "硬化12公里", "村建办"],
    ]
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraphs(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in table
    )
    markdown = "\n".join("| " + " | ".join(row) + " |" for row in [table[0], ["---"] * 3, *table[1:]])
    files = {
        "good-00.txt": text[0].encode(),
        "good-01.txt": text[1].encode("gb18030"),
        "good-02.txt": text[2].encode("utf-16"),
        "good-03.txt": text[3].replace("\n", "\r\n").encode("utf-8-sig"),
        "good-04.md": f"# {text[4]}\n{markdown}\n".encode(),
        "good-05.html": page(text[5]),
        "good-06.html": page(text[6], "gb18030"),
        "good-07.docx": word(paragraphs(text[7])),
        "good-08.docx": word(f"{paragraphs(text[8])}<w:tbl>{cells}</w:tbl>"),
        "good-09.xlsx": workbook(rows([[f"{TOWNS[9]}2026年任务分解表"], *table])),
        "good-10.xlsx": workbook(rows([["编号", "正文"], ["sheet-a", one_line[10]], ["sheet-b", one_line[11]]])),
        "good-11.csv": f"id,text\ncsv-a,{one_line[12]}\ncsv-b,{one_line[13]}\n".encode(),
        "good-12.tsv": f"id\ttext\ntsv-a\t{one_line[14]}\n".encode("gb18030"),
        "good-13.jsonl": "".join(f'{{"id": "json-{i}", "text": "{one_line[15 + i]}"}}\n' for i in range(2)).encode(),
        "good-14.parquet": _parquet(text[17:19]),
        "good-15.epub": _book(text[19]),
        "good-16.eml": _mail(text[20], attached=True),
        "good-17.mht": _saved(text[21]),
        "good-18.zip": zipped({"in-zip-a.txt": text[22], "in-zip-b.docx": word(paragraphs(text[23]))}),
        "good-19.pdf": pdf(b"Work plan 2026: train 2000 people and build 15 km of road."),
        "good-20.doc": page(text[24]),
        "good-21": text[25].encode(),
    }  # fmt: skip
    files |= {f"good-{i}.txt": plan(40 + i).encode() for i in range(22, 30)}
    return list(files.items())


ENDINGS = (".txt", ".docx", ".xlsx", ".pdf", ".html", ".csv", ".jsonl", ".parquet", ".zip", ".eml", ".epub")


def mutants() -> Iterator[File]:
    """Each good file, broken in the ways that files are broken."""
    seen: set[str] = set()
    for name, data in good_files():
        stem, _, suffix = name.partition(".")
        if suffix in seen:
            continue
        seen.add(suffix)
        ending = f".{suffix}" if suffix else ""
        rng = random.Random(name)
        half = len(data) // 2
        for share in (3, 40, 97):
            yield f"{stem}-cut-{share}{ending}", data[: len(data) * share // 100]
        for i, times in enumerate((1, 20)):
            broken = bytearray(data)
            for _ in range(times):
                broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
            yield f"{stem}-bits-{i}{ending}", bytes(broken)
        yield f"{stem}-swapped{ending}", data[half:] + data[:half]
        yield f"{stem}-twice{ending}", data + data
        yield f"{stem}-holes{ending}", data[:half] + bytes(64) + data[half + 64 :]
        yield f"{stem}-junk{ending}", bytes(rng.randrange(256) for _ in range(99)) + data
        wrong = ENDINGS[(ENDINGS.index(ending) if ending in ENDINGS else 0) - 3]
        yield f"{stem}-as{wrong}", data
        if data[:2] == b"PK":
            yield from _parts_broken(stem, ending, data)


def _parts_broken(stem: str, ending: str, data: bytes) -> Iterator[File]:
    """An archive with its parts swapped, doubled, lost, blown up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    names = list(parts)
    biggest = max(names, key=lambda name: len(parts[name]))
    other = next(name for name in names if name != biggest)
    yield (
        f"{stem}-parts-swapped{ending}",
        zipped({**parts, biggest: parts[other], other: parts[biggest]}),
    )
    yield f"{stem}-part-lost{ending}", zipped({k: v for k, v in parts.items() if k != biggest})
    yield f"{stem}-part-empty{ending}", zipped({**parts, biggest: b""})
    yield f"{stem}-part-large{ending}", zipped({**parts, biggest: parts[biggest] + b" " * 30_000_000})
    yield f"{stem}-part-deep{ending}", zipped({**parts, biggest: b"<a>" * 30_000 + b"</a>" * 30_000})
    yield f"{stem}-part-doubled{ending}", doubled([*parts.items(), (biggest, parts[other])])


def doubled(members: list[tuple[str, bytes]]) -> bytes:
    """The members as an archive, two of which may have one name: which of them counts?"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is so is the point
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
