/* The evidence sheet of two plans or of a family: the same parts as miner/report/_sheet.py, to be printed on one page. */

const SHEET_CHARS = 880, SHEET_LEAST = 80, SHEET_PASSAGES = 6, SHEET_CHECKS = 6, SHEET_AROUND = 12;

const APART = ["quotation", "law", "superior", "formula", "terms"];

/* A ground as a sentence: its key, the plan it speaks for (-1: neither), its values with plans by position. */
function groundText([key, , values], name) {
  const told = { ...values };
  for (const k of ["plan", "other"]) if (/^\d+$/.test(told[k] ?? "")) told[k] = name(Number(told[k]));
  return t(`ground.${key}`, told);
}
function directionText(c, i, name, key = "sheet.told") {
  const source = c.source?.[i] ?? -1;
  if (source >= 0) return t(key, { source: name(source), copy: name(source === c.plan_a[i] ? c.plan_b[i] : c.plan_a[i]), sure: t(c.confidence[i] >= 0.9 ? "direction.verylikely" : "direction.likely") });
  return c.outside?.[i] ? t("direction.outside", { name: c.outside[i] }) : t("direction.none");
}

/* A passage cut down to its differences, what is to check, and a few characters around: [kind, text] pieces. */
function excerpt(text, ranges, checks, budget) {
  const kept = new Uint8Array(text.length).fill(text.length <= budget ? 1 : 0);
  let left = budget;
  const keep = (from, to) => {
    const cost = kept.subarray(from, to).reduce((n, x) => n + 1 - x, 0);
    if (cost > left) return;
    kept.fill(1, from, to);
    left -= cost;
  };
  if (text.length > budget) {
    for (const [from, to] of [...checks, ...ranges]) keep(Math.max(0, from - SHEET_AROUND), Math.min(text.length, to + SHEET_AROUND));
    for (let i = 0; i < text.length && left > 0; i++) if (!kept[i]) keep(i, i + 1);
  }
  const kindAt = (i) => (!kept[i] ? "cut" : checks.some(([a, b]) => a <= i && i < b) ? "check" : ranges.some(([a, b]) => a <= i && i < b) ? "differs" : "same");
  const pieces = [];
  for (let i = 0; i < text.length; i++) {
    const kind = kindAt(i), last = pieces[pieces.length - 1];
    if (last && last[0] === kind) last[1] += text[i];
    else pieces.push([kind, text[i]]);
  }
  const hidden = ranges.filter(([a, b]) => b > a && !kept[a]).length;
  return { pieces, hidden };
}
const sheetPieces = (pieces) => pieces.map(([kind, text]) => {
  const shown = text.replace(/\s*\n\s*/g, "↵");
  if (kind === "cut") return h("span", { class: "cut" }, `…${Array.from(text).length}…`);
  return kind === "check" ? h("strong", {}, `【${shown}】`) : kind === "differs" ? h("ins", {}, shown) : shown;
});
const sheetTable = (kind, header, rows) => h("table", { class: kind }, h("thead", {}, h("tr", {}, header.map((x) => h("th", { scope: "col" }, x)))), h("tbody", {}, rows));
const sheetRow = ([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map((x) => h("td", {}, x === null || x === undefined || x === "" ? "—" : x)));
const sheetLines = (title, lines) => (lines.length ? section(title, h("ul", {}, lines.map((x) => h("li", {}, x)))) : null);
const fileName = (i) => (planColumn("path")[i] ?? planColumn("id")[i]).split("/").pop();

function sheetPage(title, lead, parts, command) {
  return [h("div", { class: "screen sheet-tools" }, h("button", { type: "button", click: () => window.print() }, t("sheet.print")), note(t("sheet.shell", { command }))),
    h("article", { class: "sheet" }, h("h1", {}, title), h("p", { class: "lead" }, lead), parts,
      h("section", { class: "decision" }, h("h2", {}, t("sheet.question")), h("p", {}, t("sheet.choices")), h("p", { class: "write" }, t("sheet.why")), h("p", { class: "sign" }, h("span", {}, t("sheet.signature")), h("span", {}, t("sheet.date")))),
      h("p", { class: "made" }, t("foot", { version: META.provenance.miner || "" })))];
}

/* What a reason says of a plan, with A, B or its title in place of its id. */
function reasonNamed(reason, names) {
  for (const [id, name] of [...names].sort((x, y) => y[0].length - x[0].length))
    for (const mark of [" has ", ", which "]) if ((reason ?? "").includes(id + mark)) return reasonText(reason.replace(id + mark, name + mark));
  return reasonText(reason);
}

pages.sheet = async (idA, idB) => {
  const a = planAt.get(idA), b = planAt.get(idB);
  if (a === undefined || b === undefined || a === b) return notFound();
  const [madeA, madeB, pairs, apart, leftovers, families] = [...await Promise.all([detail(a), detail(b)]), ...await Promise.all(["pairs", "apart", "leftovers", "families"].map(list))];
  const texts = [new PlanText(madeA.text, madeA.base), new PlanText(madeB.text, madeB.base)], plans = [a, b], labels = ["A", "B"];
  const name = (i) => (i === a ? "A" : i === b ? "B" : planTitle(i));
  const low = Math.min(a, b), high = Math.max(a, b);
  const at = rowsOf(pairs).find((i) => pairs.columns.plan_a[i] === low && pairs.columns.plan_b[i] === high), c = pairs.columns;
  const ratio = (key) => plans.map((p) => (at === undefined || !c[`${key}_a`] ? percent(0) : percent(c[p === low ? `${key}_a` : `${key}_b`][at])));

  const facts = section(t("sheet.facts"), sheetTable("sheet-facts", ["", ...labels], [
    ...["title", "issuer", "place", "year", "date"].map((k) => sheetRow([t(`column.${k}`), ...plans.map((p) => (k === "title" ? planTitle(p) : planColumn(k)[p]))])),
    sheetRow([t("column.path"), ...plans.map((p) => `${fileName(p)} · SHA-256 ${planColumn("sha256")[p].slice(0, 12)}`)]),
    sheetRow([t("sheet.copied"), ...ratio("share")]), sheetRow([t("sheet.shared"), ...ratio("shared")])]));

  const grounds = at === undefined ? [] : c.grounds?.[at] ?? [];
  const gap = language === "en" ? " " : "";
  const speaks = [["sheet.speaks_a", a], ["sheet.speaks_b", b], ["sheet.speaks_not", -1]].map(([key, side]) => [t(key), ...grounds.filter((g) => g[1] === side).map((g) => groundText(g, name))]).filter((x) => x.length > 1).map((x) => x.join(gap));
  const direction = sheetLines(t("sheet.direction"), [at === undefined ? t("direction.none") : directionText(c, at, name), ...(speaks.length ? speaks : [t("direction.nogrounds")])]);

  const copied = rowsOfLayer(madeA.copied).filter((x) => x.other === b);
  const checks = [];
  const l = leftovers.columns;
  for (const i of rowsOf(leftovers)) {
    const side = plans.indexOf(l.plan_id[i]);
    if (side < 0) continue;
    const inside = copied.some((x) => (side ? x.other_start : x.start) <= l.start[i] && l.end[i] <= (side ? x.other_end : x.end));
    if (inside || l.source_plan?.[i] === plans[1 - side]) checks.push({ side, i });
  }
  checks.sort((x, y) => (l.confidence?.[y.i] ?? 0) - (l.confidence?.[x.i] ?? 0) || x.side - y.side || l.start[x.i] - l.start[y.i]);
  const held = (x) => checks.filter(({ side, i }) => (side ? x.other_start : x.start) <= l.start[i] && l.end[i] <= (side ? x.other_end : x.end));
  const chosen = [...copied].sort((x, y) => held(y).length - held(x).length || y.end - y.start - (x.end - x.start)).slice(0, SHEET_PASSAGES).sort((x, y) => x.start - y.start);
  const budgets = new Map();
  let left = SHEET_CHARS;
  [...chosen].sort((x, y) => x.end - x.start - (y.end - y.start)).forEach((x, n) => {
    const budget = Math.max(SHEET_LEAST, Math.min(x.end - x.start, Math.floor(left / (chosen.length - n))));
    budgets.set(x, budget);
    left = Math.max(0, left - budget);
  });
  const rows = chosen.flatMap((x, n) => {
    const words = [texts[0].slice(x.start, x.end), texts[1].slice(x.other_start, x.other_end)];
    const found = words[0] === words[1] ? { left: [], right: [] } : differences(...words);
    const sides = [found.left, found.right].map((ranges, side) => {
      const start = side ? x.other_start : x.start, plan = texts[side], origin = plan.unit(start);
      return excerpt(words[side], ranges, held(x).filter((k) => k.side === side).map(({ i }) => [plan.unit(l.start[i]) - origin, plan.unit(l.end[i]) - origin]), budgets.get(x));
    });
    const title = t("sheet.passage", { chars: number(x.end - x.start), kind: x.kind ? word("passage", x.kind) : "", n: found.left.length });
    return [h("tr", { class: "what" }, h("th", { colspan: "2", scope: "rowgroup" }, `${n + 1} · ${title}`)), h("tr", {}, sides.map((side) => h("td", { lang: "zh" }, sheetPieces(side.pieces))))];
  });
  const rest = copied.filter((x) => !chosen.includes(x)), notes = [];
  if (!copied.length) notes.push(t("pair.none"));
  if (rest.length) notes.push(t("sheet.further", { n: rest.length, chars: number(rest.reduce((n, x) => n + x.end - x.start, 0)) }));
  const other = rowsOf(apart).find((i) => apart.columns.plan_a[i] === low && apart.columns.plan_b[i] === high);
  if (other !== undefined) notes.push(t("sheet.apart", { list: APART.filter((k) => apart.columns[k][other]).map((k) => `${t(`basis.${k}`)} ${apart.columns[k][other]} (${t("chars", { n: number(apart.columns[`${k}_chars`][other]) })})`).join(t("sheet.comma")) }));
  notes.push(t("sheet.legend"));
  const passages = section(t("sheet.passages", { n: copied.length }), rows.length ? sheetTable("passages-table", labels, rows) : null, note(notes.join(gap)));

  const ids = new Map([...planColumn("id").map((id, i) => [id, name(i)])]);
  const checkLines = checks.slice(0, SHEET_CHECKS).map(({ side, i }) => [`${labels[side]} · ${l.before[i].slice(-10)}`, h("strong", {}, `【${l.quote[i]}】`), `${l.after[i].slice(0, 10)} — ${reasonNamed(l.reason?.[i], ids)}`]);
  if (checks.length > SHEET_CHECKS) checkLines.push(t("sheet.morechecks", { n: checks.length - SHEET_CHECKS }));

  const open = META.based ? [] : [t("open.base")];
  if (planColumn("issuer")[a] && planColumn("issuer")[a] === planColumn("issuer")[b]) open.push(t("open.issuer"));
  if (at !== undefined && c.outside?.[at]) open.push(t("open.outside", { name: c.outside[at] }));
  const f = families.columns, family = (p) => f.family?.[rowsOf(families).find((i) => f.plan_id[i] === p)];
  const size = families.rows ? rowsOf(families).filter((i) => f.family[i] === family(a)).length : 0;
  if (size > 2 && family(a) === family(b)) open.push(t("open.family", { n: size - 2, family: family(a) }));
  plans.forEach((p, n) => (planColumn("doubts")[p] ?? []).forEach(([key, doubt]) => open.push(t(key, { plan: labels[n], doubt: reasonText(doubt) }))));

  return [h("p", { class: "back screen" }, h("a", { href: pairHash(a, b) }, `← ${t("nav.shared")}`)),
    ...sheetPage(t("sheet.title"), t("sheet.lead"), [facts, direction, passages, sheetLines(t("sheet.checks"), checkLines), sheetLines(t("sheet.open"), open)], `miner evidence … --pair ${idA} ${idB} -o evidence.docx`)];
};

const SHEET_MEMBERS = 24, SHEET_SLOTS = 8;
pages.familysheet = async (which) => {
  const [families, pairs, templates, slots, leftovers] = await Promise.all(["families", "pairs", "templates", "slots", "leftovers"].map(list));
  const rows = rowsOf(families).filter((i) => String(families.columns.family[i]) === which);
  if (rows.length < 2) return notFound();
  const members = rows.map((i) => families.columns.plan_id[i]), label = new Map(members.map((p, n) => [p, `[${n + 1}]`]));
  const name = (i) => label.get(i) ?? planTitle(i);
  const shared = planColumn("shared_share").length ? planColumn("shared_share") : planColumn("copied_share");
  const memberRows = members.slice(0, SHEET_MEMBERS).map((p) => sheetRow([label.get(p), planTitle(p), planColumn("issuer")[p] ?? planColumn("place")[p], planYear(p), percent(planColumn("copied_share")[p]), percent(shared[p]), fileName(p)]));
  if (members.length > SHEET_MEMBERS) memberRows.push(sheetRow(["…", t("sheet.moremembers", { n: members.length - SHEET_MEMBERS }), "", "", "", "", ""]));
  const facts = section(t("sheet.facts"), sheetTable("sheet-facts sheet-members", ["", ...["title", "issuer", "year"].map((k) => t(`column.${k}`)), t("sheet.copied"), t("sheet.shared"), t("column.path")], memberRows));
  const c = pairs.columns;
  const known = rowsOf(pairs).filter((i) => label.has(c.plan_a[i]) && label.has(c.plan_b[i]) && (c.source?.[i] ?? -1) >= 0).sort((i, j) => c.confidence[j] - c.confidence[i]);
  const directions = known.slice(0, SHEET_CHECKS).map((i) => [directionText(c, i, name), ...(c.grounds[i] ?? []).map((g) => groundText(g, name))].join(language === "en" ? " " : ""));
  if (known.length > SHEET_CHECKS) directions.push(t("sheet.moredirections", { n: known.length - SHEET_CHECKS }));
  const text = rowsOf(templates).filter((i) => String(templates.columns.family[i]) === which).sort((i, j) => templates.columns.line[i] - templates.columns.line[j]).map((i) => templates.columns.text[i].trim().replace(/\{(\d+)\}/g, "‹$1›")).join("↵");
  const common = text ? [text.slice(0, SHEET_CHARS), ...(text.length > SHEET_CHARS ? [t("sheet.moretext", { n: number(text.length - SHEET_CHARS) })] : [])] : [];
  const f = slots.columns, filled = new Map();
  for (const i of rowsOf(slots).filter((k) => String(f.family[k]) === which)) {
    if (!filled.has(f.slot[i])) filled.set(f.slot[i], { kind: f.kind[i], by: new Map() });
    const by = filled.get(f.slot[i]).by;
    if (!by.has(f.plan_id[i])) by.set(f.plan_id[i], new Set());
    by.get(f.plan_id[i]).add(f.quote[i]);
  }
  const odd = (x) => [...x.by.values()].some((w) => w.size > 1);
  const order = [...filled].sort(([m, x], [n, y]) => odd(y) - odd(x) || (y.kind === "name") - (x.kind === "name") || m - n);
  const slotRows = order.slice(0, SHEET_SLOTS).map(([n, x]) => sheetRow([`‹${n}› ${word("kind", x.kind)}`, [...x.by].slice(0, SHEET_MEMBERS).map(([p, words]) => `${name(p)} ${[...words].map((w) => (w.length > 24 ? `${w.slice(0, 23)}…` : w || "—")).join(" ≠ ")}`).join(t("sheet.comma"))]));
  if (order.length > SHEET_SLOTS) slotRows.push(sheetRow(["…", t("sheet.moreslots", { n: order.length - SHEET_SLOTS })]));
  const l = leftovers.columns, ids = new Map(planColumn("id").map((id, i) => [id, name(i)]));
  const checks = rowsOf(leftovers).filter((i) => label.has(l.plan_id[i])).sort((i, j) => (l.confidence?.[j] ?? 0) - (l.confidence?.[i] ?? 0));
  const checkLines = checks.slice(0, 2 * SHEET_CHECKS).map((i) => [`${name(l.plan_id[i])} · ${l.before[i].slice(-10)}`, h("strong", {}, `【${l.quote[i]}】`), `${l.after[i].slice(0, 10)} — ${reasonNamed(l.reason?.[i], ids)}`]);
  if (checks.length > 2 * SHEET_CHECKS) checkLines.push(t("sheet.morechecks", { n: checks.length - 2 * SHEET_CHECKS }));
  return [h("p", { class: "back screen" }, h("a", { href: `#/family/${which}` }, `← ${t("nav.shared")}`)),
    ...sheetPage(t("sheet.familytitle", { n: which }), t("sheet.familylead", { n: members.length }), [facts,
      sheetLines(t("sheet.direction"), directions.length ? directions : [t("direction.none")]), sheetLines(t("families.template"), common),
      slotRows.length ? section(t("sheet.slots"), sheetTable("sheet-facts", [t("column.kind"), t("sheet.filled")], slotRows)) : null,
      sheetLines(t("sheet.checks"), checkLines), sheetLines(t("sheet.open"), [...(META.based ? [] : [t("open.base")]), t("open.model")])], `miner evidence … --family ${which} -o evidence.docx`)];
};

/* ---- shared but not copied, and which base texts are followed ---- */
pages.apart = async () => {
  const [apart, followed, rewritten] = await Promise.all(["apart", "followed", "rewritten"].map(list)), c = apart.columns, f = followed.columns;
  const page = [h("h1", {}, t("nav.apart")), ...(apart.rows || followed.rows ? [note(t("apart.note"))] : [])];
  if (apart.rows) {
    const columns = [
      { key: "plan_a", label: t("column.plan_a"), head: true, value: (i) => planTitle(c.plan_a[i]), render: (i) => h("a", { href: pairHash(c.plan_a[i], c.plan_b[i]) }, planTitle(c.plan_a[i])) },
      { key: "plan_b", label: t("column.plan_b"), value: (i) => planTitle(c.plan_b[i]), render: (i) => h("a", { href: pairHash(c.plan_a[i], c.plan_b[i]) }, planTitle(c.plan_b[i])) },
      { key: "chars", label: t("column.chars"), type: "number", value: (i) => c.chars[i] },
      ...APART.filter((k) => c[k].some(Boolean)).map((k) => ({ key: k, label: t(`basis.${k}`), type: "number", value: (i) => c[k][i] })),
      { key: "longest", label: t("apart.longest"), wide: true, value: (i) => c.quote[i], render: (i) => h("a", { href: planHash(c.plan_a[i], c.longest_start[i], c.longest_end[i]), lang: "zh" }, `${c.quote[i]}${c.longest_end[i] - c.longest_start[i] > c.quote[i].length ? "…" : ""}`), text: (i) => `${c.quote[i]}` },
      { key: "longest_basis", label: t("column.basis"), choose: true, value: (i) => t(`basis.${c.longest_basis[i]}`) },
    ];
    page.push(dataTable({ caption: t("apart.caption"), columns, rows: rowsOf(apart), sort: { key: "chars", direction: "descending" }, cut: apart.cut }));
  }
  if (followed.rows)
    page.push(section(t("table.name.followed"), note(t("followed.note")), dataTable({ caption: t("table.name.followed"), rows: rowsOf(followed), sort: { key: "share", direction: "descending" }, cut: followed.cut, columns: [
      { key: "plan_id", label: t("column.plan_id"), head: true, value: (i) => planTitle(f.plan_id[i]), render: (i) => planLink(f.plan_id[i]) },
      { key: "base", label: t("column.base"), choose: true, value: (i) => f.base[i] },
      { key: "share", label: t("column.follows_share"), type: "share", value: (i) => f.share[i], render: (i) => bar(f.share[i]) },
      { key: "base_share", label: t("column.base_share"), type: "share", value: (i) => f.base_share[i], render: (i) => bar(f.base_share[i]) },
      { key: "chars", label: t("column.chars"), type: "number", value: (i) => f.chars[i] },
      { key: "quote", label: t("column.quote"), wide: true, value: (i) => f.quote[i], render: (i) => h("a", { href: planHash(f.plan_id[i], f.start[i], f.end[i]) }, quoteCell(followed, i)) },
    ] })));
  if (rewritten.rows) {
    const r = rewritten.columns;
    const side = (x) => ({ key: `quote_${x}`, label: t(`rewritten.${x}`), wide: true, value: (i) => r[`quote_${x}`][i], render: (i) => h("a", { href: planHash(r[`plan_${x}`][i], r[`start_${x}`][i], r[`end_${x}`][i]), lang: "zh" }, r[`quote_${x}`][i].trim()) });
    page.push(section(t("rewritten.title"), note(t("rewritten.note")), dataTable({ caption: t("rewritten.title"), rows: rowsOf(rewritten), cut: rewritten.cut, page: 25, columns: [
      { key: "plan_a", label: t("column.plan_a"), head: true, value: (i) => planTitle(r.plan_a[i]), render: (i) => h("a", { href: pairHash(r.plan_a[i], r.plan_b[i]) }, planTitle(r.plan_a[i])) },
      { key: "plan_b", label: t("column.plan_b"), value: (i) => planTitle(r.plan_b[i]), render: (i) => h("a", { href: pairHash(r.plan_a[i], r.plan_b[i]) }, planTitle(r.plan_b[i])) },
      side("a"), side("b"),
      { key: "figures", label: t("rewritten.figures"), value: (i) => r.figures[i] },
      { key: "words", label: t("rewritten.words"), wide: true, value: (i) => r.words[i], render: (i) => h("span", { lang: "zh" }, r.words[i]) },
    ] })));
  }
  return page;
};

/* Of two plans: what may be the same in other words, side by side with what agrees. It makes no pair. */
function rewrittenPart(rewritten, a, b) {
  const r = rewritten.columns, flip = a > b, [low, high] = flip ? [b, a] : [a, b];
  const rows = rowsOf(rewritten).filter((i) => r.plan_a[i] === low && r.plan_b[i] === high);
  if (!rows.length) return null;
  const side = (i, x, plan) => h("div", {}, h("span", { class: "whose" }, h("a", { href: planHash(plan, r[`start_${x}`][i], r[`end_${x}`][i]) }, shortTitle(plan, 20))), r[`quote_${x}`][i].trim());
  return h("details", { class: "rewritten" }, h("summary", {}, t("rewritten.pair", { n: rows.length })), note(t("rewritten.note")),
    h("ol", { class: "passages" }, rows.map((i) => h("li", { class: "passage" },
      h("p", { class: "passage-head" }, [[t("rewritten.figures"), r.figures[i]], [t("rewritten.words"), r.words[i]]].filter((x) => x[1]).map(([label, words], n) => [n ? " · " : "", `${label}${t("rewritten.colon")}`, h("span", { lang: "zh" }, words)])),
      h("div", { class: "sides", lang: "zh" }, side(i, flip ? "b" : "a", a), side(i, flip ? "a" : "b", b))))));
}
