/** Goes through what a chart shows with the keyboard. */
export interface ChartCursor {
  /** What keys do, in a sentence. */
  readonly keys: string
  /** Goes where a key leads and tells what is there; undefined for a key that leads nowhere. */
  go(key: string): string | undefined
  /** Chooses what it is at; false where that is nothing. */
  take(): boolean
  leave(): void
}

/** The cursor of a drawing whose marks are elements with a `data-mark` text. */
export class MarksCursor implements ChartCursor {
  readonly keys = "Arrow keys walk through the marks."
  readonly #marks: () => SVGElement[]
  #at = -1

  constructor(marks: () => SVGElement[]) {
    this.#marks = marks
  }

  go(key: string): string | undefined {
    const count = this.#marks().length
    const at = placeAfter(key, this.#at, count)
    return at === undefined ? undefined : this.#mark(at)
  }

  /** The mark under the pointer. */
  goTo(mark: SVGElement): string {
    return this.#mark(this.#marks().indexOf(mark))
  }

  take(): boolean {
    const mark = this.#marks()[this.#at]
    mark?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }))
    return mark !== undefined
  }

  leave(): void {
    this.#mark(-1)
  }

  #mark(index: number): string {
    const marks = this.#marks()
    for (const each of marks) each.classList.remove("marked")
    this.#at = Math.min(index, marks.length - 1)
    const chosen = marks[this.#at]
    chosen?.classList.add("marked")
    return chosen?.dataset.mark ?? ""
  }
}

/** The place that a key leads to among `count` in a row, round and round; -1 is none. */
export function placeAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === "Home") return 0
  if (key === "End") return count - 1
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
  if (step === undefined) return undefined
  return at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count
}
