/* The frame: language, light or dark, address, keys. */

let pageKeys = {};
let afterDraw = null;

function fromBrowser() {
  const kept = remembered("language");
  if (kept && META.words[kept]) return kept;
  if (META.language) return META.language;
  for (const tag of navigator.languages || [navigator.language || "en"]) {
    const low = tag.toLowerCase();
    if (low.startsWith("zh")) return /hant|tw|hk|mo/.test(low) ? "zh-Hant" : "zh-Hans";
    if (low.startsWith("en")) return "en";
  }
  return "en";
}

function setLanguage(name) {
  language = name;
  document.documentElement.lang = name;
  document.title = META.title || t("title");
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("brand").textContent = t("brand");
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", t("nav"));
  nav.replaceChildren(...NAVIGATION.filter(([, , there]) => there()).map(([key, href]) => h("a", { href, "data-page": key }, t(`nav.${key}`))));
  const languages = document.getElementById("language"), theme = document.getElementById("theme");
  languages.setAttribute("aria-label", t("language"));
  languages.replaceChildren(...[["zh-Hans", "简体中文"], ["zh-Hant", "繁體中文"], ["en", "English"]].map(([v, label]) => h("option", { value: v, selected: v === name }, label)));
  theme.setAttribute("aria-label", t("theme"));
  theme.replaceChildren(...["auto", "light", "dark"].map((v) => h("option", { value: v, selected: v === (document.documentElement.dataset.theme || "auto") }, t(`theme.${v}`))));
  document.getElementById("foot").textContent = t("foot", { version: META.provenance.miner || "" });
}

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

let drawing = 0;
async function draw(keepPlace) {
  const mine = ++drawing;
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map((x) => {
    try {
      return decodeURIComponent(x);
    } catch {
      return x;
    }
  });
  const page = Object.hasOwn(pages, name || "overview") ? pages[name || "overview"] : async () => notFound();
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => say(t("loading")), 300);
  pageKeys = {};
  afterDraw = null;
  let content;
  try {
    content = await page(...rest);
  } catch (error) {
    content = [h("h1", {}, t("error")), h("p", { role: "alert" }, error.message)];
  }
  clearTimeout(slow);
  if (mine !== drawing) return;
  if (status().textContent === t("loading")) say("");
  main.replaceChildren(...content.flat(Infinity).filter(Boolean));
  main.dataset.page = name || "overview";
  main.removeAttribute("aria-busy");
  for (const a of document.querySelectorAll("#nav a")) {
    if (a.dataset.page === (PARENT[name] || name || "overview")) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }
  if (!keepPlace) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  afterDraw?.();
  document.documentElement.dataset.ready = String(mine);
}

function onKey(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(input|select|textarea)$/i.test(e.target.tagName)) {
    if (e.key === "Escape") e.target.blur();
    return;
  }
  if (e.key === "/") {
    const box = document.querySelector("main input[type=search]");
    if (box) {
      e.preventDefault();
      box.focus();
    }
  } else if (Object.hasOwn(pageKeys, e.key)) {
    e.preventDefault();
    pageKeys[e.key]();
  }
}

(async () => {
  setTheme(remembered("theme") || "auto");
  setLanguage(fromBrowser());
  document.getElementById("language").addEventListener("change", (e) => {
    remember("language", e.target.value);
    setLanguage(e.target.value);
    draw(true);
  });
  document.getElementById("theme").addEventListener("change", (e) => {
    remember("theme", e.target.value);
    setTheme(e.target.value);
  });
  window.addEventListener("hashchange", () => draw());
  window.addEventListener("keydown", onKey);
  await loadPlans();
  await draw(true);
})();
