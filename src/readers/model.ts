import type { Ensemble } from "../data/ensemble.js"
import { type Bytes, plainBytes } from "../data/plain-bytes.js"
import { isLightgbm, readLightgbm } from "./lightgbm.js"
import type { ModelOptions } from "./model-options.js"
import { parseUbjson } from "./ubjson.js"
import { readXgboost } from "./xgboost.js"

/** What a model file is, told from its content. */
type ModelFormat = "lightgbm" | "xgboost-json" | "xgboost-ubjson"

/** Files that are models, but of no format that is read, and what to do about it. */
const refused: readonly (readonly [looks: (start: string, bytes: Uint8Array) => boolean, reason: string])[] = [
  [
    (start) => start.startsWith("binf") || start.startsWith("bs64"),
    "XGBoost's old binary format, which XGBoost 3.1 and newer refuse as well. Load it with XGBoost 3.0 or older and " +
      'save it again with save_model("model.json")',
  ],
  [
    (start) => start.startsWith("{") && start.includes('"tree_info"') && start.includes('"feature_names"'),
    'LightGBM\'s dump_model, whose numbers are rounded. Save the model with save_model("model.txt")',
  ],
  [
    (start) => start.startsWith("CBM1") || /^\{.*"(oblivious_trees|features_info)"/s.test(start),
    "a CatBoost model, which this version does not read",
  ],
  [
    (_, bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
    "a Python pickle. Save LightGBM models with booster_.save_model, XGBoost models with save_model",
  ],
]

/** The model format of a file, or undefined when it is none that is read. */
export function modelFormat(bytes: Uint8Array): ModelFormat | undefined {
  const start = startOf(bytes)
  if (isLightgbm(start)) return "lightgbm"
  if (/^\{[iUIlL]/.test(start)) return "xgboost-ubjson"
  return /^\s*\{/.test(start) && start.includes('"learner"') ? "xgboost-json" : undefined
}

/** Why a file that looks like a model cannot be read; undefined when it does not look like one. */
export function refusedModel(bytes: Uint8Array): string | undefined {
  const start = startOf(bytes)
  return refused.find(([looks]) => looks(start, bytes))?.[1]
}

/**
 * Reads a model file: LightGBM text, XGBoost JSON or UBJSON. The format is found from the content.
 * @throws Error naming the file, the place in it, what was got and what was expected.
 */
export function readModel(source: Bytes, options: ModelOptions = {}): Ensemble {
  const name = options.name ?? "model"
  const bytes = plainBytes(source, name)
  if (bytes.length === 0) throw new Error(`${name}: got an empty file, expected a LightGBM or XGBoost model`)
  const format = modelFormat(bytes)
  if (format === "lightgbm") return readLightgbm(new TextDecoder().decode(bytes), options)
  if (format === "xgboost-ubjson")
    return readXgboost(
      parsed(() => parseUbjson(bytes), name),
      options,
    )
  if (format === "xgboost-json")
    return readXgboost(
      parsed(() => parseJson(bytes), name),
      options,
    )
  const reason = refusedModel(bytes)
  if (reason) throw new Error(`${name}: got ${reason}`)
  const start = JSON.stringify(startOf(bytes).slice(0, 16))
  throw new Error(
    `${name}: begins with ${start}, expected a LightGBM text model ("tree") or an XGBoost model in JSON or UBJSON ("{")`,
  )
}

function parsed(parse: () => unknown, name: string): unknown {
  try {
    return parse()
  } catch (cause) {
    throw new Error(`xgboost ${name}: ${(cause as Error).message}`, { cause })
  }
}

/** XGBoost writes NaN and Infinity bare, which JSON does not know; as null they are read as NaN. */
function parseJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes)
  try {
    return JSON.parse(text)
  } catch (error) {
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|nan|Infinity|inf)\b/g, (token) =>
      token[0] === '"' ? token : "null",
    )
    if (plain === text) throw new Error(`not JSON, cut or damaged: ${(error as Error).message}`, { cause: error })
    return JSON.parse(plain)
  }
}

/** The beginning as text; whatever is no UTF-8 becomes U+FFFD. */
function startOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 4096))
}
