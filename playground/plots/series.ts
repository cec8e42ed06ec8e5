/** Lines that are told apart by colour, dash and marker together. */
export interface SeriesStyle {
  readonly color: string
  readonly dash: string
}

const dashes = ["", "6 3", "2 3", "9 3 2 3", "1 4", "12 4"]

/** The style of the i-th series; after six they begin again. */
export function seriesStyle(i: number): SeriesStyle {
  return { color: `var(--series-${i % 6})`, dash: dashes[i % dashes.length]! }
}
