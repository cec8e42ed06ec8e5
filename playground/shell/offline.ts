/** Keeps the page's own files for times without a network, and makes the page installable. Data never enter it. */
export function offline(): void {
  if (import.meta.env.DEV || !("serviceWorker" in navigator) || location.protocol === "file:") return
  navigator.serviceWorker.register("./service-worker.js").catch(() => {
    // A host that forbids it (no https) still shows the page.
  })
}
