"""A store gives back what was mined, mines only what is new, and survives being killed."""

from __future__ import annotations

import pickle
import random
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import miner
import miner.store
from miner import parallel
from miner.analysis import PARTS
from miner.engine.parts import joined, unpacked
from miner.parallel import detached, lots, mine_lot, mine_plans, numbered, placed
from miner.segmentation.outline import forget_outline, kept_outline
from miner.stages import PLAN_STAGES, PLAN_TABLES, STAGES, frame_of
from miner.store import copies
from miner.store.keys import code_of
from tests.spark.made import made_texts

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: pip install 'plan-miner[store]'")

ROOT = Path(miner.__file__).parent.parent
CORPUS = ROOT / "corpus"


def tables(analysis: miner.Analysis) -> dict[str, pd.DataFrame]:
    """Every table there is, empty ones too."""
    return {table.name: frame_of(analysis, table.name) for stage in STAGES for table in stage.tables}


def assert_same(found: miner.Analysis, wanted: miner.Analysis) -> None:
    have, want = tables(found), tables(wanted)
    for name, table in want.items():
        assert_frame_equal(have[name], table, obj=name)


@pytest.fixture(scope="module")
def corpus() -> miner.Corpus:
    return miner.read_corpus(CORPUS)


@pytest.fixture(scope="module")
def undisturbed(corpus: miner.Corpus) -> miner.Analysis:
    return miner.analyze(corpus)


@pytest.fixture(scope="module")
def stored(corpus: miner.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "plans.db"
    miner.analyze(corpus, store=path)
    return path


def test_workers_change_nothing(corpus: miner.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miner.parallel.LOT", 3000)
    told: list[int] = []
    alone = list(mine_plans(corpus))
    beside = list(mine_plans(corpus, 2, told.append))
    assert told[-1] == len(corpus)
    assert told == sorted(told)
    assert [p.id for lot, _ in alone for p in lot] == [p.id for lot, _ in beside for p in lot]
    for name, table in PLAN_TABLES.items():
        one, two = (joined(table, [made[name] for _, made in mined]) for mined in (alone, beside))
        assert_frame_equal(one, two, obj=name)


def test_files_read_by_workers_are_the_same_corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("miner.reading.corpus.LOT", 2)
    for file in CORPUS.rglob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / "leer.txt").write_bytes(b"")
    (tmp_path / ".versteckt").write_bytes(b"")
    (tmp_path / "a.exe").write_bytes(b"MZ\0")
    told: list[tuple[int, int]] = []
    alone = miner.read_corpus(tmp_path)
    beside = miner.read_corpus(tmp_path, workers=2, progress=lambda done, of: told.append((done, of)))
    assert len(alone.problems) >= 3
    assert_frame_equal(beside.plans, alone.plans)
    assert_frame_equal(beside.problems, alone.problems)
    assert_frame_equal(beside.furniture, alone.furniture)
    assert [p.source.text for p in beside] == [p.source.text for p in alone]
    assert len({id(p.source) for p in beside}) == len({id(p.source) for p in alone})
    assert told[-1][0] == told[-1][1] > len(alone) // 2
    assert told == sorted(told)


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_goes_over_all_of_it(workers: int, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    miner.analyze(CORPUS, workers=workers, progress=lambda *step: told.append(step))
    miner.analyze(
        CORPUS, workers=workers, store=tmp_path / "plans.db", progress=lambda *step: told.append(step)
    )
    done = [n for _, n, _ in told]
    half = done.index(100 * len(PARTS)) + 1
    assert done[:half] == sorted(done[:half])
    assert done[half:] == sorted(done[half:])
    assert done[-1] == 100 * len(PARTS)
    assert {s for s, _, _ in told} == {*PARTS, "done"}
    assert {of for _, _, of in told} == {100 * len(PARTS)}
    assert any(n % 100 for s, n, _ in told if s == "reading")


def test_workers_below_one_are_refused(corpus: miner.Corpus) -> None:
    with pytest.raises(miner.InputError, match="workers"):
        miner.analyze(corpus, workers=0)


def test_a_detached_plan_gives_the_rows_of_the_whole_file(corpus: miner.Corpus) -> None:
    inside = [p for p in corpus if p.start > 0]
    assert inside, "the corpus has a file of several plans"
    places = [(p.id, p.start) for p in inside]
    moved = {name: placed(t, PLAN_TABLES[name], places) for name, t in mine_lot(numbered(inside)).items()}
    for name, table in mine_lot(inside).items():
        assert_frame_equal(moved[name], table, obj=name)
    for plan in inside:
        alone = detached(plan)
        assert alone.text == plan.text
        assert [plan.text[s.start : s.end] for s in alone.furniture] == [
            plan.source.text[max(s.start, plan.start) : min(s.end, plan.end)] for s in plan.furniture
        ]


@pytest.mark.parametrize("outlined", [True, False])
def test_an_outline_that_is_sent_along_gives_the_same_rows(corpus: miner.Corpus, outlined: bool) -> None:
    inside = [p for p in corpus if p.start > 0]
    wanted = mine_lot(inside)
    if not outlined:
        for plan in inside:
            forget_outline(plan)
    sent = pickle.loads(pickle.dumps(parallel._sent(inside, as_numbers=False)))
    assert [made is not None for made in sent.outlines] == [outlined] * len(inside)
    moved = {name: unpacked(t, PLAN_TABLES[name]) for name, t in parallel._mine_sent(sent).items()}
    for name, table in wanted.items():
        assert_frame_equal(moved[name], table, obj=name)
    assert not any(map(kept_outline, sent.plans)), "a worker keeps nothing of a lot that it mined"


def test_lots_keep_every_plan_in_order(corpus: miner.Corpus) -> None:
    cut = list(lots(corpus, 5000))
    assert [p.id for lot in cut for p in lot] == [p.id for p in corpus]
    assert all(sum(p.end - p.start for p in lot[:-1]) < 5000 for lot in cut)


def test_the_last_lots_of_several_workers_are_small(corpus: miner.Corpus) -> None:
    cut = list(lots(corpus, 20_000, workers=2))
    assert [p.id for lot in cut for p in lot] == [p.id for p in corpus]
    sizes = [sum(p.end - p.start for p in lot[:-1]) for lot in cut]
    assert max(sizes) < 20_000
    assert len(cut) > len(list(lots(corpus, 20_000)))


def test_the_tables_are_those_without_a_store(stored: Path, undisturbed: miner.Analysis) -> None:
    assert_same(miner.Analysis.open(stored), undisturbed)


def test_the_texts_of_a_large_store_stay_in_a_file(
    stored: Path, undisturbed: miner.Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miner.engine.spool.LIMIT", 1000)
    monkeypatch.setattr("miner.store.database._AT_ONCE", 3)
    opened = miner.Analysis.open(stored)
    assert all(plan.source.is_spooled for plan in opened.corpus[-5:])
    assert_same(opened, undisturbed)


def test_what_is_opened_can_be_asked_further(stored: Path, undisturbed: miner.Analysis) -> None:
    again = miner.Analysis.open(stored)
    assert_frame_equal(
        again.duplicates.at(similarity=0.9).passages, undisturbed.duplicates.at(similarity=0.9).passages
    )
    assert again.duplicates.explain(0) == undisturbed.duplicates.explain(0)
    assert_frame_equal(again.themes.distinctive(), undisturbed.themes.distinctive())
    texts = ["全面推进乡村振兴，新建高标准农田，发展现代农业。", "提高医疗服务质量，加强护理管理。"]
    assert (again.themes.model.transform(texts) == undisturbed.themes.model.transform(texts)).all()


def test_nothing_is_mined_twice(
    stored: Path, corpus: miner.Corpus, undisturbed: miner.Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("mined again")

    for name in (
        "stages.mine_plans",
        "stages.find_duplicates",
        "stages.find_leftovers",
        "copies.find_directions",
        "copies.find_templates",
        "stages.themes_if_any",
    ):
        monkeypatch.setattr(f"miner.store.{name}", lambda *a, **k: iter(()) if a and not a[0] else never())
    assert_same(miner.analyze(corpus, store=stored), undisturbed)


def test_new_rules_mine_again(
    stored: Path, corpus: miner.Corpus, undisturbed: miner.Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    copy = tmp_path / "plans.db"
    copy.write_bytes(stored.read_bytes())
    monkeypatch.setattr("miner.store.database.rules_version", lambda stage: f"other {stage}")
    assert_same(miner.analyze(corpus, store=copy), undisturbed)
    with miner.store.open_store(copy) as store:
        counted = store.sql("SELECT count(*) AS n, count(DISTINCT version) AS versions FROM mined")
        assert counted.iloc[0].tolist() == [
            len(set(store.sql("SELECT content FROM plans")["content"])),
            1,
        ]


def test_adding_changing_and_removing_files(corpus: miner.Corpus, tmp_path: Path) -> None:
    path = tmp_path / "plans.db"
    plans = list(corpus)
    changed = miner.Plan("改动", miner.Source.from_text(plans[3].text.replace("年", "年度", 3)), 0, 20)
    miner.analyze(miner.Corpus(plans[:-6]), store=path)
    for now in (plans, [*plans[2:], changed]):
        found, fresh = miner.analyze(miner.Corpus(now), store=path), miner.analyze(miner.Corpus(now))
        assert_same(found, fresh)  # so few plans that the themes are fitted anew
        assert_same(miner.Analysis.open(path), fresh)


def test_what_changed_in_families_and_pairs_is_looked_at_again(tmp_path: Path) -> None:
    made = list(made_texts(60).items())
    near = [(i, t.replace("覆盖率", "普及率")) for i, t in made[20:24]]
    path = tmp_path / "plans.db"
    for texts in (made[:50], made[:59], [*made[:20], *near, *made[24:]], made[9:]):
        corpus = miner.Corpus.from_texts(dict(texts))
        found, fresh = miner.analyze(corpus, store=path), miner.analyze(corpus)
        assert len(fresh.directions) > 10
        assert fresh.templates["family"].nunique() > 3
        for name in ("passages", "pairs", "families", "shares", "boilerplate"):
            assert_frame_equal(getattr(found.duplicates, name), getattr(fresh.duplicates, name), obj=name)
        for name in (*PLAN_TABLES, "leftovers", "directions", "templates", "slots", "template_sections"):
            assert_frame_equal(getattr(found, name), getattr(fresh, name), obj=name)


def test_only_what_changed_in_families_and_pairs_is_given_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list(made_texts(60).items())
    miner.analyze(miner.Corpus.from_texts(dict(made[:59])), store=tmp_path / "plans.db")
    asked: dict[str, int] = {}
    for name in ("find_directions", "find_templates"):
        real = getattr(copies, name)

        def counted(plans, name=name, real=real, **rest):  # type: ignore[no-untyped-def]
            asked[name] = len(plans)
            return real(plans, **rest)

        monkeypatch.setattr(copies, name, counted)
    miner.analyze(miner.Corpus.from_texts(dict(made)), store=tmp_path / "plans.db")
    assert asked["find_directions"] < 20
    assert asked["find_templates"] < 20


def test_a_source_that_stays_keeps_its_number(tmp_path: Path, corpus: miner.Corpus) -> None:
    path = tmp_path / "plans.db"
    plans = list(corpus)
    with miner.store.open_store(path) as store:
        store.put_corpus(miner.Corpus(plans[:6]))
        before = dict(store._run("SELECT key, source FROM sources"))
        store.put_corpus(miner.Corpus(plans[2:]))
        after = dict(store._run("SELECT key, source FROM sources"))
        assert before.items() & after.items() == {(k, n) for k, n in before.items() if k in after}
        assert len(set(after.values())) == len({id(p.source) for p in plans[2:]})
        assert_frame_equal(store.corpus().plans, miner.Corpus(plans[2:]).plans)


def test_equal_sources_stay_apart(tmp_path: Path) -> None:
    one, two = (miner.Source.from_text("甲镇工作计划\n新修道路15公里。", "甲.txt") for _ in range(2))
    plans = [miner.Plan(name, s, 0, len(s.text)) for name, s in (("a", one), ("b", two))]
    with miner.store.open_store(tmp_path / "plans.db") as store:
        store.put_corpus(miner.Corpus(plans))
        assert len({id(p.source) for p in store.corpus()}) == 2


def test_small_changes_keep_the_themes_and_read_off_new_plans(tmp_path: Path) -> None:
    def text(i: int) -> str:
        field = (
            "新建高标准农田{}亩，推广良种，农民合作社增收。",
            "新增医院床位{}张，家庭医生签约服务更方便。",
        )[i % 2]
        return f"第{i}号计划\n" + "".join(f"{k}、" + field.format(i + k) + "\n" for k in range(1, 5))

    path = tmp_path / "plans.db"
    texts = {f"计划{i:02}": text(i) for i in range(44)}
    first = miner.analyze(miner.Corpus.from_texts(texts), store=path)
    texts["计划43"] = text(100)
    texts["计划44"] = "临时计划\n一、新建高标准农田60亩，推广良种，农民合作社增收。\n"
    found = miner.analyze(miner.Corpus.from_texts(texts), store=path)
    assert found.themes.names == first.themes.names
    assert set(found.themes.shares["plan_id"]) == set(texts)
    told = found.themes.shares.groupby("theme")["chars"].sum()
    assert (told / told.sum() - found.themes.themes.set_index("theme")["share"]).abs().max() < 0.05
    assert_same(miner.Analysis.open(path), found)
    assert_frame_equal(found.quantities, miner.extract_quantities(found.corpus))


def test_texts_that_no_file_can_hold(corpus: miner.Corpus, tmp_path: Path) -> None:
    odd = corpus[1].text + "\n新建学校3所\ud800，零\x00字符。\n培训教师200人次\udfff。"
    odd_corpus = miner.Corpus.from_texts({"奇\ud9ff": odd, "平": corpus[2].text})
    made = miner.analyze(odd_corpus, store=tmp_path / "plans.db")
    again = miner.Analysis.open(tmp_path / "plans.db")
    assert_same(again, made)
    assert again.corpus.plan("奇\ud9ff").text == odd


def test_plain_sql_reads_it(stored: Path, undisturbed: miner.Analysis) -> None:
    with duckdb.connect(str(stored), read_only=True) as db:
        rows = db.sql(
            'SELECT q.quote, substr(s.text, q.start + 1, q."end" - q.start) AS there FROM quantities q '
            "JOIN plans p USING (plan_id) JOIN sources s USING (source) WHERE status = 'commitment'"
        ).fetchall()
    assert len(rows) == len(undisturbed.targets)
    assert all(quote == there for quote, there in rows)


def test_a_store_in_use_is_left_alone(stored: Path) -> None:
    code = f"import miner; miner.Analysis.open({str(stored)!r})"
    with miner.store.open_store(stored):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
        )
    assert "in use by another process" in done.stderr


def test_what_is_no_store_is_told(tmp_path: Path, corpus: miner.Corpus) -> None:
    (tmp_path / "text.db").write_text("一、加强领导。" * 500, encoding="utf-8")
    with pytest.raises(miner.InputError, match=r"cannot open the store .*text\.db"):
        miner.analyze(corpus, store=tmp_path / "text.db")
    with pytest.raises(miner.InputError, match="there is no store"):
        miner.Analysis.open(tmp_path / "missing.db")
    with duckdb.connect(str(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE other (a INTEGER)").fetchall()
    with pytest.raises(miner.InputError, match="no store of this version"):
        miner.Analysis.open(tmp_path / "other.db")


KILLED = """
import os, signal, sys
import miner, miner.parallel, miner.store.database as database

miner.parallel.LOT = 3000
left, run = int(sys.argv[2]), database.Store._run

def counted(store, query, values=()):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return run(store, query, values)

database.Store._run = counted
miner.analyze(miner.read_corpus(sys.argv[3]), store=sys.argv[1])
"""


def killed(path: Path, statement: int) -> bool:
    """Whether a run was killed by SIGKILL just before its n-th statement (it may have come to its end before)."""
    code = [sys.executable, "-c", KILLED, str(path), str(statement), str(CORPUS)]
    done = subprocess.run(code, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def test_a_killed_run_goes_on(tmp_path: Path, corpus: miner.Corpus, undisturbed: miner.Analysis) -> None:
    path = tmp_path / "plans.db"
    assert killed(path, 80)
    with pytest.raises(miner.InputError, match="did not come to its end"):
        miner.Analysis.open(path)
    assert_same(miner.analyze(corpus, store=path), undisturbed)
    assert_same(miner.Analysis.open(path), undisturbed)


STRUCK = """
import sys
import miner, miner.parallel

miner.parallel.LOT = 3000
miner.analyze(miner.read_corpus(sys.argv[2]), store=sys.argv[1], progress=lambda *step: print(*step, flush=True))
"""


def struck(path: Path, step: int) -> bool:
    """Whether a run was killed by SIGKILL from outside, wherever it was then, when it told its n-th step."""
    code = [sys.executable, "-c", STRUCK, str(path), str(CORPUS)]
    with subprocess.Popen(code, stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
        assert run.stdout is not None
        for n, _ in enumerate(run.stdout, 1):
            if n == step:
                run.send_signal(signal.SIGKILL)
                break
        run.stdout.read()
    return run.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_killed_at_twenty_random_moments(
    tmp_path: Path, corpus: miner.Corpus, undisturbed: miner.Analysis
) -> None:
    draw = random.Random(12)
    hits = 0
    for i in range(20):
        path = tmp_path / f"{i}.db"
        hits += killed(path, draw.randint(1, 170)) if i % 2 else struck(path, draw.randint(1, 11))
        assert_same(miner.analyze(corpus, store=path), undisturbed)
        assert_same(miner.Analysis.open(path), undisturbed)
        with duckdb.connect(str(path), read_only=True) as db:  # no row is there twice
            for name in (f"mined_{stage}" for stage in PLAN_TABLES):
                assert (
                    db.sql(f"SELECT content, n FROM {name} GROUP BY ALL HAVING count(*) > 1").fetchall() == []
                )
    assert hits >= 15


def test_too_little_text_for_themes_is_kept_and_opened_too(tmp_path: Path) -> None:
    plan = tmp_path / "甲镇.txt"
    plan.write_text("甲镇2025年工作计划\n一、目标\n新修道路15公里。\n", encoding="utf-8")
    kept = miner.analyze(plan, store=tmp_path / "plans.db")
    again = miner.analyze(plan, store=tmp_path / "plans.db")
    assert kept.targets["quote"].tolist() == again.targets["quote"].tolist() == ["15公里"]
    assert kept.themes.themes.empty
    with pytest.raises(miner.InputError, match="no themes to review"):
        kept.themes.write_review(tmp_path / "review.xlsx")


def test_the_code_that_a_stage_can_reach_is_all_that_it_loads() -> None:
    """Modules that are loaded when the stages of single plans run are among those that their key is made from."""
    runs = [tuple(stage.function.split(":")) for stage in PLAN_STAGES]
    code = (
        "import sys, miner; from importlib import import_module as load; "
        "corpus = miner.Corpus.from_texts({k: '一、目标\\n全年植树80亩以上。' * 9 for k in 'ab'}); "
        f"[getattr(load(module), name)(corpus) for module, name in {runs}]; "
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('miner.')), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    package = Path(miner.__file__).parent
    loaded = {Path(line).relative_to(package).as_posix() for line in done.stdout.split()}
    known = set(code_of("plans").files)
    assert len(loaded) > 50
    assert loaded - {"lazy.py", "engine/compiled.py"} <= known
    assert {"knowledge/patterns.py", "knowledge/data/divisions.csv"} <= known
    assert not {path for path in known if path.startswith(("report/", "comparison/", "cli"))}
