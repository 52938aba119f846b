/* Pictures as inline SVG; each is named in words and has a table with the same figures on its page. */

const chart = (width, height, label, ...children) =>
  s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" }, s("title", {}, label), children);

/* Bars of a histogram over 0..1; those below the cut-off are outlined, not filled. */
function histogram(values, cut, label, choose) {
  const bins = new Array(20).fill(0);
  for (const v of values) bins[Math.min(19, Math.floor(v * 20))]++;
  const most = Math.max(1, ...bins), W = 640, H = 210, left = 44, base = 168, width = (W - left - 10) / 20;
  const scale = (n) => (n ? 6 + (base - 26) * (Math.log1p(n) / Math.log1p(most)) : 0);
  const bars = bins.map((n, i) => {
    const x = left + i * width, tall = scale(n), low = (i + 1) / 20 <= cut + 1e-9;
    return s("g", { class: low ? "bin low" : "bin", click: () => choose(i / 20) },
      s("title", {}, `${i * 5}–${i * 5 + 5}%: ${n}`),
      s("rect", { class: "hit", x, y: 0, width, height: base }),
      s("rect", { class: "value", x: x + 1.5, y: base - tall, width: width - 3, height: tall }),
      n ? s("text", { x: x + width / 2, y: base - tall - 5, "text-anchor": "middle", class: "small" }, number(n)) : null);
  });
  const ticks = [0, 25, 50, 75, 100].map((p) =>
    s("text", { x: left + (p / 100) * width * 20, y: base + 18, "text-anchor": "middle", class: "small" }, `${p}%`));
  const at = left + cut * width * 20;
  return chart(W, H, label, bars, s("line", { class: "axis", x1: left, x2: W - 10, y1: base, y2: base }), ticks,
    s("line", { class: "cut-line", x1: at, x2: at, y1: 8, y2: base + 4 }),
    s("text", { x: (W + left) / 2, y: H - 6, "text-anchor": "middle", class: "small" }, t("shared.axis")));
}

const shortTitle = (i, n = 14) => {
  const chars = Array.from(visible(planTitle(i)));
  return chars.length > n ? `${chars.slice(0, n - 1).join("")}…` : chars.join("");
};

/* Plans against plans: depth of color and, where there is room, the figure. */
function heatMap(plans, shareOf, label, open) {
  const n = plans.length, cell = n > 24 ? 18 : n > 12 ? 26 : 34, names = 270, W = names + n * cell + 6, H = n * cell + 34;
  const place = new Map(plans.map((p, k) => [p, k]));
  const cells = [];
  for (const a of plans)
    for (const b of plans) {
      if (a === b) continue;
      const share = shareOf(a, b);
      if (!share) continue;
      const x = names + place.get(b) * cell, y = 26 + place.get(a) * cell;
      cells.push(s("g", { class: "cell", click: () => open(a, b) },
        s("title", {}, `${planTitle(a)} – ${planTitle(b)}: ${percent(share)}`),
        s("rect", { x: x + 0.5, y: y + 0.5, width: cell - 1, height: cell - 1, "fill-opacity": (0.12 + 0.88 * share).toFixed(2) }),
        cell > 20 ? s("text", { x: x + cell / 2, y: y + cell / 2 + 4, "text-anchor": "middle", class: share > 0.55 ? "tiny on" : "tiny" }, Math.round(100 * share)) : null));
    }
  const rows = plans.map((p, k) => s("text", { x: names - 6, y: 26 + k * cell + cell / 2 + 4, "text-anchor": "end", class: "small" }, `${shortTitle(p, 22)} ${k + 1}`));
  const heads = plans.map((p, k) => s("text", { x: names + k * cell + cell / 2, y: 18, "text-anchor": "middle", class: cell > 20 ? "small" : "tiny" }, k + 1));
  const diagonal = plans.map((p, k) => s("rect", { class: "self", x: names + k * cell + 0.5, y: 26 + k * cell + 0.5, width: cell - 1, height: cell - 1 }));
  const svg = chart(W, H, label, diagonal, cells, rows, heads);
  svg.style.maxInlineSize = `${W}px`;
  return svg;
}

/* A title on two lines. */
function lines2(i) {
  const chars = Array.from(visible(planTitle(i)));
  if (chars.length <= 12) return [chars.join("")];
  return [chars.slice(0, 12).join(""), chars.length > 24 ? `${chars.slice(12, 23).join("")}…` : chars.slice(12).join("")];
}

/* One connected set of plans: columns are years, an arrow runs from the earlier plan to the later one. */
function copyGraph(plans, edges, label, open) {
  const years = [...new Set(plans.map(planYear))].sort((a, b) => (a ?? 9999) - (b ?? 9999));
  const columns = years.length > 1;
  const place = new Map();
  let W = 420, H;
  if (columns) {
    const stacks = years.map((y) => plans.filter((p) => planYear(p) === y));
    const tall = Math.max(...stacks.map((x) => x.length));
    W = Math.max(360, years.length * 180);
    H = Math.max(130, tall * 74 + 60);
    stacks.forEach((stack, k) => stack.forEach((p, n) =>
      place.set(p, [((k + 0.5) * W) / years.length, 44 + ((n + 0.5) * (H - 50)) / stack.length])));
  } else {
    H = 130 + Math.min(12, plans.length) * 20;
    plans.forEach((p, n) => {
      const angle = (2 * Math.PI * n) / plans.length - Math.PI / 2;
      place.set(p, [W / 2 + (W / 2 - 80) * Math.cos(angle), H / 2 + (H / 2 - 40) * Math.sin(angle)]);
    });
  }
  const tip = `tip-${++tables}`;
  const marker = s("defs", {}, s("marker", { id: tip, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse", markerUnits: "userSpaceOnUse" }, s("path", { d: "M0,0 L8,4 L0,8 z", class: "tip" })));
  const lines = edges.map(([a, b, share, source]) => {
    let from = a, to = b;
    const directed = source === a || source === b;
    if (source === b) [from, to] = [b, a];
    const [x1, y1] = place.get(from), [x2, y2] = place.get(to);
    const d = Math.hypot(x2 - x1, y2 - y1) || 1, ux = (x2 - x1) / d, uy = (y2 - y1) / d;
    const bend = columns ? 14 + Math.max(0, d - 220) * 0.22 : 14, mx = (x1 + x2) / 2 + uy * bend * 1.4, my = (y1 + y2) / 2 - ux * bend * 1.4;
    return s("g", { class: "edge", click: () => open(from, to) },
      s("title", {}, `${planTitle(from)} ${directed ? "→" : "–"} ${planTitle(to)}: ${percent(share)}`),
      s("path", { d: `M${x1 + ux * 11},${y1 + uy * 11} Q${mx},${my} ${x2 - ux * 12},${y2 - uy * 12}`, "stroke-width": (1 + 4 * share).toFixed(1), "marker-end": directed ? `url(#${tip})` : null }),
      edges.length < 16 ? s("text", { x: (x1 + x2) / 2 + uy * bend * 0.7, y: (y1 + y2) / 2 - ux * bend * 0.7 + 4, "text-anchor": "middle", class: "tiny halo" }, percent(share)) : null);
  });
  const nodes = plans.map((p) => {
    const [x, y] = place.get(p);
    return s("g", { class: "node", click: () => (location.hash = planHash(p)) }, s("title", {}, planTitle(p)),
      s("circle", { cx: x, cy: y, r: 7 }), lines2(p).map((words, n) => s("text", { x, y: y + 22 + n * 14, "text-anchor": "middle", class: "small halo" }, words)));
  });
  const heads = columns ? years.map((y, k) => s("text", { x: ((k + 0.5) * W) / years.length, y: 16, "text-anchor": "middle", class: "year" }, y ?? t("graph.noyear"))) : [];
  const svg = chart(W, H, label, marker, heads, lines, nodes);
  svg.style.maxInlineSize = `${W * 1.15}px`;
  return svg;
}

/* Plans joined by shared text, largest set first. */
function components(edges) {
  const parent = new Map();
  const root = (x) => {
    while (parent.get(x) !== x) {
      parent.set(x, parent.get(parent.get(x)));
      x = parent.get(x);
    }
    return x;
  };
  for (const [a, b] of edges) {
    for (const x of [a, b]) if (!parent.has(x)) parent.set(x, x);
    parent.set(root(a), root(b));
  }
  const sets = new Map();
  for (const x of [...parent.keys()].sort(byNumber)) {
    const r = root(x);
    if (!sets.has(r)) sets.set(r, []);
    sets.get(r).push(x);
  }
  return [...sets.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}

/* The values of one indicator on a line: filled for what is planned, hollow for what is reported. */
function stripPlot(points) {
  const known = points.filter(([v]) => v !== null && v !== undefined);
  if (known.length < 3) return "";
  const low = Math.min(...known.map(([v]) => v)), high = Math.max(...known.map(([v]) => v)), W = 150;
  const x = (v) => (high === low ? W / 2 : 8 + ((W - 16) * (v - low)) / (high - low));
  const svg = chart(W, 30, t("ledger.strip", { n: known.length, low: number(low, 8), high: number(high, 8) }),
    s("line", { class: "axis", x1: 8, x2: W - 8, y1: 11, y2: 11 }),
    known.map(([v, planned]) => s("circle", { class: planned ? "dot" : "dot hollow", cx: x(v), cy: 11, r: 3.5 })),
    s("text", { x: 2, y: 28, class: "tiny" }, short(low)), s("text", { x: W - 2, y: 28, "text-anchor": "end", class: "tiny" }, high === low ? "" : short(high)));
  svg.classList.add("strip");
  return svg;
}
const short = (v) => (Math.abs(v) >= 1e8 ? `${number(v / 1e8)}亿` : Math.abs(v) >= 1e5 ? `${number(v / 1e4)}万` : number(v));
