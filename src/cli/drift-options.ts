import type { Command } from "commander"
import { type DriftThresholds, usualThresholds } from "../analysis/drift-thresholds.js"
import { number } from "./options.js"

/** What each threshold is about. */
const words: Readonly<Record<keyof DriftThresholds, string>> = {
  psiWarn: "a PSI from which on a column is worth a warning",
  psiFail: "a PSI from which on it fails",
  ksWarn: "the same of the KS distance, where it is significant",
  ksFail: "the same",
  ksAlpha: "a KS distance counts where its p-value is below",
  missingWarn: "a change of the missing rate",
  missingFail: "the same",
  newLevelsWarn: "a share of rows with levels that the reference never had; 0 is any",
  newLevelsFail: "the same",
  metricWarn: "a metric that is worse by more than chance, as a share of what it was; 0 is any",
  metricFail: "the same",
  shapWarn: "a rank correlation of mean |SHAP|, below",
  shapFail: "the same",
}

/** A threshold's option: `--psi-warn`. */
export function withThresholds(command: Command): Command {
  for (const [key, text] of Object.entries(words) as [keyof DriftThresholds, string][]) {
    const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    command.option(`--${flag} <x>`, text, number, usualThresholds[key])
  }
  return command
}

export function thresholdsOf(options: DriftThresholds): DriftThresholds {
  const keys = Object.keys(words) as (keyof DriftThresholds)[]
  return Object.fromEntries(keys.map((key) => [key, options[key]])) as unknown as DriftThresholds
}
