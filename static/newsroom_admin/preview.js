// The preview of a story in a panel, at the widths of a phone, a tablet and a desktop. Without this
// script the button opens the same page in a new tab.
"use strict";

{
  const button = document.querySelector("button[name=_preview]");
  const panel = document.getElementById("preview-panel");
  const stage = panel?.querySelector(".preview-stage");
  const state = panel?.querySelector("[role=status]");
  let frame = null;
  let width = 1280;

  function fit() {
    if (!frame) return;
    const scale = Math.min(1, stage.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${stage.clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.insetInlineStart = `${(stage.clientWidth - width * scale) / 2}px`;
  }

  function choose(chosen) {
    width = Number(chosen.value);
    for (const other of panel.querySelectorAll("button[data-width]")) {
      other.setAttribute("aria-pressed", String(other === chosen));
    }
    fit();
  }

  // Each preview gets a frame of its own, so that the browser's Back does not go through old ones.
  function load() {
    frame?.remove();
    frame = document.createElement("iframe");
    frame.name = "story-preview";
    frame.title = "Preview of the story";
    frame.addEventListener("load", loaded);
    stage.append(frame);
    fit();
    state.textContent = "Loading…";
    button.value = "panel";
    button.formTarget = frame.name;
    button.form.requestSubmit(button);
  }

  function loaded() {
    const page = frame.contentDocument;
    if (page?.URL === "about:blank") return;
    state.textContent = page ? "" : "The server did not answer with a preview, perhaps because you are logged out. What you wrote is still in the form.";
    page?.addEventListener("keydown", (event) => {
      if (event.key === "Escape") panel.close();
    });
    // A link must not lead away what is looked at: what it leads to opens beside it.
    page?.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      window.open(link.href, "_blank", "noopener");
    });
  }

  if (button && panel) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      panel.showModal();
      load();
    });
    panel.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (pressed?.dataset.width !== undefined) choose(pressed);
      if (pressed?.dataset.do === "refresh") load();
      if (pressed?.dataset.do === "close") panel.close();
    });
    panel.addEventListener("close", () => {
      frame?.remove();
      frame = null;
    });
    new ResizeObserver(fit).observe(stage);
  }
}
