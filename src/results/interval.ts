/** An estimate and the interval that holds the true value with probability `level`. */
export interface Interval {
  value: number
  low: number
  high: number
  /** E.g. 0.95. */
  level: number
}
