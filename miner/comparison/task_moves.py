"""Find the tasks of a plan again in the next plan of its body, and those of a superior in a subordinate's plan.

Two tasks are one where their words are the same but for years, blanks and punctuation (`kept`), or where most of what
they weigh is in both (`reworded`): a pair of characters weighs the more, the fewer clauses have it. A task is sought
among the tasks of the other plan and among its other clauses, so that nothing counts as new or dropped that the other
plan says without a verb of doing. What the review of the next plan says is `done`. Clauses meet only where they share
a pair of characters that few clauses have, so the work grows with the length of the plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.comparison.lineage import Succession
from miner.comparison.superiors import Superior, superiors
from miner.comparison.task_words import Book, Clause, Match, Weights, best, book_of, rules
from miner.corpus import Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["task_moves_table"]


def task_moves_table(
    plans: Sequence[Plan], successions: Iterable[Succession], tasks: pd.DataFrame
) -> pd.DataFrame:
    """What became of each task in the next plan and in the plans below: `miner.tables.TASK_MOVES`.

    tasks: the table `miner.tables.TASKS` of the plans.
    """
    below = superiors(plans, tasks)
    nested = {frozenset((s.upper.id, s.lower.id)) for s in below}
    followed = [s for s in successions if _recurs(s) and frozenset((s.earlier.id, s.later.id)) not in nested]
    needed = {p.id: p for s in followed for p in (s.earlier, s.later)}
    needed |= {p.id: p for s in below for p in (s.upper, s.lower)}
    rows_of: dict[str, list[Mapping[str, Any]]] = {plan_id: [] for plan_id in needed}
    for label, row in zip(tasks.index.tolist(), tasks.to_dict("records"), strict=True):
        if row["plan_id"] in rows_of:
            rows_of[row["plan_id"]].append({str(k): v for k, v in row.items()} | {"label": label})
    books = {plan_id: book_of(plan, rows_of[plan_id]) for plan_id, plan in needed.items()}
    weights = Weights.of(books.values())
    rows: list[tuple[object, ...]] = []
    for s in followed:
        moves = _moves(books[s.earlier.id], books[s.later.id], weights)
        rows += [_row((s.relation, None, s.earlier.id, s.later.id), *move) for move in moves]
    for superior in below:
        moves = _taken(superior, books[superior.upper.id], books[superior.lower.id], weights)
        names = ("superior", superior.ground, superior.upper.id, superior.lower.id)
        rows += [_row(names, *move) for move in moves]
    return tables.TASK_MOVES.frame(rows)


def _recurs(s: Succession) -> bool:
    """Whether the plans are of a kind that a body writes anew for each term: no notice follows a notice."""
    kinds = rules()["recurring"]["kinds"]
    return s.relation == "pair" or any(kind in (s.later.kind or "") for kind in kinds)


Move = tuple[str, Clause | None, Clause | None, float]
"""The move, the clause of the first plan, the clause of the second, and how alike they are."""


def _moves(earlier: Book, later: Book, weights: Weights) -> Iterator[Move]:
    """The moves of the earlier plan's tasks in its order, then the new tasks of the later plan."""
    met: set[tuple[int, int]] = set()
    for task in earlier.tasks:
        match, report = best(task, later.ahead, weights), best(task, later.review, weights)
        is_done = report is not None and report.likeness >= rules()["likeness"]["same"]
        move = _relation(match)
        if match is not None and move is not None:
            met.add((match.clause.start, match.clause.end))
        if move is None and not is_done:
            alike = report is not None and report.likeness >= rules()["likeness"]["doubtful"]
            if alike and report is not None:
                yield "doubtful", task, report.clause, report.likeness
            else:
                yield "dropped", task, None, 0.0
        elif match is not None and move is not None and not (is_done and move == "doubtful"):
            yield move, task, match.clause, match.likeness
        if report is not None and is_done:
            yield "done", task, report.clause, report.likeness
    for task in later.tasks:
        if (task.start, task.end) in met:
            continue
        match = best(task, earlier.ahead, weights)
        move = _relation(match)
        if match is None or move is None:
            yield "new", None, task, 0.0
        else:
            yield move, match.clause, task, match.likeness


def _relation(match: Match | None) -> str | None:
    """`kept`, `reworded` or `doubtful`, by how alike the clauses are; None where they are not."""
    rule = rules()["likeness"]
    if match is None or match.likeness < rule["doubtful"]:
        return None
    return "kept" if match.likeness == 1.0 else "reworded" if match.likeness >= rule["same"] else "doubtful"


def _taken(superior: Superior, upper: Book, lower: Book, weights: Weights) -> Iterator[Move]:
    """What the subordinate's plan takes up of the superior's tasks: all, or those that name its body."""
    for task in upper.tasks:
        if superior.rows and task.task is not None and task.task["label"] not in superior.rows:
            continue
        match = best(task, lower.ahead, weights)
        move = _relation(match)
        if match is None or move is None:
            yield "not taken up", task, None, 0.0
        else:
            yield "doubtful" if move == "doubtful" else "taken up", task, match.clause, match.likeness


def _row(
    names: tuple[object, ...], move: str, a: Clause | None, b: Clause | None, likeness: float
) -> tuple[object, ...]:
    return (*names, move, round(likeness, 4), *_side(a), *_side(b))


def _side(clause: Clause | None) -> tuple[object, ...]:
    """Task, lead, due day and span of one side."""
    if clause is None:
        return (None, None, None, None, None, None)
    row = clause.task or {}
    due = row.get("deadline") or row.get("period_end")
    return (row.get("task"), row.get("lead"), due, clause.start, clause.end, clause.quote)
