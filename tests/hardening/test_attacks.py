"""Attacks on single readers: what a file refers to, doubles, nests or claims is left out, and its text is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import miner

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from nasty_attacks import attacks  # noqa: E402
from nasty_forms import W, page, plan, word  # noqa: E402

TITLE = plan(7).split("\n")[0]
ATTACKS = dict(attacks())


def read(folder: Path, name: str, data: bytes | None = None) -> miner.Corpus:
    path = folder / Path(name).name
    path.write_bytes(ATTACKS[name] if data is None else data)
    return miner.read_corpus(path)


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in ATTACKS if name.startswith(("word-external", "word-field"))),
        "word-inserts-itself.docx",
        "word-relation-climbs.docx",
        "word-macro.docm",
        "word-many-runs.docx",
        "word-deep-holders.docx",
        "word-numbering-0.docx",
        "word-numbering-1.docx",
        "word-numbering-2.docx",
        "word-numbering-4.docx",
    ],
)
def test_a_word_file_is_read_without_what_it_refers_to(tmp_path: Path, name: str) -> None:
    corpus = read(tmp_path, name)
    assert corpus.problems.empty
    (text,) = (p.source.text for p in corpus)
    assert TITLE in text
    assert "root:" not in text
    assert "cmd.exe" not in text
    assert len(text) < 100_000


def test_of_two_documents_of_one_name_one_is_read(tmp_path: Path) -> None:
    for name in ("word-two-documents.docx", "word-two-documents-turned.docx"):
        (read_plan,) = read(tmp_path, name)
        assert (TITLE in read_plan.text) != (plan(8).split("\n")[0] in read_plan.text)


def test_a_chain_of_styles_without_end(tmp_path: Path) -> None:
    """Each style was resolved within the one before it: 5,000 of them lost the file."""
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
        for i in range(5000)
    )
    styles = f'<w:styles xmlns:w="{W}">{chain}</w:styles>'
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in plan(7).split("\n"))
    corpus = read(tmp_path, "chain.docx", word(body, {"word/styles.xml": styles}))
    assert corpus.problems.empty
    assert TITLE in corpus[0].text


def test_a_number_of_many_digits_costs_its_line(tmp_path: Path) -> None:
    text = plan(7).replace("\n", " ")
    lines = f'{{"text": "{text}"}}\n{{"text": {"9" * 5000}}}\n'.encode()
    corpus = read(tmp_path, "t.jsonl", lines)
    assert len(corpus) == 1
    assert list(corpus.problems["reason"]) == ["line 2 is no JSON: a number of too many digits"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("柳溪镇2\u041e26年工作计划", 4),
        ("新增\u0410类企业3家", None),
        ("新增A\u0421级景区2处", 3),
        ("开通\u041c4路公交", 2),
        ("赴\u0420\u043e\u0441\u0441\u0438\u044f考察", None),
        ("α粒子、β2受体、μ3", None),
        ("2026年工作计划", None),
    ],
)
def test_letters_that_look_like_latin_ones(tmp_path: Path, text: str, place: int | None) -> None:
    """A figure is read otherwise than it looks: who reads the report is told where."""
    corpus = read(tmp_path, "t.txt", f"{text}\n一、工作目标\n植树造林三千亩。".encode())
    rows = corpus.problems[corpus.problems["reason"].str.contains("another script")]
    assert list(rows["start"]) == ([] if place is None else [place])


def test_names_that_look_alike(tmp_path: Path) -> None:
    for i, name in enumerate(("plan", "pl\u0430n", "计划", "计划\u200b", "规划")):
        (tmp_path / f"{name}.txt").write_text(plan(i), encoding="utf-8")
    problems = miner.read_corpus(tmp_path).problems
    assert sorted(zip(problems["plan_id"], problems["reason"], strict=True)) == [
        ("pl\u0430n", "its name looks like that of plan"),
        ("计划\u200b", "its name looks like that of 计划"),
    ]


def test_a_damaged_page_is_read_in_the_same_process_as_the_next(tmp_path: Path) -> None:
    from miner.reading import guard

    read(tmp_path, "a.html", page(plan(1)))
    first = guard._ask._process
    assert first is not None
    read(tmp_path, "b.docx", b"PK\x03\x04" + bytes(90))
    corpus = read(tmp_path, "c.docx", word("<w:p><w:r><w:t>造林</w:t></w:r></w:p>"))
    assert corpus[0].text.strip() == "造林"
    assert guard._ask._process is first
