import { auditInSteps } from "./analysis/audit.js"
import { storeCards } from "./analysis/store-cards.js"
import { type FactsOptions, readForAudit } from "./audit-facts.js"
import { readAuditRules } from "./audit-rules.js"
import { gently } from "./data/gently.js"
import { auditFamilies } from "./results/audit.js"
import type { ReportedFinding } from "./results/report.js"
import type { RunStore } from "./stores/run-store.js"

/**
 * What an audit of a store finds by the default rules, as cards of a report: of scores, runs, names and the store itself,
 * but not of where it lies. Others have their turn meanwhile.
 */
export async function storeFindings(store: RunStore, options: FactsOptions = {}): Promise<ReportedFinding[]> {
  const { runs, facts } = await readForAudit(store, options)
  const nowhere = { place: null, others: [], project: null, option: "" }
  const input = { families: auditFamilies, rules: readAuditRules(), store: { facts: { ...facts, ...nowhere }, runs } }
  const { findings } = await gently(auditInSteps(input), options.signal)
  return gently(storeCards(findings), options.signal)
}
