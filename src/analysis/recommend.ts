import type { DecisionCard } from "../results/decision-card.js"

/** Fewer windows than these decide nothing. */
const FEWEST = 5

type Measured = Pick<DecisionCard, "wins" | "losses" | "ties" | "level" | "tInterval" | "bootstrap" | "minGain">

/** Promotes only where both intervals lie above the wanted gain, holds only where both lie below it. */
export function recommend(card: Measured): Pick<DecisionCard, "recommendation" | "reason"> {
  const { tInterval, bootstrap, minGain } = card
  const windows = card.wins + card.losses + card.ties
  const aim = minGain === 0 ? "0" : `the wanted ${minGain}`
  if (windows < FEWEST) {
    return {
      recommendation: "not enough evidence",
      reason: `only ${windows} shared windows, expected at least ${FEWEST}`,
    }
  }
  if (Math.min(tInterval.low, bootstrap.low) > minGain) {
    return { recommendation: "promote", reason: `both intervals of the gain lie above ${aim}` }
  }
  if (Math.max(tInterval.high, bootstrap.high) <= minGain) {
    return { recommendation: "hold", reason: `both intervals of the gain lie at or below ${aim}` }
  }
  return { recommendation: "not enough evidence", reason: `an interval of the gain holds ${aim}: it may be noise` }
}
