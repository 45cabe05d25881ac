/* The focal point of a picture in the admin: click on the preview, and see what the crops will show.
   The two number fields hold the value, and work without this script. */

const RATIOS = [3 / 2, 1]
const PREVIEW_HEIGHT = 160

class FocalPoint {
  constructor(box) {
    this.box = box
    this.frame = box.querySelector(".focal-picture")
    this.crops = [...box.querySelectorAll(".focal-crops li")]
    this.fields = ["focal_x", "focal_y"].map((name) => document.getElementById(`id_${name}`))
    this.marker = document.createElement("span")
    this.marker.className = "focal-marker"
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

  pick(event) {
    const area = this.frame.firstElementChild.getBoundingClientRect()
    const parts = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height]
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
