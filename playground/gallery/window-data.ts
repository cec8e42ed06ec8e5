import { shapByWindow } from "../../src/index.js"
import { random } from "./data.js"

const next = random(11)
const months = ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"]
const rows = { in: 400, used: 400 }

const shap = Array.from({ length: 240 }, (_, i) => (next() - 0.4) * (1 - i / 300) * (i > 160 ? -1 : 1))
export const exampleShapWindows = {
  ...{ feature: "momentum_12m", space: "margin", rows },
  windows: shapByWindow(
    shap,
    months.map((name, w) => ({ name, rows: Uint32Array.from({ length: 40 }, (_, i) => w * 40 + i) })),
  ),
}

const lags = [-3, -2, -1, 0, 1, 2, 3]
const lagged = (name: string, ic: (lag: number) => number | null, collapses: boolean) => {
  const values = lags.map(ic)
  const shifted = (by: number) => values.map((value) => (value === null ? null : value + by))
  return {
    name,
    ic: values,
    low: shifted(-0.03),
    high: shifted(0.03),
    dates: lags.map((lag) => 60 - Math.abs(lag)),
    collapses,
  }
}
export const exampleLags = {
  ...{ lags, rows, kind: "panel" as const, leftOut: ["sector"] },
  features: [
    lagged("return_same_day", (lag) => (lag === 0 ? 0.61 : 0.01), true),
    lagged("<b>value</b>", (lag) => 0.06 - Math.abs(lag) / 100, false),
    lagged("volatility", (lag) => (lag === 3 ? null : -0.08), false),
  ],
}

export const exampleMissing = {
  ...{ rows, windows: months, complete: 9 },
  features: [
    { name: "sentiment", shares: [1, 1, 1, 0.2, 0.1, 0.1], since: "2024-04", late: true },
    { name: "volatility", shares: [0.1, 0.12, 0.08, 0.1, 0.11, 0.3], since: "2024-01", late: false },
  ],
}

export const exampleSideImportance = {
  ...{ metric: "AUC", floor: 0.004, rows },
  features: Array.from({ length: 12 }, (_, j) => {
    const test = 0.05 / (j + 1)
    return {
      name: j === 5 ? "ticker_id" : `feature ${j + 1}`,
      test,
      testSd: 0.002,
      train: test * (j === 5 ? 4 : 1.3),
      trainSd: 0.002,
    }
  }),
}

export const exampleLeaves = {
  ...{ trees: 100, leaves: 3100, most: 31, root: 20_000, unit: "rows" as const },
  sizes: Float64Array.from({ length: 3100 }, () => Math.round(2 ** (4 + next() * 9))).sort(),
}
