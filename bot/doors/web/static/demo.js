// The demo's page: what is said goes to the server, which draws the answers; they come live and are put in place here.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const phrases = $("#phrases").dataset;
const sheet = $("#sheet"), sure = $("#sure"), at = $("#at"), news = $("#news");
let live = null, busy = false, seq = 0, came = 0;

const view = () => $("#main");
const log = () => $("#log");

// Asking the server

async function post(path, data) {
  if (busy) return null;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  data.set("as", view().dataset.as);
  data.set("in", view().dataset.in);
  if (!data.get("key")) data.set("key", Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16)).join(""));
  try {
    const answer = await fetch(path, { method: "POST", body: data, headers: { "X-Csrf": document.body.dataset.token } });
    if (answer.ok) return await answer.json();
    return { fault: [answer.status === 413 ? phrases.large : answer.status === 403 ? phrases.old : phrases.lost, ""] };
  } catch {
    return { fault: [phrases.lost, ""] };
  } finally {
    busy = false;
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

async function say(values) {
  const answer = await post("/say", values instanceof FormData ? values : packed(values));
  if (!answer) return false;
  $("#composer-fault").hidden = true;
  if (answer.fault) complain($("#composer-fault"), answer.fault);
  if (answer.form) fill(answer.form);
  toEnd();
  return !answer.fault;
}

// Forms

function fill(html) {
  sheet.innerHTML = html;
  for (const input of sheet.querySelectorAll("[data-suggest]")) new Ahead(input, asking);
  if (!sheet.open) sheet.showModal();
  const fault = $("[aria-invalid]", sheet);
  (fault || $(".sheet-body :is(input:not([type=hidden]), select, textarea)", sheet) || $("[type=submit]", sheet)).focus();
  $(".sheet-body", sheet).scrollTop = 0;
  fault?.scrollIntoView({ block: "nearest" });
  $("#resume").hidden = true;
}

async function handIn(form) {
  const answer = await post("/form", new FormData(form));
  if (!answer) return;
  if (answer.form) return fill(answer.form);
  if (answer.fault) {
    const place = $(".faults", sheet);
    complain(place, answer.fault);
    return place.scrollIntoView({ block: "nearest" });
  }
  sheet.replaceChildren();
  sheet.close();
  toEnd();
}

sheet.addEventListener("close", () => { $("#resume").hidden = !$("form", sheet); });

// Messages as they come

function isAtEnd() {
  return log().scrollHeight - log().scrollTop - log().clientHeight < 60;
}

function toEnd() {
  log().scrollTop = log().scrollHeight;
  $("#newer").hidden = true;
}

function arrived(event) {
  const message = heard(event), wasAtEnd = isAtEnd();
  count(message.where, message.unread, message.label);
  if (!message.html) return;
  const holder = document.createElement("template");
  holder.innerHTML = message.html;
  const item = holder.content.firstElementChild, before = document.getElementById(item.id);
  if (before) {
    const had = before.contains(document.activeElement);
    before.replaceWith(item);
    if (had) item.focus({ preventScroll: true });
    return;
  }
  $("#messages").append(item);
  if (message.news) news.textContent = message.news;
  if (wasAtEnd) toEnd();
  else $("#newer").hidden = false;
}

function count(place, unread, label) {
  for (const badge of document.querySelectorAll(`[data-count="${CSS.escape(place)}"]`)) {
    badge.hidden = !unread;
    badge.firstElementChild.textContent = unread;
    badge.lastElementChild.textContent = label;
  }
  total();
}

function total() {
  const all = new Map([...document.querySelectorAll("[data-count]:not([hidden])")].map((b) => [b.dataset.count, Number(b.firstElementChild.textContent)]));
  const sum = [...all.values()].reduce((a, b) => a + b, 0);
  $("[data-all]").textContent = sum;
  $("[data-all]").hidden = !sum;
}

function ticked(event) {
  const clock = heard(event), hurry = $("[data-hurry]");
  $("#now").textContent = clock.shown;
  $("#now").dateTime = clock.iso;
  $("#at-day").value = clock.day;
  $("#at-clock").value = clock.clock;
  if (!clock.running && !hurry.hidden) {
    if (document.activeElement === hurry) $("#steps button").focus();
    news.textContent = `${clock.shown}. ${phrases.came}${clock.came}`;
  }
  passing(clock.running);
}

function passing(running) {
  $("[data-hurry]").hidden = !running;
  $("#steps").classList.toggle("running", running);
  for (const button of document.querySelectorAll("#steps [type=submit], [data-opens]")) button.setAttribute("aria-disabled", running);
}

function heard(event) {
  seq = event.lastEventId;
  return JSON.parse(event.data);
}

function listen() {
  live?.close();
  live = new EventSource(`/events?${view().dataset.query}&after=${seq}`);
  live.addEventListener("message", arrived);
  live.addEventListener("clock", ticked);
  live.addEventListener("cast", (event) => {
    const focused = document.activeElement.closest?.("#cast a")?.getAttribute("href");
    $("#cast").innerHTML = heard(event).html;
    if (focused) $(`#cast a[href="${CSS.escape(focused)}"]`)?.focus();
    total();
  });
}

// Who one is

async function show(address, { keep = true } = {}) {
  const draft = $("#line").value;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const focused = document.activeElement.closest?.("#cast a")?.getAttribute("href");
  for (const id of ["cast", "main"]) document.getElementById(id).replaceWith(page.getElementById(id));
  document.title = page.title;
  if (keep) history.pushState(null, "", address);
  if (focused) $(`#cast a[href="${CSS.escape(focused)}"]`)?.focus();
  $("#line").value = draft;
  unfold($(".toggle[aria-controls=cast]"), false);
  begin();
}

const become = (slug) => slug && slug !== view().dataset.as ? show(`/?as=${encodeURIComponent(slug)}`) : null;

function asking(path, text) {
  return `${path}&${view().dataset.query}&text=${encodeURIComponent(text)}`;
}

function begin() {
  seq = view().dataset.seq;
  new Ahead($("#line"), asking);
  log().addEventListener("scroll", () => { if (isAtEnd()) $("#newer").hidden = true; });
  if ($("#welcome").hidden || $("#messages").children.length) toEnd();
  if (!$("#welcome").hidden && !$("#messages").children.length) log().scrollTop = 0;
  $("#resume").hidden = !$("form", sheet);
  total();
  listen();
}

// What is pressed

function unfold(button, open) {
  button.setAttribute("aria-expanded", String(open));
  document.body.classList.toggle(`shows-${button.getAttribute("aria-controls")}`, open);
}

function asked(button) {
  if (!button.dataset.confirm) return Promise.resolve(true);
  $("#sure-text").textContent = button.dataset.confirm;
  $("#sure-yes").textContent = button.textContent;
  $("#sure-yes").className = button.classList.contains("danger") ? "danger" : "primary";
  sure.returnValue = "";
  sure.showModal();
  return new Promise((done) => sure.addEventListener("close", () => done(sure.returnValue === "yes"), { once: true }));
}

async function press(button) {
  if (!await asked(button)) return;
  const data = packed({ text: button.dataset.line, label: button.textContent, asks: button.dataset.asks });
  if (button.dataset.field) data.set(`held.${button.dataset.field}`, button.dataset.file);
  await say(data);
}

async function attempt(button) {
  if (button.dataset.step) return move(packed({ step: button.dataset.step, slowly: "yes" }));
  await become(button.dataset.who);
  return say({ text: button.dataset.line });
}

async function move(data) {
  const answer = await post("/clock", data);
  const place = at.open ? $(".fault", at) : $("#composer-fault");
  place.hidden = true;
  if (answer?.fault) complain(place, answer.fault);
  else if (answer) { at.close(); passing(true); }
}

const pressed = [
  [".press", press],
  [".try", attempt],
  [".toggle", (button) => unfold(button, button.getAttribute("aria-expanded") !== "true")],
  ["[data-close]", (button) => button.closest("dialog").close()],
  ["[data-resume]", () => sheet.showModal()],
  ["[data-opens]", (button) => button.getAttribute("aria-disabled") !== "true" && at.showModal()],
  ["[data-hurry]", () => post("/hurry", new FormData())],
  ["[data-greeted]", () => { $("#welcome").hidden = true; $("#line").focus(); return post("/greeted", new FormData()); }],
  ["[data-tips]", () => { unfold($(".toggle[aria-controls=cast]"), false); $("#welcome").hidden = false; log().scrollTop = 0; $(".try").focus(); }],
  ["[data-language]", async (button) => { await post("/language", packed({ language: button.dataset.language })); location.reload(); }],
  ["#newer", toEnd],
  ["#cast a", (link) => show(link.getAttribute("href"))],
  [".faults a", (link) => document.getElementById(link.hash.slice(1)).focus()],
];

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const [selector, act] of pressed) {
    const found = event.target.closest(selector);
    if (!found) continue;
    event.preventDefault();
    act(found);
    return;
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.act) return;
  event.preventDefault();
  if (form.dataset.act === "form") return handIn(form);
  const data = new FormData(form);
  if (form.dataset.act === "clock") {
    if (event.submitter?.getAttribute("aria-disabled") === "true") return;
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    if ($("#steps [name=slowly]").checked) data.set("slowly", "yes");
    return move(data);
  }
  if (!data.get("text").trim() && !$("#attachment").files.length) return;
  if (await say(data)) { form.reset(); attached(); }
});

function attached() {
  $("#attached").textContent = [...$("#attachment").files].map((file) => file.name).join(", ");
}

document.addEventListener("change", (event) => { if (event.target.id === "attachment") { attached(); $("#line").focus(); } });

document.addEventListener("keydown", (event) => {
  const unfolded = $(".toggle[aria-expanded=true]");
  if (event.key === "Escape" && unfolded && !$("dialog[open]")) {
    unfold(unfolded, false);
    unfolded.focus();
  }
  if (event.key !== "/" || event.target.matches("input, textarea, select") || $("dialog[open]")) return;
  event.preventDefault();
  $("#line").focus();
});

window.addEventListener("popstate", () => show(location.href, { keep: false }));
begin();
