/* The focal point of a picture in the admin: click on the preview or use the
   arrow keys, and see what the crops will show.
   The two number fields hold the value, and work without this script. */

const RATIOS = [3 / 2, 1]
const PREVIEW_HEIGHT = 160
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

class FocalPoint {
  constructor(box) {
    this.box = box
    this.frame = box.querySelector(".focal-picture")
    this.crops = [...box.querySelectorAll(".focal-crops li")]
    this.fields = ["focal_x", "focal_y"].map((name) => document.getElementById(`id_${name}`))
    this.marker = document.createElement("button")
    this.marker.type = "button"
    this.marker.className = "focal-marker"
    this.marker.addEventListener("keydown", (event) => this.step(event))
    for (const field of this.fields) field.addEventListener("input", () => this.draw())
    this.frame.addEventListener("click", (event) => this.pick(event))
  }

  /** Show a picture that can be drawn: an <img>, or the bitmap of a file. */
  show(source, width, height) {
    Object.assign(this, { source, width, height })
    this.box.hidden = false
    this.frame.append(this.marker)
    for (const [index, crop] of this.crops.entries()) {
      const canvas = document.createElement("canvas")
      canvas.height = PREVIEW_HEIGHT
      canvas.width = Math.round(PREVIEW_HEIGHT * RATIOS[index])
      crop.querySelector("img, canvas")?.remove()
      crop.prepend(canvas)
    }
    this.draw()
  }

  /** Show the file that is about to be uploaded, if this browser can read it. */
  async showFile(file) {
    try {
      const bitmap = await createImageBitmap(file)
      const canvas = document.createElement("canvas")
      const scale = Math.min(1, 960 / Math.max(bitmap.width, bitmap.height))
      canvas.width = Math.max(1, Math.round(bitmap.width * scale))
      canvas.height = Math.max(1, Math.round(bitmap.height * scale))
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
      bitmap.close()
      this.frame.replaceChildren(canvas)
      this.show(canvas, canvas.width, canvas.height)
    } catch {
      this.box.hidden = true
    }
  }

  get point() {
    return this.fields.map((field) => {
      const value = field.valueAsNumber
      return Number.isNaN(value) ? 0.5 : Math.min(1, Math.max(0, value))
    })
  }

  /** Move by the arrow keys: a hundredth of the picture, with Shift a tenth. */
  step(event) {
    const direction = STEPS[event.key]
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const length = event.shiftKey ? 0.1 : 0.01
    this.set(this.point.map((part, index) => part + direction[index] * length))
  }

  pick(event) {
    if (event.target === this.marker) return
    const area = this.frame.firstElementChild.getBoundingClientRect()
    this.set([(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height])
    this.marker.focus({ preventScroll: true })
  }

  set(parts) {
    for (const [index, part] of parts.entries()) {
      this.fields[index].value = Math.min(1, Math.max(0, part)).toFixed(2)
      this.fields[index].dispatchEvent(new Event("change", { bubbles: true }))
    }
    this.draw()
  }

  draw() {
    const [x, y] = this.point
    this.marker.style.left = `${x * 100}%`
    this.marker.style.top = `${y * 100}%`
    const [left, top] = [x, y].map((part) => Math.round(part * 100))
    this.marker.ariaLabel = `${left} % from the left, ${top} % from the top. The arrow keys move it.`
    for (const crop of this.crops) this.drawCrop(crop.querySelector("canvas"), x, y)
  }

  /** The same cut as images.renditions.crop_box makes. */
  drawCrop(canvas, x, y) {
    if (!canvas) return
    const ratio = canvas.width / canvas.height
    const width = Math.min(this.width, this.height * ratio)
    const height = Math.min(this.height, this.width / ratio)
    const left = Math.min(Math.max(x * this.width - width / 2, 0), this.width - width)
    const top = Math.min(Math.max(y * this.height - height / 2, 0), this.height - height)
    const context = canvas.getContext("2d")
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.drawImage(this.source, left, top, width, height, 0, 0, canvas.width, canvas.height)
  }
}

addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".focal-point")
  if (!box || !document.getElementById("id_focal_x")) return
  const focal = new FocalPoint(box)
  const img = box.querySelector(".focal-picture img")
  if (img) img.decode().then(() => focal.show(img, img.naturalWidth, img.naturalHeight), () => {})
  document.getElementById("id_upload")?.addEventListener("change", (event) => {
    const [file] = event.target.files
    if (file) focal.showFile(file)
    else box.hidden = true
  })
})
