/**
 * What the plots take from `lit` when they are drawn into a file: their templates as plain data. The build of the plot
 * files puts this module in lit's place, so that nothing of a page is needed.
 */

/** A piece of markup and what stands in its gaps. */
export interface Template {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]
}

export function svg(strings: TemplateStringsArray, ...values: unknown[]): Template {
  return { strings, values }
}

/** A style sheet as text. */
export function css(strings: TemplateStringsArray, ...values: unknown[]): string {
  return strings.reduce((text, part, i) => text + String(values[i - 1] ?? "") + part)
}
