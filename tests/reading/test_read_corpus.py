"""Files and folders become plans with stable ids; what cannot be read is a problem with its reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import miner
from miner.reading.files import MAX_LINES

PLAN = "清溪市总工会2023年工作计划\n一、指导思想\n认真学习。\n二、主要任务\n全年培训职工五千人次。\n"
BODY = "一、认真组织学习，全面提高认识，切实抓好各项任务的落实，确保年度目标如期完成。\n二、加强日常检查，每季度通报一次情况，及时整改发现的问题，做好总结。\n"
PAGE = f"街道工作计划\n时间:2024-05-06 10:00:00 我要投稿\n街道工作计划 篇1\n{BODY}街道工作计划 篇2\n{BODY}【街道工作计划】相关文章:\n社区计划05-01\n"


def reasons(corpus: miner.Corpus) -> dict[str, str]:
    rows = corpus.problems.to_dict("records")
    return {Path(str(r["path"])).name: f"{r['kind']}: {r['reason']}" for r in rows}


def test_a_text_keeps_every_character(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode()
    (tmp_path / "计划.txt").write_bytes(data)
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.source.text == data.decode("utf-8")
    assert plan.text == data.decode("utf-8-sig")
    assert plan.id == "计划"


def test_a_collection_becomes_its_plans(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="gbk")
    corpus = miner.read_corpus([tmp_path / "page.txt"])
    assert [(p.id, p.title) for p in corpus] == [
        ("page#1", "街道工作计划 篇1"),
        ("page#2", "街道工作计划 篇2"),
    ]
    assert [p.text.splitlines()[0] for p in corpus] == ["街道工作计划 篇1", "街道工作计划 篇2"]
    assert {p.date for p in corpus} == {"2024-05-06"}
    assert {p.year for p in corpus} == {None}
    table = corpus.furniture
    assert list(table["reason"]) == ["lead-in of a collection", "submit link", "related list"]
    assert list(table["plan_id"]) == [None, None, "page#2"]
    assert all(PAGE[r.start : r.end] == r.quote for r in table.itertuples())


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        ("篇1:《社区食堂工作计划》", "篇2：老年食堂工作方案", ["社区食堂工作计划", "老年食堂工作方案"]),
        ("第一篇", "第二篇", ["2024年社区食堂工作计划"] * 2),
        ("第一篇", "第二篇\n为办好食堂，制定计划", ["2024年社区食堂工作计划"] * 2),
        ("第一篇\n清溪市食堂工作计划", "第二篇", ["清溪市食堂工作计划", "2024年社区食堂工作计划"]),
        ("社区食堂工作计划 篇1", "社区食堂工作计划 篇2", ["社区食堂工作计划 篇1", "社区食堂工作计划 篇2"]),
    ],
)
def test_a_plan_of_a_collection_has_a_name(
    tmp_path: Path, first: str, second: str, titles: list[str]
) -> None:
    body = "一、工作目标\n每日供餐二百份，做到菜品新鲜、价格公道，并按月公布账目，听取老人意见，逐项改进。\n二、工作措施\n每周检查一次厨房卫生，逐条记录，及时整改发现的各种问题。\n"
    page = f"2024年社区食堂工作计划(精选2篇)\n{first}\n{body}{second}\n{body}"
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    corpus = miner.read_corpus(tmp_path)
    assert [p.title for p in corpus] == titles
    assert {p.kind for p in corpus} <= {"工作计划", "工作方案"}
    assert {s.split("、")[0] for s in miner.segment(corpus)["marker"] if s} == {"一", "二"}


def test_a_collection_can_be_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    assert [p.id for p in miner.read_corpus(tmp_path, split=False)] == ["page"]


def test_folders_are_read_in_order_and_ids_are_unique(tmp_path: Path) -> None:
    for name in ("b/计划.txt", "a/计划.txt", "a/计划.md", "c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(PLAN, encoding="utf-8")
    ids = [p.id for p in miner.read_corpus(tmp_path)]
    assert ids == ["c", "计划.md", "a/计划.txt", "b/计划"]
    assert ids == [p.id for p in miner.read_corpus([tmp_path, tmp_path / "c.txt"])]


def test_links_that_loop_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "计划.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    corpus = miner.read_corpus(tmp_path)
    assert len(corpus) == 1
    assert reasons(corpus) == {"again": "loop: link leads back to a folder above it; not followed"}


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_in_gbk_are_shown(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "工作计划.txt".encode("gbk")
    try:
        Path(os.fsdecode(name)).write_text(PLAN, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.id == "工作计划"
    assert str(plan.source.path).encode()


def test_bad_files_are_problems_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\u3000\n", encoding="utf-8")
    (tmp_path / "picture.xyz").write_bytes(b"\x00\x01\x02")
    (tmp_path / "large.txt").write_bytes(b"a" * 5000)
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    corpus = miner.read_corpus(tmp_path, max_bytes=4000)
    assert [p.id for p in corpus] == ["good"]
    found = reasons(corpus)
    assert set(found) == {"empty.txt", "blank.txt", "picture.xyz", "large.txt", "README.md", "gone.txt"}
    assert (
        found["large.txt"] == "limit: 5,000 bytes, more than the limit of 4,000; raise max_bytes to read it"
    )
    assert found["gone.txt"].startswith("unreadable: ")


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(miner.InputError, match="no such file or folder"):
        miner.read_corpus(tmp_path / "nothing")


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert list(miner.read_corpus(tmp_path).problems["kind"]) == ["empty"]


def test_a_numbered_title_names_its_plan_and_is_no_section(tmp_path: Path) -> None:
    page = f"工作计划汇编\n1、县档案馆工作计划\n{BODY}2、镇财政所工作计划\n{BODY}"
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    corpus = miner.read_corpus([tmp_path / "page.txt"])
    assert [p.title for p in corpus] == ["县档案馆工作计划", "镇财政所工作计划"]
    assert [p.text.splitlines()[0] for p in corpus] == ["1、县档案馆工作计划", "2、镇财政所工作计划"]
    assert miner.segment(corpus)["marker"].tolist() == ["一、", "二、"] * 2


def test_a_text_of_more_than_a_million_lines_is_not_read(tmp_path: Path) -> None:
    """Ten million headings would be ten million sections."""
    heading = "一、目标\n"
    (tmp_path / "headings.txt").write_text(heading * (MAX_LINES + 1), encoding="utf-8")
    (tmp_path / "plan.txt").write_text(heading, encoding="utf-8")
    corpus = miner.read_corpus(tmp_path)
    assert [p.id for p in corpus] == ["plan"]
    (problem,) = corpus.problems.to_dict("records")
    assert (problem["kind"], problem["reason"]) == (
        "limit",
        "1,000,001 lines, more than the limit of 1,000,000",
    )


def test_two_files_that_differ_in_the_year_of_their_head_only(tmp_path: Path) -> None:
    text = "政府工作报告\n{}年3月5日在清溪市第八届人民代表大会第六次会议上\n一、2019年工作回顾\n各项任务完成。\n二、今年的工作\n新增就业两万人。\n"
    (tmp_path / "2020.txt").write_text(text.format(2021), encoding="utf-8")
    (tmp_path / "2021.txt").write_text(text.format(2020), encoding="utf-8")
    corpus = miner.read_corpus(tmp_path)
    assert [p.year for p in corpus] == [2020, 2020]
    assert list(corpus.problems["kind"]) == ["doubt", "doubt"]
    assert corpus.problems["plan_id"].tolist() == ["2020", "2021"]
