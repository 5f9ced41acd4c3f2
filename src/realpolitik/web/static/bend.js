// The knobs of a bent crisis: sliders that say what they set, undo, and the link. What is changed is in the form, and the form is the address.
"use strict";
(() => {
  const form = document.getElementById("knobs");
  if (!form) return;
  const TOGETHER = 2000; // milliseconds
  const store = `undo:${form.dataset.crisis}`;
  const read = () => { try { return JSON.parse(sessionStorage.getItem(store)) ?? []; } catch { return []; } };
  const write = (list) => { try { sessionStorage.setItem(store, JSON.stringify(list.slice(-50))); } catch { /* there is no undo then */ } };
  const here = () => document.getElementById("bent").dataset.address;
  const undo = document.getElementById("undo");
  let address = here();
  let slid = 0; // when a slider last moved
  let kept = 0; // when an address was last kept for it
  const shown = () => { undo.hidden = read().length === 0; };
  const links = () => document.querySelectorAll("[data-copy-link]").forEach((each) => { each.hidden = false; });

  const parts = (slider) => ({
    hidden: slider.querySelector("input[type=hidden]"),
    range: slider.querySelector("input[type=range]"),
    told: slider.querySelector("output"),
    back: slider.querySelector("[data-reset]"),
  });

  form.addEventListener("input", (event) => {
    const slider = event.target.closest(".slider");
    if (!slider) return;
    const { hidden, range, told, back } = parts(slider);
    const value = Number(Number(range.value).toPrecision(3));
    hidden.value = `${slider.dataset.path}=${value}`;
    hidden.disabled = false;
    told.textContent = String(value);
    back.hidden = false;
    slid = Date.now();
    form.dispatchEvent(new CustomEvent("slid"));
  });

  form.addEventListener("click", (event) => {
    const back = event.target.closest("[data-reset]");
    if (!back) return;
    const { hidden, range, told } = parts(back.closest(".slider"));
    hidden.disabled = true;
    hidden.value = "";
    range.value = range.dataset.middle;
    told.textContent = "as the sources have it";
    back.hidden = true;
    range.focus();
    form.dispatchEvent(new Event("change"));
  });

  form.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.triggeringEvent?.type === "slid") event.detail.headers["X-Slid"] = "1";
  });

  document.body.addEventListener("htmx:afterSwap", () => {
    links();
    const now = here();
    if (now === address) return;
    // What one pull of a slider passes through is one change.
    const pulling = Date.now() - slid < TOGETHER;
    if (!pulling || Date.now() - kept > TOGETHER) write([...read(), address]);
    kept = pulling ? Date.now() : 0;
    address = now;
    shown();
  });

  // What comes anew while a slider is held would take it out of the hand that holds it.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "sliders" && event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });

  undo.addEventListener("click", () => {
    const list = read();
    const last = list.pop();
    write(list);
    if (last !== undefined) location.assign(last ? `${form.getAttribute("action")}?${last}` : form.getAttribute("action"));
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-link]");
    if (!button) return;
    const said = document.getElementById("said");
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = "The link is copied.";
      button.textContent = "Copied";
    } catch {
      said.textContent = `The link is ${location.href}`;
      button.textContent = "The link is in the address bar";
    }
  });

  shown();
  links();
})();
