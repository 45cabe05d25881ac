// Suggests tags below a line of tags, as one types; the line works without it.
// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, with a list).
"use strict";

{
  const PAUSE = 150; // milliseconds after a key before the server is asked

  // The tag that the caret stands in: where it begins and ends, and its words up to the caret.
  function tagAtCaret(input) {
    const { value, selectionStart: caret } = input;
    let start = 0;
    let quoted = false;
    for (let at = 0; at < caret; at++) {
      if (value[at] === '"') quoted = !quoted;
      else if (value[at] === "," && !quoted) start = at + 1;
    }
    const comma = value.indexOf(",", caret);
    const end = comma < 0 ? value.length : comma;
    return { start, end, text: value.slice(start, caret).replaceAll('"', "").trim() };
  }

  function quote(name) {
    return name.includes(",") || name.startsWith('"') ? `"${name.replaceAll('"', '""')}"` : name;
  }

  class TagLine {
    constructor(input) {
      this.input = input;
      this.active = -1;
      this.options = [];
      this.list = document.createElement("ul");
      this.list.id = `${input.id}_suggestions`;
      this.list.className = "tag-suggestions";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "Tags there are");
      this.list.hidden = true;
      const line = document.createElement("div");
      line.className = "tag-line";
      input.after(line);
      line.append(input, this.list);
      for (const [name, value] of [
        ["role", "combobox"],
        ["aria-autocomplete", "list"],
        ["aria-expanded", "false"],
        ["aria-controls", this.list.id],
      ]) {
        input.setAttribute(name, value);
      }
      input.addEventListener("input", () => this.askSoon());
      input.addEventListener("keydown", (event) => this.press(event));
      input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the line keeps the focus
        const option = event.target.closest("li");
        if (option) this.take(this.options.indexOf(option));
      });
    }

    stopAsking() {
      clearTimeout(this.timer);
      this.request?.abort();
    }

    askSoon() {
      this.stopAsking();
      const { text } = tagAtCaret(this.input);
      if (!text) return this.close();
      this.timer = setTimeout(() => this.ask(text), PAUSE);
    }

    async ask(text) {
      const { signal } = (this.request = new AbortController());
      const url = `${this.input.dataset.suggestions}?q=${encodeURIComponent(text)}`;
      try {
        const response = await fetch(url, { signal });
        const { names } = await response.json();
        this.show(names);
      } catch {
        if (!signal.aborted) this.close(); // without suggestions, the line is what it was
      }
    }

    show(names) {
      this.options = names.map((name, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}_${index}`;
        option.setAttribute("role", "option");
        option.textContent = name;
        return option;
      });
      this.list.replaceChildren(...this.options);
      this.list.hidden = !names.length;
      this.input.setAttribute("aria-expanded", String(names.length > 0));
      this.mark(-1);
    }

    close() {
      this.stopAsking();
      this.show([]);
    }

    mark(index) {
      this.active = index;
      this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index < 0) this.input.removeAttribute("aria-activedescendant");
      else this.input.setAttribute("aria-activedescendant", this.options[index].id);
    }

    press(event) {
      const count = this.options.length;
      if (!count) return;
      if (event.key.startsWith("Arrow")) this.stopAsking(); // the list that one walks in stays
      if (event.key === "ArrowDown") this.mark((this.active + 1) % count);
      else if (event.key === "ArrowUp") this.mark(this.active < 1 ? count - 1 : this.active - 1);
      else if (event.key === "Enter" && this.active >= 0) this.take(this.active);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    }

    take(index) {
      const { input } = this;
      const { start, end } = tagAtCaret(input);
      const before = input.value.slice(0, start);
      const after = input.value.slice(end).replace(/^,\s*/, "");
      const written = `${before}${before ? " " : ""}${quote(this.options[index].textContent)}, `;
      input.value = written + after;
      input.setSelectionRange(written.length, written.length);
      this.close();
    }
  }

  document.querySelectorAll("input[data-suggestions]").forEach((input) => new TagLine(input));
}
