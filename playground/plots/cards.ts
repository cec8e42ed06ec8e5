/** Something that a check found, with its evidence. */
export interface Finding {
  readonly rule: string
  readonly severity: "fail" | "warn" | "info" | "pass"
  /** What was found, in a sentence. */
  readonly message: string
  /** Numbers that show it. */
  readonly evidence: readonly { readonly name: string; readonly value: string }[]
  /** What to do about it. */
  readonly cure?: string
  readonly feature?: string
}

/** A run against the champion, ready to be decided on. */
export interface Decision {
  readonly challenger: string
  readonly champion: string
  readonly verdict: "promote" | "keep" | "undecided"
  /** One sentence that says why. */
  readonly sentence: string
  readonly facts: readonly { readonly name: string; readonly value: string; readonly good?: boolean }[]
  /** Findings that are open. */
  readonly open: readonly string[]
}

/** A decision as Markdown, texts escaped so that a run's name stays a name. */
export function decisionMarkdown({ challenger, champion, verdict, sentence, facts, open }: Decision): string {
  const safe = (text: string) => text.replace(/[\\`*_{}[\]<>()#+\-.!|]/g, "\\$&").replaceAll("\n", " ")
  return [
    `# ${safe(challenger)} against ${safe(champion)}: ${verdict}`,
    "",
    safe(sentence),
    "",
    "| | |",
    "|---|---|",
    ...facts.map(
      ({ name, value, good }) =>
        `| ${safe(name)} | ${safe(value)}${good === undefined ? "" : good ? " (better)" : " (worse)"} |`,
    ),
    "",
    ...(open.length > 0 ? ["Open:", "", ...open.map((each) => `- ${safe(each)}`), ""] : []),
  ].join("\n")
}
