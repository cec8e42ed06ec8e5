const run = /[ \t]*((?:(?:\r?\n|[\u2028\u2029])[ \t]*)+)/g

/**
 * To YAML 1.1, and so to PyYAML, U+0085, U+2028 and U+2029 end a line, and within quotes the latter two stay where
 * they stood while the indent behind them goes. Rewrites a text so that a reader of YAML 1.2 finds the same in it.
 */
export function oldBreaks(text: string): string {
  if (!/[\u0085\u2028\u2029]/.test(text)) return text
  return text.replaceAll("\u0085", "\n").replace(run, (whole, breaks: string) => {
    const [first, ...rest] = breaks.replaceAll(/[ \t\r]/g, "")
    if (first === "\n" && !/[\u2028\u2029]/.test(breaks)) return whole
    const kept = [...(first === "\n" ? [] : [first]), ...rest].join("")
    // In quotes n+1 line ends stand for n.
    return kept.replaceAll(/\n+/g, (ends) => `${ends}\n        `)
  })
}
