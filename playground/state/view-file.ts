import { saveFile } from "../views/save-chart.js"
import { checkedView } from "./view-link.js"
import type { ViewState } from "./view-state.js"

/** A view that is too long for an address is kept as a file. It is larger than these bytes never. */
const MOST_BYTES = 2_000_000

export function saveViewFile(view: ViewState): void {
  const text = `${JSON.stringify({ leafwise: "view", view }, null, 2)}\n`
  saveFile("leafwise-view.json", new Blob([text], { type: "application/json" }))
}

/** The view in a file that was saved so; undefined for any other file. */
export async function readViewFile(file: File): Promise<ViewState | undefined> {
  if (!/\.json$/i.test(file.name) || file.size > MOST_BYTES) return undefined
  try {
    const found = JSON.parse(await file.text()) as { leafwise?: unknown; view?: { page?: unknown } } | null
    return found?.leafwise === "view" ? checkedView(found.view?.page, found.view) : undefined
  } catch {
    return undefined
  }
}
