import type { DecisionCard, GainInterval } from "../results/decision-card.js"

/** A run's name, with the registered version where it is one. */
export function contenderName({ runName, runId, model }: DecisionCard["champion"]): string {
  return model ? `${runName || runId} (${model})` : runName || runId
}

/** The decision in a line: "B beats A in 9/12 windows, avg_test_r2 +0.004 [0.001, 0.007]; recommendation: promote". */
export function decisionLine(card: DecisionCard): string {
  const [champion, challenger] = [contenderName(card.champion), contenderName(card.challenger)]
  const gain = `${card.metric} ${better(card)} ${signed(card.gain)} ${gainRange(card.tInterval)}`
  const windows = card.wins + card.losses + card.ties
  return `${challenger} beats ${champion} in ${card.wins}/${windows} windows, ${gain}; recommendation: ${card.recommendation} (${card.reason})`
}

/** Lines of a card: what was measured, and its value. */
export function decisionRows(card: DecisionCard): readonly (readonly [name: string, value: string])[] {
  const percent = `${Number((100 * card.level).toPrecision(6))} %`
  const { bootstrap } = card
  return [
    ["Recommendation", `${card.recommendation}: ${card.reason}`],
    ["Mean gain", signed(card.gain)],
    [`${percent} interval, paired t`, `${gainRange(card.tInterval)}, p = ${digits(card.tTestP)}`],
    [
      `${percent} interval, block bootstrap`,
      `${gainRange(bootstrap)}, blocks of ${bootstrap.blockLength}, seed ${bootstrap.seed}`,
    ],
    ["Wins, losses, ties", `${card.wins}, ${card.losses}, ${card.ties}; sign test p = ${digits(card.signTestP)}`],
    ["Mean of the challenger", digits(card.challenger.mean)],
    ["Mean of the champion", digits(card.champion.mean)],
    ["Wanted gain", digits(card.minGain)],
    ["Windows weigh", card.weightedBy ? `by their rows (${card.weightedBy})` : "alike: their rows are not all known"],
    ["Windows from", `${card.windowsFrom} of ${card.windowMetric}`],
    ...(card.unpaired.length > 0 ? [["Windows left out", card.unpaired.join(", ")] as const] : []),
  ]
}

export function digits(value: number): string {
  return String(Number(value.toPrecision(4)))
}

export function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${digits(value)}`
}

function gainRange({ low, high }: GainInterval): string {
  return `[${digits(low)}, ${digits(high)}]`
}

function better({ lowerIsBetter }: DecisionCard): string {
  return lowerIsBetter ? "(lower is better) improved by" : "gained"
}
