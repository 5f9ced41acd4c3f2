// Draws pictures: every element of the class "picture" holds a Vega-Lite document, and is drawn once it can be seen.
// The policy of the page allows no program made of text, so expressions are interpreted, and styles come from the style sheet.
import { expressionInterpreter } from "/static/vendor/vega-interpreter.js";

const NARROW = 560;
const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, expr: expressionInterpreter,
  defaultStyle: false, tooltip: { disableDefaultStyle: true } };

async function draw(element) {
  const held = element.querySelector("script[type='application/json']");
  const place = element.querySelector(".drawn");
  if (!held || !place) return;
  const size = element.clientWidth < NARROW ? "narrow" : "wide";
  if (element.dataset.drawn === size) return;
  element.dataset.drawn = size;
  element.forget?.();
  const { view } = await window.vegaEmbed(place, JSON.parse(held.textContent)[size], options);
  element.forget = () => view.finalize();
  const svg = place.querySelector("svg");
  if (svg) { svg.setAttribute("aria-hidden", "true"); svg.setAttribute("focusable", "false"); }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
}, { rootMargin: "200px" });

const watch = (root) => {
  for (const each of root.matches?.(".picture") ? [root] : root.querySelectorAll(".picture")) seen.observe(each);
};

watch(document);
document.body.addEventListener("htmx:load", (event) => watch(event.detail.elt));
let waiting = 0;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => document.querySelectorAll(".picture[data-drawn]").forEach(draw), 250);
});
