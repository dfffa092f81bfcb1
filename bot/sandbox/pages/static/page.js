"use strict";
// Keeps the page as the server would draw it now, and leaves alone whatever has not changed, so that
// focus, half-written words and the place in a chat stay. Without this file every form still works.

const shownAs = new Map(); // the id of a part -> its HTML as the server last sent it
const byId = (id) => document.getElementById(id);
const trouble = byId("trouble");
let strokes = Number(document.body.dataset.strokes);

// --- showing what is new -----------------------------------------------------------------------

function remember(root) {
  for (const part of root.querySelectorAll("[data-part]")) shownAs.set(part.id, part.outerHTML);
}

function put(fresh) {
  const chats = [...document.querySelectorAll(".log")].map((log) => [log, follows(log)]);
  for (const list of fresh.querySelectorAll("[data-list]")) putList(byId(list.id), list);
  for (const part of fresh.querySelectorAll("[data-part]")) putPart(byId(part.id), part);
  for (const [log, before] of chats) if (before) keepUp(log, before);
  fadeNotices();
}

function putList(own, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...own.children]) {
    if (wanted.has(child.id)) continue;
    if (child.contains(document.activeElement)) own.closest("[tabindex]")?.focus({ preventScroll: true });
    child.remove();
    shownAs.delete(child.id);
  }
  let previous = null;
  for (const child of fresh.children) {
    let here = byId(child.id);
    if (!here) {
      here = document.importNode(child, true);
      if (previous) previous.after(here);
      else own.prepend(here);
      shownAs.set(child.id, child.outerHTML);
    }
    previous = here;
  }
}

function putPart(own, fresh) {
  if (!own || shownAs.get(fresh.id) === fresh.outerHTML) return;
  const focused = own.contains(document.activeElement) ? document.activeElement : null;
  const replacement = document.importNode(fresh, true);
  shownAs.set(fresh.id, fresh.outerHTML);
  own.replaceWith(replacement);
  if (focused) focusLike(focused, replacement);
}

function focusLike(old, part) {
  const same = [...part.querySelectorAll("button, a, input, textarea, summary")].find((one) =>
    old.id ? one.id === old.id : one.textContent === old.textContent && one.value === old.value);
  const place = same || (part.matches("[tabindex]") ? part : part.querySelector("textarea, button"));
  place?.focus({ preventScroll: true });
}

// A chat follows its newest message unless somebody has scrolled well away from it.
function follows(log) {
  const below = log.scrollHeight - log.scrollTop - log.clientHeight;
  return below < log.clientHeight ? { last: lastMessage(log)?.id, atEnd: below < 8 } : null;
}

function lastMessage(log) {
  const messages = log.querySelectorAll("[data-message]");
  return messages[messages.length - 1];
}

function keepUp(log, before) {
  const last = lastMessage(log);
  if (last?.id !== before.last) showFrom(log, byId(before.last)?.nextElementSibling || last);
  else if (before.atEnd) log.scrollTop = log.scrollHeight;
}

// Show the end, but never so that the beginning of what is new has gone off the top.
function showFrom(log, first) {
  const end = log.scrollHeight - log.clientHeight;
  log.scrollTop = first ? Math.min(end, first.offsetTop - 8) : end;
}

// A chat that shows its end still does so when it becomes smaller or larger.
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.dataset.atEnd) target.scrollTop = target.scrollHeight;
});

function holdEnd(log) {
  const mark = () => { log.dataset.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8 ? "yes" : ""; };
  log.addEventListener("scroll", mark, { passive: true });
  mark();
  resized.observe(log);
}

function fadeNotices() {
  for (const notice of document.querySelectorAll(".notice:not(.big):not([data-fading])")) {
    notice.dataset.fading = "";
    setTimeout(() => notice.remove(), 8000);
  }
}

async function refresh() {
  const answer = await fetch(location.pathname + location.search);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.body.dataset.phones !== document.body.dataset.phones) location.reload();
  strokes = Number(fresh.body.dataset.strokes);
  put(fresh);
}

async function follow() {
  for (;;) {
    try {
      const wait = document.querySelector(".typing") ? 2 : 5; // seconds; time goes on by itself
      const answer = await fetch(`/world/changes?after=${strokes}&wait=${wait}`);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      if ((await answer.json()).strokes < strokes) location.reload(); // it was started anew
      await refresh();
      trouble.textContent = "";
      await pause(100);
    } catch {
      trouble.textContent = "The sandbox does not answer. I keep trying.";
      await pause(2000);
    }
  }
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// --- doing ---------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if ("plain" in form.dataset) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  const to = button?.getAttribute("formaction") || form.getAttribute("action");
  button?.setAttribute("aria-busy", "true");
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(to, { method: "POST", body: fields, headers });
    const told = await answer.json();
    if (answer.ok) done(form);
    else tell(form, told.error);
  } catch {
    trouble.textContent = "The sandbox does not answer. Nothing was sent.";
  }
  button?.removeAttribute("aria-busy");
});

function done(form) {
  const log = form.closest(".phone")?.querySelector(".log");
  if (log) log.scrollTop = log.scrollHeight;
  if (!form.matches(".write, .link")) return;
  form.reset();
  form.querySelector("textarea, input").focus();
}

function tell(form, words) {
  const place = form.closest(".phone")?.querySelector(".notices > [data-part]");
  if (!place) {
    trouble.textContent = words;
    return;
  }
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.textContent = words;
  place.replaceChildren(notice);
  fadeNotices();
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".write textarea") || event.isComposing) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-close], [data-copy]");
  if (!button) return;
  if ("close" in button.dataset) {
    const phone = button.closest(".phone");
    button.closest(".notice").remove();
    phone.querySelector(".log").focus({ preventScroll: true });
  } else {
    await navigator.clipboard.writeText(button.dataset.copy);
  }
});

// --- which phone, on a narrow screen -------------------------------------------------------------

function markChosen() {
  const tabs = [...document.querySelectorAll(".choice a:not(.skip)")];
  const chosen = tabs.find((tab) => tab.hash === location.hash) || tabs[0];
  for (const tab of tabs) tab.toggleAttribute("aria-current", false);
  chosen?.setAttribute("aria-current", "true");
  for (const log of document.querySelectorAll(".log")) if (!log.scrollTop) showFrom(log, lastMessage(log));
}

addEventListener("hashchange", markChosen);
remember(document);
markChosen();
fadeNotices();
document.querySelectorAll(".log").forEach(holdEnd);
if (matchMedia("(min-width: 100rem)").matches) {
  for (const panel of document.querySelectorAll("[data-open-where-wide]")) panel.open = true;
}
follow();
