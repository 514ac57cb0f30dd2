// The demo's page: what is said goes to the server, which draws the answers; they come live and are put in place here.
"use strict";

const sheet = $("#sheet"), sure = $("#sure"), at = $("#at"), news = $("#news");
const underWay = new WeakSet();
let live = null, seq = 0;

const log = () => $("#log");

// Saying and filling in

async function say(values) {
  const answer = await post("/say", values instanceof FormData ? values : packed(values));
  $("#composer-fault").hidden = true;
  if (answer.fault) complain($("#composer-fault"), answer.fault);
  if (answer.form) fill(answer.form);
  toEnd();
  return !answer.fault;
}

function fill(html) {
  sheet.innerHTML = html;
  sheet.dataset.as = view().dataset.as;
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

sheet.addEventListener("close", offerDraft);

function offerDraft() {
  const hidden = !$("form", sheet) || sheet.dataset.as !== view().dataset.as, wasAtEnd = isAtEnd();
  if (hidden === $("#resume").hidden) return;
  $("#resume").hidden = hidden;
  if (wasAtEnd) toEnd();
}

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
  offerDraft();
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
  await become(button.dataset.who);
  if (button.dataset.step) {
    toEnd();
    return move(packed({ step: button.dataset.step, slowly: "yes" }));
  }
  return say({ text: button.dataset.line });
}

async function move(data) {
  const answer = await post("/clock", data);
  const place = at.open ? $(".fault", at) : $("#composer-fault");
  place.hidden = true;
  if (answer.fault) complain(place, answer.fault);
  else { at.close(); passing(true); }
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
    once(found, () => act(found));
    return;
  }
});

async function once(element, act) {
  if (underWay.has(element)) return;
  underWay.add(element);
  try { await act(); } finally { underWay.delete(element); }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.act) return;
  event.preventDefault();
  if (form.dataset.act === "form") once(form, () => handIn(form));
  else if (form.dataset.act === "clock") step(form, event.submitter);
  else write(form);
});

function step(form, button) {
  if (button?.getAttribute("aria-disabled") === "true") return;
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  if ($("#steps [name=slowly]").checked) data.set("slowly", "yes");
  once(form, () => move(data));
}

async function write(form) {
  const data = new FormData(form), line = $("#line"), files = $("#attachment").files;
  if (!line.value.trim() && !files.length) return;
  form.reset();
  attached();
  if (await say(data) || line.value) return;
  line.value = data.get("text");
  $("#attachment").files = files;
  attached();
}

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
