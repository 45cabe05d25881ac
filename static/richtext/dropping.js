/* Files that are dropped on a text or pasted into it: they go into the library, and their pictures
   come to stand where they were dropped. What is on its way is shown there, outside of the text. */

import { crel, pm } from "django-prose-editor/editor"
import { uploadPicture } from "richtext/library"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view
const { Fragment, Slice } = pm.model
const { dropPoint } = pm.transform

const key = new PluginKey("droppedPictures")
const AT_ONCE = 2

/**
 * Return the ProseMirror plugin that takes files.
 *
 * @param {object} options `pictureLibrary`, an address; `mostBytes` of one file, and the same as `mostText`
 */
export function droppedPictures(options) {
  // A file that is dropped on a page, and that nobody takes, replaces the page and what was written.
  const take = (view, event, transfer, at) => {
    const files = [...(transfer?.files ?? [])]
    if (!files.length || transfer.getData("text/plain")) return false
    event.preventDefault()
    new Delivery(view, options).start(files, at)
    return true
  }
  return new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, shown) {
        const { add, remove } = transaction.getMeta(key) ?? {}
        const moved = shown.map(transaction.mapping, transaction.doc)
        if (add) return moved.add(transaction.doc, [add])
        return remove ? moved.remove(moved.find(undefined, undefined, (spec) => spec.key === remove)) : moved
      },
    },
    props: {
      decorations: (state) => key.getState(state),
      handleDrop: (view, event) => {
        const found = view.posAtCoords({ left: event.clientX, top: event.clientY })
        return take(view, event, event.dataTransfer, found?.pos ?? view.state.selection.from)
      },
      handlePaste: (view, event) => take(view, event, event.clipboardData, view.state.selection.from),
    },
  })
}

let deliveries = 0

/** The files of one drop: one picture, or a gallery of several. */
class Delivery {
  constructor(view, { pictureLibrary, mostBytes, mostText }) {
    Object.assign(this, { view, pictureLibrary, mostBytes, mostText })
    this.key = `delivery-${++deliveries}`
    this.words = crel("p", { role: "status" })
    this.progress = crel("progress", { max: 1, "aria-label": "Upload" })
    this.errors = crel("ul")
    this.close = crel("button", { type: "button", textContent: "Close", hidden: true, onclick: () => this.end() })
    const parts = [this.words, this.progress, this.errors, this.close]
    this.dom = crel("div", { className: "picture-delivery", contentEditable: "false" }, parts)
    this.keepForm = (event) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      this.tell("Save again in a moment: a picture is still on its way.")
      this.dom.scrollIntoView({ block: "center" })
    }
  }

  async start(files, at) {
    this.parts = files.map(() => 0)
    const widget = Decoration.widget(this.place(at), this.dom, {
      key: this.key,
      side: -1,
      stopEvent: () => true,
      ignoreSelection: true,
    })
    this.dispatch({ add: widget })
    const form = this.view.dom.closest("form")
    form?.addEventListener("submit", this.keepForm, true)
    const waiting = [...files.entries()]
    const pictures = []
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.upload(next, pictures)
    }
    this.show()
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    form?.removeEventListener("submit", this.keepForm, true)
    if (this.view.isDestroyed) return
    this.insert(pictures.filter(Boolean))
    if (this.errors.children.length) this.complain()
    else this.end()
  }

  async upload([index, file], pictures) {
    try {
      if (file.size > this.mostBytes) {
        throw new Error(`The file is larger than ${this.mostText}. It was not sent. Scale it down first.`)
      }
      pictures[index] = await uploadPicture(this.pictureLibrary, file, (part) => this.show(index, part))
    } catch (error) {
      this.errors.append(crel("li", { textContent: `${file.name}: ${error.message}` }))
    }
    this.show(index, 1)
  }

  show(index = 0, part = 0) {
    this.parts[index] = part
    const sum = this.parts.reduce((one, other) => one + other, 0)
    if (sum < this.parts.length) this.progress.value = sum / this.parts.length
    else this.progress.removeAttribute("value")
    this.tell(this.parts.length > 1 ? `Uploading ${this.parts.length} pictures…` : "Uploading the picture…")
  }

  tell(words) {
    if (this.words.textContent !== words) this.words.textContent = words
  }

  complain() {
    const number = this.errors.children.length
    this.tell(number === 1 ? "A file was not taken. Your text is as it was." : `${number} files were not taken.`)
    this.progress.hidden = true
    this.close.hidden = false
  }

  end() {
    this.dispatch({ remove: this.key })
    this.view.focus()
  }

  dispatch(change) {
    this.view.dispatch(this.view.state.tr.setMeta(key, change).setMeta("addToHistory", false))
  }

  /** The place nearest to `at` where a picture may stand, between two paragraphs. */
  place(at) {
    const { doc, schema } = this.view.state
    const slice = new Slice(Fragment.from(schema.nodes.picture.create({ image: "0" })), 0, 0)
    return dropPoint(doc, at, slice) ?? doc.content.size
  }

  insert(pictures) {
    if (!pictures.length) return
    const { state } = this.view
    const [widget] = key.getState(state).find(undefined, undefined, (spec) => spec.key === this.key)
    const at = this.place(widget?.from ?? state.selection.from)
    const { picture, gallery } = state.schema.nodes
    const nodes = pictures.map(({ id }) => picture.create({ image: String(id) }))
    const $at = state.doc.resolve(at)
    const isGallery = nodes.length > 1 && $at.parent.type !== gallery
    const transaction = state.tr
    // An empty paragraph beside it was the place to put something.
    const [from, to] = [isEmpty($at.nodeBefore) ? at - $at.nodeBefore.nodeSize : at, at]
    transaction.replaceWith(from, to, isGallery ? gallery.create(null, nodes) : nodes)
    this.view.dispatch(transaction.scrollIntoView())
  }
}

const isEmpty = (node) => node?.type.name === "paragraph" && node.content.size === 0
