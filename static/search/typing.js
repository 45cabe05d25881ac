// Results while somebody types. Without this script the form is sent as any other.

const form = document.querySelector(".page-head form[role=search]");
const input = form.elements.q;
const pause = 250; // milliseconds without a key until the site is asked
let timer;
let asking = new AbortController();
let shown = input.value.trim();

function address() {
  const url = new URL(location.href);
  const query = input.value.trim();
  url.searchParams.delete("page");
  if (query) url.searchParams.set("q", query);
  else url.searchParams.delete("q");
  return url;
}

async function ask() {
  const query = input.value.trim();
  const results = document.getElementById("results");
  asking.abort();
  if (query === shown) {
    results.ariaBusy = null;
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  const url = address();
  const asked = new URL(url);
  asked.searchParams.set("typing", "1");
  results.ariaBusy = "true";
  try {
    const answer = await fetch(asked, { signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("results");
    if (signal.aborted) return;
    if (!found) throw new Error(answer.status);
    show(results, found);
    document.title = page.title;
    shown = query;
    history.replaceState(null, "", url);
  } catch {
    if (!signal.aborted) results.querySelector("[role=status]").textContent = results.dataset.away;
  } finally {
    if (!signal.aborted) results.ariaBusy = null;
  }
}

// What tells the number of results stays in its place: only then is a change of it spoken.
function show(results, found) {
  const status = found.querySelector("[role=status]");
  results.querySelector("[role=status]").replaceChildren(...status.childNodes);
  const open = results.querySelector("details")?.open;
  for (const part of [...results.children].slice(1)) part.remove();
  results.append(...[...found.children].slice(1));
  const choices = results.querySelector("details");
  if (choices && open) choices.open = true;
}

input.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(ask, pause);
});
input.addEventListener("compositionend", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  asking.abort();
});
