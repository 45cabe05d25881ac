// Shows the picture that is chosen in a field for pictures, when the choice changes.
"use strict";

{
  async function show(select) {
    const place = select.closest(".related-widget-wrapper, .form-row").querySelector(".picture-chosen");
    place.replaceChildren();
    if (!select.value) return;
    const url = `${place.dataset.pictureLibrary}?ids=${encodeURIComponent(select.value)}`;
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      const { pictures } = await response.json();
      if (String(pictures[0]?.id) !== select.value) return; // gone, or another one is chosen by now
      const picture = new Image(48, 48);
      picture.className = "list-picture";
      picture.alt = "";
      picture.src = pictures[0].thumbnail;
      place.replaceChildren(picture);
    } catch {
      // The field names the picture, even if it cannot be shown.
    }
  }

  // Select2 and the admin's pop-ups tell of a choice through jQuery only.
  django.jQuery(document).on("change", "select.picture-select", (event) => show(event.target));
}
