/** A function that keeps its last answer until its arguments are others. For what is asked at every drawing. */
export function once<Given extends readonly unknown[], Found>(
  find: (...given: Given) => Found,
): (...given: Given) => Found {
  let last: { readonly given: Given; readonly found: Found } | undefined
  return (...given) => {
    if (!last || given.some((each, i) => !Object.is(each, last!.given[i]))) last = { given, found: find(...given) }
    return last.found
  }
}
