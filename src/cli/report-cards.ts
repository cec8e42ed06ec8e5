import { type ReportCard, reportCards } from "../results/report.js"
import type { ReportOptions } from "./report-options.js"
import { UsageError } from "./terminal.js"

/** Parses `--cards`: names with commas between. */
export function cardList(text: string): ReportCard[] {
  const given = text.split(",").map((each) => each.trim())
  const unknown = given.find((each) => !(reportCards as readonly string[]).includes(each))
  if (unknown === undefined) return reportCards.filter((each) => given.includes(each))
  throw new UsageError(`--cards: got "${unknown}", expected names among ${reportCards.join(", ")}`)
}

/**
 * The cards of a report: those that were asked for, or all that the other options allow.
 * @throws UsageError for a card that lacks what it is made of.
 */
export function chosenCards(options: ReportOptions): readonly ReportCard[] {
  const { cards } = options
  if (!cards) return reportCards.filter((card) => needOf(card, options) === "")
  for (const card of cards) {
    const need = needOf(card, options)
    if (need !== "") throw new UsageError(`the card ${card} needs ${need}`)
  }
  return cards
}

const ofTarget: readonly ReportCard[] = ["metrics", "curves", "importance"]
/** The cards that need runs. */
export const cardsOfRuns: readonly ReportCard[] = ["decision", "ranking", "comparison"]

/** What a card lacks; "" where it lacks nothing. */
function needOf(card: ReportCard, { model, data, target, experiment, run }: ReportOptions): string {
  if (cardsOfRuns.includes(card)) return experiment || run ? "" : "runs: -x EXPERIMENT or --run ID"
  if (card === "findings" && (experiment || run)) return ""
  if (model === undefined || data === undefined) return "--model and --data"
  return ofTarget.includes(card) && target === undefined ? "--target" : ""
}
