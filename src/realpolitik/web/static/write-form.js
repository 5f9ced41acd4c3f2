// The form beside the text: drawn from what the check says of the file, entry by entry as they are opened. Everything that comes from
// the file is put in as text, never as markup. A field that somebody is in keeps what they have typed.

const PAUSE = 900;

const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};
const unseen = (words) => element("span", { className: "unseen", textContent: `: ${words}` });
const nameOf = (path) => `at ${JSON.stringify(path)}`;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function createForm(root, note, specification, { edit, toLine, said }) {
  let told = null;
  let drawn = "";
  const open = new Set();
  const fields = new Map();
  let counted = 0;
  const fresh = () => `f${(counted += 1)}`;

  // --- what may be chosen

  function among(of, path) {
    if (of === "clauses") return (entryAt(path.slice(0, 2))?.tables.menu ?? []).filter((each) => each.key !== path[3]);
    return told.form.tables[of] ?? [];
  }

  function entryAt(path) {
    let found = null, around = told.form.tables;
    for (let step = 0; step + 1 < path.length; step += 2) {
      found = around[path[step]]?.find((each) => each.key === path[step + 1]);
      if (!found) return null;
      around = found.tables;
    }
    return found;
  }

  const called = (entry) => (entry.name && entry.name !== entry.key ? `${entry.key} (${entry.name})` : entry.key);

  // --- one field

  function watch(input, path, read) {
    let timer = 0, sent;
    const fault = element("span", { className: "wrong-here", id: fresh() });
    const known = { input, path, fault, refused: "", dirty: false };
    sent = read();
    async function send() {
      clearTimeout(timer);
      const value = read();
      if (same(value, sent)) { known.dirty = false; return; }
      sent = value;
      const wrong = await edit("set", path, value);
      known.refused = wrong;
      known.dirty = Boolean(wrong) || !same(read(), value);
      if (wrong) sent = undefined;
      mark(known);
      if (wrong) said(wrong);
    }
    known.reset = (value) => { sent = value; known.refused = ""; };
    known.send = send;
    input.addEventListener("input", () => { known.dirty = true; clearTimeout(timer); timer = setTimeout(send, PAUSE); });
    input.addEventListener("change", send);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && input.tagName === "INPUT") { event.preventDefault(); send(); }
    });
    fields.set(nameOf(path), known);
    return known;
  }

  function mark(known) {
    const words = [known.refused, ...(known.problems ?? [])].filter(Boolean).join(" ");
    known.fault.textContent = words;
    const described = [known.hint, words ? known.fault.id : ""].filter(Boolean).join(" ");
    for (const input of known.inputs ?? [known.input]) {
      if (words) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
      if (described) input.setAttribute("aria-describedby", described); else input.removeAttribute("aria-describedby");
    }
  }

  function elsewhere(value, label) {
    const line = element("button", { type: "button", className: "go", onclick: () => toLine(value.line) },
      `change it on line ${value.line}`, unseen(label));
    return element("span", { className: "elsewhere" }, element("code", { textContent: value.written }), " – ", line);
  }

  function hintOf(field) {
    return field.hint ? element("span", { className: "hint", id: fresh(), textContent: field.hint }) : null;
  }

  function input(field, path, value) {
    const id = fresh();
    if (field.widget === "words") return element("textarea", { id, value: value ?? "", rows: 2 });
    if (field.widget === "choice") {
      const select = element("select", { id });
      fill(select, field, path, value ?? "");
      return select;
    }
    // Days are written as in the file: a browser would write them as its country does, and its calendar opens at today.
    return element("input", { id, value: value ?? "", type: "text", placeholder: field.widget === "day" ? "year-month-day" : field.usual });
  }

  function fill(select, field, path, value) {
    const choices = field.of ? among(field.of, path).map((each) => [each.key, called(each)]) : field.choices.map((each) => [each, each]);
    if (!field.needed || !value) choices.unshift(["", field.needed ? "choose one" : "not said"]);
    if (value && !choices.some(([key]) => key === value)) choices.push([value, `${value} (there is none)`]);
    const wanted = choices.map(([key, words]) => element("option", { value: key, textContent: words }));
    if (!same([...select.options].map((each) => [each.value, each.textContent]), choices)) select.replaceChildren(...wanted);
    select.value = value;
  }

  function drawField(field, around, values) {
    const path = [...around, ...field.name.split(".")];
    const value = values[field.name];
    const hint = hintOf(field);
    const place = element("div", { className: "field" });
    if (["words", "several", "numbers", "line"].includes(field.widget)) place.classList.add("broad");
    if (field.widget === "line" && field.name === "name") place.classList.remove("broad");
    if (value && !("shown" in value)) {
      place.append(element("label", { textContent: field.label }), elsewhere(value, field.label));
      return place;
    }
    const shown = value?.shown;
    if (field.widget === "flag") {
      const box = element("input", { type: "checkbox", id: fresh(), checked: Boolean(shown) });
      const known = watch(box, path, () => box.checked);
      known.set = (next) => { box.checked = Boolean(next); };
      known.hint = hint?.id;
      place.classList.add("flag", "broad");
      place.append(element("label", {}, box, ` ${field.label}`), known.fault);
      return place;
    }
    if (field.widget === "several") return drawSeveral(field, path, shown ?? [], hint, place);
    if (field.widget === "numbers") return drawNumbers(field, path, shown ?? [], hint, place);
    const made = input(field, path, shown);
    const known = watch(made, path, () => made.value);
    known.set = (next) => {
      if (field.widget === "choice") fill(made, field, path, next ?? "");
      else if (made.value !== (next ?? "")) made.value = next ?? "";
    };
    known.hint = hint?.id;
    mark(known);
    place.append(element("label", { htmlFor: made.id, textContent: field.label }), made, ...(hint ? [hint] : []), known.fault);
    return place;
  }

  function drawSeveral(field, path, shown, hint, place) {
    const set = element("fieldset", {}, element("legend", { textContent: field.label }));
    const ticks = element("div", { className: "ticks" });
    const boxes = new Map();
    const keys = [...new Set([...among(field.of, path).map((each) => each.key), ...shown])];
    for (const key of keys) {
      const box = element("input", { type: "checkbox", value: key, checked: shown.includes(key) });
      boxes.set(key, box);
      ticks.append(element("label", {}, box, ` ${key}`));
    }
    if (!keys.length) ticks.append(element("span", { className: "hint", textContent: "There is nothing to choose yet." }));
    const known = watch(set, path, () => [...boxes].filter(([, box]) => box.checked).map(([key]) => key));
    known.inputs = [set];
    known.focus = () => set.querySelector("input")?.focus();
    known.set = (next) => { for (const [key, box] of boxes) box.checked = (next ?? []).includes(key); };
    known.hint = hint?.id;
    mark(known);
    set.append(ticks, ...(hint ? [hint] : []), known.fault);
    place.append(set);
    return place;
  }

  function drawNumbers(field, path, shown, hint, place) {
    const set = element("fieldset", {}, element("legend", { textContent: field.label }));
    if (hint) set.append(hint);
    const rows = element("div", { className: "rows" });
    for (const row of shown) {
      const inner = [...path, row.key];
      if (!("shown" in row)) {
        rows.append(element("div", { className: "row" }, element("label", { textContent: row.key }),
          element("span", { className: "elsewhere" }, element("code", { textContent: row.written }))));
        continue;
      }
      const made = element("input", { type: "text", id: fresh(), value: row.shown });
      const known = watch(made, inner, () => made.value);
      known.set = (next) => { if (made.value !== next) made.value = next; };
      rows.append(element("div", { className: "row" }, element("label", { htmlFor: made.id, textContent: row.key }), made, known.fault));
    }
    set.append(rows);
    const free = among(field.of, path).filter((each) => !shown.some((row) => row.key === each.key));
    if (free.length) {
      const select = element("select", {}, ...free.map((each) => element("option", { value: each.key, textContent: called(each) })));
      const number = element("input", { type: "text" });
      const fault = element("span", { className: "wrong-here", id: fresh(), role: "alert" });
      const add = element("button", { type: "button" }, "Add", unseen(field.label));
      const adding = async () => {
        const wrong = number.value.trim() ? await edit("set", [...path, select.value], number.value) : "Write a number.";
        fault.textContent = wrong;
        if (wrong) { number.setAttribute("aria-invalid", "true"); number.setAttribute("aria-describedby", fault.id); number.focus(); }
      };
      add.addEventListener("click", adding);
      number.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); adding(); } });
      set.append(element("div", { className: "more-row" },
        element("label", {}, "One more", select), element("label", {}, "Number", number), add), fault);
    }
    place.append(set);
    return place;
  }

  function drawFields(list, path, values) {
    const grid = (some) => element("div", { className: "grid" }, ...some.map((field) => drawField(field, path, values)));
    const parts = [grid(list.filter((field) => !field.later))];
    const later = list.filter((field) => field.later);
    if (later.length) {
      const more = folded([...path, "…"], "More");
      more.classList.add("later");
      more.append(grid(later));
      parts.push(more);
    }
    return parts;
  }

  // --- entries

  function folded(path, words) {
    const key = nameOf(path);
    const made = element("details", { open: open.has(key) }, element("summary", { textContent: words }));
    made.addEventListener("toggle", () => { if (made.open) open.add(key); else open.delete(key); });
    return made;
  }

  function drawEntry(table, entry, path) {
    const key = nameOf(path);
    const made = element("details", { className: "entry", open: open.has(key) });
    made.dataset.path = key;
    const summary = element("summary", {}, element("code", { textContent: entry.key }));
    if (entry.name && entry.name !== entry.key) summary.append(` ${entry.name}`);
    made.append(summary);
    const fillIn = () => {
      if (made.querySelector(":scope > .inside")) return;
      const now = entryAt(path) ?? entry;
      const inside = element("div", { className: "inside" }, ...drawFields(table.fields, path, now.values));
      for (const inner of table.inner) inside.append(drawTable(inner, now.tables[inner.name], path, "h4"));
      const fault = element("span", { className: "wrong-here", id: fresh(), role: "alert" });
      const known = { input: summary, path, fault, refused: "", inputs: [] };
      fields.set(key, known);
      const line = element("button", { type: "button", onclick: () => toLine(entryAt(path)?.line ?? entry.line) }, "See it in the text", unseen(entry.key));
      const remove = element("button", { type: "button" }, `Remove this ${table.single}`, unseen(entry.key));
      remove.addEventListener("click", async () => {
        const wrong = await edit("remove", path);
        fault.textContent = wrong;
        if (!wrong) said(`Removed ${entry.key}. Undo brings it back.`);
      });
      inside.append(element("div", { className: "entry-acts" }, line, remove), fault);
      made.append(inside);
      if (told) markProblems();
    };
    made.addEventListener("toggle", () => {
      if (made.open) { open.add(key); fillIn(); } else open.delete(key);
    });
    if (made.open) fillIn();
    return made;
  }

  function suggested(single, entries) {
    const stem = single.replace(" ", "_");
    for (let number = entries.length + 1; ; number += 1) {
      const key = single === "state" ? `STATE${number}` : `${stem}${number}`;
      if (!entries.some((each) => each.key.toLowerCase() === key.toLowerCase())) return key;
    }
  }

  function drawTable(table, entries, around, heading) {
    const path = [...around, table.name];
    const id = fresh();
    const made = element("section", { className: "table" }, element(heading, { id, textContent: table.title }));
    made.setAttribute("aria-labelledby", id);
    for (const entry of entries) made.append(drawEntry(table, entry, [...path, entry.key]));
    const key = element("input", { type: "text", value: suggested(table.single, entries), spellcheck: false });
    key.setAttribute("autocapitalize", "off");
    const fault = element("span", { className: "wrong-here", id: fresh(), role: "alert" });
    const add = element("button", { type: "button", textContent: `Add ${/^[aeiou]/.test(table.single) ? "an" : "a"} ${table.single}` });
    const adding = async () => {
      const word = key.value.trim();
      open.add(nameOf([...path, word]));
      const wrong = await edit("add", path, word);
      fault.textContent = wrong;
      if (!wrong) { said(`Added ${word}.`); wanted = [...path, word]; if (told) seek(); return; }
      open.delete(nameOf([...path, word]));
      key.setAttribute("aria-invalid", "true");
      key.setAttribute("aria-describedby", fault.id);
      key.focus();
    };
    add.addEventListener("click", adding);
    key.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); adding(); } });
    made.append(element("div", { className: "more-row" }, element("label", {}, `Key of a new ${table.single}`, key), add), fault);
    return made;
  }

  // --- the whole

  /** What the form is made of, apart from what stands in its fields: as long as it is the same, fields are filled in and not drawn. */
  function shape(form) {
    const valueShape = (value) => ("shown" in value ? (Array.isArray(value.shown) ? value.shown.map((row) => row.key ?? 0).filter(Boolean) : 1) : value.written);
    const values = (list) => Object.entries(list).filter(([, value]) => !("shown" in value) || value.shown[0]?.key).map(([name, value]) => [name, valueShape(value)]);
    const entries = (all) => Object.entries(all).map(([name, list]) => [name, list.map((each) => [each.key, each.name, values(each.values), entries(each.tables)])]);
    return JSON.stringify([values(form.values), entries(form.tables)]);
  }

  function draw() {
    const focus = whereFocus();
    const top = root.scrollTop;
    const typed = [...fields].filter(([, known]) => known.dirty && ["text", "textarea"].includes(known.input.type))
      .map(([name, known]) => [name, known.input.value, known.refused]);
    fields.clear();
    const guide = root.querySelector(".about-numbers");
    guide.inert = false;
    root.removeAttribute("tabindex");
    root.classList.remove("waits");
    root.replaceChildren(guide, element("fieldset", {}, ...drawFields(specification.fields, [], told.form.values)),
      ...specification.tables.map((table) => drawTable(table, told.form.tables[table.name], [], "h3")));
    for (const [name, value, refused] of typed) {
      const known = fields.get(name);
      if (known) { known.input.value = value; Object.assign(known, { dirty: true, refused }); }
    }
    root.scrollTop = top;
    focus?.();
  }

  /** Remembers who has the focus, so that it can have it again in a form that was drawn anew. */
  function whereFocus() {
    const active = document.activeElement;
    if (!root.contains(active)) return null;
    for (const [name, known] of fields) {
      if (known.input !== active && !known.input.contains?.(active)) continue;
      const place = active.type === "checkbox" ? active.value : null;
      const [first, last] = [active.selectionStart, active.selectionEnd];
      return () => {
        const now = fields.get(name);
        if (!now) { root.querySelector("summary")?.focus({ preventScroll: true }); return; }
        const input = place ? [...now.input.querySelectorAll?.("input") ?? []].find((each) => each.value === place) ?? now.input : now.input;
        input.focus({ preventScroll: true });
        if (typeof first === "number" && input.setSelectionRange && input.type === "text") input.setSelectionRange(first, last);
      };
    }
    const key = active.closest("details.entry")?.dataset.path;
    return key ? () => root.querySelector(`details.entry[data-path=${CSS.escape(key)}] > summary`)?.focus({ preventScroll: true }) : null;
  }

  function fillIn() {
    for (const [, known] of fields) {
      if (!known.set || known.dirty) continue;
      known.set(valueAt(known.path));
      known.reset(valueNow(known));
    }
  }

  function valueNow(known) {
    const { input } = known;
    if (input.tagName === "FIELDSET") return [...input.querySelectorAll("input")].filter((each) => each.checked).map((each) => each.value);
    return input.type === "checkbox" ? input.checked : input.value;
  }

  function valueAt(path) {
    let entry = { values: told.form.values, tables: told.form.tables };
    let step = 0;
    while (path.length - step > 1 && entry.tables[path[step]]?.some((each) => each.key === path[step + 1])) {
      entry = entry.tables[path[step]].find((each) => each.key === path[step + 1]);
      step += 2;
    }
    const rest = path.slice(step);
    const value = entry.values[rest.join(".")] ?? entry.values[rest[0]];
    if (Array.isArray(value?.shown) && rest.length > 1) return value.shown.find((row) => row.key === rest[1])?.shown ?? "";
    return value?.shown;
  }

  function markProblems() {
    for (const known of fields.values()) known.problems = [];
    const wrong = new Set();
    for (const each of told.problems) {
      if (!each.field) continue;
      for (let length = 2; length <= each.field.length; length += 2) wrong.add(nameOf(each.field.slice(0, length)));
      let path = each.field;
      while (path.length && !fields.has(nameOf(path))) path = path.slice(0, -1);
      const words = `${each.message[0].toUpperCase()}${each.message.slice(1)}; ${each.remedy}.`;
      fields.get(nameOf(path))?.problems.push(words);
    }
    for (const known of fields.values()) mark(known);
    for (const entry of root.querySelectorAll("details.entry")) entry.classList.toggle("wrong", wrong.has(entry.dataset.path));
  }

  let wanted = null;
  function seek() {
    if (!wanted) return;
    const entry = [...root.querySelectorAll("details.entry")].find((each) => each.dataset.path === nameOf(wanted));
    if (!entry) return;
    wanted = null;
    entry.open = true;
    entry.querySelector("input, select, textarea")?.focus({ preventScroll: true });
    bring(entry);
  }

  /** Scrolls the form, or where it has no bar of its own the page, so that a part of it can be seen. */
  function bring(part) {
    if (root.scrollHeight <= root.clientHeight) { part.scrollIntoView({ block: "center" }); return; }
    root.scrollTop += part.getBoundingClientRect().top - root.getBoundingClientRect().top - root.clientHeight / 4;
  }

  return {
    /** Draws what a check says. */
    show(next) {
      const before = told;
      if (!next.form) {
        note.hidden = false;
        note.textContent = "The text cannot be read just now, so the form waits: mend what the check names first.";
        for (const each of root.children) each.inert = true;
        root.classList.add("waits");
        root.tabIndex = 0; // what waits can still be scrolled by keyboard
        if (before) told = { ...before, problems: [] };
        return;
      }
      told = next;
      note.hidden = true;
      const now = shape(next.form);
      if (now !== drawn || root.querySelector(":scope > [inert]")) { drawn = now; draw(); }
      fillIn();
      markProblems();
      seek();
    },
    /** Opens what stands around a field, and goes there. */
    reveal(path) {
      for (let length = 2; length <= path.length; length += 2) {
        const entry = [...root.querySelectorAll("details.entry")].find((each) => each.dataset.path === nameOf(path.slice(0, length)));
        if (entry) { entry.open = true; entry.dispatchEvent(new Event("toggle")); }
      }
      let place = path;
      while (place.length && !fields.has(nameOf(place))) place = place.slice(0, -1);
      const known = fields.get(nameOf(place));
      if (!known) { root.querySelector("input")?.focus(); return; }
      for (let around = known.input.parentElement; around && around !== root; around = around.parentElement) {
        if (around.tagName === "DETAILS") around.open = true;
      }
      if (known.focus) known.focus(); else known.input.focus({ preventScroll: true });
      bring(known.input);
    },
  };
}
