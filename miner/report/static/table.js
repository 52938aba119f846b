/* A real table with sort, filters, pages of rows and copying.

   columns: {key, label, value(i), text?(i), render?(i), type: text | number | share, choose: true for a list,
   hidden: true for a column that is only chosen by and copied} */

let tables = 0;

function dataTable({ caption, columns, rows, page = 100, sort = null, search = true, cut = null, note: remark = null }) {
  const id = `table-${++tables}`;
  const state = { sort: sort ? { ...sort } : null, query: "", choices: new Map(), shown: page, rows };
  const textOf = (c, i) => {
    const raw = c.text ? c.text(i) : c.value(i);
    if (raw === null || raw === undefined) return "";
    return c.type === "share" && typeof raw === "number" ? percent(raw) : String(raw);
  };
  /* What the search looks through: the words of each row, made once, in pieces while nothing else happens. */
  const haystack = new Map();
  const searched = columns.filter((c) => !c.type || c.type === "text");
  const hay = (i) => {
    let found = haystack.get(i);
    if (found === undefined) {
      found = "";
      for (const c of searched) {
        const value = c.value(i);
        if (value !== null && value !== undefined) found += `${value}\u0001`;
      }
      haystack.set(i, (found = found.toLowerCase()));
    }
    return found;
  };
  function prepare(from) {
    const until = Math.min(rows.length, from + 4000);
    for (let n = from; n < until; n++) hay(rows[n]);
    if (until < rows.length) (window.requestIdleCallback ?? setTimeout)(() => prepare(until));
  }
  if (search && rows.length > 500) (window.requestIdleCallback ?? setTimeout)(() => prepare(0));

  const body = h("tbody", {});
  const count = h("output", { class: "count" });
  const more = h("button", { type: "button", class: "more", click: () => ((state.shown += page * 5), draw()) });
  const seen = columns.filter((c) => !c.hidden);
  const heads = seen.map((c) => {
    const button = h("button", { type: "button", click: () => order(c) }, c.label, h("span", { class: "arrow", "aria-hidden": "true" }));
    return h("th", { scope: "col", class: [c.type && c.type !== "text" ? "num" : "", c.tall ? "tall" : ""].filter(Boolean).join(" ") || null }, button);
  });

  function order(c) {
    const same = state.sort && state.sort.key === c.key;
    const first = c.type && c.type !== "text" ? "descending" : "ascending";
    const turned = first === "descending" ? "ascending" : "descending";
    state.sort = { key: c.key, direction: same && state.sort.direction === first ? turned : first };
    apply();
    say(`${c.label}: ${t(`table.${state.sort.direction}`)}`);
  }

  function apply() {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = [...state.choices].filter(([, v]) => v !== "");
    let found = rows;
    if (chosen.length)
      found = found.filter((i) => chosen.every(([key, v]) => textOf(columns.find((c) => c.key === key), i) === v));
    if (words.length) found = found.filter((i) => { const text = hay(i); return words.every((w) => text.includes(w)); });
    if (state.sort) {
      const c = columns.find((x) => x.key === state.sort.key);
      if (c) found = sorted(found, c, state.sort.direction);
    }
    state.rows = found;
    state.shown = page;
    draw();
  }

  function sorted(found, c, direction) {
    const sign = direction === "descending" ? -1 : 1;
    const keyed = found.map((i) => [c.value(i), i]);
    const empty = (v) => v === null || v === undefined || v === "";
    const collate = new Intl.Collator(language === "en" ? "zh" : language, { numeric: true }).compare;
    /* Equal words are many and pinyin order is slow: each word gets its rank once. */
    const different = [...new Set(keyed.map(([v]) => v).filter((v) => typeof v === "string"))].sort(collate);
    const rank = new Map(different.map((v, n) => [v, n]));
    const compare = (x, y) => (rank.get(x) ?? -1) - (rank.get(y) ?? -1);
    keyed.sort(([x, i], [y, j]) => {
      if (empty(x) || empty(y)) return empty(x) - empty(y) || i - j;
      const d = typeof x === "number" && typeof y === "number" ? x - y : compare(x, y);
      return sign * d || i - j;
    });
    return keyed.map(([, i]) => i);
  }

  function draw() {
    const part = state.rows.slice(0, state.shown);
    body.replaceChildren(
      ...part.map((i) =>
        h("tr", {}, seen.map((c) => {
          const cell = c.render ? c.render(i) : c.type === "number" ? number(c.value(i)) : textOf(c, i);
          const attributes = { class: [c.type && c.type !== "text" ? "num" : "", c.wide ? "wide" : "", c.short ? "short" : "", c.date ? "date" : ""].filter(Boolean).join(" ") || null };
          return c.head ? h("th", { scope: "row", ...attributes }, cell) : h("td", attributes, cell);
        })),
      ),
    );
    heads.forEach((th, n) => {
      const on = state.sort && state.sort.key === seen[n].key;
      if (on) th.setAttribute("aria-sort", state.sort.direction);
      else th.removeAttribute("aria-sort");
      th.querySelector(".arrow").textContent = on ? (state.sort.direction === "ascending" ? " ▲" : " ▼") : "";
    });
    count.textContent = t("table.count", { shown: number(part.length), found: number(state.rows.length), all: number(rows.length) });
    more.hidden = part.length >= state.rows.length;
    more.textContent = t("table.more", { n: number(Math.min(page * 5, state.rows.length - part.length)) });
  }

  const inert = (x) => (/^[=+\-@\t\r]/.test(x) && !/^-?[\d.,]+%?$/.test(x) ? `'${x}` : x);
  function asText() {
    const line = (cells) => cells.map((x) => inert(visible(x).replace(/[\t\r\n]+/g, " "))).join("\t");
    return [line(columns.map((c) => c.label)), ...state.rows.map((i) => line(columns.map((c) => textOf(c, i))))].join("\n");
  }
  async function copy() {
    const text = asText();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = h("textarea", { class: "off-screen", "aria-hidden": "true" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(t("table.copied", { n: number(state.rows.length) }));
  }

  /* The different values of a column; none where there are too many to choose from. */
  function distinct(c, most) {
    const seen = new Set();
    for (const i of rows) {
      const v = textOf(c, i);
      if (v !== "") seen.add(v);
      if (seen.size > most) return [];
    }
    return [...seen];
  }

  const tools = h("div", { class: "tools", role: "group", "aria-label": t("table.tools") });
  if (search && rows.length > 8) {
    const input = h("input", {
      type: "search",
      placeholder: t("table.search"),
      "aria-label": `${t("table.search")}: ${caption}`,
      input: (e) => ((state.query = e.target.value), apply()),
    });
    tools.append(input);
    for (const c of columns.filter((x) => x.choose)) {
      const values = distinct(c, 60);
      if (values.length < 2) continue;
      values.sort(new Intl.Collator("zh", { numeric: true }).compare);
      tools.append(
        h("label", { class: "choice" }, h("span", {}, c.label),
          h("select", { change: (e) => (state.choices.set(c.key, e.target.value), apply()) },
            h("option", { value: "" }, t("table.any")), values.map((v) => h("option", { value: v }, v)))),
      );
    }
  }
  tools.append(count, h("button", { type: "button", class: "copy", click: copy }, t("table.copy")));
  apply();
  return h("div", { class: "data-table" }, tools,
    cut ? note(t("table.cut", { shown: number(rows.length), all: number(cut) })) : null,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": `${id}-caption` },
      h("table", { id }, h("caption", { id: `${id}-caption` }, caption, remark ? h("span", { class: "remark" }, ` ${remark}`) : null), h("thead", {}, h("tr", {}, heads)), body)),
    more);
}

/* Columns for a table that has no page of its own: names from the dictionary, links where there are spans. */
function plainColumns(made, hide = []) {
  const c = made.columns;
  const names = Object.keys(c).filter((n) => !hide.includes(n) && !["start", "end", "plan_b_start"].includes(n));
  return names.map((name, n) => {
    const values = c[name];
    const some = values.find((v) => v !== null && v !== undefined);
    const label = known(`column.${name}`) ? t(`column.${name}`) : name.replace(/_/g, " ");
    if (["plan_id", "plan_a", "plan_b", "representative", "closest", "source_plan"].includes(name))
      return {
        key: name, label, choose: true, short: true, text: (i) => (values[i] < 0 ? "" : planTitle(values[i])),
        value: (i) => (values[i] < 0 ? "" : planTitle(values[i])),
        render: (i) => planLink(values[i], name === "plan_id" && c.start ? c.start[i] ?? undefined : undefined, c.end ? c.end[i] : undefined),
      };
    if (typeof some === "number") {
      const share = /(^|_)(share|similarity|confidence|probability|weight|copied|concreteness)($|_)/.test(name) && values.every((v) => v === null || (v >= 0 && v <= 1));
      return { key: name, label, type: share ? "share" : "number", value: (i) => values[i], render: share ? (i) => percent(values[i]) : undefined };
    }
    const wide = values.slice(0, 50).some((v) => typeof v === "string" && v.length > 18);
    return { key: name, label, wide, choose: !wide, value: (i) => word(name, values[i]), head: n === 0 };
  });
}

/* Values of coded columns have words of their own. */
function word(name, value) {
  if (value === null || value === undefined) return "";
  if (name === "reason") return reasonText(value);
  if (value === true) return t("yes");
  if (value === false) return t("no");
  if (Array.isArray(value)) return value.map((v) => word(name, v)).join("、");
  for (const key of [`${name}.${value}`, `value.${value}`]) if (known(key)) return t(key);
  return String(value);
}
