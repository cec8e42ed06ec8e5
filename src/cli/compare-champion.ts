import { type Command, Option } from "commander"
import { isLoss } from "../analysis/is-loss.js"
import { DEFAULT_METRIC, rankModels } from "../analysis/rank-models.js"
import type { Run } from "../data/run.js"
import { championOf, decideInStore, type NamedContender } from "../decide-in-store.js"
import type { Decision, DecisionCard } from "../results/decision-card.js"
import type { Sheet } from "../results/sheet.js"
import type { RunStore } from "../stores/run-store.js"
import { writeDecisionHtml } from "../writers/decision-html.js"
import { writeDecisionMarkdown } from "../writers/decision-markdown.js"
import { contenderName, decisionLine } from "../writers/decision-text.js"
import { emit, emitText, note } from "./emit.js"
import { namedOrFound, type RunOptions } from "./find-runs.js"
import { type CommonOptions, number, share } from "./options.js"
import { registeredModel } from "./parse-text.js"
import { type Terminal, UsageError } from "./terminal.js"

/** How a champion is compared. */
export interface ChampionOptions {
  readonly champion?: string
  readonly topTwo?: true
  readonly metric: string
  readonly level: number
  readonly minGain: number
  readonly html?: true
}

export function withChampionOptions(command: Command): Command {
  return command
    .option(
      "--champion <model>",
      "models:/NAME@ALIAS, models:/NAME/STAGE or models:/NAME/VERSION that runs must beat",
      registeredModel,
    )
    .addOption(new Option("--top-two", "the best run against the second, by --metric").conflicts("champion"))
    .option("--metric <name>", "with --champion or --top-two: what is compared, window by window", DEFAULT_METRIC)
    .option("--level <p>", "of the intervals of the gain", share, 0.95)
    .option("--min-gain <x>", "what a promotion has to gain at least", number, 0)
    .addOption(new Option("--html", "write decision cards as a page").conflicts(["json", "csv", "markdown", "arrow"]))
}

type Options = ChampionOptions & CommonOptions & RunOptions

/** A decision card for each challenger: the named runs, or the best of those that are found. */
export async function compareChampion(
  store: RunStore,
  ids: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { metric, level, minGain, seed } = options
  const found = await namedOrFound(store, ids, options)
  const { champion, challengers } = await contendersOf(store, found, ids.length > 0, options)
  const cards: DecisionCard[] = []
  for (const run of challengers) {
    cards.push(await decideInStore(store, champion, { run }, { metric, level, minGain, seed }))
  }
  const decision: Decision = { metric, level, minGain, cards }
  for (const card of cards) note(decisionLine(card), options, terminal)
  if (options.html) await emitText(writeDecisionHtml(cards), options, terminal)
  else if (options.markdown) await emitText(cards.map(writeDecisionMarkdown).join("\n"), options, terminal)
  else await emit(decision, sheetOf(cards), options, terminal)
}

async function contendersOf(
  store: RunStore,
  found: readonly Run[],
  named: boolean,
  { champion: source, metric }: Options,
): Promise<{ champion: NamedContender; challengers: readonly Run[] }> {
  const champion = source === undefined ? undefined : await championOf(store, source)
  const others = found.filter(({ runId }) => runId !== champion?.run.runId)
  if (champion && named && others.length > 0) return { champion, challengers: others }
  if (others.length === 0)
    throw new UsageError("got the champion alone, expected a challenger: name a run, or find some with -x")
  const best = rankModels("", others, { metric, topN: 2, ascending: isLoss(metric) }).models
  const [first, second] = best.map(({ run_id: id }) => others.find(({ runId }) => runId === id)!)
  if (champion) return { champion, challengers: [first!] }
  if (!second) throw new UsageError(`got one finished run with ${metric}, expected two`)
  return { champion: { run: second }, challengers: [first!] }
}

function sheetOf(cards: readonly DecisionCard[]): Sheet {
  return {
    columns: [
      ...["challenger", "champion", "metric", "windows", "wins", "losses", "gain", "low", "high"],
      ...["bootstrap low", "bootstrap high", "t test p", "sign test p", "recommendation", "reason"],
    ],
    rows: cards.map((card) => [
      ...[contenderName(card.challenger), contenderName(card.champion), card.metric, card.windows.length],
      ...[card.wins, card.losses, card.gain, card.tInterval.low, card.tInterval.high, card.bootstrap.low],
      ...[card.bootstrap.high, card.tTestP, card.signTestP, card.recommendation, card.reason],
    ]),
  }
}
