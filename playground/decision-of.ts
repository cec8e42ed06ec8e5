import type { DecisionCard } from "../src/index.js"
import type { Decision } from "./plots/cards.js"
import { effect, plain } from "./plots/format.js"
import type { PairedData } from "./plots/paired-differences.js"

const verdicts = { promote: "promote", hold: "keep", "not enough evidence": "undecided" } as const

/** A comparison over windows as a card to decide on. @param open findings that are open. */
export function decisionOf(card: DecisionCard, open: readonly string[] = []): Decision {
  const { wins, losses, ties, gain, level, tInterval, bootstrap, champion, challenger, windowMetric } = card
  const within = (low: number, high: number) => `${effect(gain)} [${effect(low)}, ${effect(high)}]`
  const good = gain === 0 ? {} : { good: gain > 0 }
  return {
    challenger: nameOf(challenger),
    champion: nameOf(champion),
    verdict: verdicts[card.recommendation],
    sentence: `${nameOf(challenger)} beats ${nameOf(champion)} in ${wins} of ${wins + losses + ties} windows: ${card.reason}.`,
    facts: [
      { name: "windows won, lost, even", value: `${wins}, ${losses}, ${ties}`, ...good },
      {
        name: `mean gain of ${windowMetric}, paired t ${percentOf(level)}`,
        value: within(tInterval.low, tInterval.high),
        ...good,
      },
      { name: `the same, block bootstrap ${percentOf(level)}`, value: within(bootstrap.low, bootstrap.high), ...good },
      { name: "p of the t test, of the sign test", value: `${plain(card.tTestP)}, ${plain(card.signTestP)}` },
      { name: `mean ${windowMetric}`, value: `${plain(challenger.mean)} against ${plain(champion.mean)}` },
    ],
    open: [
      ...open,
      ...(card.unpaired.length > 0 ? [`${card.unpaired.length} windows that only one of them has were left out`] : []),
    ],
  }
}

/** The differences window by window, challenger less champion. */
export function pairedOf({ windows, lowerIsBetter, champion, challenger, ...card }: DecisionCard): PairedData {
  const { low, high } = card.tInterval
  return {
    ...{ challenger: nameOf(challenger), champion: nameOf(champion), metric: card.windowMetric },
    larger: !lowerIsBetter,
    windows: windows.map(({ window }) => `window ${window}`),
    differences: windows.map((each) => each.challenger - each.champion),
    mean: challenger.mean - champion.mean,
    interval: lowerIsBetter ? [-high, -low] : [low, high],
    method: `paired t, ${percentOf(card.level)}`,
    rows: {
      in: windows.length + card.unpaired.length,
      used: windows.length,
      dropped: [["unpaired", card.unpaired.length]],
    },
  }
}

function nameOf({ runName, runId, model }: DecisionCard["champion"]): string {
  return `${runName || runId}${model ? ` (${model})` : ""}`
}

function percentOf(level: number): string {
  return `${Number((100 * level).toPrecision(3))} %`
}
