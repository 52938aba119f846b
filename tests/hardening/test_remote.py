"""What a document refers to elsewhere is never fetched, by the programs that read it for us neither."""

from __future__ import annotations

import io
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import miner

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from make_nasty import docx, paragraphs  # noqa: E402

PLAN = "溪口镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上。\n"
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
NAMES = f"""{OFFICE} xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" """


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            requests.append("asked")
            self.close_connection = True

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    thread.join()
    server.server_close()


def rtf(host: str) -> bytes:
    said = "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in PLAN).replace("\n", "\\par ")
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{host}/p.png" \\\\d}}{{\\fldrslt x}}}}'
    template = f"{{\\*\\template {host}/t.dotm}}"
    return f"{{\\rtf1\\ansi{template}{field}\\par {said}}}".encode("ascii")


def odt(host: str) -> bytes:
    body = (
        f'<text:section text:name="s"><text:section-source xlink:href="{host}/part.odt"/><text:p>x</text:p></text:section>'
        f'<text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="{host}/p.png" '
        f'xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p>'
        + "".join(f"<text:p>{line}</text:p>" for line in PLAN.split("\n"))
    )
    content = f"<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def page(host: str) -> bytes:
    head = (
        f'<link rel=stylesheet href="{host}/a.css"><base href="{host}/"><script src="{host}/a.js"></script>'
    )
    lines = "".join(f"<p>{line}</p>" for line in PLAN.split("\n"))
    return f'<html><head>{head}</head><body><img src="{host}/p.png"><iframe src="{host}/f"></iframe>{lines}</body></html>'.encode()


def word(host: str) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{host}/e"><!ENTITY % p SYSTEM "{host}/p"> %p;]>'
    return docx("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>" + paragraphs(PLAN), entity)


@pytest.mark.parametrize(("name", "make"), [("a.html", page), ("a.docx", word)])
def test_pages_and_word_files_ask_for_nothing(
    asked: tuple[str, list[str]], tmp_path: Path, name: str, make: object
) -> None:
    host, requests = asked
    (tmp_path / name).write_bytes(make(host))  # type: ignore[operator]
    miner.read_corpus(tmp_path)
    assert requests == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("name", "make"), [("a.rtf", rtf), ("a.odt", odt), ("a.doc", page)])
def test_libreoffice_asks_for_nothing(
    asked: tuple[str, list[str]], tmp_path: Path, name: str, make: object
) -> None:
    host, requests = asked
    (tmp_path / name).write_bytes(make(host))  # type: ignore[operator]
    corpus = miner.read_corpus(tmp_path)
    assert requests == []
    assert "全年培训农民2000人次以上" in corpus[0].text
