const known = { u: new Map<string, RegExp>(), iu: new Map<string, RegExp>() }

/** The regular expression of a rule, made once: rules are few and runs are many. */
export function rulePattern(source: string, flags: "u" | "iu" = "u"): RegExp {
  const found = known[flags].get(source)
  if (found) return found
  const made = new RegExp(source, flags)
  known[flags].set(source, made)
  return made
}

/** Whether a text matches one of a rule's patterns, whatever the case. */
export function matchesRule(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => rulePattern(pattern, "iu").test(text))
}
