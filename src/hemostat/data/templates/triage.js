"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const findings = all(".finding");
  const query = find("#q");
  let here = -1;

  // -- the filter ------------------------------------------------------------------------------
  const texts = new Map(findings.map((each) => [each, each.textContent.toLowerCase()]));
  function filter() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set(all("input[name=level]:checked").map((box) => box.value));
    let shown = 0;
    for (const each of findings) {
      const fits = levels.has(each.dataset.level) && words.every((word) => texts.get(each).includes(word));
      each.hidden = !fits;
      shown += fits;
    }
    find("#shown").value = `${shown}/${findings.length}`;
    here = -1;
  }
  if (query) {
    query.addEventListener("input", filter);
    all("input[name=level]").forEach((box) => box.addEventListener("change", filter));
    filter();
  }

  // -- following a link opens what it names, even if the filter hides it ------------------------
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !target.classList.contains("finding")) return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", reveal);
  reveal();

  // -- switches ---------------------------------------------------------------------------------
  const tree = find("#tree");
  const everything = find("#all-processes");
  if (everything) {
    const show = () => tree.classList.toggle("all", everything.checked);
    everything.checked = !tree.querySelector(".bad");
    everything.addEventListener("change", show);
    show();
  }
  const holes = find("#only-holes");
  const narrow = () => find("#places").classList.toggle("holes", holes.checked);
  holes.addEventListener("change", narrow);
  narrow();

  // -- copying ----------------------------------------------------------------------------------
  const said = find("#said");
  function copied() {
    said.textContent = said.dataset.copied;
    said.classList.add("on");
    setTimeout(() => said.classList.remove("on"), 1200);
  }
  addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    // The clipboard interface needs https; a file from a USB stick has none.
    if (document.execCommand("copy")) copied();
    field.remove();
  });

  // -- printing shows every finding that the filter lets through, opened ---------------------------
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = findings.filter((each) => !each.open && !each.hidden);
    closed.forEach((each) => (each.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((each) => (each.open = false)));

  // -- keys ---------------------------------------------------------------------------------------
  function go(step) {
    const shown = findings.filter((each) => !each.hidden);
    if (!shown.length) return;
    here = Math.min(Math.max(here + step, 0), shown.length - 1);
    findings.forEach((each) => each.classList.remove("here"));
    shown[here].classList.add("here");
    shown[here].querySelector("summary").focus({ preventScroll: true });
    shown[here].scrollIntoView({ block: "nearest" });
  }
  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === query) {
      if (event.key === "Escape") { query.value = ""; filter(); query.blur(); }
      return;
    }
    const keys = { j: () => go(1), k: () => go(-1), t: theme, p: () => print(), "/": () => query && query.focus() };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
})();
