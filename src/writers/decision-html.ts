import type { DecisionCard } from "../results/decision-card.js"
import type { Cell } from "../results/sheet.js"
import { contenderName, decisionLine, decisionRows } from "./decision-text.js"
import { formatCell } from "./format-cell.js"

const style =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}" +
  "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #8888;padding:.3rem .6rem;text-align:left}"

/** Decision cards as one page that loads nothing. Names of runs are text, never markup. */
export function writeDecisionHtml(cards: readonly DecisionCard[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Champion and challengers</title><style>${style}</style></head>
<body>
${cards.map(section).join("\n")}
</body>
</html>
`
}

function section(card: DecisionCard): string {
  const [champion, challenger] = [contenderName(card.champion), contenderName(card.challenger)]
  const facts = decisionRows(card).map(
    ([name, value]) => `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`,
  )
  const heads = ["window", champion, challenger, "gain"].map((head) => `<th scope="col">${text(head)}</th>`).join("")
  const rows = card.windows.map(({ window, ...each }) => {
    const cells: Cell[] = [window, each.champion, each.challenger, each.gain]
    return `<tr>${cells.map((cell) => `<td>${text(formatCell(cell))}</td>`).join("")}</tr>`
  })
  return `<h1>${text(challenger)} against ${text(champion)}</h1>
<p>${text(decisionLine(card))}</p>
<table>${facts.join("")}</table>
<table><caption>${text(card.metric)} by window</caption><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`
}

function text(value: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
  return formatCell(value).replace(/[&<>"']/g, (character) => named[character]!)
}
