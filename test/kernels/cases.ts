import type { Ensemble } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import { readModel } from "../../src/readers/model.js"
import type { ModelOptions } from "../../src/readers/model-options.js"
import { readTable } from "../../src/readers/table.js"
import { golden, goldenPaths } from "../harness/index.js"

/** The numbers that a library gave for a model: nested lists, non-finite ones as text. */
export interface Expected {
  readonly library: "lightgbm" | "xgboost"
  readonly margin: readonly (readonly number[])[]
  readonly prediction: readonly (readonly number[])[]
  readonly shap?: readonly (readonly (readonly number[])[])[]
  readonly expected_value?: readonly number[]
  readonly exact_shap?: Expected["shap"]
  readonly exact_expected_value?: readonly number[]
  readonly predict_options?: {
    readonly start_iteration?: number
    readonly num_iteration?: number
    readonly iteration_range?: readonly [number, number]
    readonly missing?: number | string
  }
  /** The case is there to be refused. */
  readonly refuse?: boolean
}

/** The golden cases, by folder, each with its model files. */
export async function goldenCases(): Promise<Map<string, string[]>> {
  const cases = new Map<string, string[]>()
  for (const path of await goldenPaths()) {
    const [folder = "", file = ""] = path.split("/")
    if (!/^(lgb|xgb)/.test(folder) || !/^model\.(txt|json|ubj)$/.test(file)) continue
    cases.set(folder, [...(cases.get(folder) ?? []), file])
  }
  return cases
}

export async function expectedOf(folder: string): Promise<Expected> {
  const text = new TextDecoder().decode(await golden(`${folder}/expected.json`))
  return JSON.parse(text, (_key, value) => (value === "NaN" || /^-?Infinity$/.test(value) ? Number(value) : value))
}

export async function modelOf(folder: string, file: string, expected: Expected): Promise<Ensemble> {
  return readModel(await golden(`${folder}/${file}`), { name: `${folder}/${file}`, ...optionsOf(expected) })
}

export async function tableOf(folder: string, file = "features.arrow"): Promise<Table> {
  return readTable(await golden(`${folder}/${file}`), { name: `${folder}/${file}` })
}

function optionsOf({ predict_options: options = {} }: Expected): ModelOptions {
  const [from, to] = options.iteration_range ?? [options.start_iteration, undefined]
  const count = to !== undefined && from !== undefined ? to - from : options.num_iteration
  const missing = typeof options.missing === "number" && !Number.isNaN(options.missing) ? options.missing : undefined
  return {
    ...(from !== undefined && { startIteration: from }),
    ...(count !== undefined && { numIteration: count }),
    ...(missing !== undefined && { missing }),
  }
}

/** The largest difference as a share of the largest expected value. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY
  let apart = 0
  let scale = 0
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(got[i], expected[i])) continue
    apart = Math.max(apart, Math.abs(got[i]! - expected[i]!))
    scale = Math.max(scale, Math.abs(expected[i]!))
    if (Number.isNaN(got[i]!) !== Number.isNaN(expected[i]!)) return Number.POSITIVE_INFINITY
  }
  return apart === 0 ? 0 : apart / scale
}
