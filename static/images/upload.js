/* Many pictures at once: each file is sent by itself, two at a time, and can be tried again.
   Without this script the form sends all of them together. */

const AT_ONCE = 2
const SESSION_ENDED = "You are logged out. Log in again in another tab, then try this file again."
const NO_ANSWER = "The server did not answer. Check the connection, then try again."

/** The server does not want the file: it is of no use to send it again. */
class Refusal extends Error {}

class Upload {
  constructor(form) {
    this.form = form
    this.zone = form.querySelector(".upload-zone")
    this.field = form.querySelector("input[type=file]")
    this.list = document.getElementById("upload-list")
    this.status = document.getElementById("upload-status")
    this.next = document.querySelector(".upload-next")
    this.describe = document.getElementById("upload-describe")
    this.waiting = []
    this.running = 0
    this.stored = new Set()
    this.counts = { all: 0, done: 0, failed: 0 }
  }

  start() {
    this.zone.classList.add("is-ready")
    this.zone.querySelector(".upload-drop").hidden = false
    for (const element of this.form.querySelectorAll(".upload-plain")) element.hidden = true
    this.field.required = false
    this.field.addEventListener("change", () => {
      this.add([...this.field.files])
      this.field.value = ""
    })
    // A file that is dropped beside the zone would replace the page.
    for (const name of ["dragover", "drop"]) {
      addEventListener(name, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return
        event.preventDefault()
        if (name === "drop") this.add([...event.dataTransfer.files])
        this.zone.classList.toggle("is-over", name === "dragover" && this.zone.contains(event.target))
      })
    }
    addEventListener("beforeunload", (event) => {
      if (this.running || this.waiting.length) event.preventDefault()
    })
  }

  add(files) {
    for (const file of files) {
      const row = new Row(file, () => this.enqueue(row))
      this.list.append(row.element)
      this.counts.all += 1
      if (file.size > Number(this.form.dataset.mostBytes)) {
        this.counts.failed += 1
        row.fail(`The file is larger than ${this.form.dataset.mostText}. It was not sent. Scale it down first.`, false)
      } else {
        this.enqueue(row)
      }
    }
    this.tell()
  }

  enqueue(row) {
    if (row.failed) this.counts.failed -= 1
    row.wait()
    this.waiting.push(row)
    this.go()
  }

  go() {
    while (this.running < AT_ONCE && this.waiting.length) {
      this.running += 1
      this.send(this.waiting.shift())
    }
    this.tell()
  }

  async send(row) {
    try {
      const { picture, is_new: isNew } = await post(this.form, row)
      this.counts.done += 1
      row.store(picture, isNew)
      if (isNew) this.remember(picture)
    } catch (error) {
      this.counts.failed += 1
      row.fail(error.message, !(error instanceof Refusal))
    }
    this.running -= 1
    this.go()
  }

  remember(picture) {
    this.stored.add(picture.id)
    if (this.form.dataset.describeNot !== undefined) return
    this.describe.href = `${this.form.dataset.describe}?ids=${[...this.stored].join(",")}`
    this.describe.textContent =
      this.stored.size === 1 ? "Describe the new picture" : `Describe the ${this.stored.size} new pictures`
    this.next.hidden = false
  }

  tell() {
    const { all, done, failed } = this.counts
    if (!all) return
    const open = this.running + this.waiting.length
    const words = open ? `${done} of ${all} stored, ${open} to go.` : `${done} of ${all} stored.`
    this.status.textContent = failed ? `${words} ${failed} failed: see below.` : words
  }
}

/** One file in the list. */
class Row {
  constructor(file, again) {
    this.file = file
    this.failed = false
    this.picture = make("span", "upload-nothing")
    this.words = make("p")
    this.progress = make("progress")
    this.progress.max = 100
    this.progress.setAttribute("aria-label", `Progress of ${file.name}`)
    this.retry = make("button", "button", "Try again")
    this.retry.type = "button"
    this.retry.addEventListener("click", again)
    const body = make("div")
    body.append(make("strong", "", file.name), this.words, this.progress, this.retry)
    this.element = make("li")
    this.element.append(this.picture, body)
  }

  set(state, words) {
    this.element.className = `upload-${state}`
    this.words.textContent = words
    this.progress.hidden = state !== "sending"
    this.retry.hidden = true
    this.failed = state === "failed"
  }

  wait() {
    this.set("waiting", "Waits.")
  }

  send(part) {
    if (part < 1) this.set("sending", "Is sent.")
    else this.set("sending", "Is prepared: a large picture takes a few seconds.")
    if (part < 1) this.progress.value = part * 100
    else this.progress.removeAttribute("value")
  }

  store(picture, isNew) {
    this.set("stored", isNew ? "Stored as " : "In the library already: ")
    const link = make("a", "", picture.title)
    link.href = picture.page
    link.target = "_blank"
    this.words.append(link, ".")
    const img = new Image(64, 64)
    img.alt = ""
    img.src = picture.thumbnail
    this.picture.replaceWith(img)
  }

  fail(sentence, mayTryAgain) {
    this.set("failed", sentence)
    this.retry.hidden = !mayTryAgain
  }
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

/** Send one file to the library; throws an Error with a sentence for a person. fetch tells no progress. */
function post(form, row) {
  const data = new FormData()
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
  data.set("upload", row.file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => row.send(event.loaded / event.total))
    request.addEventListener("error", () => reject(new Error(NO_ANSWER)))
    request.addEventListener("load", () => {
      const answer = request.response
      if (answer?.picture) resolve(answer)
      else if (answer?.errors) reject(new Refusal(Object.values(answer.errors).flat().join(" ")))
      else if (request.status === 403) reject(new Error("Your account is not allowed to do this."))
      else if (request.status === 413) reject(new Refusal("The file is larger than the server takes."))
      else if (request.status === 200) reject(new Error(SESSION_ENDED))
      else reject(new Error(NO_ANSWER))
    })
    request.open("POST", form.dataset.pictureLibrary)
    request.setRequestHeader("Accept", "application/json")
    row.send(0)
    request.send(data)
  })
}

const form = document.getElementById("picture-upload")
if (form) new Upload(form).start()
