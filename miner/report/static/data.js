/* Loading: a part is a packed string in this file, or in a script file beside it. */

const parts = new Map();
const waiting = new Map();

/* Called by the script files of a report that is a folder; they hold one packed string each. */
window.planMinerPart = (name, packed) => {
  const take = waiting.get(name);
  if (take) take(packed);
};

function load(name) {
  if (!parts.has(name)) parts.set(name, fetchPart(name).then(unpack));
  return parts.get(name);
}

function fetchPart(name) {
  const embedded = document.getElementById(`part-${name}`);
  if (embedded) {
    const packed = embedded.textContent.trim();
    embedded.remove();
    return new Promise((resolve) => setTimeout(() => resolve(packed), 0));
  }
  return new Promise((resolve, reject) => {
    waiting.set(name, resolve);
    const script = document.createElement("script");
    script.src = `data/${name}.js`;
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(t("error.part", { name: `data/${name}.js` })));
    document.head.append(script);
  });
}

const has = (name) => META.lists.includes(name);
async function list(name) {
  if (!has(name)) return { rows: 0, columns: {} };
  const made = await load(name);
  if (made.steps) {
    const { start, end } = made.columns;
    for (let i = 0, at = 0; i < start.length; i++) {
      at = start[i] += at;
      end[i] += at;
    }
    made.steps = false;
  }
  return made;
}
const rowsOf = (made) => Array.from({ length: made.rows }, (_, i) => i);

/* The plans are loaded before the first page is drawn. */
let PLANS = { rows: 0, columns: {} };
let planAt = new Map();

async function loadPlans() {
  PLANS = await load("plans");
  planAt = new Map(planColumn("id").map((id, i) => [id, i]));
}
const planColumn = (name) => PLANS.columns[name] || [];
const planTitle = (i) => planColumn("name")[i] ?? "?";
const planYear = (i) => planColumn("year")[i] ?? null;
const code = (text) => encodeURIComponent(text);
const planHash = (i, start, end) =>
  `#/plan/${code(planColumn("id")[i])}` + (start === undefined ? "" : `/${start}-${end}`);
const pairHash = (a, b) => `#/pair/${code(planColumn("id")[a])}/${code(planColumn("id")[b])}`;
const planLink = (i, start, end, text) =>
  i === null || i === undefined || i < 0 ? "" : h("a", { href: planHash(i, start, end) }, text ?? planTitle(i));

/* Text and layers of a plan. */
async function detail(i) {
  const loaded = await load(`texts-${planColumn("group")[i]}`);
  return loaded[planColumn("in_group")[i]];
}
