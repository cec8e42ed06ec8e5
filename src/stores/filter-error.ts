/** Where a filter or an order was found wrong, and what was expected there. */
export interface FilterFault {
  /** The whole text. */
  readonly text: string
  /** Where in it, in UTF-16 units from 0. */
  readonly at: number
  readonly got: string
  readonly expected: string
}

/** What is no filter, no order or no page token in MLflow's grammar (or in that of `where`). */
export class FilterError extends Error {
  override readonly name = "FilterError"
  /** What MLflow's server answers for the same. */
  readonly code = "INVALID_PARAMETER_VALUE"
  readonly text: string
  readonly at: number

  constructor({ text, at, got, expected }: FilterFault, what = "filter") {
    super(`${what}: got ${shown(got)} at character ${at + 1} of ${shown(text)}, expected ${expected}`)
    this.text = text
    this.at = at
  }
}

function shown(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text
  return short === "" ? "nothing" : JSON.stringify(short)
}
