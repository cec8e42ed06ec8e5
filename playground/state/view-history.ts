import { firstView, type ViewState } from "./view-state.js"

/** Steps that can be undone. */
const MOST = 200

/** The views that were looked at, one after the other, and which of them is now. */
export class ViewHistory {
  #views: ViewState[] = [firstView]
  #at = 0

  get now(): ViewState {
    return this.#views[this.#at]!
  }

  get canUndo(): boolean {
    return this.#at > 0
  }

  get canRedo(): boolean {
    return this.#at < this.#views.length - 1
  }

  /** A new step; those that were undone are forgotten. Answers false when nothing changes. */
  change(part: Partial<ViewState>): boolean {
    const next = { ...this.now, ...part }
    if (same(next, this.now)) return false
    this.#views = [...this.#views.slice(0, this.#at + 1), next].slice(-MOST)
    this.#at = this.#views.length - 1
    return true
  }

  /** The present step is other than it was; it cannot be undone. */
  amend(part: Partial<ViewState>): void {
    this.#views[this.#at] = { ...this.now, ...part }
  }

  undo(): void {
    if (this.canUndo) this.#at--
  }

  redo(): void {
    if (this.canRedo) this.#at++
  }
}

function same(a: ViewState, b: ViewState): boolean {
  const sorted = (view: ViewState) =>
    JSON.stringify(Object.entries({ ...view, options: Object.entries(view.options).sort() }).sort())
  return sorted(a) === sorted(b)
}
