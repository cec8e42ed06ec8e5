import type { Command } from "commander"
import { count } from "../analysis/describe.js"
import { groupsByPrefix } from "../analysis/groups-by-prefix.js"
import { importancePlot } from "../analysis/importance-plot.js"
import { importanceRecord } from "../analysis/importance-record.js"
import type { Ensemble } from "../data/ensemble.js"
import type { PermutationOptions } from "../engine-calls.js"
import { metricOf } from "../kernels/metric-of.js"
import { spelledOut, takesWeights, traitsOfMetric } from "../kernels/scoring-metrics.js"
import { drawPlot } from "../node/plots.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { Sheet } from "../results/sheet.js"
import { emit, note } from "./emit.js"
import { type LogOption, logInto, runToLog, withLogOption } from "./log-to-run.js"
import { openModel, openTable, readFileNamed } from "./open-model.js"
import {
  type CommonOptions,
  type ModelSource,
  number,
  wholeNumber,
  withCommonOptions,
  withModelOptions,
} from "./options.js"
import { scoringMetric } from "./parse-text.js"
import { type RetrainOptions, withRetrainOptions, writeRetraining } from "./retrain.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

const examples = `
Examples:
  $ leafwise importance -m model.txt -d test.feather -t y --metric auc --train train.feather
  $ leafwise importance -m runs:/ID/model -d test.csv -t y --store mlruns --log-to ID
  $ leafwise importance -m model.txt -d test.csv -t y --kept kept.txt --retrain-script retrain.py`

interface ImportanceOptions extends CommonOptions, ModelSource, LogOption, RetrainOptions {
  readonly data: string
  readonly target: readonly string[]
  readonly metric?: string
  readonly repeats: number
  readonly train?: string
  readonly groups?: string
  readonly groupByPrefix?: string | true
  readonly blockBy?: string
  readonly group?: string
  readonly weight?: string
  readonly output?: number
  readonly noiseFeature?: string
  readonly threshold: number
}

/** `leafwise importance`: how much a score falls when a feature's values change places. */
export function addImportance(program: Command, terminal: Terminal): void {
  const command = program
    .command("importance")
    .description("permutation importance: how much a metric falls when a feature's values change places between rows")
    .requiredOption("-d, --data <file>", "a table with the model's features and the target")
    .requiredOption("-t, --target <column>", "what came true; once an output for models of several", collected)
    .option(
      "--metric <name>",
      "roc_auc, average_precision, log_loss, rmse, r2, spearman, ndcg@10, accuracy@0.3 ... (default: what fits the model's objective)",
      scoringMetric,
    )
    .option("--repeats <n>", "permutations of each feature", wholeNumber(1), 5)
    .option("--train <file>", "the rows of training, to show the gap beside")
    .option("--groups <file>", "JSON: lists of features that are permuted together, by the group's name")
    .option("--group-by-prefix [separator]", 'group features whose names begin alike, up to the first "_"')
    .option("--block-by <column>", "values change places only between rows that are equal here, e.g. a date")
    .option("--group <column>", "the groups that ranking metrics rank within, e.g. a query or date")
    .option("--weight <column>", "a column of the rows' weights")
    .option("--output <k>", "one output of a model with several", wholeNumber(0))
    .option("--noise-feature <name>", "a random feature that the model was trained with: the noise floor")
    .option("--threshold <x>", "features of a smaller importance are candidates to drop", number, 0.001)
  const writing = withRetrainOptions(withLogOption(command, "params, metrics, JSON, CSV and a picture"))
  withModelOptions(withCommonOptions(writing.addHelpText("after", examples))).action((options: ImportanceOptions) =>
    importance(options, terminal),
  )
}

async function importance(options: ImportanceOptions, terminal: Terminal): Promise<void> {
  if (options.groups !== undefined && options.groupByPrefix !== undefined) {
    throw new UsageError("--groups and --group-by-prefix were both given, expected one of them")
  }
  refuseForNothing(options)
  const ensemble = await openModel(options, terminal)
  const run = await runToLog(options, terminal)
  const table = await openTable(options.data, terminal)
  const wanted = await engineOptions(options, ensemble, terminal)
  const result = await withEngine(options, terminal, (engine, call) =>
    engine.permutationImportance(ensemble, table, { ...wanted, ...call }),
  )
  for (const remark of [...table.notes, ...result.matching.notes, summary(result), advice(result)]) {
    note(remark, options, terminal)
  }
  if (run) {
    const record = importanceRecord(
      result,
      ensemble.features.map(({ name }) => name),
    )
    const { png } = await drawPlot("feature_importance", importancePlot(result))
    const artifacts = { ...record.artifacts, "feature_importance.png": png }
    await logInto(run, { ...record, artifacts }, options, terminal)
  }
  await writeRetraining(result, ensemble, options, run?.run, terminal)
  await emit(result, sheetOf(result, wantsRepeats(options, terminal)), options, terminal)
}

/** What the metric that was asked for knows nothing of. */
function refuseForNothing({ metric: asked, group, weight }: ImportanceOptions): void {
  if (asked === undefined) return
  const { metric } = metricOf(asked)
  if (weight !== undefined && !takesWeights(metric)) throw new UsageError(`--weight: ${asked} knows no weights of rows`)
  if (group === undefined || traitsOfMetric(metric).groups) return
  throw new UsageError(`--group: ${asked} does not rank within groups; --block-by permutes within them`)
}

async function engineOptions(
  options: ImportanceOptions,
  ensemble: Ensemble,
  terminal: Terminal,
): Promise<PermutationOptions> {
  const { target, metric, repeats, seed, threshold, train, blockBy, group, weight, output, noiseFeature } = options
  const groups = await groupsOf(options, ensemble, terminal)
  return {
    target: target.length === 1 ? target[0]! : target,
    repeats,
    seed,
    threshold,
    ...(metric !== undefined && { metric }),
    ...(train !== undefined && { train: await openTable(train, terminal) }),
    ...(groups && { groups }),
    ...(blockBy !== undefined && { blockBy }),
    ...(group !== undefined && { group }),
    ...(weight !== undefined && { weights: weight }),
    ...(output !== undefined && { output }),
    ...(noiseFeature !== undefined && { noiseFeature }),
  }
}

async function groupsOf(
  { groups, groupByPrefix, noiseFeature }: ImportanceOptions,
  { features }: Ensemble,
  terminal: Terminal,
): Promise<PermutationOptions["groups"]> {
  if (groupByPrefix !== undefined) {
    const names = features.map(({ name }) => name).filter((name) => name !== noiseFeature)
    return groupsByPrefix(names, groupByPrefix === true ? "_" : groupByPrefix)
  }
  if (groups === undefined) return undefined
  const text = new TextDecoder().decode(await readFileNamed(groups, terminal))
  return parseGroups(text, groups)
}

function parseGroups(text: string, path: string): Record<string, string[]> {
  const expected = `${path}: expected JSON such as {"prices": ["open", "close"]}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`${expected}, got ${(cause as Error).message}`, { cause })
  }
  const isList = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === "string")
  if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isList)) {
    return value as Record<string, string[]>
  }
  throw new Error(`${expected}: a list of feature names for each group`)
}

/** Names of an option that may be given more than once. */
function collected(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name]
}

function summary({ model, data, rows, dropped, metric, baseline, repeats, train }: PermutationImportance): string {
  const without = dropped > 0 ? `, ${dropped} without a target left out` : ""
  const beside = train ? ` (${train.data}: ${short(train.baseline)})` : ""
  const times = count(repeats[0]?.length ?? 0, "repeat")
  return `${model} on ${data}: ${count(rows, "row")}${without} - ${spelledOut(metric)} ${short(baseline)}${beside} - ${times}`
}

function advice({ metric, noise, standsOut, dropCandidates }: PermutationImportance): string {
  const { features, threshold, score, mean } = dropCandidates
  const against = noise.source === "feature" ? `the noise feature ${noise.feature}` : "the spread of the repeats"
  const standing = `${standsOut.filter(Boolean).length} of ${count(standsOut.length, "feature")} stand out from ${against}`
  if (features.length === 0) return `${standing}; none is below ${threshold}`
  const shown = features.slice(0, 8).join(", ") + (features.length > 8 ? ", ..." : "")
  return `${standing}; ${features.length} to retrain without, below ${threshold}: ${shown}; all of them permuted at once: ${spelledOut(metric)} ${short(score)} (falls by ${short(mean)})`
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)))
}

/** A terminal gets means; files and other programs get every repeat. */
function wantsRepeats({ csv, markdown, arrow, o }: ImportanceOptions, terminal: Terminal): boolean {
  return Boolean(csv || markdown || arrow || o) || !terminal.stdout.isTTY
}

function sheetOf({ features, mean, sd, repeats, standsOut, train, gap }: PermutationImportance, all: boolean): Sheet {
  const ranked = [...features.keys()].sort((a, b) => mean[b]! - mean[a]!)
  const names = all ? Array.from(repeats[0] ?? [], (_, r) => `repeat ${r + 1}`) : []
  return {
    columns: [
      "rank",
      "feature",
      "importance",
      "sd",
      "stands out",
      ...(train ? ["train", "train sd", "gap"] : []),
      ...names,
    ],
    rows: ranked.map((j, i) => [
      i + 1,
      features[j]!,
      mean[j]!,
      sd[j]!,
      standsOut[j]!,
      ...(train && gap ? [train.mean[j]!, train.sd[j]!, gap[j]!] : []),
      ...names.map((_, r) => repeats[j]![r]!),
    ]),
  }
}
