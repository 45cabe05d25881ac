/* Players of other sites load when the reader asks for them; until then nothing is asked of their hosts.
   Without this script the link leads to the site itself. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-frame] > a")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return
  event.preventDefault()
  const box = link.parentElement
  const frame = document.createElement("iframe")
  frame.src = box.dataset.frame
  frame.title = link.querySelector(".embed-title")?.textContent ?? box.dataset.provider
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture"
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  frame.tabIndex = 0
  box.replaceChildren(frame)
  frame.focus()
})
