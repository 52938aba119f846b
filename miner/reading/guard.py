"""Parse a file in a process of its own: what a hostile file breaks, floods or keeps busy is that process alone.

What is read there comes back as plain values, which are checked here: a process that a file has taken over can say
something false of that file, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from miner.corpus import Grid, Heading, Problem, Source, Span
from miner.engine.guarded import Guarded, OverLimitError
from miner.reading.files import File
from miner.reading.items import Document
from miner.reading.reader import Item, Reader, Settings, problem
from miner.reading.recognition import can_recognize

__all__ = ["Inside", "items_of", "read_guarded", "record_of"]

Inside = tuple[str, bytes]
"""Name and bytes of a file inside the file, which is read as any other."""
_SCAN_SECONDS, _SCAN_MEMORY = 3600, 4_000_000_000
"""What a file may take beside its reader's limits where its pages are recognized."""
_ask = Guarded(
    "miner.reading.readers:parse", before="miner.reading.readers:load", errors=("miner.errors:InputError",)
)


def read_guarded(reader: Reader, file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """The documents in a file and the problems met, read within the limits of its reader.

    Raises InputError where the reader does, and what reading a file inside it raises.
    """
    assert reader.limits is not None
    seconds, memory = reader.limits.of(len(data))
    if reader.recognizes and can_recognize():
        seconds, memory = seconds + _SCAN_SECONDS, memory + _SCAN_MEMORY
    try:
        record = _ask(
            reader.kind, file.path, file.name, file.folder, data, settings.text_column, settings.max_bytes,
            seconds=seconds, memory=memory,
        )  # fmt: skip
    except OverLimitError as error:
        yield problem(file, "limit", str(error))
        return
    for item in items_of(file, record):
        if isinstance(item, File):
            yield from settings.inner(item)
        else:
            yield item


def record_of(items: Iterable[Item | Inside]) -> dict[str, Any]:
    """The items as plain values; a text that several documents share is held once. `items_of` is the inverse."""
    texts: dict[str, int] = {}
    rows: list[list[Any]] = []
    for item in items:
        if isinstance(item, Document):
            source = item.source
            number = texts.setdefault(source.text, len(texts))
            grids = [[g.start, g.end, g.rows] for g in source.grids]
            rows.append(
                [
                    "document", number, source.sha256, source.encoding, source.media_type, source.furniture, grids,
                    source.headings, source.doubts, item.stem, dict(item.given), item.named, item.page_title,
                ]
            )  # fmt: skip
        elif isinstance(item, Problem):
            rows.append(["problem", item.start, item.end, item.kind, item.reason])
        else:
            rows.append(["inside", *item])
    return {"texts": list(texts), "rows": rows}


def items_of(file: File, record: Mapping[str, Any]) -> Iterator[Item | File]:
    """The items of a file's record. Raises ValueError, TypeError or LookupError where it is none."""
    texts = record["texts"]
    for kind, *values in record["rows"]:
        if kind == "document":
            yield _document(file, texts, *values)
        elif kind == "problem":
            start, end, name, reason = values
            yield Problem(file.path, None, start, end, str(name), str(reason))
        else:
            name, data = values
            yield file.holding(str(name), bytes(data))


def _document(
    file: File,
    texts: Sequence[str],
    number: int,
    sha256: str,
    encoding: str | None,
    media: str,
    furniture: Sequence[Any],
    grids: Sequence[Any],
    headings: Sequence[Any],
    doubts: Sequence[Any],
    stem: str,
    given: Mapping[str, str],
    named: bool,
    page_title: str | None,
) -> Document:
    text = texts[number]
    length = len(text)
    made = tuple(
        Grid(*_inside(start, end, length), tuple(tuple(_span(cell, length) for cell in row) for row in rows))
        for start, end, rows in grids
    )
    source = Source(
        text, file.path, sha256, encoding, media,
        tuple(_span(span, length) for span in furniture), made,
        tuple(Heading(*_inside(start, end, length), int(level)) for start, end, level in headings),
        tuple(_span(span, length) for span in doubts),
    )  # fmt: skip
    return Document(source, stem, given, named, page_title=page_title)


def _span(span: Sequence[Any], length: int) -> Span:
    start, end, reason = span
    return Span(*_inside(start, end, length), reason)


def _inside(start: int, end: int, length: int) -> tuple[int, int]:
    """The span, where it lies in a text of `length` characters. Raises ValueError elsewhere."""
    if not 0 <= start <= end <= length:
        raise ValueError(f"a span from {start} to {end} in {length} characters")
    return start, end
