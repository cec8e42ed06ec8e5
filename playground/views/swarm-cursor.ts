import { type Move, walkTo } from "../plots/walk.js"
import { type ChartCursor, placeAfter } from "./chart-cursor.js"

/** A dot of a beeswarm: a feature's line, and a row. */
export interface SwarmPlace {
  readonly line: number
  readonly row: number
}

/** What a cursor asks of its beeswarm. */
export interface SwarmHost {
  readonly lines: readonly { readonly values: Float64Array }[]
  place: SwarmPlace | undefined
  textOf(place: SwarmPlace): string
  choose(row: number): void
}

const moves: Readonly<Record<string, Move>> = {
  ...{ ArrowRight: "next", ArrowLeft: "back", Home: "first", End: "last" },
  ...{ PageDown: "leap", PageUp: "leap back" },
}

/** Goes from dot to dot by their SHAP values, and with the same row from feature to feature. */
export class SwarmCursor implements ChartCursor {
  readonly keys: string =
    "Left and right walk through a feature's dots, up and down through the features; Enter explains the row."
  readonly #host: SwarmHost

  constructor(host: SwarmHost) {
    this.#host = host
  }

  go(key: string): string | undefined {
    const next = this.#after(key)
    if (!next) return undefined
    this.#host.place = next
    return this.#host.textOf(next)
  }

  take(): boolean {
    const { place } = this.#host
    if (place) this.#host.choose(place.row)
    return place !== undefined
  }

  leave(): void {
    this.#host.place = undefined
  }

  #after(key: string): SwarmPlace | undefined {
    const { lines, place } = this.#host
    const along = moves[key]
    const line = along ? (place?.line ?? 0) : placeAfter(key, place?.line ?? -1, lines.length)
    const values = line === undefined ? undefined : lines[line]?.values
    if (!values) return undefined
    const points = { count: values.length, key: (i: number) => values[i]! }
    const row = along || !place ? walkTo(points, place?.row, along ?? "first") : place.row
    return row === undefined ? undefined : { line: line!, row }
  }
}
