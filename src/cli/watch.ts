import { setTimeout as wait } from "node:timers/promises"
import { type Command, Option } from "commander"
import { isLoss } from "../analysis/is-loss.js"
import { NoModelsFound } from "../analysis/no-models-found.js"
import { DEFAULT_METRIC, DEFAULT_TOP } from "../analysis/rank-models.js"
import { changeLines, rankingChanges } from "../analysis/ranking-changes.js"
import type { Experiment } from "../data/run.js"
import { type RankedStore, rankAndTag } from "../rank-in-store.js"
import type { ModelRanking } from "../results/model-ranking.js"
import type { RunStore } from "../stores/run-store.js"
import { visibleText } from "../writers/format-cell.js"
import { emit, note } from "./emit.js"
import { experimentNamed } from "./find-runs.js"
import { interval } from "./interval.js"
import { type CommonOptions, wholeNumber, withCommonOptions } from "./options.js"
import { rankingSheet } from "./ranking-sheet.js"
import { openStoreOption, type StoreOption, withStoreOption } from "./store-option.js"
import { execute, type News, notify } from "./tell-others.js"
import { type Terminal, UsageError } from "./terminal.js"

interface WatchOptions extends CommonOptions, StoreOption {
  readonly experiment: string
  readonly metric: string
  readonly topN: number
  readonly ascending?: true
  readonly descending?: true
  readonly interval: number
  readonly tag?: true
  readonly notify?: string
  readonly exec?: string
  readonly once?: true
}

const examples = `
Examples:
  $ leafwise watch -x wf_xgboost_AAPL --metric avg_test_r2 --top-n 10
  $ leafwise watch -x wf_xgboost_AAPL --tag --notify "$SLACK_WEBHOOK"
  $ leafwise watch -x wf_xgboost_AAPL --exec 'echo "$LEAFWISE_BEST_RUN_NAME: $LEAFWISE_BEST_VALUE" >> best.log'
  $ leafwise watch -x wf_xgboost_AAPL --once --notify "$SLACK_WEBHOOK"            for cron

The command of --exec finds LEAFWISE_EXPERIMENT, LEAFWISE_METRIC, LEAFWISE_TOTAL_RANKED, LEAFWISE_BEST_RUN_ID,
LEAFWISE_BEST_RUN_NAME, LEAFWISE_BEST_VALUE and LEAFWISE_CHANGES in its environment. Ctrl-C ends the watch.`

/** `leafwise watch`: ranks an experiment again as its runs finish. */
export function addWatch(program: Command, terminal: Terminal): void {
  const command = program
    .command("watch")
    .description("rank an experiment again whenever one of its runs finishes, and print what changed")
    .addHelpText("after", examples)
    .requiredOption("-x, --experiment <name>", "by name or id")
    .option("--metric <name>", "what is ranked by", DEFAULT_METRIC)
    .option("--top-n <n>", "so many are watched", wholeNumber(1), DEFAULT_TOP)
    .option("--ascending", "the least is the best (default: told from the metric's name)")
    .addOption(new Option("--descending", "the greatest is the best").conflicts("ascending"))
    .option("--interval <time>", "between two looks at the store: 10s, 500ms, 2m", interval, 10_000)
    .option("--tag", "tag the runs, as runs rank does")
    .option("--notify <url>", 'post changes as {"text": ...} to this address, e.g. a Slack webhook')
    .option("--exec <command>", "run a command of your shell on changes")
    .option("--once", "rank once, tell it, and end")
  withCommonOptions(withStoreOption(command)).action((options: WatchOptions) => watch(options, terminal))
}

async function watch(options: WatchOptions, terminal: Terminal): Promise<void> {
  checkOptions(options)
  const store = await openStoreOption(options, terminal)
  const experiment = experimentNamed(await store.experiments(), options.experiment)
  if (options.once) {
    const { ranking } = await rankOnce(store, experiment, options)
    await emit(ranking, rankingSheet(ranking), options, terminal)
    // A scheduled job has to know that nobody was told.
    for (const tell of tellers(options)) await tell(newsOf(null, ranking), terminal)
    return
  }
  note(
    `watching ${experiment.name} in ${store.name} every ${options.interval / 1000} s; Ctrl-C ends it`,
    options,
    terminal,
  )
  await follow(store, experiment, options, terminal)
}

function checkOptions({ once, csv, markdown, arrow, o, notify: url }: WatchOptions): void {
  if (!once && (csv || markdown || arrow || o !== undefined)) {
    throw new UsageError(
      "watch writes lines, or with --json a JSON object a line: --csv, --markdown, --arrow and -o go with --once",
    )
  }
  if (url !== undefined && !/^https?:\/\//i.test(url))
    throw new UsageError(`got --notify ${url}, expected an http or https address`)
}

/** What the looks before found. */
interface Seen {
  /** The run that finished last. */
  newest?: string
  ranking: ModelRanking | null
  /** What went wrong at the last look: said once, not at every look. */
  trouble?: string
}

/** Looks at the store until Ctrl-C. What fails is said, and tried again at the next look. */
async function follow(
  store: RunStore,
  experiment: Experiment,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const seen: Seen = { ranking: null }
  while (!terminal.signal.aborted) {
    try {
      await look(store, experiment, seen, options, terminal)
      delete seen.trouble
    } catch (error) {
      if (terminal.signal.aborted) break
      const { message } = error as Error
      if (message !== seen.trouble) note(`no ranking this time: ${message}`, options, terminal)
      seen.trouble = message
    }
    await wait(options.interval, undefined, { signal: terminal.signal }).catch(() => undefined)
  }
}

async function look(
  store: RunStore,
  experiment: Experiment,
  seen: Seen,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const newest = await newestFinished(store, experiment)
  if (newest === seen.newest) return
  // What was there at the start is no news.
  const isNews = seen.newest !== undefined
  const ranking = await rankOnce(store, experiment, options).then(
    (ranked) => ranked.ranking,
    (error: Error) => {
      if (error instanceof NoModelsFound) seen.newest = newest
      throw error
    },
  )
  await tellChanges(seen.ranking, ranking, isNews, options, terminal)
  Object.assign(seen, { newest, ranking })
}

/** Which run finished last: all that has to be read while nothing happens. */
async function newestFinished(store: RunStore, { experimentId, source }: Experiment): Promise<string> {
  const { runs } = await store.searchRuns({
    experimentIds: [experimentId],
    filter: "attributes.status = 'FINISHED'",
    orderBy: ["attributes.end_time DESC"],
    maxResults: 1,
    ...(source !== undefined && { source }),
  })
  return runs[0] ? `${runs[0].runId} ${runs[0].endTime}` : "none"
}

function rankOnce(store: RunStore, experiment: Experiment, options: WatchOptions): Promise<RankedStore> {
  const { metric, topN, tag } = options
  const ascending = options.ascending ?? (options.descending ? false : isLoss(metric))
  return rankAndTag(store, experiment, { metric, topN, ascending, dryRun: !tag })
}

async function tellChanges(
  before: ModelRanking | null,
  ranking: ModelRanking,
  isNews: boolean,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const changes = rankingChanges(before, ranking)
  const lines = changeLines(changes)
  if (lines.length === 0) return
  const time = new Date().toISOString()
  const text = options.json
    ? [JSON.stringify({ time, ...changes, ranking })]
    : lines.map((line) => `${time} ${visibleText(line)}`)
  terminal.stdout.write(`${text.join("\n")}\n`)
  if (!isNews) return
  for (const tell of tellers(options)) {
    await tell(newsOf(before, ranking), terminal).catch((error: Error) =>
      note(`warning: ${error.message}`, options, terminal),
    )
  }
}

function tellers({ notify: url, exec }: WatchOptions): ((news: News, terminal: Terminal) => Promise<void>)[] {
  return [
    ...(url === undefined ? [] : [(news: News, terminal: Terminal) => notify(url, news, terminal)]),
    ...(exec === undefined ? [] : [(news: News, terminal: Terminal) => execute(exec, news, terminal)]),
  ]
}

function newsOf(before: ModelRanking | null, ranking: ModelRanking): News {
  const lines = changeLines(rankingChanges(before, ranking))
  return { ranking, text: `${ranking.experiment_name} by ${ranking.metric}:\n${lines.join("\n")}` }
}
