// The editor. The text is what counts: it is saved as one types and checked then, and the form is drawn from what the check says.
// An edit of the form comes back as a text, and is put in only if nothing was typed meanwhile; else it is made once more.
import { createForm } from "/static/write-form.js";

const root = document.getElementById("editor");
const text = document.getElementById("text");
const { id, own } = root.dataset;
const most = Number(root.dataset.most);
const word = document.body.dataset.formWord;
const SAVE_AFTER = 350, AGAIN_AFTER = 3000, BURST = 700, KEPT_STEPS = 300, MOST_LINES = 20_000;
const backup = `draft ${id}`;

let mark = root.dataset.mark;
let typed = 0, savedAt = 0;
let kept = text.value;
let waiting = 0, saving = null, halted = false, backedUp = true;

const by = (name) => document.getElementById(name);
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// --- what is said of the state of the draft

function say(words, wrong = false) {
  const place = by("saved");
  if (place.textContent === words) return;
  place.textContent = words;
  place.classList.toggle("wrong", wrong);
  if (wrong) by("said").textContent = words;
}

function notice(words, ...acts) {
  const place = by("notice");
  place.hidden = !words;
  place.replaceChildren();
  if (!words) return;
  place.append(element("p", { textContent: words }), element("p", { className: "acts" }, ...acts));
}

const act = (name, done, className = "") => element("button", { type: "button", textContent: name, className, onclick: done });

// --- asking the workbench

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { "x-form-word": word, ...options.headers } });
  } catch {
    return { status: 0, told: { message: "The workbench does not answer.", remedy: "" } };
  }
  const told = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
  const other = answer.status === 413 ? "That is more than the workbench takes."
    : answer.status === 403 ? "This page is too old." : "The workbench could not do that.";
  return { status: told?.refused ?? answer.status, told: told ?? { message: other, remedy: "Download or copy what you have, and load the page again." } };
}

// --- keeping: first in the browser, then in the store

function keepHere() {
  try {
    if (text.value === kept) localStorage.removeItem(backup);
    else localStorage.setItem(backup, JSON.stringify({ mark, text: text.value }));
    backedUp = true;
  } catch { backedUp = false; }
}

function changed() {
  typed += 1;
  drawNumbers();
  keepHere();
  if (!halted) say("Saving …");
  clearTimeout(waiting);
  waiting = setTimeout(save, SAVE_AFTER);
}

function save() {
  clearTimeout(waiting);
  if (halted) return Promise.resolve(false);
  saving ??= saveNow().finally(() => { saving = null; });
  return saving;
}

async function saveNow() {
  while (savedAt !== typed) {
    const at = typed, sent = text.value;
    const { status, told } = await ask(`/write/${id}/text?mark=${mark}`, { method: "PUT", body: sent, headers: { "Content-Type": "text/plain" } });
    if (status === 200) {
      ({ mark } = told);
      kept = sent;
      savedAt = at;
      keepHere();
      if (!by("notice").hidden && !halted) notice("");
      by("draft-title").textContent = told.title;
      document.title = `${told.title} – realpolitik`;
      continue;
    }
    if (status === "conflict" || status === "gone") {
      halted = true;
      say("Not saved", true);
      const acts = [act("Keep mine as a new draft", keepAsNew, "first")];
      if (status === "conflict") acts.push(act("Take the other one", takeOther));
      notice(`${told.message} ${told.remedy}`, ...acts);
      return false;
    }
    say(`Not saved: ${told.message} ${status ? told.remedy : backedUp ? "What you type is kept in this browser meanwhile." : ""}`.trim(), true);
    waiting = setTimeout(save, AGAIN_AFTER);
    return false;
  }
  say("Saved");
  check();
  return true;
}

async function keepAsNew() {
  const { status, told } = await ask("/write/copy", { method: "POST", body: text.value, headers: { "Content-Type": "text/plain" } });
  if (status !== 200) { say(`Not saved: ${told.message} ${told.remedy}`, true); return; }
  forget();
  location.assign(`/write/${told.id}`);
}

function takeOther() { forget(); location.reload(); }

function forget() {
  try { localStorage.removeItem(backup); } catch { /* there was nothing */ }
  kept = text.value;
  backedUp = true;
}

addEventListener("beforeunload", (event) => { if (!backedUp && text.value !== kept) event.preventDefault(); });

function restore() {
  let held = null;
  try { held = JSON.parse(localStorage.getItem(backup) ?? "null"); } catch { /* it is nothing that we wrote */ }
  if (!held || typeof held.text !== "string" || held.text === text.value) { keepHere(); return; }
  if (held.mark === mark) {
    put(held.text);
    document.getElementById("said").textContent = "What was not saved the last time is back.";
    return;
  }
  const given = held.text;
  notice("This browser holds a text of this draft that was not saved, and the draft was changed since.",
    act("Keep that text as a new draft", async () => {
      const { status, told } = await ask("/write/copy", { method: "POST", body: given, headers: { "Content-Type": "text/plain" } });
      if (status === 200) { forget(); location.assign(`/write/${told.id}`); }
    }, "first"),
    act("Forget it", () => { forget(); notice(""); }));
}

// --- steps back and forth

const steps = { back: [], forth: [], last: { text: text.value, at: 0 }, time: 0 };

function remember(apart) {
  const now = performance.now();
  if (text.value === steps.last.text) return;
  if (apart || now - steps.time > BURST || !steps.back.length) {
    steps.back.push(steps.last);
    if (steps.back.length > KEPT_STEPS) steps.back.shift();
  }
  steps.forth = [];
  steps.time = apart ? 0 : now;
  steps.last = { text: text.value, at: text.selectionStart };
  offer();
}

function go(from, to) {
  if (!steps[from].length) return;
  steps[to].push(steps.last);
  steps.last = steps[from].pop();
  steps.time = 0;
  const line = exchange(steps.last.text);
  text.setSelectionRange(steps.last.at, steps.last.at);
  offer();
  changed();
  show(line);
}

function offer() {
  by("undo").disabled = !steps.back.length;
  by("redo").disabled = !steps.forth.length;
}

// --- the text

/** Puts another text in the place of the one that is there, where they differ; returns the first line on which they do. */
function exchange(next) {
  const before = text.value;
  let head = 0;
  while (head < next.length && head < before.length && next[head] === before[head]) head += 1;
  let tail = 0;
  while (tail < next.length - head && tail < before.length - head && next[next.length - 1 - tail] === before[before.length - 1 - tail]) tail += 1;
  const top = text.scrollTop;
  text.setRangeText(next.slice(head, next.length - tail), head, before.length - tail, "preserve");
  text.scrollTop = top;
  return before.slice(0, head).split("\n").length;
}

function put(next) {
  if (next === text.value) return;
  const line = exchange(next);
  remember(true);
  changed();
  show(line);
}

/** Scrolls the text so that a line can be seen. */
function show(line) {
  const height = parseFloat(getComputedStyle(text).lineHeight);
  const y = (line - 1) * height;
  if (y < text.scrollTop || y > text.scrollTop + text.clientHeight - 2 * height) text.scrollTop = Math.max(0, y - text.clientHeight / 3);
}

function insert(words) {
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  remember(false);
  changed();
}

function indent(back) {
  const { selectionStart: first, selectionEnd: last, value } = text;
  const begins = value.lastIndexOf("\n", first - 1) + 1;
  if (first === last && !back) { insert(" ".repeat(2 - ((first - begins) % 2))); return; }
  const block = value.slice(begins, last);
  const turned = block.replace(/^/gm, back ? "" : "  ").replace(back ? /^ {1,2}/gm : /$^/, "");
  if (turned === block) return;
  const moved = turned.split("\n")[0].length - block.split("\n")[0].length;
  text.setRangeText(turned, begins, last, "preserve");
  text.setSelectionRange(Math.max(begins, first + moved), last + turned.length - block.length);
  remember(true);
  changed();
}

let leaves = false;
text.addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.altKey && ["z", "y"].includes(event.key.toLowerCase())) {
    event.preventDefault();
    if (event.key.toLowerCase() === "y" || event.shiftKey) go("forth", "back"); else go("back", "forth");
  } else if (event.key === "Escape") {
    leaves = true;
    return;
  } else if (event.key === "Tab" && !control && !event.altKey && !leaves) {
    event.preventDefault();
    indent(event.shiftKey);
  } else if (event.key === "Enter" && !control && !event.altKey && !event.isComposing) {
    event.preventDefault();
    const line = text.value.slice(text.value.lastIndexOf("\n", text.selectionStart - 1) + 1, text.selectionStart);
    insert(`\n${line.match(/^ */)[0]}${/:\s*$/.test(line) ? "  " : ""}`);
    show(text.value.slice(0, text.selectionStart).split("\n").length);
  }
  if (event.key !== "Shift") leaves = false;
});
text.addEventListener("beforeinput", (event) => {
  if (event.inputType === "historyUndo") { event.preventDefault(); go("back", "forth"); }
  if (event.inputType === "historyRedo") { event.preventDefault(); go("forth", "back"); }
});
text.addEventListener("input", () => { remember(false); changed(); });

// --- the numbers of the lines, and what is wrong on them

const numbers = by("numbers");
let lines = 0;
let marks = new Map();

function drawNumbers() {
  const count = Math.min(MOST_LINES, text.value.split("\n").length);
  if (count > lines) {
    const more = document.createDocumentFragment();
    for (let line = lines + 1; line <= count; line += 1) more.append(element("span", { textContent: String(line), className: marks.get(line) ?? "" }));
    numbers.append(more);
  } else {
    for (let line = lines; line > count; line -= 1) numbers.lastChild.remove();
  }
  lines = count;
}

function drawMarks(told) {
  const found = new Map();
  for (const each of told.idle) found.set(each.line, "idle");
  for (const each of told.problems) found.set(each.line, "wrong");
  for (const line of new Set([...marks.keys(), ...found.keys()])) {
    const place = numbers.children[line - 1];
    if (place) place.className = found.get(line) ?? "";
  }
  marks = found;
}

const follow = () => { numbers.style.transform = `translateY(${-text.scrollTop}px)`; };
text.addEventListener("scroll", follow, { passive: true });

// --- what is wrong

let checking = false, checkAgain = false;

async function check() {
  if (checking) { checkAgain = true; return; }
  checking = true;
  do {
    checkAgain = false;
    const { status, told } = await ask(`/write/${id}/check`);
    if (status === 200 && told.mark === mark && savedAt === typed) tell(told);
    else if (status !== 200 && status !== "gone") say(`Not checked: ${told.message}`, true);
  } while (checkAgain);
  checking = false;
}

function toLine(line, column = 1) {
  view("text");
  const before = text.value.split("\n").slice(0, line - 1).join("\n");
  const begins = line > 1 ? before.length + 1 : 0;
  const end = text.value.indexOf("\n", begins);
  text.focus({ preventScroll: true });
  text.setSelectionRange(begins + Math.max(0, Math.min(column, 10000) - 1), end < 0 ? text.value.length : end);
  if (text.selectionStart >= text.selectionEnd) text.setSelectionRange(begins, end < 0 ? text.value.length : end);
  show(line);
  text.scrollLeft = 0;
}

const capital = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);
const stop = (words) => (/[.!?]$/.test(words) ? words : `${words}.`);
const link = (words, done, more) => element("button", { type: "button", className: "go", onclick: done },
  words, element("span", { className: "unseen", textContent: `: ${more}` }));

function tell(told) {
  const verdict = by("verdict");
  const count = told.problems.length;
  const words = told.valid ? "Nothing is wrong." : `${count} to mend`;
  if (verdict.textContent !== words) verdict.textContent = words;
  verdict.className = `found ${told.valid ? "right" : "wrong"}`;
  by("tab-check").textContent = count ? `Check (${count})` : "Check";
  by("problems").replaceChildren(...told.problems.map((each) => {
    const where = each.path ? `${each.path}, ` : "";
    const item = element("li", {},
      ...(each.path ? [element("code", { textContent: each.path }), ": "] : []),
      `${each.path ? each.message : capital(each.message)}. `,
      element("span", { className: "remedy", textContent: `${stop(capital(each.remedy))} ` }),
      link(`Line ${each.line}`, () => toLine(each.line, each.column), `${where}${each.message}`));
    if (each.field) item.append(" ", link("In the form", () => { view("form"); form.reveal(each.field); }, `${where}${each.message}`));
    return item;
  }));
  const idle = by("idle");
  idle.hidden = !told.idle.length;
  idle.querySelector("summary").textContent = `${told.idle.length} ${told.idle.length === 1 ? "part stands" : "parts stand"} idle`;
  const reasons = Map.groupBy ? Map.groupBy(told.idle, (each) => each.reason) : new Map(told.idle.map((each) => [each.reason, told.idle.filter((other) => other.reason === each.reason)]));
  idle.querySelector("ul").replaceChildren(...[...reasons].map(([reason, parts]) => element("li", {}, stop(capital(reason)),
    element("ul", {}, ...parts.map((each) => element("li", {}, element("code", { textContent: each.path }), " ",
      link(`Line ${each.line}`, () => toLine(each.line), each.path)))))));
  const open = by("open");
  if (told.valid) open.removeAttribute("aria-disabled"); else open.setAttribute("aria-disabled", "true");
  open.title = told.valid ? "" : "First mend what is wrong";
  drawMarks(told);
  form.show(told);
}

by("open").addEventListener("click", async (event) => {
  if (event.currentTarget.getAttribute("aria-disabled") !== "true") {
    if (savedAt === typed) return;
    event.preventDefault();
    if (await save()) location.assign(`/crises/${own}${id}`);
    return;
  }
  event.preventDefault();
  view("check");
  by("said").textContent = "First mend what is wrong.";
  by("problems").querySelector("button")?.focus();
});
by("download").addEventListener("click", async (event) => {
  if (savedAt === typed) return;
  event.preventDefault();
  const made = element("a", { href: URL.createObjectURL(new Blob([text.value], { type: "application/yaml" })), download: "crisis.yaml" });
  made.click();
  setTimeout(() => URL.revokeObjectURL(made.href), 1000);
});

// --- the form

let edits = Promise.resolve();

/** Makes an edit in the text; returns what is wrong with it, or nothing. One waits for the other. */
function edit(action, path, value) {
  const made = edits.then(async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      const at = typed;
      const { status, told } = await ask("/write/edit", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text: text.value, action, path, value }),
      });
      if (status !== 200) return `${stop(capital(told.message))} ${told.remedy ? stop(capital(told.remedy)) : ""}`.trim();
      if (at !== typed) continue;
      put(told.text);
      await save();
      return "";
    }
    return "The text was changed meanwhile. Try once more.";
  });
  edits = made.catch(() => {});
  return made;
}

const form = createForm(by("form"), by("form-note"), JSON.parse(by("specification").textContent), {
  edit, toLine, said: (words) => { by("said").textContent = words; },
});

// --- one pane at a time, where there is no room for more

const narrow = matchMedia("(max-width: 60rem)");
const tabs = [...root.querySelectorAll("[role='tab']")];

function view(name) {
  if (!narrow.matches) return;
  root.dataset.view = name;
  for (const tab of tabs) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  follow();
}

function arrange() {
  by("undo").hidden = by("redo").hidden = false;
  root.querySelector(".views").hidden = !narrow.matches;
  for (const tab of tabs) {
    const pane = by(tab.getAttribute("aria-controls"));
    const name = tab.id.slice(4);
    if (narrow.matches) { pane.setAttribute("role", "tabpanel"); pane.setAttribute("aria-labelledby", tab.id); }
    else { pane.removeAttribute("role"); pane.setAttribute("aria-labelledby", `heading-${name}`); }
  }
  if (narrow.matches) view(root.dataset.view ?? "text"); else delete root.dataset.view;
}

tabs.forEach((tab, place) => {
  tab.addEventListener("click", () => view(tab.id.slice(4)));
  tab.addEventListener("keydown", (event) => {
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    view(next.id.slice(4));
    next.focus();
  });
});
narrow.addEventListener("change", arrange);
by("undo").addEventListener("click", () => go("back", "forth"));
by("redo").addEventListener("click", () => go("forth", "back"));
by("plain").addEventListener("submit", (event) => { event.preventDefault(); save(); });
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); }
});

arrange();
drawNumbers();
follow();
restore();
if (new TextEncoder().encode(text.value).length > most) say("This is too large to be read", true);
if (savedAt === typed) check();
