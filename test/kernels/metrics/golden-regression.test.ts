import { explainedVariance } from "../../../src/kernels/metrics/explained-variance.js"
import { kendallTau } from "../../../src/kernels/metrics/kendall-tau.js"
import { mae } from "../../../src/kernels/metrics/mae.js"
import { mape } from "../../../src/kernels/metrics/mape.js"
import { maxError } from "../../../src/kernels/metrics/max-error.js"
import { medianAbsoluteError } from "../../../src/kernels/metrics/median-absolute-error.js"
import { mse } from "../../../src/kernels/metrics/mse.js"
import { pearson } from "../../../src/kernels/metrics/pearson.js"
import { pinball } from "../../../src/kernels/metrics/pinball.js"
import { r2 } from "../../../src/kernels/metrics/r2.js"
import { rmse } from "../../../src/kernels/metrics/rmse.js"
import { rmsle } from "../../../src/kernels/metrics/rmsle.js"
import { tweedieDeviance } from "../../../src/kernels/metrics/tweedie-deviance.js"
import { expect, test } from "../../harness/index.js"
import { metricCases } from "./cases.js"

type Measure = (y: readonly number[], p: readonly number[], options: { weights?: readonly number[] }) => number

const measures: Readonly<Record<string, Measure>> = {
  ...{ rmse, mse, mae, r2, mape, rmsle, median_ae: medianAbsoluteError, explained_variance: explainedVariance },
  max_error: (y, p) => maxError(y, p),
  "pinball_0.9": (y, p, options) => pinball(y, p, { ...options, quantile: 0.9 }),
  poisson_deviance: (y, p, options) => tweedieDeviance(y, p, { ...options, power: 1 }),
  gamma_deviance: (y, p, options) => tweedieDeviance(y, p, { ...options, power: 2 }),
  "tweedie_1.5": (y, p, options) => tweedieDeviance(y, p, { ...options, power: 1.5 }),
  pearson: (y, p) => pearson(y, p),
  kendall_tau_b: (y, p) => kendallTau(y, p),
}

/** Those with logarithms or powers are right to 1e-10. */
const loose = /deviance|tweedie|rmsle/

for (const [name, measure] of Object.entries(measures)) {
  for (const { id, kind, inputs, results } of await metricCases(name)) {
    test(`${name} of ${id} is that of scikit-learn or scipy`, () => {
      const [y, p] = kind === "correlation" ? [inputs.x!, inputs.y!] : [inputs.y_true!, inputs.y_pred!]
      const { value } = results[name]! as { value?: number | { statistic: number } }
      const expected = typeof value === "object" ? value.statistic : value
      const compute = () => measure(y, p, inputs.sample_weight ? { weights: inputs.sample_weight } : {})
      if (expected === undefined || Number.isNaN(expected)) expect(compute).toThrow(RangeError)
      else if (!Number.isFinite(expected)) expect(compute()).toBe(expected)
      else {
        const tolerance = (loose.test(name) ? 1e-10 : 1e-12) * Math.max(Math.abs(expected), 1)
        expect(Math.abs(compute() - expected)).toBeLessThanOrEqual(tolerance)
      }
    })
  }
}
