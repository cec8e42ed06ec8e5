import type { AuditSubject, Finding, MissingItem, Severity } from "../results/audit.js"

interface Found {
  /** `family.rule` */
  readonly rule: string
  readonly severity: Severity | "off"
  readonly subject: AuditSubject
  readonly message: string
  readonly evidence?: Finding["evidence"]
  readonly cure: string
  readonly missing?: MissingItem[]
}

/** A finding in a list, or none where its rule is off. */
export function finding(found: Found): Finding[] {
  const { severity, rule, evidence = {}, missing = [] } = found
  if (severity === "off") return []
  const family = rule.split(".")[0] as Finding["family"]
  return [{ ...found, family, severity, evidence, missing }]
}

/** `a, b, c and 4 more` */
export function few(names: readonly string[], most = 6): string {
  const more = names.length - most
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ")
}

/** A number in four digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
