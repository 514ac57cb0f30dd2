// Narrows the list while somebody types or chooses. Without it, the form asks the server.
"use strict";
(() => {
  const form = document.querySelector("form.find[data-live]");
  if (!form) return;
  const { q, platform, unit } = form.elements;
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const everyone = count.textContent;
  const accounts = [...document.querySelectorAll(".accounts > li")];
  const sections = [...document.querySelectorAll("section.unit")];
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  function narrow() {
    const words = fold(q.value).split(/\s+/).filter(Boolean);
    const matches = ({ dataset }) =>
      (!platform.value || platform.value === dataset.platform) &&
      (!unit.value || unit.value === dataset.unit) &&
      words.every((word) => dataset.words.includes(word));
    for (const account of accounts) account.hidden = !matches(account);
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    const shown = accounts.filter((account) => !account.hidden).length;
    const all = shown === accounts.length;
    const said = all ? everyone : count.dataset.some.replace("{count}", shown);
    if (count.textContent !== said) count.textContent = said;
    none.hidden = shown > 0;
  }

  form.hidden = false;
  form.addEventListener("input", narrow);
  if (!form.hasAttribute("action")) form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("pageshow", narrow);
})();
