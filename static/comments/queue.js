// The queue without reloading, and by keys. Every button and link is the page's own: the server answers
// with the whole page, and this script only puts its queue in place of the one that is shown.
"use strict";

{
  const queue = document.getElementById("queue");
  const live = document.getElementById("queue-said");
  const help = document.getElementById("queue-help");
  const keysOn = document.getElementById("queue-keys-on");
  const WAIT = 20_000; // milliseconds for an answer
  const STORED = "comment-queue-keys";
  const ARROWS = { ArrowRight: "j", ArrowLeft: "k" };
  let busy = false;

  function say(words) {
    live.textContent = "";
    setTimeout(() => (live.textContent = words), 50); // the same words twice are told twice
  }

  function note(words, kind) {
    const line = document.createElement("p");
    line.className = `queue-note ${kind}`;
    line.textContent = words;
    queue.prepend(line);
  }

  function warn(words) {
    queue.querySelector(".queue-trouble")?.remove();
    note(words, "queue-note-missed queue-trouble");
    say(words);
  }

  async function load(target, body) {
    if (busy) return;
    busy = true;
    queue.setAttribute("aria-busy", "true");
    try {
      const options = { method: body ? "POST" : "GET", body, signal: AbortSignal.timeout(WAIT) };
      const answer = await fetch(target, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("queue");
      if (fresh) show(fresh, page.querySelectorAll(".messagelist li"), answer.url);
      else warn("The server did not take that, perhaps because you are logged out. Nothing was changed: load this page anew and try again.");
    } catch {
      warn("The server did not answer. Look whether the decision was taken before you try again: load this page anew.");
    } finally {
      busy = false;
      queue.removeAttribute("aria-busy");
    }
  }

  function show(fresh, messages, address) {
    history.replaceState(null, "", address);
    queue.replaceChildren(...fresh.childNodes);
    document.querySelector(".messagelist")?.remove();
    const told = [...messages].map((message) => message.textContent.trim());
    for (const message of [...messages].reverse()) {
      note(message.textContent.trim(), message.className.includes("success") ? "" : "queue-note-missed");
    }
    ready();
    const wanted = queue.querySelector("[data-focus]");
    wanted?.focus({ preventScroll: true });
    const top = wanted?.getBoundingClientRect().top;
    if (top !== undefined && (top < 0 || top > innerHeight / 2)) wanted.scrollIntoView({ block: "start" });
    if (told.length) say(told.join(" "));
  }

  function ready() {
    const all = document.getElementById("queue-all");
    if (all) all.hidden = false;
    hint();
  }

  // A key is told on its button only while it does something.
  function hint() {
    for (const target of queue.querySelectorAll("[data-key]")) {
      if (keysOn.checked) target.setAttribute("aria-keyshortcuts", target.dataset.key);
      else target.removeAttribute("aria-keyshortcuts");
      target.querySelector("kbd")?.remove();
      if (!keysOn.checked) continue;
      const key = document.createElement("kbd");
      key.textContent = target.dataset.key;
      key.setAttribute("aria-hidden", "true");
      target.append(" ", key);
    }
  }

  queue.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.method === "get") load(`${location.pathname}?${new URLSearchParams(new FormData(form))}`);
    else load(form.action, new FormData(form, event.submitter));
  });

  queue.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || address.pathname !== location.pathname) return;
    event.preventDefault();
    load(link.href);
  });

  queue.addEventListener("change", (event) => {
    if (event.target.id !== "queue-all") return;
    for (const box of queue.querySelectorAll("[name=chosen]")) box.checked = event.target.checked;
  });

  const isField = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");

  document.addEventListener("keydown", (event) => {
    if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (isField(event.target) || help.open) return;
    if (event.key === "?") {
      event.preventDefault();
      help.showModal();
      return;
    }
    if (event.shiftKey || event.target.type === "radio") return;
    const key = ARROWS[event.key] ?? event.key.toLowerCase();
    const target = [...queue.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  keysOn.checked = localStorage.getItem(STORED) !== "off";
  keysOn.addEventListener("change", () => {
    localStorage.setItem(STORED, keysOn.checked ? "on" : "off");
    hint();
  });
  document.getElementById("queue-keys-help").addEventListener("click", () => help.showModal());
  document.getElementById("queue-keys").hidden = false;
  ready();
}
