/**
 * A choice by name, or the first one where none was made.
 * @throws RangeError for any other name: JavaScript would pass over it in silence.
 */
export function choice<Name extends string>(option: string, got: Name | undefined, names: readonly Name[]): Name {
  if (got === undefined) return names[0]!
  if (names.includes(got)) return got
  const quoted = names.map((name) => `"${name}"`).join(" or ")
  throw new RangeError(`got ${option}: ${JSON.stringify(got)}, expected ${quoted}`)
}
