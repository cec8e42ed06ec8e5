import type { Finding } from "../results/audit.js"
import type { ReportedFinding } from "../results/report.js"
import { cardOf } from "./audit-cards.js"
import { few } from "./finding.js"
import { ofEach } from "./of-each.js"

/** Cards of a store at most: what is beyond them is counted. */
const MOST = 40

/**
 * The findings of a store as cards, in the order given: what runs of one experiment have in common, but for numbers, is
 * one card that says how many there are. In steps: ten thousand runs have hundreds of thousands of findings.
 */
export function* storeCards(findings: readonly Finding[]): Generator<undefined, ReportedFinding[]> {
  const groups = new Map<string, Finding[]>()
  yield* ofEach(findings, (each) => {
    const key = keyOf(each)
    const known = groups.get(key)
    if (known) known.push(each)
    else groups.set(key, [each])
    return []
  })
  const cards = [...groups.values()].map(groupCard)
  if (cards.length <= MOST) return cards
  const more = `${cards.length - MOST} more kinds of findings; leafwise audit lists all.`
  return [...cards.slice(0, MOST), { rule: "More", severity: "info", message: more, evidence: [] }]
}

function keyOf({ rule, severity, subject, message, cure }: Finding): string {
  const where = subject.experiment ?? subject.id
  return JSON.stringify([rule, severity, subject.kind, where, message.replace(/[\d.]+/g, "#"), cure])
}

function groupCard(group: readonly Finding[]): ReportedFinding {
  const [first] = group as [Finding]
  const { subject, rule } = first
  const names = group.map((each) => each.subject.name || each.subject.id)
  const about = [
    ...(subject.experiment === undefined ? [] : [{ name: "experiment", value: subject.experiment }]),
    { name: group.length > 1 ? `${group.length} ${subject.kind}s` : subject.kind, value: few(names, 3) },
  ]
  const shown = rule.replace(".", ": ").replaceAll("-", " ")
  if (group.length === 1) return cardOf(first, shown, about)
  return { ...cardOf({ ...first, evidence: {} }, shown, about), message: messageOf(group) }
}

function messageOf(group: readonly Finding[]): string {
  const [{ message }] = group as [Finding]
  return group.every((each) => each.message === message) ? `${message}.` : `e.g. ${message}.`
}
