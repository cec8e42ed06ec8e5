import { resolve } from "node:path"
import type { Command } from "commander"
import { retrainScript } from "../analysis/retrain-script.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Run } from "../data/run.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import { note } from "./emit.js"
import type { CommonOptions } from "./options.js"
import { type Terminal, UsageError } from "./terminal.js"

/** What is written for training without the features of little importance. */
export interface RetrainOptions extends CommonOptions {
  readonly kept?: string
  readonly retrainScript?: string
  readonly data: string
  readonly train?: string
  readonly target: readonly string[]
  readonly group?: string
}

export function withRetrainOptions(command: Command): Command {
  return command
    .option("--kept <file>", "write the features that are not below --threshold: a name a line, or .json")
    .option("--retrain-script <file>", "write a Python script that trains with these, on the table of --train")
}

/** Writes the kept features, and the script that trains with them. */
export async function writeRetraining(
  { dropCandidates: { features: dropped, threshold } }: PermutationImportance,
  ensemble: Ensemble,
  options: RetrainOptions,
  run: Run | undefined,
  terminal: Terminal,
): Promise<void> {
  const { kept: keptFile, retrainScript: scriptFile } = options
  if (keptFile === undefined && scriptFile === undefined) return
  const out = new Set(dropped)
  const kept = ensemble.features.map(({ name }) => name).filter((name) => !out.has(name))
  if (kept.length === 0) {
    throw new UsageError(`every feature is below --threshold ${threshold}, expected one to keep: give a smaller one`)
  }
  if (keptFile !== undefined) {
    const json = `${JSON.stringify({ threshold, kept, dropped }, null, 1)}\n`
    const text = /\.json$/i.test(keptFile) ? json : kept.map((name) => `${name}\n`).join("")
    await writeFileAtomically(resolve(terminal.cwd, keptFile), text)
  }
  if (scriptFile === undefined) return
  const { train, data, target, group } = options
  if (target.length > 1) throw new UsageError("--retrain-script trains on one target, got several")
  const { library, booster, objective, outputs, iterations, training } = ensemble
  const rounds = Number(training?.boosted_rounds ?? iterations.end - iterations.start)
  const script = retrainScript({
    ...{ library, booster, objective, outputs, rounds, kept, dropped },
    ...(training && { training }),
    ...{ params: run?.params ?? {}, target: target[0]!, data: resolve(terminal.cwd, train ?? data) },
    ...(group !== undefined && { group }),
    ...(run && { runId: run.runId }),
  })
  await writeFileAtomically(resolve(terminal.cwd, scriptFile), script)
  if (training?.monotone_constraints !== undefined || training?.interaction_constraints !== undefined)
    note(
      `${scriptFile} trains without the model's constraints, which are by column: add them by hand`,
      options,
      terminal,
    )
  if (train === undefined)
    note(`${scriptFile} trains on ${data}, as there is no --train: give --data to the script`, options, terminal)
}
