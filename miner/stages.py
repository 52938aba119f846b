"""The pipeline on one page: every stage in its order, with its tables, what it needs and what runs it.

`analyze`, the store, the worker processes, the choices of the command line, exports, workbook and reference
all follow from `STAGES`. To add a stage, write its function and tables in a room and add one entry here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Literal

from miner import tables
from miner.engine.tables import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CORPUS_STAGES",
    "PLAN_STAGES",
    "PLAN_TABLES",
    "STAGES",
    "Stage",
    "frame_of",
    "stage_named",
    "table_in",
]

Scope = Literal["files", "plan", "corpus", "view"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the pipeline."""

    name: str
    """The attribute of `Analysis` that holds the result."""
    scope: Scope
    """`files`: reads files. `plan`: a row depends on nothing but its plan, so plans are mined apart, by any number
    of processes, and stored by their content. `corpus`: looks at all plans. `view`: is computed from other
    results when first asked for, and never stored."""
    tables: tuple[Table, ...]
    """The tables of the result. A result of one table is the DataFrame itself, or has an attribute per table."""
    function: str
    """Module and name of what runs the stage; it is imported when the stage runs, since most of them are heavy."""
    needs: tuple[str, ...] = ()
    """Names of stages before this one."""
    options: tuple[str, ...] = ()
    """Parameters of `analyze` that are passed on."""

    @property
    def module(self) -> str:
        """The module of the stage's function."""
        return self.function.partition(":")[0]

    def run(self, plans: Any, **given: Any) -> Any:
        """Run the stage on the plans, with the results of `needs` and the values of `options` by keyword."""
        return resolve_name(self.function)(plans, **given)


STAGES: tuple[Stage, ...] = (
    Stage("corpus", "files", tables.CORPUS_STAGE, "miner.reading.corpus:read_corpus"),
    Stage("sections", "plan", (tables.SECTIONS,), "miner.segmentation.outline:segment"),
    Stage("quantities", "plan", (tables.QUANTITIES,), "miner.targets:extract_quantities"),
    Stage("commitments", "plan", (tables.COMMITMENTS,), "miner.targets:extract_commitments"),
    Stage("vetoes", "plan", (tables.VETOES,), "miner.targets:extract_vetoes"),
    Stage("tasks", "plan", (tables.TASKS,), "miner.tasks:extract_tasks"),
    Stage("task_problems", "plan", (tables.TASK_PROBLEMS,), "miner.tasks:extract_task_problems"),
    Stage(
        "concreteness", "plan", (tables.CONCRETENESS,), "miner.copying.concreteness:measure_concreteness", needs=("quantities", "commitments")
    ),
    Stage(
        "duplicates", "corpus", tables.DUPLICATES_STAGE, "miner.duplicates.result:find_bounded", options=("base",)
    ),
    Stage("leftovers", "corpus", (tables.LEFTOVERS,), "miner.copying.leftovers:find_leftovers", needs=("duplicates",)),
    Stage("directions", "corpus", (tables.DIRECTIONS,), "miner.copying.directions:find_directions", needs=("duplicates", "leftovers")),
    Stage(
        "copying", "corpus", tables.COPYING_STAGE, "miner.copying.templates:find_templates",
        needs=("duplicates",),
    ),
    Stage(
        "themes", "corpus", tables.THEMES_STAGE, "miner.themes.extract:themes_if_any", needs=("duplicates",), options=("n_themes", "random_state"),
    ),
    Stage("problems", "view", (tables.PROBLEMS,), "miner.normalization.document:find_problems"),
    Stage("targets", "view", (tables.TARGETS,), "miner.targets:extract_targets", needs=("quantities",)),
    Stage(
        "contradictions", "view", (tables.CONTRADICTIONS,), "miner.targets.links:find_contradictions",
        needs=("quantities",),
    ),
    Stage("due", "view", (tables.DUE,), "miner.tasks.calendars:due_of", needs=("tasks",)),
    Stage("copies", "view", (tables.COPIES,), "miner.copying.directions:copy_graph", needs=("directions", "duplicates")),
    Stage(
        "concrete_sentences", "view", (tables.CONCRETE_SENTENCES,), "miner.copying.concreteness:mark_sentences",
        needs=("quantities", "commitments"),
    ),
    Stage("panel", "view", (tables.PANEL,), "miner.comparison.panels:panel_table", needs=("quantities",)),
    Stage("panel_problems", "view", (tables.PANEL_PROBLEMS,), "miner.comparison.open_panel:find_panel_problems", needs=("panel",)),
    Stage(
        "comparison", "view", tables.COMPARISON_STAGE, "miner.comparison.result:compare", needs=("sections", "quantities", "duplicates", "themes", "commitments", "tasks"),
    ),
    Stage(
        "findings", "view", (tables.FINDINGS,), "miner.comparison.findings:find_findings",
        needs=("panel", "comparison", "duplicates", "leftovers", "contradictions"),
    ),
)  # fmt: skip

STAGE_NAMES = frozenset(stage.name for stage in STAGES)
PLAN_STAGES = tuple(stage for stage in STAGES if stage.scope == "plan")
CORPUS_STAGES = tuple(stage for stage in STAGES if stage.scope == "corpus")
PLAN_TABLES: dict[str, Table] = {table.name: table for stage in PLAN_STAGES for table in stage.tables}


def stage_named(name: str) -> Stage:
    """The stage of this name; KeyError where there is none."""
    return _BY_NAME[name]


_BY_NAME = {stage.name: stage for stage in STAGES}
_STAGE_OF = {table.name: stage for stage in STAGES for table in stage.tables}


def table_in(result: Any, table: str) -> Any:
    """A table of a stage's result: the result itself where that is a table, else its attribute; None where none is."""
    return result if hasattr(result, "columns") else getattr(result, table, None)


def frame_of(analysis: object, table: str) -> pd.DataFrame | None:
    """A table of an analysis by its name; None where the analysis lacks it, or no stage has it.

    An analysis put together by hand may hold a table in place of the result of its stage.
    """
    stage = _STAGE_OF.get(table)
    if stage is None:
        return None
    frame = table_in(getattr(analysis, stage.name, None), table)
    if frame is None:
        frame = getattr(analysis, "__dict__", {}).get(table)
    return frame if hasattr(frame, "columns") else None
