import type { Decision, Finding } from "../plots/cards.js"
import type { RegistryRow } from "../plots/registry.js"

const day = 86_400_000
const start = Date.UTC(2021, 0, 4)

export const exampleRegistry: readonly RegistryRow[] = [
  {
    name: "flights",
    version: "3",
    stage: "Production",
    aliases: ["champion"],
    created: start,
    description: "window 10",
    runId: "0278330de47b4b35",
  },
  {
    name: "flights",
    version: "2",
    stage: "Archived",
    aliases: [],
    created: start - 30 * day,
    description: "",
    runId: "087f3aa77a844fe8",
  },
  {
    name: "stocks",
    version: "1",
    stage: "None",
    aliases: ["challenger", "<i>x</i>"],
    created: null,
    description: "made up",
    runId: "",
  },
]
export const exampleDecision: Decision = {
  challenger: "depth 6",
  champion: "depth 4",
  verdict: "undecided",
  sentence: "Depth 6 beats depth 4 in 6 of 8 windows, but the interval of the mean difference holds zero.",
  facts: [
    { name: "windows won", value: "6 of 8", good: true },
    { name: "mean difference of AUC", value: "+0.004 [\u22120.001, 0.009]", good: true },
    { name: "turnover", value: "+3.1 %", good: false },
    { name: "rows", value: "26,000" },
  ],
  open: ["plane_year is missing in 16 % of rows"],
}
export const exampleFinding: Finding = {
  rule: "A feature knows the target",
  severity: "fail",
  feature: "arr_delay_final",
  message: "arr_delay_final alone reaches an AUC of 0.998, and is missing before 2013-03.",
  evidence: [
    { name: "AUC alone", value: "0.998" },
    { name: "share of mean |SHAP|", value: "71 %" },
    { name: "missing before 2013-03", value: "100 %" },
  ],
  cure: "Leave it out, or take its value as it was known when the prediction was made.",
}
