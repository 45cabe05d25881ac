/* What stories show of other sites: `<div data-embed="https://…"><a href="https://…">title</a></div>`. */

import { Code, crel, Node, updateAttrsDialog } from "django-prose-editor/editor"

/** Code within a line, which can also be linked or set in bold. */
export const InlineCode = Code.extend({ excludes: "" })

/** Return `text` as an https address, or null. */
function httpsAddress(text) {
  const written = text.trim()
  const full = /^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `https://${written}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  if (url.protocol === "http:") url.protocol = "https:"
  const isPlain = url.protocol === "https:" && url.hostname.includes(".") && !url.username && !url.port
  return isPlain ? url.href.replaceAll("'", "%27") : null
}

const askForEmbed = updateAttrsDialog(
  {
    url: {
      title: "Address of the video, post or page",
      description: "YouTube, Vimeo, Dailymotion, Spotify and SoundCloud play in the story, others are linked.",
      required: true,
    },
    label: { title: "Title", description: "What readers see before they click." },
  },
  { title: "Embed", submitText: "Embed" },
)

/** Ask for an address until it is one, or until the person gives up. */
async function editEmbed(editor, attrs) {
  let given = attrs
  while ((given = await askForEmbed(editor, given))) {
    const url = httpsAddress(given.url)
    if (url) return { url, label: given.label.trim() }
    window.alert(`“${given.url}” is not a web address. Copy it from the address bar of the browser.`)
  }
  return null
}

/** A page of another site. The server knows which ones have a player (richtext/embeds.py). */
export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes() {
    return {
      url: { isRequired: true, rendered: false },
      label: { default: "", rendered: false },
    }
  },

  parseHTML() {
    const attributesOf = (url, label) =>
      typeof url === "string" && url.startsWith("https://") && httpsAddress(url) ? { url, label: label === url ? "" : label } : false
    return [
      {
        tag: "div[data-embed]",
        getAttrs: (element) => attributesOf(element.dataset.embed, element.textContent.trim()),
      },
      { tag: "iframe[src]", getAttrs: (element) => attributesOf(element.src, element.title) },
    ]
  },

  renderHTML({ node: { attrs } }) {
    return ["div", { "data-embed": attrs.url }, ["a", { href: attrs.url }, attrs.label || attrs.url]]
  },

  renderText: ({ node: { attrs } }) => attrs.url,

  addNodeView() {
    return ({ node, editor, getPos }) => {
      const title = crel("strong", { textContent: node.attrs.label || "Embed" })
      const url = crel("span", { textContent: node.attrs.url })
      const change = async () => {
        const attrs = await editEmbed(editor, node.attrs)
        if (!attrs) return
        const at = getPos()
        editor.chain().insertContentAt({ from: at, to: at + 1 }, { type: "embed", attrs }).focus().run()
      }
      const remove = () => {
        const at = getPos()
        editor.chain().deleteRange({ from: at, to: at + 1 }).focus().run()
      }
      const bar = crel("div", { className: "picture-node__bar" }, [
        crel("button", { type: "button", textContent: "Change", onclick: change }),
        crel("button", { type: "button", textContent: "Remove", onclick: remove }),
      ])
      return {
        dom: crel("div", { className: "embed-node" }, [title, url, bar]),
        stopEvent: (event) => bar.contains(event.target),
      }
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "embed",
      groups: "insert",
      priority: 110,
      button: buttons.material("ondemand_video", "Embed a video, a post or a page"),
      active: (editor) => editor.isActive("embed"),
      command: async (editor) => {
        const attrs = await editEmbed(editor, { url: "", label: "" })
        if (attrs) editor.chain().focus().insertContent({ type: "embed", attrs }).run()
      },
    })
  },
})
