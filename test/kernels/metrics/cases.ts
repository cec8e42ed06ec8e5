import { golden } from "../../harness/index.js"

/** A vector and what scikit-learn or scipy make of it; `error` where they refuse. */
export interface MetricCase {
  readonly id: string
  readonly kind: string
  readonly inputs: Readonly<Record<string, readonly number[] | null>>
  readonly results: Readonly<Record<string, { value?: unknown; error?: unknown }>>
}

let read: Promise<MetricCase[]> | undefined

/** The cases that have a result of that name. */
export async function metricCases(result: string): Promise<MetricCase[]> {
  read ??= readCases()
  return (await read).filter((each) => each.results[result])
}

async function readCases(): Promise<MetricCase[]> {
  const text = new TextDecoder().decode(await golden("metrics/metrics.json"))
  const { cases }: { cases: MetricCase[] } = JSON.parse(text, (_key, value) =>
    value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value,
  )
  return cases
}
