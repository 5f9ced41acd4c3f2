// Draws pictures: every element of the class "picture" holds a Vega-Lite document, and is drawn once it can be seen.
// The policy of the page allows no program made of text, so expressions are interpreted, and styles come from the style sheet.
import { expressionInterpreter } from "/static/vendor/vega-interpreter.js";

let darker = null;

async function dark(spec) {
  if (!window.isDark()) return spec;
  darker ??= (await fetch("/static/dark.json")).json();
  const shades = await darker;
  const turned = (node) => {
    if (typeof node === "string") return shades[node.toLowerCase()] ?? node;
    if (Array.isArray(node)) return node.map(turned);
    if (node && typeof node === "object") {
      return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, turned(item)]));
    }
    return node;
  };
  return turned(spec);
}

async function draw(element) {
  const held = element.querySelector("script[type='application/json']");
  const place = element.querySelector(".drawn");
  if (!held || !place) return;
  const specs = JSON.parse(held.textContent);
  const narrow = element.clientWidth < 560;
  const spec = narrow && specs.narrow ? specs.narrow : specs.wide;
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, expr: expressionInterpreter,
    defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  element.dataset.drawn = narrow ? "narrow" : "wide";
  const { view } = await window.vegaEmbed(place, await dark(spec), options);
  element.finalize?.();
  element.finalize = () => view.finalize();
  const svg = place.querySelector("svg");
  if (svg) { svg.setAttribute("aria-hidden", "true"); svg.setAttribute("focusable", "false"); }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
}, { rootMargin: "200px" });

const within = (root) => (root.matches?.(".picture") ? [root] : [...root.querySelectorAll(".picture")]);
const watch = (root) => within(root).forEach((each) => seen.observe(each));
const again = () => document.querySelectorAll(".picture[data-drawn]").forEach(draw);

watch(document);
document.body.addEventListener("htmx:load", (event) => watch(event.detail.elt));
document.addEventListener("theme", again);
let waiting = 0;
addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 250); });
