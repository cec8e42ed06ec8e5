import { spawnSync } from "node:child_process"
import { interpreterOf } from "./environments.js"
import { places } from "./places.js"
import { readDoubles } from "./workload.js"

/**
 * How far we may be from a peer, as a share of its largest value: XGBoost adds up float32 numbers, WOODELF keeps its
 * path-dependent tables as such.
 */
export const tolerances = { lightgbm: 1e-9, shap: 1e-9, exact: 1e-9, xgboost: 1e-5, woodelf: 1e-5, fasttreeshap: 1e-9 }

/** The largest difference over `expected`, as a share of its largest value. `got` may be longer. */
export function largestError(got, expected) {
  let [apart, scale] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    // NaN must not pass as close.
    const difference = Math.abs(got[i] - expected[i])
    if (!(difference <= apart)) apart = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
    scale = Math.max(scale, Math.abs(expected[i]))
  }
  return apart / scale
}

/** SHAP values of the first rows against background rows by their definition, see exact.py. */
export function exactValues(workload, rows, background) {
  const words = ["exact.py", workload, String(rows), String(background), "--work", places.work]
  const done = spawnSync(interpreterOf("main"), words, { cwd: places.scripts, encoding: "utf8" })
  if (done.status !== 0) throw new Error(`exact.py failed: ${done.stderr.trim().split("\n").at(-1)}`)
  return readDoubles(JSON.parse(done.stdout.trim().split("\n").at(-1)).values)
}
