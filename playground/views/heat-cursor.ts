import { type ChartCursor, placeAfter } from "./chart-cursor.js"

/** A cell of a heatmap: the i-th row as drawn, and a feature's line. */
export interface HeatPlace {
  readonly i: number
  readonly j: number
}

/** What a cursor asks of its heatmap. */
export interface HeatHost {
  readonly data: { readonly lines: ArrayLike<unknown>; readonly margins: ArrayLike<number> } | undefined
  place: HeatPlace | undefined
  textOf(place: HeatPlace): string
  choose(place: HeatPlace): void
}

/** Goes from cell to cell: left and right through the rows, up and down through the features. */
export class HeatCursor implements ChartCursor {
  readonly keys: string =
    "Left and right walk through the rows, up and down through the features; Enter selects the row."
  readonly #host: HeatHost

  constructor(host: HeatHost) {
    this.#host = host
  }

  go(key: string): string | undefined {
    const { data, place } = this.#host
    if (!data) return undefined
    const upright = key === "ArrowUp" || key === "ArrowDown"
    const [at, count] = upright ? [place?.j, data.lines.length] : [place?.i, data.margins.length]
    const next = placeAfter(key, at ?? -1, count)
    if (next === undefined) return undefined
    const from = place ?? { i: 0, j: 0 }
    this.#host.place = upright ? { ...from, j: next } : { ...from, i: next }
    return this.#host.textOf(this.#host.place)
  }

  take(): boolean {
    const { place } = this.#host
    if (place) this.#host.choose(place)
    return place !== undefined
  }

  leave(): void {
    this.#host.place = undefined
  }
}
