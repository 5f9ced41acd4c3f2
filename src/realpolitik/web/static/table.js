// A table: texts are made of clauses that are ticked, with what they are worth; what is ticked outlives news; and news is read out.
const said = document.getElementById("said");
const ticked = new Map();
const opened = new Set();

function compose(box, number) {
  const moves = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  const ticks = [...box.querySelectorAll("input[data-clause]")];
  const go = box.querySelector("button.go");
  const worth = box.querySelector(".live-worth");
  const key = `${number}|${box.dataset.suitor}`;
  const near = box.querySelector("button.near");
  const called = (clause) => box.querySelector(`input[data-clause="${CSS.escape(clause)}"]`).closest("label").querySelector("b").textContent;
  const kept = ticked.get(key);
  if (kept) for (const tick of ticks) tick.checked = kept.has(tick.dataset.clause);
  const look = () => {
    const wanted = ticks.filter((tick) => tick.checked).map((tick) => tick.dataset.clause);
    ticked.set(key, new Set(wanted));
    const found = moves.find((move) => move.clauses.length === wanted.length && move.clauses.every((clause) => wanted.includes(clause)));
    go.disabled = !found;
    go.value = found ? found.number : "";
    near.hidden = Boolean(found) || !wanted.length;
    if (found || !wanted.length) {
      worth.textContent = found ? `${found.worth || "It changes next to nothing"}.` : "Tick what the text holds.";
      return;
    }
    const apart = (move) => ({ move, more: move.clauses.filter((clause) => !wanted.includes(clause)), less: wanted.filter((clause) => !move.clauses.includes(clause)) });
    const closest = moves.map(apart).sort((one, other) => one.more.length + one.less.length - other.more.length - other.less.length)[0];
    const told = [closest.more.length ? `also ${closest.more.map(called).join(", ")}` : "", closest.less.length ? `without ${closest.less.map(called).join(", ")}` : ""];
    worth.textContent = `This cannot be put so. The nearest text: ${told.filter(Boolean).join("; ")}.`;
    near.onclick = () => { for (const tick of ticks) tick.checked = closest.move.clauses.includes(tick.dataset.clause); look(); };
  };
  for (const tick of ticks) tick.addEventListener("change", look);
  box.querySelector(".made").hidden = false;
  look();
}

let keeps = false;

function begin(root) {
  for (const box of root.querySelectorAll("input[data-remember]")) {
    box.checked = keeps;
    box.addEventListener("change", () => { keeps = box.checked; });
  }
  for (const play of root.matches?.(".play") ? [root] : root.querySelectorAll(".play"))
    for (const box of play.querySelectorAll(".composer")) compose(box, play.dataset.number);
  for (const each of root.querySelectorAll("details")) {
    const key = each.dataset.keep || each.querySelector("summary")?.textContent;
    if (opened.has(key)) each.open = true;
    each.addEventListener("toggle", () => (each.open ? opened.add(key) : opened.delete(key)));
  }
  for (const button of root.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.from);
      field.select();
      navigator.clipboard?.writeText(field.value).then(() => { said.textContent = "Copied."; button.textContent = "Copied"; }, () => {});
    });
  }
  for (const button of root.querySelectorAll("button.print")) { button.hidden = false; button.addEventListener("click", () => print()); }
}

const own = document.getElementById("sit");
if (own) {
  const look = () => { for (const row of document.querySelectorAll(".seat-row[data-seat]")) row.hidden = row.dataset.seat === own.value; };
  own.addEventListener("change", look);
  look();
}

begin(document);
document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
document.body.addEventListener("htmx:afterSwap", (event) => {
  const told = event.detail.target.querySelector("[data-said]");
  if (told) said.textContent = told.dataset.said;
  if (document.activeElement === document.body) {
    const head = event.detail.target.querySelector("h2");
    if (head) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
  }
});
