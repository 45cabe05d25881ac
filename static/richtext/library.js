/* The newsroom's pictures as the editor sees them: asking the server, and choosing in a dialog. */

import { crel } from "django-prose-editor/editor"

const SESSION_ENDED =
  "You are logged out. Log in again in another tab, then try once more here: your text is still in place."
const TOO_LARGE = "The file is larger than the server takes. Scale it down first."
const NO_ANSWER = "The server did not answer. Check the connection and try again: your text is still in place."

// A session that has ended is answered with the form to log in.
const REFUSALS = { 200: SESSION_ENDED, 403: "Your account is not allowed to do this.", 413: TOO_LARGE }

/**
 * Ask the picture library, an address of the admin that speaks JSON.
 *
 * @param {URL} url
 * @param {RequestInit} options of fetch
 * @returns {Promise<object>} what the server said; `errors` in it if it refused
 * @throws {Error} with a sentence for a person
 */
async function ask(url, options = {}) {
  let response
  try {
    response = await fetch(url, { headers: { Accept: "application/json" }, ...options })
  } catch {
    throw new Error(NO_ANSWER)
  }
  if (response.redirected) throw new Error(SESSION_ENDED)
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json")
  if (isJson && (response.ok || response.status === 400)) return response.json()
  throw new Error((!response.ok && REFUSALS[response.status]) || NO_ANSWER)
}

const address = (pictureLibrary, parameters) => {
  const url = new URL(pictureLibrary, document.baseURI)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

const known = new Map()
let waiting = new Map()

/**
 * Return what the library knows of one picture: `{id, title, alt, caption, credit, thumbnail, …}`,
 * or null if it is gone. Pictures asked for at the same moment are asked for together.
 *
 * @param {string} pictureLibrary its address
 * @param {string} id
 */
export function describePicture(pictureLibrary, id) {
  if (!known.has(id)) {
    known.set(
      id,
      new Promise((resolve, reject) => {
        if (!waiting.size) setTimeout(() => askForAll(pictureLibrary), 0)
        waiting.set(id, { resolve, reject })
      }),
    )
    known.get(id).catch(() => known.delete(id))
  }
  return known.get(id)
}

async function askForAll(pictureLibrary) {
  const asked = waiting
  waiting = new Map()
  try {
    const { pictures } = await ask(address(pictureLibrary, { ids: [...asked.keys()].join(",") }))
    const found = new Map(pictures.map((picture) => [String(picture.id), picture]))
    for (const [id, { resolve }] of asked) resolve(found.get(id) ?? null)
  } catch (error) {
    for (const { reject } of asked.values()) reject(error)
  }
}

/** Send `form` to the library; see images/picture_library.py for what it answers. */
function send(pictureLibrary, form) {
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value)
  return ask(address(pictureLibrary, {}), { method: "POST", body: form })
}

/**
 * Put a file into the library. (fetch does not tell how much of it has been sent.)
 *
 * @param {string} pictureLibrary its address
 * @param {File} file
 * @param {(part: number) => void} tell called with what was sent of it, from 0 to 1
 * @returns {Promise<object>} the picture
 * @throws {Error} with a sentence for a person
 */
export function uploadPicture(pictureLibrary, file, tell) {
  const form = new FormData()
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value)
  form.set("upload", file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.responseType = "json"
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / total))
    request.addEventListener("error", () => reject(new Error(NO_ANSWER)))
    request.addEventListener("load", () => {
      const { picture, errors } = request.response ?? {}
      if (picture) {
        known.set(String(picture.id), Promise.resolve(picture))
        resolve(picture)
      } else if (errors) reject(new Error(Object.values(errors).flat().join(" ")))
      else reject(new Error(REFUSALS[request.status] ?? NO_ANSWER))
    })
    request.open("POST", address(pictureLibrary, {}))
    request.setRequestHeader("Accept", "application/json")
    request.send(form)
  })
}

let dialogs = 0

/**
 * Let a person choose pictures, or upload new ones.
 *
 * @param {object} options
 * @param {string} options.pictureLibrary address of the picture library
 * @param {boolean} options.several whether more than one may be chosen
 * @returns {Promise<object[]>} the pictures in the order in which they were chosen; none if cancelled
 */
export function choosePictures({ pictureLibrary, several }) {
  const before = document.activeElement
  return new Promise((resolve) => {
    const dialog = new LibraryDialog(pictureLibrary, several, (pictures) => {
      for (const picture of pictures) known.set(String(picture.id), Promise.resolve(picture))
      before?.focus({ preventScroll: true })
      resolve(pictures)
    })
    dialog.open()
  })
}

class LibraryDialog {
  constructor(pictureLibrary, several, done) {
    this.pictureLibrary = pictureLibrary
    this.several = several
    this.done = done
    this.id = `picture-library-${++dialogs}`
    this.chosen = new Map()
    this.older = null
    this.asked = 0
  }

  open() {
    this.dialog = this.build()
    document.body.append(this.dialog)
    this.dialog.addEventListener("close", () => {
      this.dialog.remove()
      this.done(this.dialog.returnValue === "insert" ? [...this.chosen.values()] : [])
    })
    this.dialog.showModal()
    this.search.focus()
    this.load()
  }

  build() {
    this.search = crel("input", {
      type: "search",
      id: `${this.id}-search`,
      autocomplete: "off",
      placeholder: "Words of the title, caption or credit",
    })
    let pause
    this.search.addEventListener("input", () => {
      clearTimeout(pause)
      pause = setTimeout(() => this.load(), 250)
    })
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault()
        clearTimeout(pause)
        this.load()
      }
    })
    this.status = crel("p", { className: "picture-library__status", role: "status" })
    this.list = crel("ul", { className: "picture-library__list" })
    this.more = this.button("Show older pictures", () => this.load(this.older))
    this.more.hidden = true
    this.insert = this.button("Insert", () => this.dialog.close("insert"), "picture-library__main")
    const heading = crel("h2", { id: `${this.id}-heading`, textContent: "Pictures" })
    return crel("dialog", { className: "picture-library", "aria-labelledby": heading.id }, [
      crel("header", {}, [
        heading,
        crel("label", { htmlFor: this.search.id, textContent: "Search" }),
        this.search,
      ]),
      crel("div", { className: "picture-library__body" }, [
        this.buildUpload(),
        this.status,
        this.list,
        this.more,
      ]),
      crel("footer", {}, [this.insert, this.button("Cancel", () => this.dialog.close(""))]),
    ])
  }

  button(textContent, onclick, className = "") {
    return crel("button", { type: "button", className, textContent, onclick })
  }

  /* Searching */

  async load(before = null) {
    const turn = ++this.asked
    this.refresh(before ? "Loading older pictures…" : "Loading…")
    const parameters = { q: this.search.value.trim() }
    if (before) parameters.before = before
    try {
      const answer = await ask(address(this.pictureLibrary, parameters))
      if (turn !== this.asked) return
      this.show(answer, before)
    } catch (error) {
      if (turn === this.asked) this.refresh(error.message)
    }
  }

  show({ pictures, older, may_upload: mayUpload }, before) {
    this.older = older
    this.more.hidden = !older
    this.upload.hidden = !mayUpload
    const items = pictures
      .filter((picture) => !before || !this.find(picture.id))
      .map((picture) => this.item(picture))
    if (before) {
      this.list.append(...items)
      items[0]?.querySelector("input").focus()
    } else {
      this.list.replaceChildren(...items)
      this.list.parentElement.scrollTop = 0
    }
    this.refresh(this.list.children.length ? "" : this.emptyText())
  }

  emptyText() {
    const words = this.search.value.trim()
    return words ? `No picture is described with “${words}”.` : "There are no pictures yet. Upload the first one."
  }

  find(id) {
    return this.list.querySelector(`input[value="${Number(id)}"]`)
  }

  item(picture) {
    const input = crel("input", {
      type: this.several ? "checkbox" : "radio",
      name: this.id,
      value: picture.id,
      checked: this.chosen.has(picture.id),
    })
    input.addEventListener("change", () => this.choose(picture, input.checked))
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault()
        this.choose(picture, (input.checked = true))
        this.dialog.close("insert")
      }
    })
    const label = crel("label", {}, [
      input,
      crel("img", { src: picture.thumbnail, alt: "", width: 160, height: 160, loading: "lazy" }),
      crel("span", { className: "picture-library__title", textContent: picture.title }),
      crel("span", { className: "picture-library__credit", textContent: picture.credit }),
      ...(picture.trouble ? [crel("span", { className: "picture-library__trouble", textContent: picture.trouble })] : []),
    ])
    label.addEventListener("dblclick", () => {
      this.choose(picture, (input.checked = true))
      this.dialog.close("insert")
    })
    return crel("li", {}, [label])
  }

  choose(picture, checked) {
    if (!this.several) this.chosen.clear()
    if (checked) this.chosen.set(picture.id, picture)
    else this.chosen.delete(picture.id)
    this.refresh(this.status.textContent)
  }

  refresh(message) {
    this.status.textContent = message
    const number = this.chosen.size
    this.insert.disabled = !number
    this.insert.textContent = number > 1 ? `Insert ${number} pictures` : "Insert"
  }

  /* Uploading */

  buildUpload() {
    const field = (name, textContent, help, attributes = {}) => {
      const id = `${this.id}-${name}`
      const input = crel("input", { id, name, ...attributes })
      input.setAttribute("aria-describedby", `${id}-error`)
      return crel("div", { className: "picture-library__field" }, [
        crel("label", { htmlFor: id, textContent }),
        input,
        crel("small", { textContent: help }),
        crel("p", { id: `${id}-error`, className: "picture-library__error", hidden: true }),
      ])
    }
    this.submit = crel("button", { type: "submit", textContent: "Upload" })
    const form = crel("form", { noValidate: true }, [
      field("upload", "File", "JPEG, PNG, WebP, AVIF or GIF.", {
        type: "file",
        accept: "image/jpeg,image/png,image/webp,image/avif,image/gif",
      }),
      field("alt", "Alt text", "What the picture shows, for readers who cannot see it."),
      field("caption", "Caption", "Empty: as written in the file."),
      field("credit", "Credit", "Empty: as written in the file."),
      this.submit,
    ])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.send(form)
    })
    this.upload = crel("details", { className: "picture-library__upload", hidden: true }, [
      crel("summary", { textContent: "Upload a picture" }),
      form,
    ])
    return this.upload
  }

  async send(form) {
    this.showErrors(form, {})
    this.submit.disabled = true
    this.refresh("Uploading. A large picture takes a few seconds.")
    try {
      const { picture, errors, message } = await send(this.pictureLibrary, new FormData(form))
      this.showErrors(form, errors ?? {})
      if (picture) this.add(picture)
      if (picture) form.reset()
      this.refresh(picture ? message : "")
    } catch (error) {
      this.refresh("")
      this.showErrors(form, { upload: [error.message] })
    }
    this.submit.disabled = false
  }

  add(picture) {
    this.find(picture.id)?.closest("li").remove()
    this.choose(picture, true)
    const item = this.item(picture)
    this.list.prepend(item)
    item.querySelector("input").focus()
  }

  showErrors(form, errors) {
    let first = null
    for (const input of form.querySelectorAll("input")) {
      const place = form.querySelector(`#${input.id}-error`)
      const found = errors[input.name]
      place.hidden = !found
      place.textContent = found?.join(" ") ?? ""
      input.toggleAttribute("aria-invalid", Boolean(found))
      if (found && !first) first = input
    }
    first?.focus()
  }
}
