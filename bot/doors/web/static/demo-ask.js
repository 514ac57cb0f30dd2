// Asking the server, one thing at a time and in order; what went wrong on the way is told like any other fault.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const view = () => $("#main");
const phrases = $("#phrases").dataset;
let turn = Promise.resolve();

function post(path, data) {
  data.set("as", view().dataset.as);
  data.set("in", view().dataset.in);
  if (!data.get("key")) data.set("key", Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16)).join(""));
  turn = turn.then(() => sent(path, data));
  return turn;
}

async function sent(path, data) {
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(path, { method: "POST", body: data, headers: { "X-Csrf": document.body.dataset.token } });
    if (answer.ok) return await answer.json();
    return { fault: [answer.status === 413 ? phrases.large : answer.status === 403 ? phrases.old : phrases.lost, ""] };
  } catch {
    return { fault: [phrases.lost, ""] };
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

function packed(values) {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) if (value) data.set(name, value);
  return data;
}

function complain(place, fault) {
  place.textContent = fault.filter(Boolean).join(" ");
  place.hidden = false;
}
