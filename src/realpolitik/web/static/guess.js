// What one thinks, before the answer is shown: chances that sum to 100, kept in this browser, and dotted beside the answer afterwards.
const crisis = document.getElementById("crisis");
const form = document.querySelector("form.guess");
const answer = document.querySelector(".answer");
const veil = document.querySelector(".veil");
const guessed = document.querySelector(".guessed");
const KEY = `guess:${crisis.dataset.crisis}`;
const SKIPPED = "skipped";

const numbers = [...form.querySelectorAll("input[type=number]")];
const ranges = [...form.querySelectorAll("input[type=range]")];
const names = [...form.querySelectorAll("label")].map((label) => label.textContent.trim());

function kept() {
  if (answer.dataset.guess) return answer.dataset.guess.split(" ").map(Number);
  try {
    const text = localStorage.getItem(KEY);
    if (text === SKIPPED) return SKIPPED;
    const found = JSON.parse(text);
    return Array.isArray(found) && found.length === numbers.length && found.every(Number.isFinite) ? found : null;
  } catch { return null; }
}

function keep(guess) {
  delete answer.dataset.guess;
  try { localStorage.setItem(KEY, guess === SKIPPED ? SKIPPED : JSON.stringify(guess)); } catch { /* it is forgotten with the page */ }
}

function show(guess) {
  guess.forEach((value, place) => { numbers[place].value = ranges[place].value = Math.round(value); });
}

// The others share what is left, as they stood to each other.
function balance(changed, value) {
  const given = Math.min(100, Math.max(0, Math.round(Number(value)) || 0));
  const others = numbers.map((each, place) => (place === changed ? 0 : Number(each.value) || 0));
  const total = others.reduce((one, other) => one + other, 0);
  const left = 100 - given;
  const guess = others.map((each, place) => (place === changed ? given : Math.round(total ? (left * each) / total : left / (others.length - 1))));
  const last = guess.findLastIndex((each, place) => place !== changed && (each > 0 || !total || left > 0));
  if (last >= 0) guess[last] += 100 - guess.reduce((one, other) => one + other, 0);
  if (last >= 0 && guess[last] < 0) { guess[last] = 0; }
  show(guess);
}

function dots() {
  const guess = kept();
  const known = Array.isArray(guess);
  answer.querySelectorAll("svg.track").forEach((track, place) => {
    track.querySelectorAll(".guess-line").forEach((line) => line.remove());
    if (!known) return;
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    line.setAttribute("class", "guess-line");
    line.setAttribute("x1", `${guess[place]}%`);
    line.setAttribute("x2", `${guess[place]}%`);
    line.setAttribute("y1", "0");
    line.setAttribute("y2", "100%");
    track.append(line);
  });
  answer.querySelectorAll(".guess-key").forEach((each) => { each.hidden = !known; });
}

function turn() {
  const guess = kept();
  const shown = guess !== null;
  form.hidden = shown;
  veil.hidden = shown;
  answer.hidden = !shown;
  guessed.hidden = !shown;
  document.querySelectorAll(".after").forEach((each) => { each.hidden = !shown; });
  guessed.querySelector(".guess-said").textContent = Array.isArray(guess)
    ? `You said: ${names.map((name, place) => `${name} ${Math.round(guess[place])}%`).join(", ")}.`
    : "You have not said what you think.";
  guessed.querySelector(".again").textContent = Array.isArray(guess) ? "Guess again" : "Say it";
  if (Array.isArray(guess)) show(guess);
  dots();
}

ranges.forEach((range, place) => {
  range.hidden = false;
  range.addEventListener("input", () => balance(place, range.value));
});
numbers.forEach((number, place) => number.addEventListener("change", () => balance(place, number.value)));
form.querySelector(".skip-guess").hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = numbers.map((each) => Math.min(100, Math.max(0, Number(each.value) || 0)));
  const total = given.reduce((one, other) => one + other, 0);
  keep(total ? given.map((each) => (100 * each) / total) : SKIPPED);
  turn();
  answer.querySelector("#answer-head").scrollIntoView({ block: "nearest" });
});
form.querySelector(".skip-guess").addEventListener("click", () => { keep(SKIPPED); turn(); });
guessed.querySelector(".again").hidden = false;
guessed.querySelector(".again").addEventListener("click", () => {
  form.hidden = false;
  guessed.hidden = true;
  numbers[0].focus();
});
document.body.addEventListener("htmx:load", (event) => { if (answer.contains(event.detail.elt)) dots(); });
turn();
