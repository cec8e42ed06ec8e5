import { resolve } from "node:path"
import { openReplacement, type Replacement } from "../node/open-replacement.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Explanation } from "../results/explanation.js"
import { writeArrow } from "../writers/arrow.js"
import { ArrowStream } from "../writers/arrow-stream.js"
import { interactionColumns, interactionNames } from "../writers/interaction-columns.js"
import type { Terminal } from "./terminal.js"

/**
 * SHAP values as an Arrow file: one Float64 column a feature, in the model's order; with several outputs each name
 * begins with the output. The rows of a sample are in the metadata, by their numbers in the table.
 */
export async function writeValues(explanation: Explanation, path: string): Promise<void> {
  const columns = valueColumns(explanation)
  const names = valueNames(explanation)
  const named = columns.map((column, i) => [names[i]!, column] as const)
  await writeFileAtomically(path, writeArrow(named, metadataOf(explanation)))
}

/** An Arrow file that is opened when its first rows come. */
export class LateArrowFile {
  private readonly path: string
  private file: Replacement | undefined
  private stream: ArrowStream | undefined

  constructor(path: string, terminal: Terminal) {
    this.path = resolve(terminal.cwd, path)
  }

  async write(
    columns: readonly Float64Array[],
    names: () => readonly string[],
    metadata: () => Record<string, string>,
  ): Promise<void> {
    this.file ??= await openReplacement(this.path)
    this.stream ??= new ArrowStream(this.file, names(), metadata())
    await this.stream.write(columns)
  }

  /** The same files as `writeValues` makes, batch by batch. */
  writeValues(explanation: Explanation): Promise<void> {
    return this.write(
      valueColumns(explanation),
      () => valueNames(explanation),
      () => metadataOf(explanation),
    )
  }

  /** Interaction values: a column for each pair of features, which the metadata name. */
  writeInteractions(explanation: Explanation, sample?: Uint32Array): Promise<void> {
    const { interactions, features, outputs } = explanation
    if (!interactions) throw new Error("the engine gave no interaction values, expected a matrix for every row")
    return this.write(
      interactionColumns(interactions, features.length),
      () => interactionNames(outputs, features.length),
      () => ({
        ...metadataOf({ ...explanation, ...(sample && { sample }) }),
        "leafwise.features": JSON.stringify(features),
      }),
    )
  }

  async end(): Promise<void> {
    await this.stream?.end()
  }

  /** Leaves no file; does nothing after `end`. */
  async abort(): Promise<void> {
    await this.file?.abort()
  }
}

/** Rows of a table in parts of which the interaction values are of a size that is easily held. */
export function interactionRows(features: number, outputs: number): number {
  return Math.max(1, Math.floor(2 ** 23 / (features * features * outputs)))
}

function valueColumns({ values }: Explanation): Float64Array[] {
  return values.flatMap((output) =>
    output.map((column) => (column instanceof Float64Array ? column : Float64Array.from(column))),
  )
}

function valueNames({ values, features, outputs }: Explanation): string[] {
  return values.flatMap((_, k) => features.map((feature) => (outputs > 1 ? `${k}:${feature}` : feature)))
}

function metadataOf({ baseValues, space, sample }: Explanation): Record<string, string> {
  return {
    "leafwise.base_values": JSON.stringify(baseValues),
    "leafwise.space": space,
    ...(sample && { "leafwise.rows": JSON.stringify([...sample]) }),
  }
}
