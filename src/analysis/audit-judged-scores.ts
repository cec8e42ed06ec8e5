import type { Ensemble } from "../data/ensemble.js"
import type { Audit, AuditSubject, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { finding, short } from "./finding.js"
import { isLoss } from "./is-loss.js"

const judgedForFit = new Set(["roc_auc", "pr_auc", "rmse", "mae", "spearman", "ndcg@10"])

/** Leakage, overfitting and imbalance of the model's own scores. */
export function judgedScores(ensemble: Ensemble, headline: Audit["headline"], rules: AuditRules): Finding[] {
  const { leakage, overfitting, imbalance } = rules.metrics
  const subject: AuditSubject = { kind: "model", id: ensemble.name, name: ensemble.name }
  const of = (name: string) => headline.find(({ metric }) => metric === name)
  const auc = of("roc_auc")
  const [precision, recall] = ["precision", "recall"].map((name) => of(name)?.test ?? null)
  const found: Finding[] = []
  if (auc && auc.test !== null && auc.test > leakage.auc) {
    found.push(
      ...finding({
        rule: "metrics.leakage",
        severity: leakage.severity,
        subject,
        cure: leakage.cure,
        message: `AUC ${short(auc.test)} on test, above ${leakage.auc}: data probably leaked`,
        evidence: { roc_auc: auc.test, limit: leakage.auc },
      }),
    )
  }
  for (const { metric, train, test } of headline) {
    if (train === null || test === null) continue
    const loss = isLoss(metric)
    if (!judgedForFit.has(metric)) continue
    const far = loss ? test > overfitting.loss_ratio * train : train - test > overfitting.gap
    if (!far) continue
    const grave = !loss && train - test > overfitting.fail_gap && overfitting.severity === "warn"
    found.push(
      ...finding({
        rule: "metrics.overfitting",
        severity: grave ? "fail" : overfitting.severity,
        subject,
        cure: overfitting.cure,
        message: `${metric}: train ${short(train)}, test ${short(test)}`,
        evidence: { metric, train, test, gap: loss ? test - train : train - test },
      }),
    )
  }
  if (
    typeof precision === "number" &&
    typeof recall === "number" &&
    precision >= imbalance.precision &&
    recall < imbalance.recall
  ) {
    found.push(
      ...finding({
        rule: "metrics.imbalance",
        severity: imbalance.severity,
        subject,
        cure: imbalance.cure,
        message: `precision ${short(precision)} with recall ${short(recall)} at 0.5: the classes are probably imbalanced`,
        evidence: { precision, recall, threshold: 0.5 },
      }),
    )
  }
  return found
}
