// Asks before a form is left with words in it that are not saved.
"use strict";

{
  const form = document.querySelector(".change-form #content-main > form");
  let touched = false; // the editor writes into its field when it starts, too
  let unsaved = Boolean(document.querySelector("#content-main :is(.errornote, .not-saved)")); // nor is what was refused

  const touch = () => (touched = true);
  const note = () => (unsaved ||= touched);
  for (const kind of ["keydown", "pointerdown", "paste", "drop"]) form?.addEventListener(kind, touch, true);
  for (const kind of ["input", "change"]) form?.addEventListener(kind, note);
  if (form) django.jQuery(form).on("change", note); // Select2 tells jQuery only
  form?.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "_preview") unsaved = false; // a preview leaves the form as it is
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
