/** The note of a column whose integers or decimals do not all fit into a double; none where `count` is 0. */
export function noteRounded(notes: string[], column: string, count: number): void {
  if (count === 0) return
  const what = count === 1 ? "1 value" : `${count} values`
  notes.push(`column "${column}": ${what} beyond 2^53 rounded to the nearest double`)
}

/** The note of a column that was not read. */
export function noteLeftOut(notes: string[], column: string, type: string): void {
  notes.push(`column "${column}" left out: ${type} is not read`)
}

/** The note of a time of day or a duration, which becomes a number. */
export function noteMilliseconds(notes: string[], column: string, type: string): void {
  notes.push(`column "${column}": ${type} read as a number of milliseconds`)
}

/** The note of binary values that are shown as hexadecimal; none where `count` is 0. */
export function noteHexadecimal(notes: string[], column: string, count: number): void {
  if (count === 0) return
  const what = count === 1 ? "1 distinct value is" : `${count} distinct values are`
  notes.push(`column "${column}": ${what} not UTF-8 and shown as hexadecimal`)
}
