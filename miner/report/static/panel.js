/* A page per indicator and per place, from the panel: all years, all plans, what was promised and what came of it. */

const promised = (c, i) => (c.low[i] === null && c.high[i] === null ? c.quote[i] : valueText(c, i));
const placeHash = (name) => `#/place/${code(name)}`;

/* A value as a link to its words; what a later plan reports of it stands behind. */
function panelValue(c, i) {
  const value = c.comparator[i] === null ? "–" : promised(c, i);
  const link = c.start[i] === null ? value : h("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]), title: c.quote[i] }, value);
  return c.result?.[i] === null || c.result?.[i] === undefined ? link : [link, h("span", { class: "result" }, ` → ${valueText({ low: [c.result[i]], high: [c.result[i]], unit: [c.unit[i]] }, 0)}`)];
}

function panelColumns(c, rows) {
  const some = (name) => rows.some((i) => c[name]?.[i] !== null && c[name]?.[i] !== undefined && c[name][i] !== "");
  return {
    place: { key: "place", label: t("column.place"), head: true, choose: true, value: (i) => c.place[i] ?? "", render: (i) => (c.place[i] ? h("a", { href: placeHash(c.place[i]) }, c.place[i]) : "–") },
    indicator: { key: "indicator", label: t("column.indicator"), head: true, choose: true, value: (i) => indicatorName(c, i), render: (i) => h("a", { href: indicatorHash(c.indicator_id[i]) }, indicatorName(c, i)) },
    year: { key: "year", label: t("column.year"), type: "number", choose: true, value: (i) => c.year[i], render: (i) => c.year[i] ?? "" },
    horizon: { key: "horizon", label: t("column.horizon"), choose: true, value: (i) => word("horizon", c.horizon[i]) },
    value: { key: "value", label: t("column.value"), type: "number", value: (i) => c.low[i] ?? c.high[i], text: (i) => (c.comparator[i] === null ? "" : promised(c, i)), render: (i) => panelValue(c, i) },
    wording: { key: "wording", label: t("column.wording"), choose: true, value: (i) => word("wording", c.wording[i]) },
    ...(some("gap") ? { gap: { key: "gap", label: t("column.gap"), type: "number", value: (i) => c.gap[i] } } : {}),
    plan: { key: "plan_id", label: t("column.plan_id"), short: true, value: (i) => planTitle(c.plan_id[i]), render: (i) => planLink(c.plan_id[i]) },
  };
}

function panelTable(made, rows, caption, names) {
  const c = made.columns, all = panelColumns(c, rows);
  return dataTable({ caption, columns: names.map((name) => all[name]).filter(Boolean), rows, page: 60 });
}

/* Each value of a place beside that of the area around it in the same year. */
const RELATIONS = { above: "▲", below: "▼", same: "=", part: "◔" };
function layersTable(made) {
  const c = made.columns;
  const side = (which, i) => valueText({ low: [c[`value_${which}`][i]], high: [null], comparator: [c[`comparator_${which}`][i]], unit: [c[`unit_${which}`][i]] }, 0);
  const link = (which, i) => h("a", { href: planHash(c[`plan_${which}`][i], c[`start_${which}`][i], c[`end_${which}`][i]), title: c[`quote_${which}`][i] }, side(which, i) || c[`quote_${which}`][i]);
  const place = (which, i) => c[`place_${which}`][i] || t("layers.nation");
  const columns = [
    { key: "entry", label: t("column.entry"), head: true, choose: true, value: (i) => entryName(c, i) },
    { key: "year", label: t("column.year"), choose: true, value: (i) => c.year[i] },
    ...["lower", "upper"].flatMap((which) => [
      { key: `place_${which}`, label: t(`column.place_${which}`), choose: true, value: (i) => place(which, i) },
      { key: `value_${which}`, label: t(`column.value_${which}`), type: "number", value: (i) => c[`value_${which}`][i], text: (i) => side(which, i), render: (i) => link(which, i) },
    ]),
    { key: "relation", label: t("column.relation"), choose: true, value: (i) => [RELATIONS[c.relation[i]], word("relation", c.relation[i]), c.ambition[i] ? `（${word("ambition", c.ambition[i])}）` : "", c.part[i] ? percent(c.part[i]) : ""].join(" ") },
  ];
  return [note(t("layers.note")), dataTable({ caption: t("layers.caption"), columns, rows: rowsOf(made), cut: made.cut })];
}

/* Which plan follows which, and which follow none and why; folded, since most readers ask for the moves. */
function lineageFold(made) {
  if (!made.rows) return null;
  const c = made.columns, linked = c.plan_before.filter((p) => p >= 0).length;
  const columns = [
    { key: "plan_id", label: t("column.plan_id"), head: true, value: (i) => planTitle(c.plan_id[i]), render: (i) => planLink(c.plan_id[i]) },
    { key: "plan_before", label: t("lineage.before"), value: (i) => (c.plan_before[i] < 0 ? "" : planTitle(c.plan_before[i])), render: (i) => planLink(c.plan_before[i]) },
    { key: "ground", label: t("column.ground"), choose: true, value: (i) => word("ground", c.ground[i]) },
    { key: "reason", label: t("column.reason"), choose: true, value: (i) => reasonText(c.reason[i]) },
  ];
  return h("details", { class: "family" }, h("summary", {}, t("lineage.caption", { n: number(linked), all: number(made.rows) })), dataTable({ caption: t("lineage.title"), columns, rows: rowsOf(made), page: 40 }));
}

pages.indicator = async (id) => {
  const made = await list("panel"), c = made.columns;
  const rows = rowsOf(made).filter((i) => c.indicator_id[i] === id);
  if (!rows.length) return notFound();
  c.at ??= rowsOf(made).map((i) => (c.low[i] === null ? c.high[i] : c.high[i] === null ? c.low[i] : (c.low[i] + c.high[i]) / 2));
  const parts = [h("p", { class: "back" }, h("a", { href: "#/targets" }, `← ${t("nav.targets")}`)), h("h1", {}, indicatorName(c, rows[0]))];
  const yearly = rows.filter((i) => c.horizon[i] === "annual" && c.at[i] !== null && c.year[i] !== null && c.comparator[i] !== null && c.start[i] !== null);
  const units = new Map();
  for (const i of yearly) units.set(c.unit[i], [...(units.get(c.unit[i]) ?? []), i]);
  const usual = [...units.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  const years = [...new Set(usual.map((i) => c.year[i]))].sort((a, b) => b - a).slice(0, 12);
  const drawn = years.map((year) => [year, usual.filter((i) => c.year[i] === year)]).filter(([, own]) => own.length > 1);
  if (drawn.length)
    parts.push(section(t("indicator.years"), h("ul", { class: "strips" }, drawn.map(([year, own]) => h("li", {}, h("div", { class: "strip-name" }, h("strong", {}, year), h("span", { class: "note" }, t("strip.plans", { n: own.length }))), indicatorStrip(c, own, year)))), stripLegend()));
  rows.sort((a, b) => (c.year[b] ?? 0) - (c.year[a] ?? 0) || ((c.place[a] ?? "") < (c.place[b] ?? "") ? -1 : 1));
  parts.push(section(t("indicator.values"), panelTable(made, rows, t("indicator.values"), ["place", "year", "horizon", "value", "wording", "gap", "plan"])));
  return parts;
};

pages.place = async (name) => {
  const made = await list("panel"), c = made.columns;
  const rows = rowsOf(made).filter((i) => c.place[i] === name);
  const plans = rowsOf(PLANS).filter((i) => planColumn("place")[i] === name);
  if (!rows.length && !plans.length) return notFound();
  rows.sort((a, b) => (c.year[b] ?? 0) - (c.year[a] ?? 0));
  return [h("p", { class: "back" }, h("a", { href: "#/plans" }, `← ${t("nav.plans")}`)), h("h1", {}, name),
    section(t("place.plans"), h("ul", {}, plans.map((i) => h("li", {}, planLink(i))))),
    rows.length ? section(t("place.values"), panelTable(made, rows, t("place.values"), ["indicator", "year", "horizon", "value", "wording", "gap", "plan"])) : note(t("place.none"))];
};
