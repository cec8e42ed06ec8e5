/** How long a chart that a link names is waited for, and how long the page is kept at it while others are drawn. */
const PATIENCE_MS = 60_000
const SETTLE_MS = 2500

/** Ends the search of a link before. */
let newest: AbortController | undefined

/**
 * Scrolls to the chart of a heading as soon as it is drawn, gives it the focus, and keeps it in view while what stands
 * above it grows. Whoever scrolls, clicks or types meanwhile is left alone.
 */
export async function revealChart(root: ParentNode, heading: string): Promise<void> {
  newest?.abort()
  const own = new AbortController()
  newest = own
  for (const type of ["wheel", "pointerdown", "keydown", "touchstart"] as const) {
    window.addEventListener(type, () => own.abort(), { once: true, signal: own.signal, passive: true })
  }
  let until = performance.now() + PATIENCE_MS
  let focused: Element | undefined
  while (!own.signal.aborted && performance.now() < until) {
    const frame = chartNamed(root, heading)
    if (frame && frame !== focused) {
      until = performance.now() + SETTLE_MS
      focused = frame
      frame.focusDrawing()
    }
    const top = frame?.getBoundingClientRect().top ?? 0
    if (frame && Math.abs(top) > 2) frame.scrollIntoView({ block: "start" })
    await new Promise((done) => setTimeout(done, 150))
  }
  own.abort()
}

/** A frame in the page or in any element's own tree. */
function chartNamed(root: ParentNode, heading: string): HTMLElementTagNameMap["chart-frame"] | undefined {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.localName === "chart-frame" && (element as { heading?: string }).heading === heading) {
      return element as HTMLElementTagNameMap["chart-frame"]
    }
    const inside = element.shadowRoot && chartNamed(element.shadowRoot, heading)
    if (inside) return inside
  }
  return undefined
}
