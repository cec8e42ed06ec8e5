import {
  columnNamed,
  type Ensemble,
  type FeatureLags,
  type LoneScores,
  missingByWindow,
  type TimeWindows,
  type WindowMissing,
} from "../src/index.js"
import type { Engine } from "../src/remote.js"
import type { Job } from "./pages/latest.js"
import type { FeatureLagData } from "./plots/feature-lags.js"
import type { MissingDatesData } from "./plots/missing-dates.js"
import type { LoadedTable } from "./session.js"

/** Features whose lags are looked at: those that order the target best by themselves. */
const LAGGED = 15
const LAGS = [-3, -2, -1, 0, 1, 2, 3]

/** Ranks of features against the targets of other dates. @throws RangeError where an id comes twice on a date. */
export async function lagData(
  engine: Engine,
  { table, roles: { target, date, id } }: LoadedTable,
  lone: LoneScores,
  job: Job,
): Promise<FeatureLagData> {
  const names = lone.features.slice(0, LAGGED).map(({ feature }) => feature)
  const roles = { target: target!, date: date!, ...(id !== undefined && { id }) }
  // an id that comes twice on a date tells nobody apart: then dates are compared
  const found = await engine
    .featureLags(table, roles, names, job)
    .catch(() => engine.featureLags(table, { target: target!, date: date! }, names, job))
  return lagsOf(found, table.rows, lone.leftOut)
}

function lagsOf({ kind, features }: FeatureLags, rows: number, leftOut: readonly string[]): FeatureLagData {
  const used = Math.max(0, ...features.map((each) => each.rows))
  return {
    ...{ kind, lags: LAGS, leftOut },
    features: features
      .map(({ feature, lags, collapses }) => ({
        ...{ name: feature, collapses, ic: lags.map(({ ic }) => ic) },
        ...{
          low: lags.map(({ low }) => low),
          high: lags.map(({ high }) => high),
          dates: lags.map(({ dates }) => dates),
        },
      }))
      .toSorted((a, b) => Number(b.collapses) - Number(a.collapses)),
    rows: { in: rows, used, dropped: [["without a target, a date or a value", rows - used]] },
  }
}

/** Where the model's features have no values; the latest to begin first, then those that miss most. */
export async function missingData(
  engine: Engine,
  ensemble: Ensemble,
  { table, roles }: LoadedTable,
  every: string,
  { signal }: Job,
): Promise<MissingDatesData> {
  const { windows, undated } = await dateWindows(engine, { table, roles }, every, { signal })
  const found: WindowMissing[] = []
  for (const name of engine.match(ensemble, table).columns) {
    found.push(missingByWindow(columnNamed(table, name), windows))
    // a column of a million rows takes a few milliseconds: the page lives on between two
    await new Promise((done) => setTimeout(done))
    signal.throwIfAborted()
  }
  const gaps = found.filter(({ shares }) => shares.some((share) => share > 0))
  const start = ({ shares }: WindowMissing) => shares.findIndex((share) => share < 1) % shares.length
  const total = ({ shares }: WindowMissing) => shares.reduce((sum, share) => sum + share, 0)
  return {
    windows: windows.map(({ name }) => name),
    features: gaps
      .toSorted((a, b) => start(b) - start(a) || total(b) - total(a))
      .map(({ column, shares, since, late }) => ({ name: column, shares, since, late })),
    complete: found.length - gaps.length,
    rows: { in: table.rows, used: table.rows - undated, dropped: [["without a date", undated]] },
  }
}

/** A table's rows by the date column. @param every "" for what fits. */
export function dateWindows(
  engine: Engine,
  { table, roles }: Pick<LoadedTable, "table" | "roles">,
  every: string,
  call: { readonly signal: AbortSignal },
): Promise<TimeWindows> {
  const length = (every || undefined) as Parameters<Engine["timeWindows"]>[2]
  return engine.timeWindows(columnNamed(table, roles.date!), table.rows, length, call)
}
