/* Pages that read lists: overview, plans, shared text, targets, coverage, themes, to check, sources. */

const pages = {};
/* The menu: name of the page, its address, whether this report has what it shows. */
const NAVIGATION = [
  ["overview", "#/", () => true],
  ["plans", "#/plans", () => true],
  ["shared", "#/shared", () => has("pairs")],
  ["apart", "#/apart", () => has("apart") || has("followed") || has("rewritten")],
  ["check", "#/check", () => has("leftovers")],
  ["targets", "#/targets", () => has("targets") || has("commitments") || has("ledger") || has("moves")],
  ["tasks", "#/tasks", () => has("tasks")],
  ["coverage", "#/coverage", () => has("coverage")],
  ["themes", "#/themes", () => has("themes")],
  ["sources", "#/sources", () => true],
];
const PARENT = { plan: "plans", place: "plans", pair: "shared", theme: "themes", family: "shared", indicator: "targets", sheet: "shared", familysheet: "shared" };

const tile = (value, label, href) =>
  h(href ? "a" : "div", { class: "tile", href }, h("span", { class: "figure" }, value), h("span", { class: "what" }, label));

function quoteCell(made, i, length = 160) {
  const c = made.columns, text = c.quote?.[i] ?? "";
  const chars = Array.from(text);
  return h("span", { class: "quote", lang: "zh" }, chars.length > length ? `${chars.slice(0, length).join("")}…` : text);
}

/* A target inside its sentence. */
const inSentence = (c, i) => h("span", { class: "quote", lang: "zh" }, c.before?.[i], h("a", { class: "target", href: planHash(c.plan_id[i], c.start[i], c.end[i]) }, c.quote[i]), c.after?.[i]);

const planCell = (made, key, label) => ({
  key, label, short: true, choose: PLANS.rows <= 60,
  value: (i) => planTitle(made.columns[key][i]),
  render: (i) => planLink(made.columns[key][i], made.columns.start?.[i], made.columns.end?.[i]),
});
const yearCell = (made) => ({ key: "year", label: t("column.year"), choose: true, value: (i) => planYear(made.columns.plan_id[i]), type: "text" });

/* A finding is a sentence of the interface filled from its row; it links to the words it rests on. */
function findingText(c, i) {
  const values = Object.fromEntries(Object.keys(c).map((name) => [name, c[name][i] ?? ""]));
  if (language === "en") values.indicator = values.indicator_en;
  return t(`finding.${values.kind}`, { ...values, plan: c.plan_id[i] < 0 ? "" : planTitle(c.plan_id[i]), other: c.plan_b[i] < 0 ? "" : planTitle(c.plan_b[i]) });
}
function findingHash(c, i) {
  if (c.kind[i] === "copied") return pairHash(c.plan_id[i], c.plan_b[i]);
  if (c.plan_id[i] < 0) return "#/targets";
  return c.start[i] === null ? planHash(c.plan_id[i]) : planHash(c.plan_id[i], c.start[i], c.end[i]);
}

/* The findings of each kind together, the kinds in the order of their weight; the first few are shown at once. */
const FINDINGS_SHOWN = 3;
function findingGroups(findings) {
  const c = findings.columns, kinds = new Map();
  for (const i of rowsOf(findings)) kinds.set(c.kind[i], [...(kinds.get(c.kind[i]) ?? []), i]);
  const line = (i) => h("li", {}, h("a", { href: findingHash(c, i) }, findingText(c, i)));
  return h("div", { class: "findings" }, [...kinds].map(([kind, rows]) => h("section", { class: `finding ${kind}` }, h("h3", {}, t(`finding.kind.${kind}`)),
    h("ul", {}, rows.slice(0, FINDINGS_SHOWN).map(line)),
    rows.length > FINDINGS_SHOWN ? h("details", {}, h("summary", {}, t("finding.more", { n: rows.length - FINDINGS_SHOWN })), h("ul", {}, rows.slice(FINDINGS_SHOWN).map(line))) : null)));
}

/* ---- overview ---- */
pages.overview = async () => {
  const n = META.counts;
  const [problems, leftovers, pairs, themes, terms, moves, findings, strips] = await Promise.all(["problems", "leftovers", "pairs", "themes", "terms", "moves", "findings", "strips"].map(list));
  const page = [h("h1", {}, META.title || t("title")), h("p", { class: "lead" }, t("overview.lead", { plans: number(n.plans), chars: number(META.characters), files: number(META.files) }))];

  if (findings.rows) page.push(section(t("overview.findings"), findingGroups(findings)));
  if (strips.rows) page.push(section(t("overview.strips"), stripList(strips)));

  const checks = [];
  if (problems.rows)
    checks.push(h("h3", {}, t("overview.problems", { n: number(problems.rows) })), dataTable({ caption: t("overview.problems.caption"), columns: plainColumns(problems, ["path"]).concat(problems.columns.path ? [{ key: "path", label: t("column.path"), value: (i) => problems.columns.path[i], wide: true }] : []), rows: rowsOf(problems), page: 8 }));
  else checks.push(h("p", { class: "fine" }, `✓ ${t("overview.noproblems")}`));
  if (leftovers.rows) {
    const c = leftovers.columns;
    const rows = rowsOf(leftovers).sort((a, b) => (c.confidence?.[b] ?? 0) - (c.confidence?.[a] ?? 0)).slice(0, 6);
    checks.push(h("h3", {}, t("overview.leftovers")), h("ul", { class: "cards" }, rows.map((i) =>
      h("li", {}, h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]) }, "⚑ ", h("span", { class: "quote", lang: "zh" }, c.quote[i])), " — ", planTitle(c.plan_id[i]), h("div", { class: "note" }, word("kind", c.kind?.[i]), " · ", reasonText(c.reason?.[i]))))), leftovers.rows > 6 ? h("p", {}, h("a", { href: "#/check" }, t("all"))) : null);
  }
  page.push(section(h("h2", {}, t("overview.check")), checks));

  const tiles = [
    tile(number(n.plans), t("tile.plans"), "#/plans"),
    n.targets ? tile(number(n.targets), t("tile.targets"), "#/targets") : null,
    n.tasks ? tile(number(n.tasks), t("tile.tasks"), "#/tasks") : null,
    pairs.rows ? tile(number(pairs.rows), t("tile.pairs"), "#/shared") : null,
    leftovers.rows ? tile(number(leftovers.rows), t("tile.leftovers"), "#/check") : null,
    themes.rows ? tile(number(themes.rows), t("tile.themes"), "#/themes") : null,
    n.sections ? tile(number(n.sections), t("tile.sections"), has("coverage") ? "#/coverage" : "#/plans") : null,
  ];
  page.push(section(t("overview.found"), h("div", { class: "tiles" }, tiles)));

  if (pairs.rows) {
    const rows = rowsOf(pairs).slice(0, 6);
    page.push(section(t("overview.pairs"), h("ul", { class: "cards" }, rows.map((i) => {
      const c = pairs.columns;
      return h("li", {}, h("a", { href: pairHash(c.plan_a[i], c.plan_b[i]) }, planTitle(c.plan_a[i]), h("span", { class: "and" }, " ⇄ "), planTitle(c.plan_b[i])), " ", bar(c.share[i]));
    })), note(t("wording"))));
  }
  if (moves.rows) {
    const count = new Map();
    for (const m of moves.columns.move) count.set(m, (count.get(m) || 0) + 1);
    page.push(section(t("moves.caption"), h("ul", { class: "chips big" }, [...count].sort((a, b) => b[1] - a[1]).map(([m, k]) => h("li", {}, `${MOVES[m] ?? ""} ${word("move", m)} `, h("strong", {}, number(k))))),
      h("p", {}, h("a", { href: "#/targets", click: () => (tabOf.targets = "moves") }, t("all")))));
  }
  if (themes.rows) {
    const c = themes.columns, most = Math.max(...(c.share ?? [1]));
    page.push(section(t("overview.themes"), h("ul", { class: "lines" }, byShare(themes).slice(0, 12).map((k) => h("li", {}, h("a", { href: `#/theme/${c.theme[k]}` }, themeName(themes, k)), c.share ? bar(c.share[k], most) : null,
      h("span", { class: "terms", lang: "zh" }, themeTerms(terms, c.theme[k], 8).map((i) => terms.columns.term[i]).join(" · ")))))));
  }
  return page;
};

/* ---- plans ---- */
pages.plans = async () => {
  const c = PLANS.columns;
  const plain = (key, type = "text", more = {}) => (c[key] ? [{ key, label: t(`column.${key}`), type, value: (i) => c[key][i], ...more }] : []);
  const columns = [
    { key: "title", label: t("column.title"), head: true, value: planTitle, render: (i) => planLink(i), text: planTitle },
    ...plain("year", "text", { choose: true }), ...plain("place", "text", { choose: true }), ...plain("issuer", "text"), ...plain("kind", "text", { choose: true, value: (i) => word("kind", c.kind[i]) }),
    ...plain("chars", "number"), ...plain("sections", "number"), ...plain("targets", "number"), ...plain("targets_per_1000", "number"), ...plain("concrete_share", "share"),
    ...(c.copied_share ? plain("copied_share", "share", { render: (i) => bar(c.copied_share[i]) }) : []),
    ...(c.nearest ? [
      { key: "nearest_share", label: t("column.nearest_share"), type: "share", value: (i) => c.nearest_share[i], render: (i) => bar(c.nearest_share[i]) },
      { key: "nearest", label: t("column.nearest"), value: (i) => (c.nearest[i] === null ? "" : planTitle(c.nearest[i])), render: (i) => (c.nearest[i] === null ? "" : h("a", { href: pairHash(i, c.nearest[i]) }, planTitle(c.nearest[i]))) },
    ] : []),
    ...plain("leftovers", "number"),
  ];
  return [h("h1", {}, t("nav.plans")), note(t("plans.note")), dataTable({ caption: t("plans.caption"), columns, rows: rowsOf(PLANS) })];
};

/* ---- shared text ---- */
let cutOff = null;
let tabOf = {};
pages.shared = async () => {
  const pairs = await list("pairs"), families = await list("families"), c = pairs.columns;
  const highest = new Map();
  for (let i = 0; i < pairs.rows; i++)
    for (const p of [c.plan_a[i], c.plan_b[i]]) highest.set(p, Math.max(highest.get(p) ?? 0, c.share[i]));
  const values = { pairs: c.share, plans: [...highest.values()] };
  cutOff ??= c.share[0] >= 0.3 ? 0.3 : 0;
  let basis = "pairs";
  const figure = h("div", { class: "figure-box" });
  const told = h("output", { class: "told" });
  const body = h("div", {});
  const slider = h("input", { type: "range", min: "0", max: "100", step: "1", value: Math.round(cutOff * 100), "aria-label": t("shared.cut"),
    input: (e) => { cutOff = Number(e.target.value) / 100; picture(); later(); } });
  const choose = (v) => { cutOff = v; slider.value = Math.round(v * 100); picture(); later(); };
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(draw, 120); };
  const kept = () => rowsOf(pairs).filter((i) => c.share[i] >= cutOff);

  function picture() {
    figure.replaceChildren(histogram(values[basis], cutOff, t("shared.histogram"), choose));
    const n = kept().length;
    told.textContent = t("shared.above", { cut: percent(cutOff), pairs: number(n), all: number(pairs.rows), plans: number([...highest.values()].filter((v) => v >= cutOff).length) });
    slider.setAttribute("aria-valuetext", percent(cutOff));
  }
  function draw() {
    const rows = kept();
    const edges = rows.map((i) => [c.plan_a[i], c.plan_b[i], c.share[i], c.source?.[i] ?? -1]).filter(([a, b]) => a !== b);
    const tabs = {
      pairs: () => pairTable(pairs, rows),
      heat: () => heatTab(edges),
      graph: () => graphTab(edges),
      ...(families.rows ? { families: () => familyTab(families) } : {}),
    };
    body.replaceChildren(tabbed("shared", tabs));
  }
  picture();
  draw();
  const switcher = h("div", { class: "switch", role: "group", "aria-label": t("shared.basis") }, ["pairs", "plans"].map((b) =>
    h("button", { type: "button", "aria-pressed": String(b === basis), click: (e) => { basis = b; for (const x of e.target.parentNode.children) x.setAttribute("aria-pressed", String(x === e.target)); picture(); } }, t(`shared.by.${b}`))));
  return [h("h1", {}, t("nav.shared")), note(t("wording")),
    h("div", { class: "panel" }, switcher, figure, h("label", { class: "slider" }, h("span", {}, t("shared.cut")), slider, told)), body];
};

function tabbed(name, tabs) {
  const names = Object.keys(tabs);
  if (!names.includes(tabOf[name])) tabOf[name] = names[0];
  const panel = h("div", { role: "tabpanel", id: `panel-${name}`, tabindex: "0" });
  const buttons = names.map((n) =>
    h("button", { type: "button", role: "tab", id: `tab-${name}-${n}`, "aria-controls": `panel-${name}`, click: () => open(n) }, t(`tab.${n}`)));
  function open(n, focus) {
    tabOf[name] = n;
    buttons.forEach((b, k) => {
      const on = names[k] === n;
      b.setAttribute("aria-selected", String(on));
      b.tabIndex = on ? 0 : -1;
      if (on && focus) b.focus();
    });
    panel.setAttribute("aria-labelledby", `tab-${name}-${n}`);
    panel.replaceChildren(...[tabs[n]()].flat());
  }
  const bar = h("div", { role: "tablist", class: "tabs", "aria-label": t("tabs"), keydown: (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    open(names[(names.indexOf(tabOf[name]) + step + names.length) % names.length], true);
  } }, buttons);
  open(tabOf[name]);
  return h("div", { class: "tabbed" }, bar, panel);
}

/* Which way the text may have gone: a question with its grounds, not an answer. */
function directionWord(c, i) {
  if (!c.source || c.source[i] < 0) return c.same_issuer?.[i] ? t("direction.same") : t("direction.unknown");
  return c.source[i] === c.plan_a[i] ? t("direction.first") : t("direction.second");
}
function pairTable(pairs, rows) {
  const c = pairs.columns;
  const columns = [
    { key: "plan_a", label: t("column.plan_a"), value: (i) => planTitle(c.plan_a[i]), head: true, render: (i) => h("a", { href: pairHash(c.plan_a[i], c.plan_b[i]) }, planTitle(c.plan_a[i])) },
    { key: "plan_b", label: t("column.plan_b"), value: (i) => planTitle(c.plan_b[i]), render: (i) => h("a", { href: pairHash(c.plan_a[i], c.plan_b[i]) }, planTitle(c.plan_b[i])) },
    { key: "share", label: t("column.share_most"), type: "share", value: (i) => c.share[i], render: (i) => bar(c.share[i]) },
    { key: "share_a", label: t("column.share_a"), type: "share", value: (i) => c.share_a[i] },
    { key: "share_b", label: t("column.share_b"), type: "share", value: (i) => c.share_b[i] },
    ...(c.source ? [{ key: "source", label: t("column.source"), choose: true, value: (i) => directionWord(c, i) }] : []),
    { key: "chars", label: t("column.chars"), type: "number", value: (i) => c.chars[i] },
    { key: "passages", label: t("column.passages"), type: "number", value: (i) => c.passages[i] },
  ];
  return dataTable({ caption: t("shared.caption"), columns, rows, sort: { key: "share", direction: "descending" }, cut: pairs.cut });
}

const openPair = (a, b) => (location.hash = pairHash(a, b));
function heatTab(edges) {
  const order = components(edges).flat();
  const plans = order.slice(0, 48);
  if (!plans.length) return note(t("shared.none"));
  const shares = new Map(edges.flatMap(([a, b, v]) => [[`${a}-${b}`, v], [`${b}-${a}`, v]]));
  return [order.length > plans.length ? note(t("shared.first", { shown: plans.length, all: order.length })) : null,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("tab.heat") }, heatMap(plans, (a, b) => shares.get(`${a}-${b}`) ?? 0, t("shared.heat"), openPair))].filter(Boolean);
}
function graphTab(edges) {
  const sets = components(edges).slice(0, 12);
  if (!sets.length) return note(t("shared.none"));
  return [note(t("graph.note")), h("div", { class: "graphs" }, sets.map((plans, k) => {
    const shown = plans.slice(0, 24), inside = new Set(shown);
    const own = edges.filter(([a, b]) => inside.has(a) && inside.has(b)).slice(0, 120);
    return h("figure", {}, copyGraph(shown, own, t("graph.label", { n: plans.length, plans: shown.map((p) => planTitle(p)).join("、") }), openPair),
      h("figcaption", {}, t("graph.caption", { k: k + 1, n: plans.length }) + (plans.length > shown.length ? ` ${t("shared.first", { shown: shown.length, all: plans.length })}` : "")));
  }))];
}
function familyTab(families) {
  const c = families.columns;
  const groups = new Map();
  for (let i = 0; i < families.rows; i++) {
    const f = c.family[i];
    if (f === null || f === undefined || f === -1) continue;
    if (!groups.has(f)) groups.set(f, []);
    groups.get(f).push(i);
  }
  const extra = Object.keys(c).filter((n) => !["plan_id", "family", "size", "representative"].includes(n));
  return [note(t("families.note")), ...[...groups].filter(([, rows]) => rows.length > 1).sort((a, b) => b[1].length - a[1].length).slice(0, 200).map(([f, rows]) =>
    h("details", { class: "family", open: groups.size <= 6 }, h("summary", {}, t("families.one", { name: f, n: rows.length })), h("p", {}, h("a", { href: `#/family/${f}` }, t("families.open"))),
      dataTable({ caption: t("families.one", { name: f, n: rows.length }), search: rows.length > 20, rows, columns: [
        { key: "plan_id", label: t("column.plan_id"), head: true, value: (i) => planTitle(c.plan_id[i]), render: (i) => planLink(c.plan_id[i]) },
        { key: "year", label: t("column.year"), value: (i) => planYear(c.plan_id[i]) },
        ...plainColumns({ columns: Object.fromEntries(extra.map((n) => [n, c[n]])), rows: families.rows }),
      ] }))) ];
}

/* ---- targets ---- */
const COMPARATORS = { ge: "≥", le: "≤", gt: ">", lt: "<", approx: "≈" };
function valueText(c, i) {
  const low = c.low?.[i], high = c.high?.[i], unit = c.unit?.[i] ?? "", sign = COMPARATORS[c.comparator?.[i]] ?? "";
  const figure = (x) => (Math.abs(x) >= 1e8 ? `${number(x / 1e8, 8)}亿` : Math.abs(x) >= 1e5 ? `${number(x / 1e4, 8)}万` : number(x, 8));
  const tail = /^[a-z]/i.test(unit) ? ` ${unit}` : unit;
  if (low === null || low === undefined) return high === null || high === undefined ? "" : `${sign || "≤"} ${figure(high)}${tail}`;
  if (high !== null && high !== undefined && high !== low) return `${figure(low)}–${figure(high)}${tail}`;
  return `${sign ? `${sign} ` : ""}${figure(low)}${tail}`;
}
function targetTable(made) {
  const c = made.columns;
  const optional = (key) => (c[key] ? [{ key, label: t(`column.${key}`), choose: true, value: (i) => word(key, c[key][i]) }] : []);
  const columns = [
    { key: "indicator", label: t("column.indicator"), head: true, value: (i) => c.indicator_name?.[i] ?? c.indicator?.[i] },
    { key: "value", label: t("column.value"), type: "number", value: (i) => c.low?.[i] ?? c.high?.[i], text: (i) => valueText(c, i), render: (i) => valueText(c, i) },
    ...(c.unit ? [{ key: "unit", label: t("column.unit"), choose: true, hidden: true, value: (i) => c.unit[i] }] : []),
    ...optional("change"), ...(c.deadline ? [{ key: "deadline", label: t("column.deadline"), date: true, value: (i) => c.deadline[i] }] : []),
    planCell(made, "plan_id", t("column.plan_id")), yearCell(made),
    { key: "quote", label: t("column.quote"), wide: true, value: (i) => `${c.before?.[i] ?? ""}${c.quote[i]}${c.after?.[i] ?? ""}`, render: (i) => inSentence(c, i) },
    ...(c.status_probability ? [{ key: "status_probability", label: t("column.status_probability"), type: "share", value: (i) => c.status_probability[i] }] : []),
  ];
  return dataTable({ caption: t("targets.caption"), columns, rows: rowsOf(made), cut: made.cut });
}
const entryName = (c, i) => [c.indicator?.[i] ?? "", c.measure?.[i] && c.measure[i] !== "level" ? `（${word("measure", c.measure[i])}）` : "", c.scope?.[i] ? ` · ${c.scope[i]}` : ""].join("");

/* One row an entry of the ledger, its values as links in the order of the years. */
function ledgerTable(made) {
  const c = made.columns, entries = new Map();
  for (let i = 0; i < made.rows; i++) {
    if (!entries.has(c.entry[i])) entries.set(c.entry[i], []);
    entries.get(c.entry[i]).push(i);
  }
  const year = (i) => planYear(c.plan_id[i]) ?? 9999;
  const value = (i) => c.low?.[i] ?? c.high?.[i];
  const list = [...entries].map(([entry, rows]) => ({ entry, rows: rows.sort((a, b) => year(a) - year(b) || c.plan_id[a] - c.plan_id[b]) }))
    .sort((a, b) => b.rows.length - a.rows.length || (entryName(c, a.rows[0]) < entryName(c, b.rows[0]) ? -1 : 1));
  const chip = (i) => h("li", {}, h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]), title: planTitle(c.plan_id[i]) },
    h("span", { class: "whose-year" }, [planColumn("place")[c.plan_id[i]] ?? shortTitle(c.plan_id[i], 8), year(i) === 9999 ? "" : year(i)].join(" ")), " ", h("strong", {}, valueText(c, i))), c.status?.[i] && c.status[i] !== "commitment" ? ` ${word("status", c.status[i])}` : "");
  const columns = [
    { key: "entry", label: t("column.entry"), head: true, value: (k) => entryName(c, list[k].rows[0]) },
    { key: "n", label: t("column.plans"), type: "number", value: (k) => new Set(list[k].rows.map((i) => c.plan_id[i])).size },
    { key: "unit", label: t("column.unit"), choose: true, hidden: true, value: (k) => c.unit?.[list[k].rows[0]] },
    { key: "spread", label: t("column.spread"), value: (k) => list[k].rows.length, text: (k) => { const v = list[k].rows.map(value).filter((x) => x !== null && x !== undefined); return v.length ? `${number(Math.min(...v), 8)}–${number(Math.max(...v), 8)}` : ""; }, render: (k) => stripPlot(list[k].rows.map((i) => [value(i), c.status?.[i] !== "achieved"])) },
    { key: "values", label: t("column.values"), wide: true, value: (k) => list[k].rows.map((i) => `${planTitle(c.plan_id[i])} ${valueText(c, i)}`).join("; "),
      render: (k) => h("ul", { class: "chips" }, list[k].rows.slice(0, 30).map(chip), list[k].rows.length > 30 ? h("li", {}, `+${list[k].rows.length - 30}`) : null) },
  ];
  return [note(t("ledger.note")), dataTable({ caption: t("ledger.caption"), columns, rows: list.map((_, k) => k), cut: made.cut, page: 50 })];
}
const MOVES = { raised: "↑", lowered: "↓", hardened: "⇡", softened: "⇣", incomparable: "≠", kept: "=", new: "+", dropped: "−", unquantified: "~", reached: "✓", missed: "○", doubtful: "?" };
function movesTable(made) {
  const c = made.columns;
  const side = (x, i) => (c[`start_${x}`][i] === null ? "–" : h("a", { href: planHash(c[`plan_${x}`][i], c[`start_${x}`][i], c[`end_${x}`][i]), lang: "zh" }, c[`quote_${x}`][i]));
  const columns = [
    { key: "entry", label: t("column.entry"), head: true, value: (i) => entryName(c, i) },
    { key: "move", label: t("column.move"), choose: true, value: (i) => `${MOVES[c.move[i]] ?? ""} ${word("move", c.move[i])}` },
    ...["a", "b"].map((x) => ({ key: `quote_${x}`, label: t(`column.quote_${x}`), wide: true, value: (i) => c[`quote_${x}`][i], render: (i) => side(x, i) })),
    ...["a", "b"].map((x) => ({ key: `plan_${x}`, label: t(x === "a" ? "column.earlier" : "column.later"), short: true, choose: PLANS.rows <= 60, value: (i) => planTitle(c[`plan_${x}`][i]), render: (i) => planLink(c[`plan_${x}`][i]) })),
  ];
  return [note(t("moves.note")), dataTable({ caption: t("moves.caption"), columns, rows: rowsOf(made), cut: made.cut })];
}
/* Two quotes a row, each a link into its plan: contradictions, the way to an outline's goals, outlines of two layers. */
function besideTable(made, name, sides, words) {
  const c = made.columns, labels = { a: "column.quote_a", b: "column.quote_b", upper: "column.quote_upper", lower: "column.quote_lower" };
  const plan = (x, i) => (c[`plan_${x}`] ?? c.plan_id)[i];
  const side = (x, i) => (c[`start_${x}`][i] === null ? "–" : h("a", { href: planHash(plan(x, i), c[`start_${x}`][i], c[`end_${x}`][i]), lang: "zh" }, c[`quote_${x}`][i]));
  const columns = [
    { key: "indicator", label: t("column.indicator"), head: true, value: (i) => c.indicator[i] },
    ...words.map((k) => ({ key: k, label: t(`column.${k}`), choose: true, value: (i) => word(k, c[k][i]) })),
    ...sides.map((x) => ({ key: `quote_${x}`, label: t(labels[x]), wide: true, value: (i) => c[`quote_${x}`][i], render: (i) => side(x, i) })),
    ...(c.plan_id ? [planCell(made, "plan_id", t("column.plan_id"))] : sides.map((x) => ({ key: `plan_${x}`, label: t(`column.plan_${x}`), short: true, choose: PLANS.rows <= 60, value: (i) => planTitle(plan(x, i)), render: (i) => (plan(x, i) === null || plan(x, i) < 0 ? "–" : planLink(plan(x, i))) }))),
  ];
  return [note(t(`${name}.note`)), dataTable({ caption: t(`table.name.${name}`), columns, rows: rowsOf(made), cut: made.cut })];
}
pages.targets = async () => {
  const [targets, commitments, ledger, moves, layers, lineage, contradictions, progress, descent] = await Promise.all(["targets", "commitments", "ledger", "moves", "layers", "lineage", "contradictions", "progress", "descent"].map(list));
  const tabs = {
    ...(targets.rows ? { targets: () => targetTable(targets) } : {}),
    ...(ledger.rows ? { ledger: () => ledgerTable(ledger) } : {}),
    ...(moves.rows || lineage.rows > 1 ? { moves: () => [lineageFold(lineage), moves.rows ? movesTable(moves) : note(t("moves.none"))] } : {}),
    ...(layers.rows ? { layers: () => layersTable(layers) } : {}),
    ...(progress.rows ? { progress: () => besideTable(progress, "progress", ["a", "b"], ["year", "said", "standing", "standing_by"]) } : {}),
    ...(descent.rows ? { descent: () => besideTable(descent, "descent", ["upper", "lower"], ["relation", "force_change"]) } : {}),
    ...(contradictions.rows ? { contradictions: () => besideTable(contradictions, "contradictions", ["a", "b"], ["horizon"]) } : {}),
    ...(commitments.rows ? { commitments: () => dataTable({ caption: t("commitments.caption"), columns: commitmentColumns(commitments), rows: rowsOf(commitments), cut: commitments.cut, note: t("commitments.note") }) } : {}),
  };
  return [h("h1", {}, t("nav.targets")), note(t("targets.note")), tabbed("targets", tabs)];
};
function commitmentColumns(made) {
  const c = made.columns;
  return [
    ...["action", "object"].filter((k) => c[k]).map((k, n) => ({ key: k, label: t(`column.${k}`), head: n === 0, choose: n === 0, value: (i) => c[k][i] })),
    ...["kind", "deadline", "actor", "force"].filter((k) => c[k]?.some(Boolean)).map((k) => ({ key: k, label: t(`column.${k}`), choose: k !== "actor", date: k === "deadline", value: (i) => word(k, c[k][i]) })),
    planCell(made, "plan_id", t("column.plan_id")), yearCell(made),
    { key: "quote", label: t("column.quote"), wide: true, value: (i) => c.quote[i], render: (i) => h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]) }, quoteCell(made, i)) },
  ];
}

/* ---- coverage ---- */
let coverageCell = "mark";
pages.coverage = async () => {
  const [coverage, gaps] = await Promise.all(["coverage", "gaps"].map(list)), c = coverage.columns;
  const topics = new Map(), cell = new Map();
  for (let i = 0; i < coverage.rows; i++) {
    if (!topics.has(c.topic[i])) topics.set(c.topic[i], { topic: c.topic[i], name: c.name[i], plans: c.plans[i] });
    const key = `${c.plan_id[i]}:${c.topic[i]}`;
    if (!cell.has(key)) cell.set(key, i);
  }
  const shown = [...topics.values()].sort((a, b) => b.plans - a.plans || a.topic - b.topic).slice(0, 16);
  const width = Math.max(...c.share.filter((x) => x !== null), 0.01);
  const columns = [
    { key: "plan", label: t("column.plan_id"), head: true, value: planTitle, render: (i) => planLink(i) },
    ...(planColumn("year").length ? [{ key: "year", label: t("column.year"), choose: true, value: planYear }] : []),
    ...shown.map((x) => ({
      key: `t${x.topic}`, label: `${x.name} (${x.plans})`, type: "share", tall: true,
      value: (i) => (cell.has(`${i}:${x.topic}`) ? c.share[cell.get(`${i}:${x.topic}`)] : null),
      text: (i) => (cell.has(`${i}:${x.topic}`) ? c.heading[cell.get(`${i}:${x.topic}`)] : ""),
      render: (i) => {
        const at = cell.get(`${i}:${x.topic}`);
        if (at === undefined) return h("span", { class: "lacks" }, h("span", { "aria-hidden": "true" }, "·"), h("span", { class: "off-screen" }, t("coverage.lacks")));
        const a = h("a", { class: "has tint", href: planHash(i, c.start[at], c.end[at]), title: c.heading[at] }, "● ", percent(c.share[at]));
        a.style.setProperty("--deep", (c.share[at] / width).toFixed(2));
        return a;
      },
    })),
  ];
  const parts = [h("h1", {}, t("nav.coverage")), note(t("coverage.note")),
    topics.size > shown.length ? note(t("coverage.first", { shown: shown.length, all: topics.size })) : null,
    dataTable({ caption: t("coverage.caption"), columns, rows: rowsOf(PLANS), page: 60 })];
  if (gaps.rows) {
    const g = gaps.columns;
    parts.push(section(t("gaps.title"), note(t("gaps.note")), dataTable({ caption: t("gaps.title"), rows: rowsOf(gaps), page: 25, cut: gaps.cut, columns: [
      { key: "plan_id", label: t("column.plan_id"), head: true, choose: PLANS.rows <= 60, value: (i) => planTitle(g.plan_id[i]), render: (i) => planLink(g.plan_id[i]) },
      { key: "name", label: t("column.topic"), choose: true, value: (i) => g.name[i] },
      { key: "plans", label: t("column.plans_with"), type: "number", value: (i) => g.plans[i] },
    ] })));
  }
  return parts.filter(Boolean);
};

/* ---- themes ---- */
const themeName = (themes, k) => themes.columns.name?.[k] ?? String(themes.columns.theme[k]);
function themeTerms(terms, theme, n) {
  const c = terms.columns;
  return rowsOf(terms).filter((i) => c.theme[i] === theme).sort((a, b) => c.weight[b] - c.weight[a]).slice(0, n);
}
/* The largest theme first, ceremony behind all others. */
function byShare(themes) {
  const c = themes.columns;
  return rowsOf(themes).sort((a, b) => (c.ceremonial?.[a] ? 1 : 0) - (c.ceremonial?.[b] ? 1 : 0) || (c.share?.[b] ?? 0) - (c.share?.[a] ?? 0));
}
function themeMeans(shares) {
  const sum = new Map();
  const c = shares.columns;
  for (let i = 0; i < shares.rows; i++) sum.set(c.theme[i], (sum.get(c.theme[i]) ?? 0) + c.share[i] / PLANS.rows);
  return sum;
}
pages.themes = async () => {
  const [themes, terms, shares] = await Promise.all(["themes", "terms", "theme_shares"].map(list));
  const means = themes.columns.share ? new Map(themes.columns.theme.map((k, i) => [k, themes.columns.share[i]])) : themeMeans(shares), most = Math.max(...means.values(), 0.01), c = themes.columns;
  const cards = h("ul", { class: "theme-cards" }, byShare(themes).map((k) =>
    h("li", {}, h("h2", {}, h("a", { href: `#/theme/${c.theme[k]}` }, themeName(themes, k))), bar(means.get(c.theme[k]) ?? 0, most), c.ceremonial?.[k] ? h("span", { class: "badge" }, t("theme.ceremonial")) : null,
      h("p", { class: "terms", lang: "zh" }, themeTerms(terms, c.theme[k], 8).map((i) => terms.columns.term[i]).join(" · ")))));
  const parts = [h("h1", {}, t("nav.themes")), note(t("themes.note")), cards];
  if (shares.rows && PLANS.rows <= 400) parts.push(section(t("themes.matrix"), shareMatrix(themes, shares)));
  return parts;
};
function shareMatrix(themes, shares) {
  const cell = new Map(rowsOf(shares).map((i) => [`${shares.columns.plan_id[i]}:${shares.columns.theme[i]}`, shares.columns.share[i]]));
  const columns = [
    { key: "plan", label: t("column.plan_id"), head: true, value: planTitle, render: (i) => planLink(i) },
    { key: "year", label: t("column.year"), choose: true, value: planYear },
    ...rowsOf(themes).map((k) => ({
      key: `theme${k}`, label: themeName(themes, k), type: "share",
      value: (i) => cell.get(`${i}:${themes.columns.theme[k]}`) ?? 0,
      render: (i) => { const v = cell.get(`${i}:${themes.columns.theme[k]}`) ?? 0, node = h("span", { class: "tint" }, v >= 0.005 ? percent(v) : "·"); node.style.setProperty("--deep", Math.min(1, v * 2).toFixed(2)); return node; },
    })),
  ];
  return dataTable({ caption: t("themes.matrix.caption"), columns, rows: rowsOf(PLANS), page: 60 });
}
pages.theme = async (name) => {
  const [themes, terms, shares, examples] = await Promise.all(["themes", "terms", "theme_shares", "representatives"].map(list));
  const k = rowsOf(themes).find((i) => String(themes.columns.theme[i]) === name);
  if (k === undefined) return notFound();
  const theme = themes.columns.theme[k], own = themeTerms(terms, theme, 20), most = Math.max(...own.map((i) => terms.columns.weight[i]), 1e-9);
  const c = examples.columns, shown = rowsOf(examples).filter((i) => c.theme[i] === theme);
  const mine = rowsOf(shares).filter((i) => shares.columns.theme[i] === theme && shares.columns.share[i] > 0.001);
  return [h("p", { class: "back" }, h("a", { href: "#/themes" }, `← ${t("nav.themes")}`)), h("h1", {}, themeName(themes, k)),
    section(t("theme.terms"), h("ol", { class: "term-bars", lang: "zh" }, own.map((i) => {
      const b = h("span", { class: "bar-fill" });
      b.style.inlineSize = `${(100 * terms.columns.weight[i]) / most}%`;
      return h("li", {}, h("span", { class: "term" }, terms.columns.term[i]), h("span", { class: "bar-track", "aria-hidden": "true" }, b), h("span", { class: "weight" }, number(terms.columns.weight[i])));
    }))),
    shown.length ? section(t("theme.examples"), h("ol", { class: "examples" }, shown.map((i) =>
      h("li", {}, h("blockquote", { lang: "zh" }, c.quote[i]), h("p", { class: "note" }, planLink(c.plan_id[i], c.start[i], c.end[i])))))) : null,
    mine.length ? section(t("theme.plans"), dataTable({ caption: t("theme.plans"), rows: mine, sort: { key: "share", direction: "descending" }, page: 25, columns: [
      { key: "plan_id", label: t("column.plan_id"), head: true, value: (i) => planTitle(shares.columns.plan_id[i]), render: (i) => planLink(shares.columns.plan_id[i]) },
      { key: "year", label: t("column.year"), choose: true, value: (i) => planYear(shares.columns.plan_id[i]) },
      { key: "share", label: t("column.share"), type: "share", value: (i) => shares.columns.share[i], render: (i) => bar(shares.columns.share[i]) },
    ] })) : null].filter(Boolean);
};

/* ---- to check ---- */
pages.check = async () => {
  const made = await list("leftovers"), c = made.columns;
  const columns = [
    { key: "quote", label: t("column.quote"), head: true, value: (i) => c.quote[i], render: (i) => h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]) }, "⚑ ", quoteCell(made, i, 80)) },
    { key: "around", label: t("column.around"), wide: true, value: (i) => `${c.before[i]}${c.quote[i]}${c.after[i]}`, render: (i) => h("span", { class: "quote", lang: "zh" }, c.before[i], h("strong", {}, c.quote[i]), c.after[i]) },
    { key: "kind", label: t("column.kind"), choose: true, value: (i) => word("kind", c.kind[i]) },
    planCell(made, "plan_id", t("column.plan_id")),
    { key: "reason", label: t("column.reason"), wide: true, value: (i) => reasonText(c.reason?.[i]) },
    ...(c.source_plan?.some((p) => p >= 0) ? [{ key: "source_plan", label: t("column.source_plan"), value: (i) => (c.source_plan[i] < 0 ? "" : planTitle(c.source_plan[i])), render: (i) => (c.source_plan[i] < 0 ? "" : h("a", { href: pairHash(c.plan_id[i], c.source_plan[i]) }, planTitle(c.source_plan[i]))) }] : []),
    ...(c.confidence ? [{ key: "confidence", label: t("column.confidence"), type: typeof c.confidence[0] === "number" ? "share" : "text", value: (i) => c.confidence[i] }] : []),
  ];
  return [h("h1", {}, t("nav.check")), note(t("check.note")), dataTable({ caption: t("check.caption"), columns, rows: rowsOf(made), cut: made.cut, sort: c.confidence ? { key: "confidence", direction: "descending" } : null })];
};

/* ---- sources ---- */
pages.sources = async () => {
  const c = PLANS.columns;
  const facts = Object.entries(META.provenance);
  return [h("h1", {}, t("nav.sources")),
    section(t("sources.settings"), h("dl", { class: "facts" }, facts.map(([k, v]) => [h("dt", {}, known(`fact.${k}`) ? t(`fact.${k}`) : k), h("dd", {}, v)]))),
    section(t("sources.files"), dataTable({ caption: t("sources.caption"), rows: rowsOf(PLANS), columns: [
      { key: "id", label: t("column.id"), head: true, value: (i) => c.id[i], render: (i) => planLink(i, undefined, undefined, c.id[i]) },
      ...["path", "encoding", "start", "end", "script"].filter((k) => c[k]).map((k) => ({ key: k, label: t(`column.${k}`), type: k === "start" || k === "end" ? "number" : "text", value: (i) => c[k][i] })),
      { key: "sha256", label: "SHA-256", value: (i) => c.sha256[i], render: (i) => h("code", {}, c.sha256[i]) },
    ] })), section(t("sources.counts"), h("dl", { class: "facts" }, Object.entries(META.counts).map(([k, v]) => [h("dt", {}, known(`table.name.${k}`) ? t(`table.name.${k}`) : k.replace(/_/g, " ")), h("dd", {}, number(v))])))];
};

const notFound = () => [h("h1", {}, t("error.notfound")), h("p", {}, h("a", { href: "#/" }, t("nav.overview")))];
