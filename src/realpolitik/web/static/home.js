// The answer stands open on a card once somebody has said, or skipped, what they think.
for (const each of document.querySelectorAll("details[data-crisis]")) {
  try { each.open = localStorage.getItem(`guess:${each.dataset.crisis}`) !== null; } catch { /* it stays folded */ }
}
