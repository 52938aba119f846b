/* Pages that show texts: one plan with its layers, two plans side by side. */

const LAYERS = ["targets", "numbers", "commitments", "copied", "leftovers", "boilerplate"];
const layerOn = { targets: true, numbers: false, commitments: false, copied: true, leftovers: true, boilerplate: false };

/* The inverse of `_short` in miner/report/_payload.py. */
function rowsOfLayer(layer) {
  if (!layer) return [];
  const names = Object.keys(layer);
  let start = 0;
  return layer.start.map((step, i) => {
    const row = Object.fromEntries(names.map((n) => [n, layer[n][i]]));
    row.start = start += step;
    if (layer.end) row.end += row.start;
    if (layer.other_start) row.other_end += row.other_start;
    if (layer.heading_start) {
      row.heading_start += row.start;
      row.heading_end += row.heading_start;
    }
    return row;
  });
}
function headings(made) {
  const plan = new PlanText(made.text, made.base);
  return rowsOfLayer(made.sections).map((x) => ({
    ...x, start: x.heading_start, end: x.heading_end, id: `s-${x.section_id}`,
    marker: plan.slice(x.start, x.heading_start).trim(), heading: plan.slice(x.heading_start, x.heading_end),
  }));
}
function marksOf(made) {
  const out = [];
  const add = (kind, rows, label) => rows.forEach((x, n) => out.push({ ...x, kind_of: x.kind, kind, key: `${kind}-${n}`, label: label(x, n) }));
  const numbers = rowsOfLayer(made.quantities);
  add("targets", numbers.filter((x) => x.status === "commitment"), () => "");
  add("numbers", numbers.filter((x) => x.status !== "commitment"), () => "");
  add("commitments", rowsOfLayer(made.commitments), () => "");
  add("copied", rowsOfLayer(made.copied), (x, n) => String(n + 1));
  add("leftovers", rowsOfLayer(made.leftovers), () => "⚑");
  add("boilerplate", rowsOfLayer(made.boilerplate), () => "");
  return out;
}

pages.plan = async (id, span) => {
  const i = planAt.get(id);
  if (i === undefined) return notFound();
  const made = await detail(i), plan = new PlanText(made.text, made.base);
  const marks = marksOf(made), counts = {};
  for (const m of marks) counts[m.kind] = (counts[m.kind] || 0) + 1;
  let wanted = null;
  if (/^\d+-\d+$/.test(span || "")) {
    const [start, end] = span.split("-").map(Number);
    wanted = { start, end, kind: "here", key: "here-0", label: "" };
  }
  const present = LAYERS.filter((k) => counts[k]);
  const text = h("article", { class: `plan-text ${present.filter((k) => layerOn[k]).map((k) => `show-${k}`).join(" ")}`, lang: planColumn("script")[i] === "Hant" ? "zh-Hant" : "zh-Hans", "aria-label": planTitle(i), tabindex: "-1" },
    markedText(plan, wanted ? [...marks, wanted] : marks, headings(made)));
  text.addEventListener("click", (e) => {
    const mark = e.target.closest("mark");
    if (mark) choose(mark);
  });
  const about = h("div", { class: "about", "aria-live": "polite" }, note(t("plan.click")));
  const byKey = new Map(marks.map((m) => [m.key, m]));

  function choose(node) {
    for (const x of text.querySelectorAll("mark.current")) x.classList.remove("current");
    const keys = node.dataset.keys.split(" ");
    for (const k of keys) for (const x of text.querySelectorAll(`mark[data-keys~="${CSS.escape(k)}"]`)) if (k !== "here-0" || keys.length === 1) x.classList.add("current");
    about.replaceChildren(h("h3", {}, t("plan.selected")), ...keys.map((k) => byKey.get(k)).filter((m) => m && layerOn[m.kind] !== undefined).map(aboutMark));
  }
  function aboutMark(m) {
    const facts = [];
    if (m.kind === "targets" || m.kind === "numbers") facts.push(m.indicator_name, word("change", m.change), m.deadline, word("status", m.status));
    else if (m.kind === "copied") facts.push(h("a", { href: pairHash(i, m.other) }, planTitle(m.other)), percent(m.similarity), word("passage", m.kind_of));
    else if (m.kind === "leftovers") facts.push(word("kind", m.kind_of), reasonText(m.reason), m.confidence === undefined ? "" : typeof m.confidence === "number" ? percent(m.confidence) : m.confidence);
    else facts.push(word("kind", m.kind_of), m.deadline);
    return h("div", { class: `fact ${m.kind}` }, h("strong", {}, t(`layer.${m.kind}`)), h("span", { class: "quote", lang: "zh" }, Array.from(plan.slice(m.start, m.end)).slice(0, 90).join("")),
      h("ul", {}, facts.filter(Boolean).map((f) => h("li", {}, f))), h("span", { class: "offsets" }, `${m.start}–${m.end}`));
  }
  const visibleFirst = () => [...text.querySelectorAll("mark[data-first]")].filter((x) => present.some((k) => layerOn[k] && x.classList.contains(k)));
  function jump(step) {
    const all = visibleFirst();
    if (!all.length) return;
    const top = text.querySelector("mark.current");
    let at = top ? all.findIndex((x) => x === top || (x.compareDocumentPosition(top) & Node.DOCUMENT_POSITION_PRECEDING) !== 0) : -1;
    if (top && at === -1) at = all.length;
    at = all[at] === top ? at + step : step > 0 ? Math.max(0, at) : at - 1;
    const node = all[(at + all.length) % all.length];
    choose(node);
    node.scrollIntoView({ block: "center" });
    say(t("plan.at", { n: ((at + all.length) % all.length) + 1, all: all.length }));
  }
  pageKeys = { j: () => jump(1), k: () => jump(-1), n: () => jump(1), p: () => jump(-1) };

  const switches = h("fieldset", { class: "layers" }, h("legend", {}, t("plan.layers")), present.map((k) =>
    h("label", { class: `layer ${k}` }, h("input", { type: "checkbox", checked: layerOn[k], change: (e) => { layerOn[k] = e.target.checked; text.classList.toggle(`show-${k}`, layerOn[k]); } }),
      h("span", { class: `sample ${k}` }, t(`layer.${k}`)), h("span", { class: "n" }, number(counts[k])))));
  const heads = headings(made).filter((x) => x.heading).slice(0, 400);
  const outline = heads.length ? h("nav", { class: "outline", "aria-label": t("plan.outline") }, h("h2", {}, t("plan.outline")), h("ul", {}, heads.filter((x) => x.level <= 3).map((x) =>
    h("li", { class: `level-${Math.min(4, x.level)}` }, h("button", { type: "button", class: "link", click: () => { const at = document.getElementById(x.id); if (at) { at.scrollIntoView({ block: "start" }); flash(at); } } }, x.marker || "", " ", Array.from(x.heading).slice(0, 40).join("")))))) : null;
  const facts = ["issuer", "place", "year", "kind", "script", "chars"].filter((k) => planColumn(k)[i] !== null && planColumn(k)[i] !== undefined)
    .map((k) => [h("dt", {}, t(`column.${k}`)), h("dd", {}, typeof planColumn(k)[i] === "number" && k !== "year" ? number(planColumn(k)[i]) : word(k, planColumn(k)[i]))]);
  const partners = new Map();
  for (const x of rowsOfLayer(made.copied)) if (x.other !== i) partners.set(x.other, (partners.get(x.other) || 0) + (x.end - x.start));
  const near = [...partners].sort((a, b) => b[1] - a[1]).slice(0, 12);
  const page = [h("h1", { class: "plan-title", lang: "zh" }, planTitle(i)), h("dl", { class: "facts row" }, facts),
    made.copied_cut ? note(t("plan.cut", { shown: number(made.copied.start.length), all: number(made.copied_cut) })) : null,
    h("div", { class: "reader" },
      h("div", { class: "side" }, present.length ? switches : null, present.length ? h("p", { class: "note screen" }, t("keys.plan")) : null, about,
        near.length ? h("section", { class: "near" }, h("h2", {}, t("plan.near")), h("ul", {}, near.map(([other, chars]) => h("li", {}, h("a", { href: pairHash(i, other) }, planTitle(other)), ` ${t("chars", { n: number(chars) })}`)))) : null,
        outline), text)];
  afterDraw = () => {
    const here = text.querySelector("mark.here");
    if (here) {
      choose(here);
      here.scrollIntoView({ block: "center" });
      text.focus({ preventScroll: true });
    }
  };
  return page.filter(Boolean);
};

function flash(node) {
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1600);
}

/* ---- two plans ---- */
let pairView = "texts";
pages.pair = async (idA, idB) => {
  const a = planAt.get(idA), b = planAt.get(idB);
  if (a === undefined || b === undefined) return notFound();
  const [madeA, madeB] = await Promise.all([detail(a), detail(b)]);
  const textA = new PlanText(madeA.text, madeA.base), textB = new PlanText(madeB.text, madeB.base);
  let passages = rowsOfLayer(madeA.copied).filter((x) => x.other === b);
  if (a === b) passages = passages.filter((x) => x.start <= x.other_start);
  passages = passages.slice(0, 400).map((x) => ({ ...x, textA: textA.slice(x.start, x.end), textB: textB.slice(x.other_start, x.other_end) }));
  let budget = 400000;
  for (const x of passages) {
    budget -= x.textA.length + x.textB.length;
    x.differs = x.similarity < 1 || x.textA !== x.textB ? (budget > 0 ? differences(x.textA, x.textB) : { left: [], right: [] }) : { left: [], right: [] };
  }
  /* Where passages overlap the longest shows its differences; the others have theirs in the list. */
  const clear = new Set();
  [...passages.keys()].sort((m, n) => passages[n].end - passages[n].start - (passages[m].end - passages[m].start)).forEach((n) => {
    const x = passages[n];
    const meets = (y) => (x.start < y.end && y.start < x.end) || (x.other_start < y.other_end && y.other_start < x.other_end);
    if (![...clear].some((m) => meets(passages[m]))) clear.add(n);
  });
  const pane = (i, made, plan, side) => {
    const marks = marksOf(made).filter((m) => m.kind === "leftovers" || m.kind === "boilerplate");
    passages.forEach((x, n) => {
      const start = side ? x.other_start : x.start, end = side ? x.other_end : x.end;
      marks.push({ start, end, kind: "copied", key: `copied-${n}`, label: String(n + 1) });
      for (const [from, to] of !clear.has(n) ? [] : side ? x.differs.right : x.differs.left) {
        if (to <= from) continue;
        const first = codePoints(side ? x.textB : x.textA, from), last = codePoints(side ? x.textB : x.textA, to);
        marks.push({ start: start + first, end: start + last, kind: "differs", key: `differs-${n}-${from}`, label: "" });
      }
    });
    return h("article", { class: "pane plan-text show-copied show-leftovers show-boilerplate", tabindex: "0", role: "region", lang: planColumn("script")[i] === "Hant" ? "zh-Hant" : "zh-Hans", "aria-label": planTitle(i) },
      markedText(plan, marks, headings(made).map((x) => ({ ...x, id: null }))));
  };
  const panes = [pane(a, madeA, textA, 0), pane(b, madeB, textB, 1)];
  let current = -1, stepping = true, quiet = 0;
  const told = h("output", { class: "told" });
  const marksAt = (side, n) => [...panes[side].querySelectorAll(`mark[data-keys~="copied-${n}"]`)];
  const firsts = panes.map((p) => passages.map((_, n) => p.querySelector(`mark[data-keys~="copied-${n}"]`)));
  const scrollTo = (side, node, where) => {
    if (!node) return;
    const box = panes[side];
    box.scrollTop += node.getBoundingClientRect().top - box.getBoundingClientRect().top - where;
  };
  function show(n) {
    if (!passages.length) return;
    current = (n + passages.length) % passages.length;
    quiet = performance.now() + 400;
    for (const side of [0, 1]) {
      for (const x of panes[side].querySelectorAll("mark.current")) x.classList.remove("current");
      for (const x of marksAt(side, current)) x.classList.add("current");
      scrollTo(side, firsts[side][current], 70);
    }
    const x = passages[current];
    told.textContent = t("pair.at", { n: current + 1, all: passages.length, similarity: percent(x.similarity), chars: number(x.end - x.start) });
    for (const row of document.querySelectorAll(".passage")) row.classList.toggle("current", row.id === `passage-${current}`);
    if (pairView === "passages") document.getElementById(`passage-${current}`)?.scrollIntoView({ block: "center" });
  }
  panes.forEach((box, side) => {
    box.addEventListener("click", (e) => {
      const mark = e.target.closest("mark.copied");
      if (mark) show(Number(mark.dataset.keys.match(/copied-(\d+)/)[1]));
    });
    box.addEventListener("scroll", () => {
      if (!stepping || performance.now() < quiet) return;
      const top = box.getBoundingClientRect().top;
      let near = -1, gap = Infinity;
      firsts[side].forEach((node, n) => {
        if (!node) return;
        const d = Math.abs(node.getBoundingClientRect().top - top - 70);
        if (d < gap) [gap, near] = [d, n];
      });
      if (near < 0) return;
      quiet = performance.now() + 60;
      scrollTo(1 - side, firsts[1 - side][near], firsts[side][near].getBoundingClientRect().top - top);
    }, { passive: true });
  });
  pageKeys = { j: () => show(current + 1), n: () => show(current + 1), k: () => show(current < 0 ? -1 : current - 1), p: () => show(current < 0 ? -1 : current - 1), v: () => view(pairView === "texts" ? "passages" : "texts") };

  const heads = [a, b].map((i) => h("h2", { lang: "zh" }, planLink(i), h("span", { class: "note" }, [planYear(i), planColumn("place")[i]].filter(Boolean).join(" · "))));
  const texts = h("div", { class: "panes" }, h("div", {}, heads[0], panes[0]), h("div", {}, heads[1], panes[1]));
  const order = h("ol", { class: "passages" }, passages.map((x, n) =>
    h("li", { id: `passage-${n}`, class: "passage" },
      h("p", { class: "passage-head" }, h("button", { type: "button", class: "link", click: () => { view("texts"); show(n); } }, t("pair.passage", { n: n + 1 })), ` ${percent(x.similarity)} · ${t("chars", { n: number(x.end - x.start) })}`, x.kind ? ` · ${word("passage", x.kind)}` : ""),
      h("div", { class: "sides", lang: "zh" }, h("div", {}, h("span", { class: "whose" }, shortTitle(a, 20)), withDifferences(x.textA, x.differs.left, "left")), h("div", {}, h("span", { class: "whose" }, shortTitle(b, 20)), withDifferences(x.textB, x.differs.right, "right"))))));
  const passagesView = h("div", { class: "passages-view" }, h("h2", {}, t("pair.passages", { n: passages.length })), order);
  const buttons = ["texts", "passages"].map((v) => h("button", { type: "button", click: () => view(v) }, t(`pair.view.${v}`)));
  function view(v) {
    pairView = v;
    texts.classList.toggle("off", v !== "texts");
    passagesView.classList.toggle("off", v !== "passages");
    buttons.forEach((x, n) => x.setAttribute("aria-pressed", String(["texts", "passages"][n] === v)));
  }
  view(pairView);
  const step = h("label", { class: "step" }, h("input", { type: "checkbox", checked: true, change: (e) => (stepping = e.target.checked) }), t("pair.step"));
  const covered = (made, other) => {
    let reached = -1, sum = 0;
    for (const x of rowsOfLayer(made.copied).filter((y) => y.other === other)) {
      sum += Math.max(0, x.end - Math.max(x.start, reached));
      reached = Math.max(reached, x.end);
    }
    return sum / Math.max(1, Array.from(made.text).length);
  };
  const bars = h("div", { class: "pair-bar", role: "group", "aria-label": t("pair.tools") },
    h("div", { class: "switch" }, buttons),
    h("button", { type: "button", click: () => pageKeys.k() }, `↑ ${t("pair.previous")}`), h("button", { type: "button", click: () => pageKeys.j() }, `↓ ${t("pair.next")}`), told, step);
  const pairs = await list("pairs"), at = rowsOf(pairs).find((i) => pairs.columns.plan_a[i] === Math.min(a, b) && pairs.columns.plan_b[i] === Math.max(a, b));
  const direction = at === undefined || !pairs.columns.source ? null : directionBox(pairs.columns, at);
  const share = (plan, made, other) => (at === undefined ? covered(made, other) : pairs.columns[pairs.columns.plan_a[at] === plan ? "share_a" : "share_b"][at]);
  const every = (plan) => pairs.columns[pairs.columns.plan_a[at] === plan ? "shared_a" : "shared_b"][at];
  afterDraw = () => { if (passages.length) show(0); };
  return [h("h1", { class: "pair-title", lang: "zh" }, planTitle(a), h("span", { class: "and" }, " ⇄ "), planTitle(b)),
    h("p", {}, t("pair.shares", { a: percent(share(a, madeA, b)), b: percent(share(b, madeB, a)), n: passages.length }), at === undefined || !pairs.columns.shared_a ? null : ` ${t("pair.all", { a: percent(every(a)), b: percent(every(b)) })}`),
    a === b ? null : h("p", { class: "screen" }, h("a", { href: `#/sheet/${code(idA)}/${code(idB)}` }, t("sheet.link"))), direction, note(t("pair.legend")),
    passages.length ? bars : note(t("pair.none")), texts, passagesView, rewrittenPart(await list("rewritten"), a, b)];
};

/* Where the shared text may come from, how sure that is, and what speaks for it. */
function directionBox(c, i) {
  const grounds = c.grounds[i] ?? [];
  return h("details", { class: "direction" }, h("summary", {}, directionText(c, i, planTitle, "direction.told"), c.same_issuer[i] ? ` ${t("direction.sameissuer")}` : ""),
    grounds.length ? h("ul", {}, grounds.map((g) => h("li", {}, groundText(g, planTitle)))) : note(t("direction.nogrounds")));
}

/* How many code points stand before a UTF-16 position. */
function codePoints(text, unit) {
  let n = 0;
  for (let i = 0; i < unit; n++) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return n;
}

/* ---- a family: the text of one plan with the places where the others differ ---- */
const MOST_MEMBERS = 24;
pages.family = async (name) => {
  const families = await list("families"), c = families.columns;
  const rows = rowsOf(families).filter((i) => String(c.family[i]) === name);
  if (rows.length < 2) return notFound();
  const members = rows.map((i) => c.plan_id[i]);
  const model = c.representative ? c.representative[rows[0]] : members[0];
  if (has("templates")) {
    const page = await templatePage(name, members);
    if (page) return page;
  }
  const made = await detail(model), plan = new PlanText(made.text, made.base);
  const others = members.filter((p) => p !== model).slice(0, MOST_MEMBERS);
  const slots = [];
  for (const other of others) {
    const theirs = await detail(other), text = new PlanText(theirs.text, theirs.base);
    for (const x of rowsOfLayer(made.copied).filter((y) => y.other === other)) {
      const mine = plan.slice(x.start, x.end), yours = text.slice(x.other_start, x.other_end), at = plan.unit(x.start);
      const { left, right } = differences(mine, yours);
      left.forEach(([from, to], k) => slots.push({ from: at + from, to: at + to, words: yours.slice(...right[k]), other }));
    }
  }
  slots.sort((a, b) => a.from - b.from || b.to - a.to);
  const joinedSlots = [];
  for (const x of slots) {
    const last = joinedSlots[joinedSlots.length - 1];
    if (last && x.from <= last.to && (x.from < last.to || x.from === last.from)) {
      last.to = Math.max(last.to, x.to);
      last.parts.push(x);
    } else joinedSlots.push({ from: x.from, to: x.to, parts: [x] });
  }
  const offset = (unit) => made.base + codePoints(made.text, unit);
  const marks = rowsOfLayer(made.copied).filter((x) => others.includes(x.other)).map((x, n) => ({ ...x, kind: "copied", key: `copied-${n}`, label: "" }));
  joinedSlots.forEach((x, n) => marks.push({ start: offset(x.from), end: Math.max(offset(x.to), offset(x.from) + 1), kind: "differs", key: `slot-${n}`, label: String(n + 1) }));
  const variants = joinedSlots.flatMap((x, n) => {
    const own = made.text.slice(x.from, x.to), found = new Map();
    for (const part of x.parts) {
      const words = made.text.slice(x.from, part.from) + part.words + made.text.slice(part.to, x.to);
      if (!found.has(words)) found.set(words, new Set());
      found.get(words).add(part.other);
    }
    return [...found].map(([words, plans]) => ({ n: n + 1, own, words, plans: [...plans] }));
  });
  const title = c.name?.[rows[0]] ?? name;
  return [h("p", { class: "back" }, h("a", { href: "#/shared" }, `← ${t("nav.shared")}`)), h("h1", {}, t("family.title", { name: title })), h("p", { class: "screen" }, h("a", { href: `#/familysheet/${name}` }, t("sheet.link"))), note(t("family.lead")),
    h("p", {}, t("column.representative"), ": ", planLink(model), " · ", others.map((p, k) => [k ? " · " : "", h("a", { href: pairHash(model, p) }, planTitle(p))])),
    members.length - 1 > others.length ? note(t("shared.first", { shown: others.length + 1, all: members.length })) : null,
    variants.length ? section(t("family.slots"), dataTable({ caption: t("family.slots"), rows: variants.map((_, k) => k), page: 60, columns: [
      { key: "n", label: t("family.slot"), type: "number", value: (k) => variants[k].n, render: (k) => h("button", { type: "button", class: "link", click: () => { const at = document.querySelector(`mark[data-keys~="slot-${variants[k].n - 1}"]`); if (at) { at.scrollIntoView({ block: "center" }); flash(at); } } }, `‹${variants[k].n}›`) },
      { key: "own", label: t("family.words"), head: true, value: (k) => variants[k].own, render: (k) => h("span", { lang: "zh" }, variants[k].own || "—") },
      { key: "words", label: t("family.others"), wide: true, value: (k) => variants[k].words, render: (k) => h("span", { lang: "zh" }, variants[k].words || "—") },
      { key: "plans", label: t("nav.plans"), value: (k) => variants[k].plans.map((p) => planTitle(p)).join("、"), render: (k) => variants[k].plans.map((p, m) => [m ? "、" : "", planLink(p)]).flat() },
    ] })) : null,
    section(t("families.template"), h("article", { class: "plan-text template show-copied", lang: "zh" }, markedText(plan, marks, headings(made).map((x) => ({ ...x, id: null })))))].filter(Boolean);
};

/* The template that was aligned from all plans of the family, and what each wrote into its gaps. */
async function templatePage(name, members) {
  const [templates, slots] = await Promise.all(["templates", "slots"].map(list)), c = templates.columns, f = slots.columns;
  const lines = rowsOf(templates).filter((i) => String(c.family[i]) === name);
  if (!lines.length) return null;
  const fills = rowsOf(slots).filter((i) => String(f.family[i]) === name), rows = new Map();
  for (const i of fills) {
    if (!rows.has(f.slot[i])) rows.set(f.slot[i], { slot: f.slot[i], kind: f.kind[i], by: new Map() });
    const by = rows.get(f.slot[i]).by;
    if (!by.has(f.plan_id[i])) by.set(f.plan_id[i], new Map());
    const words = by.get(f.plan_id[i]);
    if (!words.has(f.quote[i])) words.set(f.quote[i], i);
  }
  const table = [...rows.values()].sort((a, b) => a.slot - b.slot);
  const said = (k, p) => [...(table[k].by.get(p) ?? new Map())];
  const cell = (k, p) => said(k, p).map(([words, i], n) => [n ? h("strong", { class: "odd", title: t("family.odd") }, " ≠ ") : null, h("a", { href: planHash(p, f.start[i], f.end[i]), lang: "zh" }, words || "—")]);
  const shown = members.slice(0, 8);
  const columns = [
    { key: "slot", label: t("family.slot"), type: "number", value: (k) => table[k].slot, render: (k) => `‹${table[k].slot}›` },
    { key: "kind", label: t("column.kind"), choose: true, value: (k) => word("kind", table[k].kind) },
    ...shown.map((p) => ({ key: `p${p}`, label: planTitle(p), tall: true, head: false, value: (k) => said(k, p).map(([w]) => w).join(" ≠ "), render: (k) => cell(k, p) })),
  ];
  const text = lines.sort((a, b) => c.line[a] - c.line[b]).map((i) => {
    const parts = c.text[i].split(/\{(\d+)\}/);
    return h("p", {}, parts.map((part, n) => (n % 2 ? h("mark", { class: "slot" }, `‹${part}›`) : part)), c.share[i] < 1 ? h("span", { class: "note" }, ` ${t("family.some", { n: c.plans[i], all: members.length })}`) : null);
  });
  return [h("p", { class: "back" }, h("a", { href: "#/shared" }, `← ${t("nav.shared")}`)), h("h1", {}, t("family.title", { name })), h("p", { class: "screen" }, h("a", { href: `#/familysheet/${name}` }, t("sheet.link"))), note(t("family.template.lead")),
    h("p", {}, members.slice(0, 40).map((p, k) => [k ? " · " : "", planLink(p)]), members.length > 40 ? ` +${members.length - 40}` : ""),
    section(t("families.template"), h("article", { class: "plan-text template", lang: "zh" }, text)),
    table.length ? section(t("family.slots"), members.length > shown.length ? note(t("shared.first", { shown: shown.length, all: members.length })) : null, dataTable({ caption: t("family.slots"), rows: table.map((_, k) => k), columns, page: 80 })) : null].filter(Boolean);
}
