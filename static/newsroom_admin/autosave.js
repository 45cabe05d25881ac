// Keeps what is typed into the form of a story on the server, and says so; shows who else is here.
// While the server cannot be reached, or nobody is logged in, the text is kept in the browser.
"use strict";

{
  const QUIET = 4_000; // milliseconds after the last change
  const LONGEST = 20_000; // milliseconds that somebody who never pauses may wait
  const HEARTBEAT = 20_000;
  const RETRIES = [5_000, 10_000, 20_000, 40_000, 60_000];
  const PATIENCE = 15_000;
  const MOST_WHEN_LEAVING = 60_000; // bytes that browsers send for a page that goes

  const place = document.getElementById("keeping");
  const form = place?.closest("form");
  const tick = document.getElementById("keeping-on");
  const state = document.getElementById("keeping-state");
  const { address, login, user, article } = place?.dataset ?? {};
  const OFF = `newsroom-autosave-off:${user}`;
  const TEXTS = `newsroom-text:${user}:${article}:`;

  let baseline = null; // the form as it was when it was last kept, or before anybody touched it
  let timer = 0;
  let waitingSince = 0;
  let failures = 0;
  let keptAt = "";
  let busy = false;
  let submitted = false;
  let loggedOut = false;

  const storage = {
    // A browser may refuse to store anything at all.
    get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, value); return true; } catch { return false; } },
    remove: (name) => { try { localStorage.removeItem(name); } catch { /* nothing is stored there */ } },
    names: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };

  const keyField = () => form.elements.form_key;
  const token = () => form.elements.csrfmiddlewaretoken.value;

  /** Return the form as a list of [name, value], without files, as JSON. */
  function written() {
    const left = new Set(["csrfmiddlewaretoken", "form_key", "taken_up"]);
    return JSON.stringify([...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && !left.has(name) && !name.includes("__prefix__")));
  }

  function say(text, link) {
    if (state.dataset.said === text) return; // screen readers would read it once more
    state.dataset.said = text;
    state.replaceChildren(text);
    if (link) {
      const anchor = document.createElement("a");
      Object.assign(anchor, { href: link.href, textContent: link.text });
      if (link.target) Object.assign(anchor, { target: link.target, rel: "noopener" });
      state.append(" ", anchor);
    }
  }

  function showOthers(others) {
    const box = document.getElementById("story-others");
    const lines = others ?? [];
    if (!box || lines.join("\n") === [...box.children].map((line) => line.textContent).join("\n")) return;
    box.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  }

  function post(message, options = {}) {
    const body = JSON.stringify({ user: Number(user), article: article ? Number(article) : null, ...message });
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body,
      redirect: "error",
      ...options,
    });
  }

  /** Get a token of the session that there is now; false if there is none of this person. */
  async function renewToken() {
    const answer = await fetch(address, { redirect: "error", headers: { "Content-Type": "application/json" } });
    if (!answer.ok) return answer.status !== 401;
    const fresh = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh.csrf;
    return true;
  }

  /**
   * Send a message, again with a fresh token or under a new key where the server asks for that.
   * Returns its answer, with `status`; throws if there was none.
   */
  async function ask(message, again = true) {
    const answer = await post(message, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) throw new Error("The server is in trouble.");
    const said = { status: answer.status, ...(await answer.json().catch(() => ({}))) };
    if (again && said.stale) return (await renewToken()) ? ask(message, false) : { status: 401 };
    if (again && said.key && !submitted && message.key === keyField().value) {
      keyField().value = said.key; // its form was saved, and somebody came back to it
      return ask({ ...message, key: said.key }, false);
    }
    return said;
  }

  /** Keep in the browser what the server does not take; other forms have other names. */
  function keepHere(data) {
    const kept = { key: keyField().value, data, at: Date.now() };
    storage.set(TEXTS + kept.key, JSON.stringify(kept));
  }

  function sayLoggedOut() {
    loggedOut = true;
    say(`You were logged out. ${failures ? `Not kept${since()}; go on writing.` : "Go on writing."}`, {
      href: login, text: "Log in in a new tab", target: "_blank",
    });
  }

  /** Somebody comes back to the page, perhaps from the login: let the form go on as it is. */
  async function comeBack() {
    if (!tick.checked || submitted) return;
    try {
      if (loggedOut && (await renewToken())) {
        loggedOut = false;
        say("");
      }
    } catch {
      return; // no connection: what is waiting tries again
    }
    if (failures) await keep();
    else await beat();
  }

  function since() {
    return keptAt ? ` since ${keptAt}` : "";
  }

  function failed(data, said) {
    keepHere(data);
    clearTimeout(timer);
    timer = setTimeout(keep, RETRIES[Math.min(failures++, RETRIES.length - 1)]);
    if (said?.status === 401) {
      sayLoggedOut();
    } else if (said) {
      say(said.refused ?? "The server does not keep this text. Save it.");
    } else {
      say(`Not kept${since()}: no connection; go on writing, it is tried again.`);
    }
  }

  /** Send the form if it holds anything that is not kept yet. */
  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!tick.checked || submitted || baseline === null) return;
    if (busy) return later();
    const now = written();
    if (now === baseline) return;
    busy = true;
    try {
      const key = keyField().value;
      const said = await ask({ key, data: JSON.parse(now) });
      if (said.status !== 200) return failed(now, said);
      storage.remove(TEXTS + key);
      storage.remove(TEXTS + keyField().value);
      baseline = now;
      failures = waitingSince = 0;
      loggedOut = false;
      keptAt = said.kept;
      say(`Kept at ${keptAt}`);
      showOthers(said.others);
    } catch {
      if (!submitted) failed(now);
    } finally {
      busy = false;
    }
    if (written() !== baseline) later();
  }

  function later() {
    if (!tick.checked || submitted) return;
    waitingSince ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Date.now() - waitingSince > LONGEST ? 0 : QUIET);
  }

  async function beat() {
    if (!tick.checked || submitted || document.hidden) return;
    if (failures) return keep();
    if (!article) return;
    try {
      const said = await ask({ key: keyField().value });
      if (said.status === 200) showOthers(said.others);
      else if (said.status === 401) sayLoggedOut();
      else say(said.refused ?? "");
    } catch {
      // The next change will say that there is no connection.
    }
  }

  /** The page goes: send what is not kept, and that nobody is here any more. */
  function leave() {
    if (!tick.checked || submitted) return;
    const now = baseline === null ? null : written();
    const message = { key: keyField().value };
    if (now !== null && now !== baseline) {
      const data = JSON.parse(now);
      keepHere(now); // until a later page hears that it has arrived
      if (new TextEncoder().encode(now).length < MOST_WHEN_LEAVING) {
        post({ ...message, data }, { keepalive: true }).catch(() => {});
      }
    }
    if (article) post({ ...message, leaving: true }, { keepalive: true }).catch(() => {});
  }

  /** Send what stayed in the browser: it is offered like any other text that was not saved. */
  async function sendWhatStayed() {
    for (const name of storage.names().filter((name) => name.startsWith(TEXTS))) {
      try {
        const { key, data } = JSON.parse(storage.get(name));
        if (key === keyField().value) continue;
        const said = await ask({ key, data: JSON.parse(data) });
        if (said.status === 200) {
          storage.remove(name);
          const href = `?autosave=${said.id}`;
          if (document.querySelector(`a[href="${href}"]`)) continue; // it had arrived, and is offered above
          say("You have text that had stayed in this browser.", { href, text: "Look at it" });
        } else if ([400, 409, 413].includes(said.status) && !said.refused?.includes("logged in")) {
          storage.remove(name); // saved meanwhile, or nothing that could be taken back
        }
      } catch {
        return; // no connection: the next page tries again
      }
    }
  }

  function touch() {
    baseline ??= written();
  }

  function start() {
    place.hidden = false;
    form.querySelector(".submit-row")?.prepend(state); // which is always in view
    tick.checked = storage.get(OFF) === null;
    tick.addEventListener("change", () => {
      if (tick.checked) {
        storage.remove(OFF);
        say("");
        touch();
        later();
      } else {
        clearTimeout(timer);
        storage.set(OFF, "1");
        storage.remove(TEXTS + keyField().value);
        say("From now on nothing is kept before you save.");
      }
    });
    // What is there before somebody touches the form is what the editor makes of the saved text.
    for (const kind of ["keydown", "pointerdown", "paste", "drop"]) form.addEventListener(kind, touch, true);
    for (const kind of ["input", "change", "keyup", "click"]) {
      form.addEventListener(kind, (event) => {
        if (event.target === tick) return;
        if (event.isTrusted && kind === "input") baseline ??= ""; // dictated, with no key pressed before
        later();
      });
    }
    for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, later);
    django.jQuery(form).on("change", later); // Select2 tells jQuery only
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "_preview") return; // leaves the form as it is
      submitted = true;
      clearTimeout(timer);
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? keep() : comeBack()));
    window.addEventListener("focus", () => (failures || loggedOut) && comeBack());
    window.addEventListener("online", () => failures && comeBack());
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      submitted = false;
      beat();
    });
    setInterval(beat, HEARTBEAT);
    if (tick.checked) sendWhatStayed();
  }

  if (form) start();
}
