/* Elements, words of the interface, numbers. Text enters the page by textContent and setAttribute only. */

const META = JSON.parse(document.getElementById("meta").textContent);
const SVG = "http://www.w3.org/2000/svg";

/* Characters that reorder or hide text are shown by their number, so that a reader sees what is there. */
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const visible = (text) =>
  String(text).replace(HIDDEN, (c) => `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "href" && !String(value).startsWith("#")) throw new Error("only links inside the report");
    else node.setAttribute(name, value === true ? "" : visible(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : visible(child));
  }
  return node;
}
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

let language = "en";
function t(key, values) {
  const words = META.words[language][key] ?? META.words.en[key] ?? key;
  return values ? words.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) : words;
}
const known = (key) => key in META.words.en;

const formats = new Map();
function number(x, digits = 2) {
  if (x === null || x === undefined) return "";
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }));
  return formats.get(digits).format(x);
}
/* One decimal below ten percent; what rounds to ten has none, so that 10.0% never stands beside 10%. */
const percent = (x) => (x === null || x === undefined ? "" : `${(100 * x).toFixed(x < 0.0995 && x > 0 ? 1 : 0)}%`);
const byNumber = (a, b) => a - b;

function remember(key, value) {
  try {
    localStorage.setItem(`plan-miner-${key}`, value);
  } catch {
    /* a browser that keeps nothing for files */
  }
}
function remembered(key) {
  try {
    return localStorage.getItem(`plan-miner-${key}`);
  } catch {
    return null;
  }
}

const status = () => document.getElementById("status");
function say(text) {
  status().textContent = visible(text);
}

/* A value with a bar behind it; the number is always written. */
function bar(value, most = 1) {
  if (value === null || value === undefined) return "";
  const fillPart = h("span", { class: "bar-fill" });
  fillPart.style.inlineSize = `${Math.min(100, (100 * value) / (most || 1))}%`;
  return h("span", { class: "bar" }, h("span", { class: "bar-track", "aria-hidden": "true" }, fillPart), percent(value));
}

const section = (title, ...children) =>
  h("section", {}, typeof title === "string" ? h("h2", {}, title) : title, ...children);
const note = (...children) => h("p", { class: "note" }, ...children);

/* Reasons that the stages give, in the language of the page: `say_reason` of miner/report/_words.py. */
let reasonPatterns = null;
function reasonText(text) {
  if (!text || language === "en") return text ?? "";
  reasonPatterns ??= META.reasons.map(([en, hans, hant]) => ({
    pattern: new RegExp(`^${en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{w}", "(?<w>[+-]\\d+\\.\\d)").replace(/\{(\w+)\}/g, "(?<$1>[^;]+?)")}$`, "u"), hans, hant,
  }));
  for (const { pattern, hans, hant } of reasonPatterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    return (language === "zh-Hant" ? hant : hans).replace(/\{(\w+)\}/g, (all, name) => {
      const value = found.groups[name];
      return name === "kind" ? (known(`kind.${value}`) ? t(`kind.${value}`) : value) : reasonText(value);
    });
  }
  const cut = text.indexOf("; ");
  return cut < 0 ? text : `${reasonText(text.slice(0, cut))}；${reasonText(text.slice(cut + 2))}`;
}
