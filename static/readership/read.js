/* Tells the paper that a story is read: which one, and the host of the page the reader came from.
   It keeps nothing in the browser, and says nothing of previews, nor of pages that are loaded again or
   never looked at. */

{
  const { path, story, address } = document.currentScript.dataset
  const isItsAddress = decodeURI(location.pathname) === decodeURI(address)

  const tell = () => {
    const arrival = performance.getEntriesByType("navigation")[0]?.type
    if (arrival === "reload" || arrival === "back_forward") return
    let from = ""
    try {
      from = new URL(document.referrer).hostname
    } catch {
      // The reader typed the address, or their browser does not say where they came from.
    }
    navigator.sendBeacon?.(path, new URLSearchParams({ story, from }))
  }

  const tellOnceSeen = () => {
    if (document.visibilityState === "visible") return tell()
    document.addEventListener("visibilitychange", tellOnceSeen, { once: true })
  }

  if (isItsAddress && document.prerendering) {
    document.addEventListener("prerenderingchange", tellOnceSeen, { once: true })
  } else if (isItsAddress) {
    tellOnceSeen()
  }
}
