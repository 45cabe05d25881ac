/* Pictures and galleries in the editor: `<figure data-image="12"><figcaption>…</figcaption></figure>`. */

import { crel, Node } from "django-prose-editor/editor"
import { droppedPictures } from "richtext/dropping"
import { choosePictures, describePicture } from "richtext/library"

const captionOf = (figure) =>
  figure.querySelector(":scope > figcaption") ?? document.createElement("figcaption")

/** A picture of the library, with a caption of its own. An empty one stands for the library's. */
export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,

  addOptions() {
    return { pictureLibrary: "", page: "", mostBytes: Infinity, mostText: "" }
  },

  addAttributes() {
    return {
      image: {
        default: "",
        parseHTML: (element) => element.getAttribute("data-image"),
        renderHTML: ({ image }) => ({ "data-image": image }),
      },
    }
  },

  parseHTML() {
    return [{ tag: "figure[data-image]", contentElement: captionOf }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes, ["figcaption", {}, 0]]
  },

  addNodeView() {
    return (props) => new PictureView(this.options, props)
  },

  addCommands() {
    return {
      insertPictures:
        (pictures) =>
        ({ state, commands }) => {
          const nodes = pictures.map(({ id }) => ({ type: this.name, attrs: { image: String(id) } }))
          const gallery = galleryAround(state.selection)
          if (gallery) return commands.insertContentAt(gallery.end, nodes)
          const content = nodes.length > 1 ? { type: "gallery", content: nodes } : nodes[0]
          return commands.insertContent(content)
        },
    }
  },

  addKeyboardShortcuts() {
    // A caption is one paragraph: Enter goes on below the picture, and below a gallery.
    const leave = ({ editor }) => {
      const { $from } = editor.state.selection
      if ($from.parent.type.name !== this.name) return false
      const depth = galleryAround(editor.state.selection)?.depth ?? $from.depth
      const after = $from.after(depth)
      return editor.chain().insertContentAt(after, { type: "paragraph" }).focus(after + 1).run()
    }
    return { Enter: leave, "Mod-Enter": leave }
  },

  addProseMirrorPlugins() {
    return [droppedPictures(this.options)]
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "picture",
      groups: "insert",
      priority: 120,
      button: buttons.material("image", "Insert pictures"),
      enabled: (editor) => editor.can().insertPictures([{ id: "0" }]),
      active: (editor) => editor.isActive("picture"),
      command: async (editor) => {
        const { pictureLibrary } = editor.extensionManager.extensions.find(({ name }) => name === "picture").options
        const pictures = await choosePictures({ pictureLibrary, several: true })
        if (pictures.length) editor.chain().focus().insertPictures(pictures).run()
      },
    })
  },
})

/** Several pictures side by side. */
export const Gallery = Node.create({
  name: "gallery",
  group: "block",
  content: "picture+",
  isolating: true,
  draggable: true,

  parseHTML() {
    return [{ tag: "div[data-gallery]" }]
  },

  renderHTML() {
    return ["div", { "data-gallery": "" }, 0]
  },
})

/** Where the gallery around a selection is: its depth, and the place after its last picture. */
function galleryAround({ $from }) {
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "gallery") return { depth, end: $from.end(depth) }
  }
  return null
}

class PictureView {
  constructor(options, { node, editor, getPos }) {
    Object.assign(this, { options, node, editor, getPos })
    this.img = crel("img", { alt: "", draggable: false })
    this.edit = crel("a", { textContent: "Details", target: "_blank", rel: "noopener" })
    this.credit = crel("p", { className: "picture-node__credit" })
    this.trouble = crel("p", { className: "picture-node__trouble", contentEditable: "false", hidden: true })
    this.contentDOM = crel("figcaption")
    const frame = crel("div", { className: "picture-node__frame", contentEditable: "false" }, [
      this.img,
      crel("div", { className: "picture-node__bar" }, [
        this.button("Replace", () => this.replace()),
        this.button("Remove", () => this.remove()),
        this.edit,
      ]),
    ])
    this.credit.contentEditable = "false"
    this.dom = crel("figure", { className: "picture-node" }, [frame, this.trouble, this.contentDOM, this.credit])
    this.show()
  }

  button(textContent, onclick) {
    return crel("button", { type: "button", textContent, onclick })
  }

  async show() {
    const { image } = this.node.attrs
    this.dom.dataset.image = image
    this.contentDOM.classList.toggle("is-empty", this.node.content.size === 0)
    this.edit.href = this.options.page.replace("/0/", `/${image}/`)
    if (this.shown === image) return
    this.shown = image
    try {
      const picture = await describePicture(this.options.pictureLibrary, image)
      if (this.shown !== image) return
      this.describe(picture)
    } catch (error) {
      this.shown = null
      this.credit.textContent = error.message
    }
  }

  describe(picture) {
    this.dom.classList.toggle("picture-node--missing", !picture)
    this.edit.hidden = !picture
    this.img.src = picture?.preview ?? ""
    this.img.hidden = !picture
    this.img.alt = picture?.alt ?? ""
    this.trouble.textContent = picture?.trouble ?? ""
    this.trouble.hidden = !picture?.trouble
    this.contentDOM.dataset.placeholder = picture?.caption
      ? `Caption. Empty: ${picture.caption}`
      : "Caption (there is none in the library)"
    this.credit.textContent = picture
      ? picture.credit && `Credit: ${picture.credit}`
      : "This picture was deleted from the library. Readers see its caption only."
  }

  async replace() {
    const [picture] = await choosePictures({ pictureLibrary: this.options.pictureLibrary, several: false })
    if (!picture) return
    this.editor
      .chain()
      .command(({ tr }) => Boolean(tr.setNodeAttribute(this.getPos(), "image", String(picture.id))))
      .focus()
      .run()
  }

  remove() {
    const { state } = this.editor
    const at = this.getPos()
    const $at = state.doc.resolve(at)
    const alone = $at.parent.type.name === "gallery" && $at.parent.childCount === 1
    const [from, to] = alone ? [$at.before(), $at.after()] : [at, at + this.node.nodeSize]
    this.editor.chain().deleteRange({ from, to }).focus().run()
  }

  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  stopEvent(event) {
    return event.target instanceof Element && event.target.closest(".picture-node__bar") !== null
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return false
    return mutation.type === "attributes" || !this.contentDOM.contains(mutation.target)
  }
}
