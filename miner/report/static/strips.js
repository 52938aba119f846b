/* Indicator strips: a dot for each plan on the scale of one indicator. The form of a dot tells the comparator. */

/* Round steps of a scale: 1, 2 or 5 times a power of ten, about `most` of them. */
function steps(low, high, most) {
  const raw = (high - low) / most || Math.abs(high) / most || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw);
  const out = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step / 1e6; v += step) out.push(Number(v.toPrecision(12)));
  return out;
}

/* ▷ at least, ◁ at most, ◇ about, ○ exactly; a range is a bar between its ends. */
const DOTS = {
  ge: (x, y, r) => `M${x - r},${y - r} L${x + r + 1},${y} L${x - r},${y + r} z`,
  gt: (x, y, r) => DOTS.ge(x, y, r),
  le: (x, y, r) => `M${x + r},${y - r} L${x - r - 1},${y} L${x + r},${y + r} z`,
  lt: (x, y, r) => DOTS.le(x, y, r),
  approx: (x, y, r) => `M${x},${y - r - 1} L${x + r + 1},${y} L${x},${y + r + 1} L${x - r - 1},${y} z`,
};
const circle = (x, y, r) => `M${x - r},${y} a${r},${r} 0 1 0 ${2 * r},0 a${r},${r} 0 1 0 ${-2 * r},0 z`;

/* Values that fall on one place are stacked; a stack that would be higher ends in the number of its plans. */
const HIGHEST = 6;
function stack(points, x, apart) {
  const columns = new Map();
  const column = (p) => Math.round(x(p.at) / apart);
  const placed = points.map((p) => {
    const level = columns.get(column(p)) ?? 0;
    columns.set(column(p), level + 1);
    return { ...p, level: Math.min(HIGHEST - 1, level) };
  });
  return placed.map((p) => ({ ...p, of: columns.get(column(p)) }));
}

/* rows: the rows `i` of one indicator in one unit; those of `year` are filled, those of the year before hollow. */
function indicatorStrip(c, all, year, width = 620) {
  const rows = all.filter((i) => !c.above?.[i]), above = all.find((i) => c.above?.[i]);
  const points = rows.map((i) => ({ i, at: c.at[i], now: c.year[i] === year }));
  const ends = all.flatMap((i) => [c.at[i], c.low[i] ?? c.at[i], c.high[i] ?? c.at[i]]);
  const low = Math.min(...ends), high = Math.max(...ends), left = 14, right = 14, apart = 11;
  const x = (v) => (high === low ? width / 2 : left + ((width - left - right) * (v - low)) / (high - low));
  const now = stack(points.filter((p) => p.now), x, apart), before = stack(points.filter((p) => !p.now), x, apart);
  const levels = (made) => made.reduce((most, p) => Math.max(most, p.level + 1 + (p.of > HIGHEST)), 0);
  const up = (above === undefined ? 8 : 20) + levels(now) * apart, base = up + 2, H = base + 22 + levels(before) * apart;
  const unit = c.unit[rows[0]] ?? "";
  const whose = (i) => [c.place[i] || planTitle(c.plan_id[i]), c.year[i], c.quote[i]].join(" ");
  const dot = (p, y) => {
    const i = p.i, form = (DOTS[c.comparator[i]] ?? circle)(x(p.at), y, 4);
    return s("a", { href: planHash(c.plan_id[i], c.start[i], c.end[i]), "aria-label": whose(i) }, s("title", {}, whose(i)),
      c.low[i] !== null && c.high[i] !== null && c.low[i] !== c.high[i] ? s("line", { class: "range", x1: x(c.low[i]), x2: x(c.high[i]), y1: y, y2: y }) : null,
      s("path", { class: p.now ? "dot" : "dot hollow", d: form }));
  };
  const of = rows.filter((i) => c.year[i] === year).map((i) => c.at[i]).sort(byNumber), half = of.length >> 1;
  const middle = of.length % 2 ? of[half] : (of[half - 1] + of[half]) / 2;
  const svg = s("svg", { viewBox: `0 0 ${width} ${H}`, role: "group", "aria-label": t("strip.label", { n: of.length, year, low: short(of[0]) + unit, high: short(of[of.length - 1]) + unit, middle: short(middle) + unit }), class: "chart indicator-strip" },
    s("line", { class: "axis", x1: left, x2: width - right, y1: base, y2: base }),
    s("line", { class: "median", x1: x(middle), x2: x(middle), y1: 4, y2: base }),
    above === undefined ? null : s("a", { href: planHash(c.plan_id[above], c.start[above], c.end[above]), "aria-label": whose(above) }, s("title", {}, whose(above)), s("line", { class: "above", x1: x(c.at[above]), x2: x(c.at[above]), y1: 0, y2: base + 4 }),
      s("text", { x: x(c.at[above]) + (x(c.at[above]) > width - 90 ? -4 : 4), y: 10, "text-anchor": x(c.at[above]) > width - 90 ? "end" : "start", class: "tiny halo" }, `${c.place[above] || planTitle(c.plan_id[above])} ${c.quote[above]}`)),
    steps(low, high, 6).map((v) => [s("line", { class: "axis", x1: x(v), x2: x(v), y1: base, y2: base + 4 }), s("text", { x: x(v), y: H - 3, "text-anchor": "middle", class: "tiny" }, `${short(v)}${unit}`)]),
    before.map((p) => dot(p, base + 10 + p.level * apart)), now.map((p) => dot(p, base - 8 - p.level * apart)),
    [...new Map(now.filter((p) => p.of > HIGHEST).map((p) => [p.of + ":" + Math.round(x(p.at)), p])).values()].map((p) => s("text", { x: x(p.at), y: base - 4 - HIGHEST * apart, "text-anchor": "middle", class: "tiny halo" }, p.of)));
  svg.style.maxInlineSize = `${width * 1.25}px`;
  return svg;
}

const indicatorName = (c, i) => (language === "en" && c.indicator_en?.[i]) || c.indicator[i];
const indicatorHash = (id) => `#/indicator/${code(id)}`;
const stripLegend = () => h("p", { class: "note" }, t("strip.legend"));

function stripList(strips) {
  const c = strips.columns, groups = new Map();
  for (const i of rowsOf(strips)) groups.set(c.strip[i], [...(groups.get(c.strip[i]) ?? []), i]);
  return [h("ul", { class: "strips" }, [...groups.values()].map((rows) => {
    const year = Math.max(...rows.filter((i) => !c.above[i]).map((i) => c.year[i])), n = rows.filter((i) => c.year[i] === year && !c.above[i]).length;
    return h("li", {}, h("div", { class: "strip-name" }, h("a", { href: indicatorHash(c.indicator_id[rows[0]]) }, indicatorName(c, rows[0])), h("span", { class: "note" }, t("strip.year", { year, n }))), indicatorStrip(c, rows, year));
  })), stripLegend()];
}
