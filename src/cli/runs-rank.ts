import { type Command, InvalidArgumentError } from "commander"
import { count } from "../analysis/describe.js"
import { isLoss } from "../analysis/is-loss.js"
import { DEFAULT_METRIC, DEFAULT_TOP } from "../analysis/rank-models.js"
import type { ModelStage } from "../data/registry.js"
import { decideInStore } from "../decide-in-store.js"
import { promoteInStore } from "../promote-in-store.js"
import { type RankedStore, rankAndTag } from "../rank-in-store.js"
import type { ModelRanking } from "../results/model-ranking.js"
import type { Sheet } from "../results/sheet.js"
import type { RunStore } from "../stores/run-store.js"
import { decisionLine } from "../writers/decision-text.js"
import { emit, note } from "./emit.js"
import { experimentNamed } from "./find-runs.js"
import { type CommonOptions, wholeNumber, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface RankRunsOptions extends CommonOptions, StoreOption {
  readonly experiment: string
  readonly metric: string
  readonly topN: number
  readonly ascending?: true
  readonly descending?: true
  readonly dryRun?: true
  readonly promote?: string
  readonly stage?: ModelStage
  readonly archiveExisting?: true
  readonly alias?: string
  readonly modelPath: string
}

const examples = `
Examples:
  $ leafwise runs rank -x wf_xgboost_AAPL --metric avg_test_r2 --top-n 10
  $ leafwise runs rank -x wf_xgboost_AAPL --metric avg_test_rmse --dry-run      ascending, as rmse is a loss
  $ leafwise runs rank -x wf_xgboost_AAPL --promote returns --alias champion
  $ leafwise runs list -x wf_xgboost_AAPL --filter "tags.top_10 = 'true'"        what was tagged`

/** `leafwise runs rank`: ranks an experiment's runs and tags the best. */
export function addRunsRank(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("rank")
    .description("rank an experiment's finished runs, and tag the best: model_rank, top_N, production_candidate")
    .addHelpText("after", examples)
    .requiredOption("-x, --experiment <name>", "by name or id")
    .option("--metric <name>", "what is ranked by", DEFAULT_METRIC)
    .option("--top-n <n>", "so many are tagged", wholeNumber(1), DEFAULT_TOP)
    .option("--ascending", "the least is the best (default: told from the metric's name)")
    .option("--descending", "the greatest is the best")
    .option("--dry-run", "say what would be written, and write nothing")
    .option("--promote <model>", "register the best run's model under this name, with --stage or --alias")
    .option("--stage <stage>", "Staging, Production or Archived", stageNamed)
    .option("--archive-existing", "with --stage: archive the versions that have it now")
    .option("--alias <name>", "e.g. champion, which is what --promote gives without --stage")
    .option("--model-path <path>", "where a run keeps its model", "model")
  withCommonOptions(withStoreOption(command)).action((options: RankRunsOptions) => rank(options, terminal))
}

async function rank(options: RankRunsOptions, terminal: Terminal): Promise<void> {
  const { metric, topN, promote, stage, alias, dryRun = false } = options
  if (options.ascending && options.descending) throw new UsageError("got --ascending and --descending, expected one")
  if (promote === undefined && (stage !== undefined || alias !== undefined)) {
    throw new UsageError("--stage and --alias say what --promote NAME gives: the model's name is missing")
  }
  const store = await openStoreOption(options, terminal)
  const experiment = experimentNamed(await store.experiments(), options.experiment)
  const ascending = options.ascending ?? (options.descending ? false : isLoss(metric))
  const ranked = await rankAndTag(store, experiment, { metric, topN, ascending, dryRun })
  for (const warning of ranked.warnings) note(`warning: ${warning}`, options, terminal)
  for (const remark of [summary(ranked, ascending, dryRun), await topTwo(store, ranked, ascending)]) {
    if (remark) note(remark, options, terminal)
  }
  if (promote !== undefined) note(await promoted(store, ranked.ranking, options, promote), options, terminal)
  await emit(ranked.ranking, sheetOf(ranked.ranking), options, terminal)
}

function summary({ ranking, changes, runs }: RankedStore, ascending: boolean, dryRun: boolean): string {
  const removed = changes.filter(({ value }) => value === undefined).length
  const written = `${count(changes.length - removed, "tag")} set, ${removed} removed`
  const direction = ascending ? "least first" : "greatest first"
  const head = `${ranking.experiment_name}: ${ranking.total_ranked} of ${count(runs.length, "run")} by ${ranking.metric}, ${direction}`
  return `${head}; ${dryRun ? `dry run, nothing written: ${written} otherwise` : written}`
}

/** Whether the best is better than the second by more than noise; nothing where their windows were not logged. */
async function topTwo(
  store: RunStore,
  { ranking, runs }: RankedStore,
  lowerIsBetter: boolean,
): Promise<string | undefined> {
  const [best, second] = ranking.models.map((model) => runs.find(({ runId }) => runId === model.run_id)!)
  if (!best || !second) return undefined
  try {
    const options = { metric: ranking.metric, lowerIsBetter }
    return decisionLine(await decideInStore(store, { run: second }, { run: best }, options))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

async function promoted(
  store: RunStore,
  { models: [best] }: ModelRanking,
  options: RankRunsOptions,
  name: string,
): Promise<string> {
  const { stage, alias = stage === undefined ? "champion" : undefined, modelPath, dryRun = false } = options
  const done = await promoteInStore(store, best!.run_id, {
    ...{ name, modelPath, dryRun, archiveExisting: options.archiveExisting ?? false },
    ...(stage !== undefined && { stage }),
    ...(alias !== undefined && { alias }),
  })
  const given = [stage, alias !== undefined && `@${alias}`].filter(Boolean).join(" and ")
  const version = `version ${done.version ?? "that would be registered"}${done.registered ? " (new)" : ""}`
  const before = done.before === null ? "" : `, before it version ${done.before}`
  return `model ${name}: ${dryRun ? "would give " : ""}${given} ${dryRun ? "to" : "is"} ${version} of ${best!.run_name}${before}`
}

function stageNamed(text: string): ModelStage {
  const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"]
  const found = stages.find((stage) => stage.toLowerCase() === text.toLowerCase())
  if (found) return found
  throw new InvalidArgumentError(`Expected one of ${stages.join(", ")}.`)
}

function sheetOf({ models }: ModelRanking): Sheet {
  return {
    columns: ["rank", "run_id", "run_name", "metric", "value"],
    rows: models.map((model) => [model.rank, model.run_id, model.run_name, model.metric, model.value]),
  }
}
