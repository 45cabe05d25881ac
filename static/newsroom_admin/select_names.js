// Gives the fields that Select2 draws the names of the fields that they stand for.
// Select2 4.0, which Django brings along, names them by their content: by nothing until one chooses.
"use strict";

{
  const $ = django.jQuery;

  const nameOf = (select) => select.getAttribute("aria-label") ?? select.labels[0]?.textContent.replace(/:\s*$/, "");

  function name(select) {
    const drawn = select.nextElementSibling;
    const label = nameOf(select);
    if (!drawn?.classList.contains("select2-container") || !label) return;
    for (const part of drawn.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox], .select2-search__field")) {
      const chosen = part.matches(".select2-search__field") ? "" : select.selectedOptions[0]?.textContent.trim();
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", chosen && !select.multiple ? `${label}: ${chosen}` : label);
    }
  }

  function nameAll(root) {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) name(select);
  }

  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));
  $(document).on("change", "select.admin-autocomplete", (event) => setTimeout(() => name(event.target)));
  $(document).on("select2:open", (event) => {
    const search = document.querySelector(".select2-container--open .select2-search--dropdown .select2-search__field");
    search?.setAttribute("aria-label", nameOf(event.target) ?? "");
  });
}
