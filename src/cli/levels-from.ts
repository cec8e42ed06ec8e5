import { type Interpretation, withLevels } from "../analysis/interpretation.js"
import { parseYaml } from "../readers/yaml.js"
import { readFileNamed } from "./open-model.js"
import type { Terminal } from "./terminal.js"

/**
 * Levels of metrics from a YAML or JSON file, or from pairs such as `auc=0.5/0.58/0.65,lift=1/1.3/1.5`.
 * @throws Error that names a missing file, RangeError for levels that are none.
 */
export async function levelsFrom(given: string, terminal: Terminal): Promise<Interpretation> {
  if (given.includes("=")) return withLevels(Object.fromEntries(given.split(",").map(pairOf)))
  const bytes = await readFileNamed(given, terminal).catch((cause: Error) => {
    throw new Error(`${cause.message}, expected a file of levels, or pairs such as auc=0.5/0.58/0.65`, { cause })
  })
  const text = new TextDecoder().decode(bytes)
  try {
    return withLevels(parseYaml(text))
  } catch (cause) {
    throw new Error(`${given}: ${(cause as Error).message}`, { cause })
  }
}

function pairOf(pair: string): [name: string, levels: number[]] {
  const [name = "", levels = ""] = pair.split("=")
  return [name.trim(), levels.split("/").map((level) => (level.trim() === "" ? Number.NaN : Number(level)))]
}
