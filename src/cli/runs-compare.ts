import type { Command } from "commander"
import { compareRuns } from "../analysis/compare-runs.js"
import type { RunComparison } from "../results/run-comparison.js"
import type { Sheet } from "../results/sheet.js"
import { type ChampionOptions, compareChampion, withChampionOptions } from "./compare-champion.js"
import { emit } from "./emit.js"
import { namedOrFound, type RunOptions, runOf, withRunOptions } from "./find-runs.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { type Terminal, UsageError } from "./terminal.js"

interface CompareOptions extends ChampionOptions, CommonOptions, StoreOption, RunOptions {
  readonly diffOnly?: true
  readonly baseline?: string
}

const examples = `
Examples:
  $ leafwise runs compare 4f2a 91cc --diff-only
  $ leafwise runs compare --champion models:/returns@champion 4f2a --metric avg_test_r2
  $ leafwise runs compare --champion models:/returns/Production -x wf_xgboost_AAPL    against the best of the rest
  $ leafwise runs compare --top-two -x wf_xgboost_AAPL --html -o card.html`

/** `leafwise runs compare`: runs side by side. */
export function addRunsCompare(runs: Command, terminal: Terminal): void {
  const command = runs
    .command("compare")
    .description("params, metrics and tags of runs side by side; with --champion whether a challenger beats it")
    .addHelpText("after", examples)
    .argument("[runs...]", "their ids, or how these begin; without any the runs that -x, --filter and --where find")
    .option("--diff-only", "only what differs")
    .option("--baseline <run>", "this run first, and each metric's difference from it")
  withCommonOptions(withRunOptions(withStoreOption(withChampionOptions(command)))).action(
    (ids: string[], options: CompareOptions) => compare(ids, options, terminal),
  )
}

async function compare(ids: readonly string[], options: CompareOptions, terminal: Terminal): Promise<void> {
  const store = await openStoreOption(options, terminal)
  if (options.champion !== undefined || options.topTwo) return compareChampion(store, ids, options, terminal)
  const named = await namedOrFound(store, ids, options)
  const base = options.baseline === undefined ? undefined : await runOf(store, options.baseline)
  const runs = base && !named.some(({ runId }) => runId === base.runId) ? [base, ...named] : named
  if (runs.length < 2)
    throw new UsageError(`got ${runs.length} run${runs.length === 1 ? "" : "s"} to compare, expected at least 2`)
  const comparison = compareRuns(runs, { diffOnly: options.diffOnly ?? false, ...(base && { baseline: base.runId }) })
  await emit(comparison, compareSheet(comparison), options, terminal)
}

/** A column a run; with a baseline another one behind each of the others, for the difference. */
function compareSheet({ runs, baseline, fields }: RunComparison): Sheet {
  const names = runs.map(({ runId, runName }) => {
    const alone = runs.filter((run) => run.runName === runName).length === 1
    return alone && runName !== "" ? runName : `${runName} ${runId.slice(0, 8)}`.trim()
  })
  const pinned = baseline !== null
  return {
    columns: [
      "kind",
      "key",
      ...names.flatMap((name, i) => (pinned && i > 0 ? [name, `${name} - ${names[0]}`] : [name])),
    ],
    rows: fields.map(({ kind, key, values, differences }) => [
      kind,
      key,
      ...values.flatMap((value, i) => (pinned && i > 0 ? [value, differences?.[i] ?? null] : [value])),
    ]),
  }
}
