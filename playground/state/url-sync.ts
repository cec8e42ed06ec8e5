import type { Session } from "../session.js"
import { applyView } from "./apply-view.js"
import { revealChart } from "./reveal-chart.js"
import { hashOf, LONGEST, viewOf } from "./view-link.js"
import type { ViewState } from "./view-state.js"

/** Keeps the address and the view the same: what is looked at can be linked, and the browser's back button works. */
export class UrlSync {
  readonly #session: Session
  #page = ""
  #written = ""
  #seen: ViewState | undefined

  constructor(session: Session) {
    this.#session = session
    window.addEventListener("hashchange", () => this.read())
  }

  /** Takes the view that the address holds. */
  async read(): Promise<void> {
    if (location.hash === this.#written) return
    this.#seen = undefined
    const view = await viewOf(location.hash)
    this.#written = location.hash
    if (!view) return
    const { chart, ...rest } = view
    this.#page = view.page
    this.#session.look(rest)
    if (chart !== undefined) revealChart(document, chart)
    await applyView(this.#session)
  }

  /** Writes the view into the address; another page is a step of the browser's history. */
  async write(): Promise<void> {
    const { view } = this.#session
    // Asked at every drawing; the hash of a view takes its time.
    if (view === this.#seen) return
    this.#seen = view
    const hash = await hashOf(view)
    const short = hash.length > LONGEST ? `#v=${view.page}` : hash
    if (view !== this.#session.view || short === this.#written) return
    const step = this.#page !== view.page && this.#page !== ""
    this.#page = view.page
    this.#written = short
    // An address that was never written (a page opened without a hash) is replaced, not stepped away from.
    if (step) history.pushState(null, "", short)
    else history.replaceState(null, "", short)
  }
}
