/** Nothing can be ranked: there is no such experiment, or none of its runs has the metric. A server answers 404. */
export class NoModelsFound extends RangeError {
  override readonly name: string = "NoModelsFound"

  /** @param reason what was looked for, and what there is. */
  constructor(reason: string) {
    super(`No models found: ${reason}`)
  }
}
