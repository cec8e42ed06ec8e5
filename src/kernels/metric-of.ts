import { nearestName } from "./nearest-name.js"
import { scoringName, scoringNames, traitsOfMetric } from "./scoring-metrics.js"

/** A metric's name, and what may stand behind an @: the first k rows of a group, or the cut-off of a probability. */
export function metricOf(text: string): { metric: string; own: Record<string, number> } {
  const [name = "", ...rest] = text.split("@")
  const metric = scoringName(name)
  if (metric === undefined) throw unknownMetric(name)
  if (rest.length === 0) return { metric, own: {} }
  const value = Number(rest.join("@"))
  const { groups, space } = traitsOfMetric(metric)
  if (groups && Number.isInteger(value) && value >= 1) return { metric, own: { k: value } }
  if (space === "probability" && rest.join("").trim() !== "" && !Number.isNaN(value))
    return { metric, own: { threshold: value } }
  throw new RangeError(`got metric "${text}", expected a number of rows as in ndcg@10, or a cut-off as in accuracy@0.3`)
}

function unknownMetric(name: string): RangeError {
  const known = scoringNames()
  const near = nearestName(name, known)
  const meant = near === undefined ? "" : `${near}? That is one of `
  return new RangeError(`got metric "${name}", expected ${meant}${known.join(", ")}`)
}
