/* How the editor sits in the page: its sheet, its name, its toolbar for people who cannot see it. */

import { Extension } from "django-prose-editor/editor"

export const Surface = Extension.create({
  name: "surface",

  onBeforeCreate({ editor }) {
    // The admin allows no inline styles; richtext/editor.css has what Tiptap would write into one.
    editor.options.injectCSS = false
    const textarea = editor.options.element.querySelector("textarea")
    const [label] = textarea?.labels ?? []
    if (!label) return
    label.id ||= `${textarea.id}_label`
    label.addEventListener("click", () => editor.commands.focus())
    const described = textarea.getAttribute("aria-describedby")
    editor.options.editorProps.attributes = {
      "aria-labelledby": label.id,
      "aria-multiline": "true",
      ...(described && { "aria-describedby": described }),
    }
  },

  onCreate({ editor }) {
    const toolbar = editor.storage.menu?.dom
    toolbar?.setAttribute("role", "group")
    toolbar?.setAttribute("aria-label", "Formatting")
  },
})
