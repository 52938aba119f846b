/* Texts with marks over them, and the differences between two passages. */

/* Offsets are code points of the source; strings here are UTF-16. */
class PlanText {
  constructor(text, base) {
    this.text = text;
    this.base = base;
    this.at = null;
    if (/[\ud800-\udfff]/.test(text)) {
      const at = [];
      for (let i = 0; i < text.length; ) {
        at.push(i);
        i += text.codePointAt(i) > 0xffff ? 2 : 1;
      }
      at.push(text.length);
      this.at = at;
    }
  }
  unit(offset) {
    const i = Math.max(0, offset - this.base);
    return this.at ? this.at[Math.min(i, this.at.length - 1)] : Math.min(i, this.text.length);
  }
  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

/* `marks`: {start, end, kind, key, label}. Lines become paragraphs, a heading's line an hN-like paragraph. */
function markedText(plan, marks, headings) {
  const text = plan.text;
  const spans = marks
    .map((m) => ({ ...m, from: plan.unit(m.start), to: plan.unit(m.end) }))
    .filter((m) => m.to > m.from)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const heads = (headings || []).map((x) => ({ ...x, from: plan.unit(x.start), to: plan.unit(x.end) })).sort((a, b) => a.from - b.from);
  const box = document.createDocumentFragment();
  let next = 0, head = 0, active = [];
  const began = new Set();
  let position = 0;
  for (const line of text.split("\n")) {
    const end = position + line.length;
    if (line.trim()) {
      const paragraph = h("p", {});
      while (head < heads.length && heads[head].to <= position) head++;
      if (head < heads.length && heads[head].from < end) {
        const x = heads[head];
        const runIn = (x.to < end - 4 && text.slice(x.to, end).trim().length > 4) || x.to - x.from > 32;
        paragraph.className = `${runIn ? "run-in" : "head"} level-${Math.min(4, x.level)}`;
        if (x.id) paragraph.id = x.id;
        head++;
        while (head < heads.length && heads[head].from < end) {
          if (heads[head].id) paragraph.append(h("span", { id: heads[head].id }));
          head++;
        }
      }
      let at = position;
      while (at < end) {
        active = active.filter((m) => m.to > at);
        while (next < spans.length && spans[next].from <= at) {
          if (spans[next].to > at) active.push(spans[next]);
          next++;
        }
        let stop = end;
        for (const m of active) stop = Math.min(stop, m.to);
        if (next < spans.length) stop = Math.min(stop, spans[next].from);
        const piece = text.slice(at, stop);
        if (!active.length) paragraph.append(visible(piece));
        else paragraph.append(markNode(piece, active, began));
        at = stop;
      }
      box.append(paragraph);
    }
    position = end + 1;
  }
  return box;
}

function markNode(piece, active, began) {
  const node = h("mark", { class: [...new Set(active.map((m) => m.kind))].join(" ") }, piece);
  const fresh = active.filter((m) => !began.has(m.key));
  for (const m of fresh) began.add(m.key);
  node.dataset.keys = active.map((m) => m.key).join(" ");
  if (fresh.length) {
    node.dataset.first = fresh.map((m) => m.key).join(" ");
    const labels = fresh.map((m) => m.label).filter(Boolean);
    if (labels.length) node.dataset.label = labels.join(" ");
  }
  return node;
}

/* Comparison ignores white space, width, and which of the two scripts a character is written in. */
const FOLD = new Map(Array.from(META.fold[0] || "", (c, i) => [c, Array.from(META.fold[1])[i]]));
function folded(text) {
  let out = "";
  const at = [];
  for (let i = 0; i < text.length; i++) {
    let c = text[i];
    if (/[\s\u3000\u200b-\u200d\ufeff]/.test(c)) continue;
    const n = c.charCodeAt(0);
    if (n > 0xff00 && n < 0xff5f) c = String.fromCharCode(n - 0xfee0);
    c = FOLD.get(c) ?? c;
    if (c.length !== 1) c = text[i];
    out += c;
    at.push(i);
  }
  at.push(text.length);
  return { text: out, at };
}

/* The ranges of `a` and of `b` that differ: [[from, to, other is empty], …] for each, in UTF-16 units. */
function differences(a, b) {
  const x = folded(a), y = folded(b);
  const found = [];
  compareRanges(x.text, y.text, 0, x.text.length, 0, y.text.length, found, 0);
  const left = [], right = [];
  for (const [i, j, k, l] of joined(wholeNumbers(joined(found), x.text, y.text))) {
    left.push([x.at[i], j > i ? x.at[j - 1] + 1 : x.at[i]]);
    right.push([y.at[k], l > k ? y.at[l - 1] + 1 : y.at[k]]);
  }
  return { left, right };
}

/* Changes with up to two equal characters between them read as one. */
function joined(found) {
  const out = [];
  for (const f of found) {
    const last = out[out.length - 1];
    if (last && f[0] - last[1] <= 2 && f[2] - last[3] <= 2) {
      last[1] = Math.max(last[1], f[1]);
      last[3] = Math.max(last[3], f[3]);
    } else out.push([...f]);
  }
  return out;
}

/* A change inside a number is a change of the number: 5.6 and 5.4, not 6 and 4. */
function wholeNumbers(found, a, b) {
  const digit = (c) => c !== undefined && ((c >= "0" && c <= "9") || c === ".");
  return found.map(([i, j, k, l]) => {
    const touches = [a[i], a[j - 1], b[k], b[l - 1]].some(digit) || (digit(a[i - 1]) && digit(a[j]));
    if (!touches) return [i, j, k, l];
    while (i > 0 && k > 0 && digit(a[i - 1]) && a[i - 1] === b[k - 1]) i--, k--;
    while (j < a.length && l < b.length && digit(a[j]) && a[j] === b[l]) j++, l++;
    return [i, j, k, l];
  });
}

const ANCHOR = 6;
function compareRanges(a, b, i, j, k, l, found, depth) {
  while (i < j && k < l && a[i] === b[k]) i++, k++;
  while (i < j && k < l && a[j - 1] === b[l - 1]) j--, l--;
  if (i === j && k === l) return;
  if (i === j || k === l) {
    found.push([i, j, k, l]);
    return;
  }
  if (j - i + l - k > 300 && depth < 12) {
    const anchors = uniqueAnchors(a, b, i, j, k, l);
    if (anchors.length) {
      let p = i, q = k;
      for (const [u, v] of anchors) {
        if (u < p || v < q) continue;
        compareRanges(a, b, p, u, q, v, found, depth + 1);
        p = u;
        q = v;
        while (p < j && q < l && a[p] === b[q]) p++, q++;
      }
      compareRanges(a, b, p, j, q, l, found, depth + 1);
      return;
    }
  }
  shortest(a, b, i, j, k, l, found);
}

/* Six characters that occur once on each side, in the longest common order. */
function uniqueAnchors(a, b, i, j, k, l) {
  const count = (text, from, to) => {
    const seen = new Map();
    for (let p = from; p + ANCHOR <= to; p++) {
      const gram = text.slice(p, p + ANCHOR);
      seen.set(gram, seen.has(gram) ? -1 : p);
    }
    return seen;
  };
  const left = count(a, i, j), right = count(b, k, l);
  const shared = [];
  for (const [gram, u] of left) {
    const v = right.get(gram);
    if (u >= 0 && v !== undefined && v >= 0) shared.push([u, v]);
  }
  const tails = [], before = new Array(shared.length).fill(-1);
  shared.forEach(([, v], n) => {
    let low = 0, high = tails.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (shared[tails[mid]][1] < v) low = mid + 1;
      else high = mid;
    }
    if (low) before[n] = tails[low - 1];
    tails[low] = n;
  });
  const out = [];
  for (let n = tails.length ? tails[tails.length - 1] : -1; n >= 0; n = before[n]) out.push(shared[n]);
  return out.reverse();
}

/* Myers' greedy algorithm; beyond 240 edits the whole range is given as changed. */
function shortest(a, b, i, j, k, l, found) {
  const n = j - i, m = l - k, most = Math.min(240, n + m), trace = [];
  let v = new Int32Array(2 * most + 3).fill(0);
  const mid = most + 1;
  for (let d = 0; d <= most; d++) {
    trace.push(v.slice());
    for (let x, q = -d; q <= d; q += 2) {
      x = q === -d || (q !== d && v[mid + q - 1] < v[mid + q + 1]) ? v[mid + q + 1] : v[mid + q - 1] + 1;
      let y = x - q;
      while (x < n && y < m && a[i + x] === b[k + y]) x++, y++;
      v[mid + q] = x;
      if (x >= n && y >= m) {
        collect(trace, d, n, m, mid, i, k, found);
        return;
      }
    }
  }
  found.push([i, j, k, l]);
}

function collect(trace, d, n, m, mid, i, k, found) {
  const edits = [];
  let x = n, y = m;
  for (; d > 0; d--) {
    const v = trace[d], q = x - y;
    const up = q === -d || (q !== d && v[mid + q - 1] < v[mid + q + 1]);
    const from = up ? q + 1 : q - 1;
    const px = v[mid + from], py = px - from;
    edits.push(up ? [i + px, i + px, k + py, k + py + 1] : [i + px, i + px + 1, k + py, k + py]);
    x = px;
    y = py;
  }
  found.push(...edits.reverse());
}

/* A passage with its differences marked by brackets, weight and underline, not by color alone. */
function withDifferences(text, ranges, kind) {
  const out = h("span", { class: "passage-text" });
  let at = 0;
  for (const [from, to] of ranges) {
    out.append(visible(text.slice(at, from)));
    if (to > from) out.append(h("mark", { class: `differs ${kind}` }, text.slice(from, to)));
    else out.append(h("span", { class: "missing", role: "img", "aria-label": t("pair.missing"), title: t("pair.missing") }, "‸"));
    at = Math.max(at, to);
  }
  out.append(visible(text.slice(at)));
  return out;
}
