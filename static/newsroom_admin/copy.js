// A button beside each address that copies it. Where the browser does not let it, the address is
// selected, to be copied by hand.
"use strict";

for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      field.select();
      button.textContent = document.execCommand("copy") ? "Copied" : "Selected: copy it now";
    }
    button.setAttribute("aria-live", "polite");
  });
  field.after(button);
}
