"""Paragraphs that say the same in other words: a weaker list, which pairs nobody."""

from __future__ import annotations

import miner

SOURCE = (
    "云溪县2024年工作计划\n"
    "加快改造背街小巷，全年修路四十六条，惠及居民一万两千户，更换路灯三百一十盏，新设长椅八十五张。\n"
    "办好乡村食堂，新开二十七家，每天供餐五千三百份，老人用餐补贴百分之三十五。\n"
    "请老木匠到学校上课，每周两次。\n"
)
IN_OTHER_WORDS = (
    "北桥县2025年工作要点\n"
    "今年要动工的小巷共有46条，1.2万户人家受益；同时换上310盏新路灯，摆出85张供人歇脚的长椅。\n"
    "村里的食堂再添27家，日供5300份饭，长者吃饭可减35%。\n"
    "雪天扫路，谁家门口谁家扫，扫完的雪堆到树根底下。\n"
)
OTHER_FIGURES = (
    "南塘县2025年工作要点\n"
    "今年要动工的小巷共有52条，1.7万户人家受益；同时换上290盏新路灯，摆出64张供人歇脚的长椅。\n"
    "村里的食堂再添31家，日供4100份饭，长者吃饭可减20%。\n"
)


def found(**texts: str) -> miner.Duplicates:
    return miner.find_duplicates(miner.Corpus.from_texts(texts))


def test_the_same_figures_in_other_words_are_listed_and_pair_nobody() -> None:
    duplicates = found(a=SOURCE, b=IN_OTHER_WORDS)
    assert duplicates.pairs.empty
    rows = duplicates.rewritten
    assert len(rows) == 2
    for row in rows.itertuples():
        assert SOURCE[int(str(row.start_a)) : int(str(row.end_a))] == row.quote_a
        assert IN_OTHER_WORDS[int(str(row.start_b)) : int(str(row.end_b))] == row.quote_b
    assert rows["figures"].tolist()[0] == "46、12000、310、85"
    assert "长椅" in str(rows["words"].iloc[0])


def test_the_same_subject_with_other_figures_is_not() -> None:
    assert found(a=SOURCE, b=OTHER_FIGURES).rewritten.empty


def test_the_same_figures_of_another_subject_are_not() -> None:
    other = (
        "某厂2025年计划\n车间购入铣床46台，螺栓12000枚，砂轮310片，扳手85把，均由班组长验收签字后入库登记。\n"
    )
    assert found(a=SOURCE, b=other).rewritten.empty


def test_what_is_copied_is_not_called_rewritten() -> None:
    assert found(a=SOURCE, b=SOURCE.replace("云溪", "北桥")).rewritten.empty


def test_without_plans_there_is_nothing() -> None:
    assert found().rewritten.empty
