import { type Column, columnNamed, type Explanation, type Table } from "../src/index.js"
import type { CloudAxis, CloudData } from "./plots/cloud.js"
import { plain } from "./plots/format.js"

/** A feature's values against its SHAP values, coloured by another feature (none for ""). */
export function dependenceCloud(
  explanation: Explanation,
  table: Table,
  { feature, color, output }: { readonly feature: string; readonly color: string; readonly output: number },
): CloudData {
  const j = explanation.features.indexOf(feature)
  const own = columnNamed(table, explanation.matching.columns[j]!)
  const other = explanation.features.indexOf(color)
  const shap = explanation.values[output]![j]!
  const by = other >= 0 && color !== feature
  return {
    heading: `What ${feature} does`,
    summary: words(feature, shap),
    definition: by
      ? `SHAP value against the feature's value; coloured by ${color}, 5th to 95th percentile; missing values on the left edge`
      : "SHAP value against the feature's value; missing values on the left edge; grey bars count rows",
    x: axisOf(own, feature),
    y: { label: `SHAP value for ${feature}`, values: shap },
    ...(by && { color: axisOf(columnNamed(table, explanation.matching.columns[other]!), color) }),
    ...(explanation.sample && { ids: explanation.sample }),
    guide: "zero",
    histogram: true,
  }
}

function words(feature: string, shap: Float64Array): string {
  let [low, high] = [0, 0]
  for (const value of shap) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return `${feature} moves the output by ${plain(low)} to ${plain(high)}.`
}

/** A column as an axis: categories by their codes. */
function axisOf(column: Column, label: string): CloudAxis {
  if (column.type !== "category") return { label, values: column.values }
  const values = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code))
  return { label, values, categories: column.categories }
}
