// Tabs: with a script what is behind one is fetched by itself, and the address says which is open; arrows move between them.
const list = document.querySelector("[role=tablist]");
const panel = document.getElementById("tabpanel");
const tabs = [...list.querySelectorAll("[role=tab]")];
const crisis = document.getElementById("crisis").dataset.crisis;

async function open(tab, remember = true) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", tab.id);
  panel.setAttribute("aria-busy", "true");
  if (remember) {
    const address = new URL(location.href);
    address.searchParams.set("tab", tab.dataset.tab);
    history.replaceState(null, "", address);
  }
  await window.htmx.ajax("GET", `/crises/${crisis}/panels/${tab.dataset.tab}`, { target: panel, swap: "innerHTML" });
  panel.removeAttribute("aria-busy");
}

list.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  tab.focus();
  open(tab);
});
list.addEventListener("keydown", (event) => {
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) {
    if (at >= 0 && event.key === " ") { event.preventDefault(); open(tabs[at]); }
    return;
  }
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  open(tab);
});
