/* The page of tasks: what is due when and of whom on a time line, lists of what is left open, moves between plans. */

const taskView = { year: null, by: "month", slot: null, body: null };
const MOST_BODIES = 15;
const UNLED = "";
const dueDay = (c, i) => c.deadline[i] ?? c.period_end[i] ?? null;
/* A task of the whole year is due on no day of it. */
const isWholeYear = (c, i) => !c.deadline[i] && (c.period_start[i] ?? "").endsWith("-01-01") && (c.period_end[i] ?? "").slice(5) === "12-31" && c.period_start[i].slice(0, 4) === c.period_end[i].slice(0, 4);
const bodiesOf = (c, i) => (c.lead[i] ? c.lead[i].split(/[、，,；;\s]+/).filter(Boolean) : [UNLED]);
const bodyName = (body) => (body === UNLED ? t("tasks.unled") : body);

/* Year and slot of a task: the month 1 to 12, its quarter, or "whole"; year "" where only the month is known. */
function slotOf(c, i, by) {
  const day = dueDay(c, i);
  if (day && isWholeYear(c, i)) return [day.slice(0, 4), "whole"];
  const month = day ? Number(day.slice(5, 7)) : c.month[i];
  if (!month) return null;
  return [day ? day.slice(0, 4) : "", by === "month" ? month : Math.ceil(month / 3)];
}
const slotName = (slot, by) => (slot === "whole" ? t("tasks.whole") : t(`tasks.one.${by}`, { n: slot }));

function taskColumns(made, more = []) {
  const c = made.columns;
  const optional = (key, cell) => (c[key]?.some((v) => v !== null) ? [{ key, label: t(`column.${key}`), value: (i) => c[key][i], ...cell }] : []);
  return [
    { key: "task", label: t("column.task"), head: true, wide: true, value: (i) => c.task[i], render: (i) => h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]), lang: "zh" }, c.task[i]) },
    { key: "due", label: t("column.due"), value: (i) => dueDay(c, i) ?? (c.month[i] ? `--${String(c.month[i]).padStart(2, "0")}` : ""), render: (i) => h("span", { class: "day" }, dueDay(c, i) ?? (c.month[i] ? t("tasks.one.month", { n: c.month[i] }) : "–"), c.deadline[i] ? ` ${t("tasks.deadline")}` : "") },
    ...optional("time", { short: true, render: (i) => h("span", { lang: "zh" }, c.time[i]) }),
    ...optional("lead", { short: true, choose: true }), ...optional("support", { short: true }), ...optional("person", {}),
    ...optional("frequency", { choose: true, value: (i) => word("frequency", c.frequency[i]) }),
    planCell(made, "plan_id", t("column.plan_id")), ...more,
  ];
}

/* The bars of one year: a button for each month or quarter, tall by the number of tasks that are due in it.
   Tasks of the whole year are on no place of the line: their button has a number and no bar. What a button shows is
   its name for a screen reader too; the title says the same in a sentence. */
function timeLine(slots, counts, choose) {
  const most = Math.max(1, ...slots.filter((slot) => slot !== "whole").map((slot) => counts.get(slot) ?? 0));
  return h("ol", { class: "time-line", "aria-label": t("tasks.line") }, slots.map((slot) => {
    const n = counts.get(slot) ?? 0, column = h("span", { class: "column", "aria-hidden": "true" });
    column.style.blockSize = `${(100 * n) / most}%`;
    const edge = taskView.by === "month" && slot !== "whole" && slot % 3 === 1 && slot > 1;
    return h("li", { class: [slot === "whole" ? "whole" : "", edge ? "edge" : ""].filter(Boolean).join(" ") || null },
      h("button", { type: "button", "aria-pressed": String(taskView.slot === slot && taskView.body === null), title: `${slotName(slot, taskView.by)}: ${t("tasks.n", { n: number(n) })}`, disabled: !n, click: () => choose(slot, null) },
        h("span", { class: "n" }, n ? number(n) : ""), h("span", { class: "room" }, slot === "whole" ? null : column), h("span", { class: "name" }, slot === "whole" ? t("tasks.whole.short") : t(`tasks.short.${taskView.by}`, { n: slot }))));
  }));
}

/* Bodies against months: the depth of the color and the number say how much is due. */
function bodyGrid(slots, cells, bodies, choose) {
  const most = Math.max(1, ...[...cells.values()].map((rows) => rows.length));
  const cell = (body, slot) => {
    const n = cells.get(`${slot}:${body}`)?.length ?? 0;
    if (!n) return h("td", { class: "num" }, "");
    const b = h("button", { type: "button", class: "link tint", "aria-pressed": String(taskView.slot === slot && taskView.body === body), "aria-label": `${bodyName(body)}, ${slotName(slot, taskView.by)}: ${t("tasks.n", { n })}`, click: () => choose(slot, body) }, number(n));
    b.style.setProperty("--deep", (n / most).toFixed(2));
    return h("td", { class: "num" }, b);
  };
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("tasks.bodies") }, h("table", { class: "body-grid" }, h("caption", {}, t("tasks.bodies")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("column.lead")), slots.map((slot) => h("th", { scope: "col", class: "num" }, slot === "whole" ? t("tasks.whole.short") : t(`tasks.short.${taskView.by}`, { n: slot }))))),
    h("tbody", {}, bodies.map((body) => h("tr", {}, h("th", { scope: "row", lang: body === UNLED ? null : "zh" }, bodyName(body)), slots.map((slot) => cell(body, slot)))))));
}

function dueTab(made, ahead) {
  const c = made.columns, box = h("div", {});
  const years = [...new Set(ahead.map((i) => slotOf(c, i, "month")?.[0]).filter((y) => y !== undefined))].sort();
  if (!years.length) return note(t("tasks.none"));
  const inYear = (y) => ahead.filter((i) => slotOf(c, i, "month")?.[0] === y).length;
  if (!years.includes(taskView.year)) taskView.year = years.reduce((best, y) => (inYear(y) >= inYear(best) ? y : best), years[0]);
  const choose = (slot, body) => {
    const same = taskView.slot === slot && taskView.body === body;
    Object.assign(taskView, same ? { slot: null, body: null } : { slot, body });
    fillBox();
  };
  const option = (key, value, label) => h("button", { type: "button", "aria-pressed": String(taskView[key] === value), click: () => { Object.assign(taskView, { [key]: value, slot: null, body: null }); fillBox(); } }, label);
  function fillBox() {
    const { by, year } = taskView;
    const own = ahead.filter((i) => slotOf(c, i, by)?.[0] === year);
    const cells = new Map(), counts = new Map(), load = new Map();
    for (const i of own) {
      const slot = slotOf(c, i, by)[1];
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
      for (const body of bodiesOf(c, i)) {
        const key = `${slot}:${body}`;
        cells.set(key, [...(cells.get(key) ?? []), i]);
        load.set(body, (load.get(body) ?? 0) + 1);
      }
    }
    const slots = [...Array.from({ length: by === "month" ? 12 : 4 }, (_, n) => n + 1), ...(counts.has("whole") ? ["whole"] : [])];
    const bodies = [...load].sort((a, b) => (a[0] === UNLED) - (b[0] === UNLED) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([body]) => body);
    const shown = bodies.length > MOST_BODIES ? [...bodies.slice(0, MOST_BODIES - 1), ...bodies.slice(MOST_BODIES - 1).filter((b) => b === UNLED)] : bodies;
    const rows = own.filter((i) => (taskView.slot === null || slotOf(c, i, by)[1] === taskView.slot) && (taskView.body === null || bodiesOf(c, i).includes(taskView.body)));
    rows.sort((a, b) => ((dueDay(c, a) ?? "") < (dueDay(c, b) ?? "") ? -1 : (dueDay(c, a) ?? "") > (dueDay(c, b) ?? "") ? 1 : (c.month[a] ?? 0) - (c.month[b] ?? 0) || a - b));
    const chosen = taskView.slot === null ? t("tasks.caption", { year: year || t("tasks.noyear") }) : [year, slotName(taskView.slot, by), taskView.body === null ? "" : bodyName(taskView.body)].filter(Boolean).join(" · ");
    box.replaceChildren(
      h("div", { class: "panel" },
        h("div", { class: "tools" }, h("label", { class: "choice" }, h("span", {}, t("column.year")), h("select", { change: (e) => { Object.assign(taskView, { year: e.target.value, slot: null, body: null }); fillBox(); } }, years.map((y) => h("option", { value: y, selected: y === year }, `${y || t("tasks.noyear")} (${number(inYear(y))})`)))),
          h("div", { class: "switch", role: "group", "aria-label": t("tasks.by") }, ["month", "quarter"].map((b) => option("by", b, t(`tasks.by.${b}`))))),
        timeLine(slots, counts, choose)),
      bodies.length > 1 || bodies[0] !== UNLED ? bodyGrid(slots, cells, shown, choose) : "",
      bodies.length > shown.length ? note(t("tasks.first", { shown: shown.length, all: bodies.length })) : "",
      dataTable({ caption: chosen, columns: taskColumns(made), rows, cut: made.cut, page: 50 }));
  }
  fillBox();
  return box;
}

const TASK_MOVES = { kept: "=", reworded: "≈", new: "+", dropped: "−", done: "✓", doubtful: "?", "taken up": "✓", "not taken up": "−" };
function taskMovesTab(made) {
  const c = made.columns, count = new Map();
  for (const m of c.move) count.set(m, (count.get(m) ?? 0) + 1);
  const side = (x, i) => (c[`start_${x}`][i] === null ? "–" : h("a", { href: planHash(c[`plan_${x}`][i], c[`start_${x}`][i], c[`end_${x}`][i]), lang: "zh" }, c[`quote_${x}`][i]));
  const label = (m) => `${TASK_MOVES[m] ?? ""} ${word("move", m)}`;
  const columns = [
    { key: "move", label: t("column.move"), head: true, choose: true, value: (i) => label(c.move[i]) },
    ...["a", "b"].map((x) => ({ key: `quote_${x}`, label: t(`tasks.side.${x}`), wide: true, value: (i) => c[`quote_${x}`][i], render: (i) => side(x, i) })),
    ...["a", "b"].filter((x) => c[`lead_${x}`].some((v) => v !== null)).map((x) => ({ key: `lead_${x}`, label: t(`column.lead_${x}`), short: true, value: (i) => c[`lead_${x}`][i] })),
    { key: "relation", label: t("column.relation"), choose: true, short: true, value: (i) => [word("relation", c.relation[i]), c.ground[i] ? `（${word("ground", c.ground[i])}）` : ""].join("") },
    ...["a", "b"].map((x) => ({ key: `plan_${x}`, label: t(`tasks.plan.${x}`), short: true, choose: PLANS.rows <= 60, value: (i) => planTitle(c[`plan_${x}`][i]), render: (i) => planLink(c[`plan_${x}`][i]) })),
  ];
  return [note(t("task_moves.note")), h("ul", { class: "chips big" }, [...count].sort((a, b) => b[1] - a[1]).map(([m, n]) => h("li", {}, `${label(m)} `, h("strong", {}, number(n))))),
    dataTable({ caption: t("table.name.task_moves"), columns, rows: rowsOf(made), cut: made.cut })];
}

pages.tasks = async () => {
  const [made, moves, open] = await Promise.all(["tasks", "task_moves", "task_problems"].map(list)), c = made.columns;
  const rows = rowsOf(made), ahead = rows.filter((i) => c.status[i] === "commitment");
  const undated = ahead.filter((i) => !slotOf(c, i, "month")), unled = ahead.filter((i) => !c.lead[i]);
  const listOf = (own, name) => () => dataTable({ caption: t(`tab.${name}`), columns: taskColumns(made), rows: own, cut: made.cut });
  const tabs = {
    due: () => dueTab(made, ahead),
    ...(undated.length ? { undated: listOf(undated, "undated") } : {}),
    ...(unled.length ? { unled: listOf(unled, "unled") } : {}),
    ...(moves.rows ? { task_moves: () => taskMovesTab(moves) } : {}),
    ...(open.rows ? { task_problems: () => dataTable({ caption: t("table.name.task_problems"), columns: plainColumns(open), rows: rowsOf(open), cut: open.cut }) } : {}),
    all_tasks: () => dataTable({ caption: t("tab.all_tasks"), columns: taskColumns(made, [{ key: "status", label: t("column.status"), choose: true, value: (i) => word("status", c.status[i]) }, { key: "source", label: t("column.tasks.source"), choose: true, value: (i) => word("source", c.source[i]) }]), rows, cut: made.cut }),
  };
  const tally = [["due", ahead.length - undated.length, "tasks.tile.dated"], ["undated", undated.length, "tasks.tile.undated"], ["unled", unled.length, "tasks.tile.unled"], ["all_tasks", rows.length - ahead.length, "tasks.tile.done"]];
  return [h("h1", {}, t("nav.tasks")), note(t("tasks.note")),
    h("div", { class: "tiles" }, tally.filter(([, n]) => n).map(([, n, label]) => tile(number(n), t(label)))), tabbed("tasks", tabs)];
};
