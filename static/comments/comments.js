// What a browser adds to the comment form. Without this script everything works as well.

const part = document.querySelector(".story-comments");
const remembered = ["name", "email", "website"];
const key = "newsroom.commenter";
const patience = 30000; // milliseconds until an answer counts as missing
const respond = () => document.getElementById("respond");
const form = () => respond().querySelector("form");

// The store may be switched off or full; then the browser simply remembers nothing.
function readStore() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function writeStore(person) {
  try {
    if (person) localStorage.setItem(key, JSON.stringify(person));
    else localStorage.removeItem(key);
  } catch {}
}

function remember({ elements }) {
  const values = remembered.map((name) => [name, elements[name].value]);
  writeStore(elements.remember.checked ? Object.fromEntries(values) : null);
}

function fillIn() {
  const person = readStore();
  const elements = respond() && form()?.elements;
  if (!person || !elements) return;
  elements.remember.checked = true;
  for (const name of remembered) elements[name].value ||= person[name] ?? "";
}
fillIn();

// The form comes to the comment that is replied to, with what is typed in it, and goes back.
const place = document.createComment("respond");
respond().before(place);

function address(parent, heading) {
  form().elements.parent.value = parent;
  document.getElementById("respond-title").textContent = heading;
  respond().querySelector(".cancel-reply").hidden = !parent;
  form().elements.comment.focus();
}

part.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reply], .cancel-reply");
  if (!link || !respond()) return;
  event.preventDefault();
  if (link.dataset.reply) {
    link.closest(".comment").after(respond());
    address(link.dataset.reply, link.getAttribute("aria-label"));
  } else {
    const parent = form().elements.parent.value;
    place.after(respond());
    address("", document.getElementById("respond-title").dataset.fresh);
    part.querySelector(`[data-reply="${CSS.escape(parent)}"]`)?.focus();
  }
});

// A comment is posted in place: the site's answer is the page that a browser without script gets,
// and what it says of the comments is put here. While it is on its way, nothing is posted twice.
const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
part.append(said);

async function post(sent) {
  const answer = await fetch(sent.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(sent)),
    signal: AbortSignal.timeout(patience),
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, comments: page.getElementById("comments"), respond: page.getElementById("respond") };
}

function show({ answer, comments, respond: fresh }) {
  if (!answer.ok && fresh) {
    respond().replaceWith(fresh);
    fresh.querySelector("[autofocus]")?.focus();
    return;
  }
  document.getElementById("comments").replaceWith(comments);
  respond()?.before(place);
  if (!answer.ok) {
    comments.querySelector("[autofocus]")?.focus();
    return;
  }
  fillIn();
  const own = comments.querySelector(".own");
  history.replaceState(null, "", own ? `${answer.url}#${own.closest("li").id}` : answer.url);
  said.textContent = form()?.dataset.posted;
  comments.tabIndex = -1;
  (own ?? comments).focus();
}

function tellUnsent(sent, why = sent.dataset.unsent) {
  let notice = respond().querySelector(".unsent");
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "notice unsent";
    notice.tabIndex = -1;
    notice.setAttribute("role", "alert");
    sent.before(notice);
  }
  notice.textContent = why;
  notice.focus();
}

part.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (!sent.matches(".comment-form")) return;
  event.preventDefault();
  if (sent.ariaBusy === "true") return;
  sent.ariaBusy = "true";
  remember(sent);
  try {
    const got = await post(sent);
    const again = got.respond?.querySelector("[name=again]");
    if (got.answer.status === 413) tellUnsent(sent, sent.dataset.tooLarge); // it was not read
    else if (got.comments) show(got);
    else if (again) {
      // Too many comments arrive at this moment: the next try carries the ticket of this one.
      sent.querySelector("[name=again]")?.remove();
      sent.append(again);
      tellUnsent(sent, got.respond.querySelector("[role=alert]").textContent);
    } else if (got.answer.status < 500) sent.submit(); // an answer that is a page of its own
    else tellUnsent(sent);
  } catch {
    tellUnsent(sent);
  } finally {
    sent.ariaBusy = null;
  }
});
