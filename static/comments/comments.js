// What a browser adds to the comment form. Without this script everything works as well.

const section = document.getElementById("respond");
const form = section.querySelector("form");
const remembered = ["name", "email", "website"];
const key = "newsroom.commenter";

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

const person = readStore();
if (person) {
  form.elements.remember.checked = true;
  for (const name of remembered) form.elements[name].value ||= person[name] ?? "";
}

// One comment is posted once, however often the button is pressed. A page that the Back button
// brings back can post again.
let posted = false;
form.addEventListener("submit", (event) => {
  if (posted) {
    event.preventDefault();
    return;
  }
  posted = true;
  const values = remembered.map((name) => [name, form.elements[name].value]);
  writeStore(form.elements.remember.checked ? Object.fromEntries(values) : null);
});
addEventListener("pageshow", () => {
  posted = false;
});

// The form comes to the comment that is replied to, with what is typed in it, and goes back.
const title = document.getElementById("respond-title");
const cancel = section.querySelector(".cancel-reply");
const place = document.createComment("respond");
section.before(place);

function address(parent, heading) {
  form.elements.parent.value = parent;
  title.textContent = heading;
  cancel.hidden = !parent;
  form.elements.comment.focus();
}

for (const link of document.querySelectorAll("[data-reply]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.closest(".comment").after(section);
    address(link.dataset.reply, link.getAttribute("aria-label"));
  });
}

cancel.addEventListener("click", (event) => {
  event.preventDefault();
  const link = document.querySelector(`[data-reply="${CSS.escape(form.elements.parent.value)}"]`);
  place.after(section);
  address("", title.dataset.fresh);
  link?.focus();
});
