import { parseYaml } from "./readers/yaml.js"
import { type AuditRules, checkedRules } from "./results/audit-rules.js"
import { defaultAuditRules } from "./results/default-audit-rules.js"

/**
 * The rules of an audit from the text of an audit-rules.yaml; the default ones without.
 * @throws RangeError for text that is no YAML, or has a field that is no rule, naming it.
 */
export function readAuditRules(text: string = defaultAuditRules): AuditRules {
  return checkedRules(parseYaml(text))
}
