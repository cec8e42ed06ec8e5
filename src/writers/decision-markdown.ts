import type { DecisionCard } from "../results/decision-card.js"
import { contenderName, decisionLine, decisionRows } from "./decision-text.js"
import { visibleText } from "./format-cell.js"
import { writeMarkdown } from "./markdown.js"

/** A decision card for a pull request or a wiki. Names of runs are text, never markup. */
export function writeDecisionMarkdown(card: DecisionCard): string {
  const [champion, challenger] = [contenderName(card.champion), contenderName(card.challenger)]
  const facts = writeMarkdown({ columns: ["", card.metric], rows: decisionRows(card) })
  const windows = writeMarkdown({
    columns: ["window", champion, challenger, "gain"],
    rows: card.windows.map((each) => [each.window, each.champion, each.challenger, each.gain]),
  })
  return `## ${plain(challenger)} against ${plain(champion)}\n\n${plain(decisionLine(card))}\n\n${facts}\n${windows}`
}

function plain(text: string): string {
  return visibleText(text).replace(/[\\`*_<>[\]#|]/g, "\\$&")
}
