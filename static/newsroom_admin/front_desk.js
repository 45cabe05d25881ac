// The front page desk without reloading, and by dragging. Every button is a form's own: the server
// answers with the whole desk, and this script only puts it in place of the one that is shown.
"use strict";

{
  const desk = document.getElementById("front-desk");
  const live = document.getElementById("front-said");
  const WAIT = 20_000; // milliseconds for an answer
  let busy = false;
  let saving = ""; // what Save says that was pressed while an answer was on its way
  let dragged = null;

  const form = () => document.getElementById("front-form");

  function say(words) {
    live.textContent = "";
    setTimeout(() => (live.textContent = words), 50); // the same words twice are told twice
  }

  function note(words, kind = "") {
    const line = document.createElement("p");
    line.className = `front-note ${kind}`;
    line.textContent = words;
    desk.querySelector(".front-save").prepend(line);
  }

  function warn(words) {
    desk.querySelector(".front-trouble")?.remove();
    note(words, "front-note-refused front-trouble");
    say(words);
  }

  async function ask(target, body) {
    const answer = await fetch(target, { method: "POST", body, signal: AbortSignal.timeout(WAIT) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = [...page.querySelectorAll(".messagelist li")].map((message) => message.textContent);
    return { status: answer.status, desk: page.getElementById("front-desk"), told };
  }

  // Whoever logged in anew, in another tab, has another token; the page that is shown has the old one.
  async function freshToken() {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    return page.querySelector("#front-form [name=csrfmiddlewaretoken]")?.value;
  }

  async function send(body) {
    if (busy) return;
    busy = true;
    desk.setAttribute("aria-busy", "true");
    try {
      let answer = await ask(location.pathname, body);
      if (!answer.desk && answer.status === 403) {
        const token = await freshToken();
        if (token) {
          body.set("csrfmiddlewaretoken", token);
          answer = await ask(location.pathname, body);
        }
      }
      if (answer.desk) show(answer.desk, answer.told);
      else warn("The server did not take that, perhaps because you are logged out. Your changes are still on this page: log in in another tab and press the button again.");
    } catch {
      warn("The server did not answer. Your changes are still on this page: press the button again in a moment.");
    } finally {
      busy = false;
      desk.removeAttribute("aria-busy");
    }
    // Where somebody else has saved meanwhile, it says something else by now, and is not pressed.
    const save = desk.querySelector("button[value=save]");
    if (saving && save?.textContent === saving) save.click();
    saving = "";
  }

  function show(fresh, told) {
    const scrolled = desk.querySelector(".front-latest")?.scrollTop;
    desk.replaceChildren(...fresh.childNodes);
    Object.assign(desk.dataset, { unsaved: fresh.dataset.unsaved, said: fresh.dataset.said });
    const latest = desk.querySelector(".front-latest");
    if (latest && scrolled) latest.scrollTop = scrolled;
    desk.dispatchEvent(new CustomEvent("formset:added", { bubbles: true })); // draws autocompletes
    ready();
    const wanted = desk.querySelector("[autofocus]");
    if (wanted) wanted.focus();
    else desk.querySelector(".front-board").focus({ preventScroll: true });
    document.querySelector(".messagelist")?.remove();
    for (const words of told.toReversed()) note(words);
    const words = [...told, fresh.dataset.said].filter(Boolean).join(" ");
    if (words) say(words);
  }

  function ready() {
    const readOnly = desk.querySelector("[name=at][type=hidden]");
    for (const item of desk.querySelectorAll("[data-drag]")) item.draggable = !readOnly;
    // Of a field that Select2 has drawn, only what it drew can be seen and have the focus.
    const field = desk.querySelector("select.select2-hidden-accessible[autofocus]");
    field?.removeAttribute("autofocus");
    field?.nextElementSibling?.querySelector("[role=combobox]")?.setAttribute("autofocus", "");
  }

  function press(value) {
    const body = new FormData(form());
    body.set("do", value);
    send(body);
  }

  desk.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.formTarget === "_blank") return;
    event.preventDefault();
    if (busy && button?.value === "save") saving = button.textContent;
    send(new FormData(event.target, button));
  });

  // What is dragged is `pin KEY` or `story KEY`; it falls into a slot.

  const slotOf = (event) => event.target.closest?.("[data-place]");

  desk.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-drag]");
    if (!item) return;
    dragged = item.dataset.drag;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.querySelector("h3, strong, .front-headline")?.textContent ?? "");
    item.classList.add("front-dragged");
    desk.classList.add("front-dragging");
  });

  desk.addEventListener("dragover", (event) => {
    const slot = slotOf(event);
    if (!dragged || !slot) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    for (const other of desk.querySelectorAll(".front-target")) if (other !== slot) other.classList.remove("front-target");
    slot.classList.add("front-target");
  });

  desk.addEventListener("dragend", () => {
    dragged = null;
    desk.classList.remove("front-dragging");
    for (const item of desk.querySelectorAll(".front-dragged, .front-target")) {
      item.classList.remove("front-dragged", "front-target");
    }
  });

  desk.addEventListener("drop", (event) => {
    const slot = slotOf(event);
    if (!dragged || !slot) return;
    event.preventDefault();
    const [kind, key] = dragged.split(" ");
    const { place, drag } = slot.dataset;
    if (drag === dragged && kind === "pin") return;
    press(kind === "pin" ? `move ${key} ${place}` : `keep ${place} ${key}`);
  });

  window.addEventListener("beforeunload", (event) => {
    if (desk.dataset.unsaved === "true") event.preventDefault();
  });

  ready();
}
