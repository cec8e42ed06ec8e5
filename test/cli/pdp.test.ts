import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { partialDependenceSchema } from "../../src/results/partial-dependence.js"
import { goldenJson } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample } from "./run.js"

interface Golden {
  readonly features: string[]
  readonly average: number[][]
  readonly individual: number[][]
  readonly chosen: { readonly values: number[][] }
}

const multiclass = "-m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow"
const colours = "-m lgb_pandas_categorical/model.txt -d lgb_pandas_categorical/features.arrow"

test("--json is the whole result under the published schema, with scikit-learn's grid and numbers", async () => {
  const expected = await goldenJson<Golden>("pdp/lgb_multiclass_chosen.json")
  const { code, stdout } = await leafwise(
    `pdp ${multiclass} -f ${expected.features[0]} --grid 15 --space probability --json`,
  )
  const result = partialDependenceSchema.parse(JSON.parse(stdout)) as Golden & { rows: number; counts: number[][] }
  expect([code, result.rows, result.average.length]).toEqual([0, 50, 5])
  expected.average.forEach((curve, k) => {
    curve.forEach((value, i) => {
      expect(result.average[k]![i]).toBeCloseTo(value, 12)
    })
  })
  expect(result.counts[0]!.reduce((sum, rows) => sum + rows)).toBe(50)
})

test("a line a category by its name, with its rows; missing is an empty cell", async () => {
  const { average } = await goldenJson<Golden>("pdp/lgb_pandas_categorical_raw.json")
  const { code, stdout, stderr } = await leafwise(`pdp ${colours} --feature colour --csv`)
  const [names, ...rows] = linesOf(stdout).map((line) => line.split(","))
  expect([code, names]).toEqual([0, ["colour", "average", "rows"]])
  expect(rows.at(-1)![0]).toBe("")
  const rounded = (values: Iterable<number>) => Array.from(values, (value) => value.toFixed(9)).sort()
  expect(rounded(rows.map((row) => Number(row[1])))).toEqual(rounded(average[0]!))
  expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(80)
  expect(stderr).toMatch(/model\.txt on features\.arrow: colour at \d+ values, mean margin over 80 rows\n$/)
})

test("--ice writes a line a row and point, two features their pairs", async () => {
  const { features, individual } = await goldenJson<Golden>("pdp/lgb_multiclass_two.json")
  const two = `-f ${features[0]} -f ${features[1]} --grid 6 --percentiles 0.1,0.9`
  const { bytes } = await leafwise(`pdp ${multiclass} ${two} --ice --arrow`)
  const table = tableFromIPC(bytes)
  expect(table.schema.fields.map((field) => field.name)).toEqual([
    ...["row", ...features],
    ...[0, 1, 2, 3, 4].map((k) => `prediction:${k}`),
  ])
  expect(table.numRows).toBe(50 * 36)
  const first = table.getChild("prediction:2")!.toArray() as Float64Array
  individual[2]!.forEach((value, i) => {
    expect(first[i]).toBeCloseTo(value, 12)
  })
})

test("a terminal gets the averages of --ice, and is told how to have the rest", async () => {
  const { stdout, stderr } = await leafwise(`pdp ${multiclass} -f m0 --grid 4 --ice`, { tty: { stdout: true } })
  expect(linesOf(stdout).length).toBeLessThan(8)
  expect(stderr).toContain("averages only")
})

test("--thresholds, --weight and --sample reach the engine", async () => {
  const flights = `pdp -m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather -f distance --json`
  const inSample = { cwd: sample, env: { MLFLOW_TRACKING_URI: "mlruns" } }
  const run = async (more: string) => JSON.parse((await leafwise(`${flights} ${more}`, inSample)).stdout)
  const whole = await run("--thresholds")
  const [weighted, sampled, few] = [
    await run("--thresholds --weight distance"),
    await run("--thresholds --sample 10 --seed 3"),
    await run("--grid 3"),
  ]
  expect(weighted.grid).toEqual(whole.grid)
  expect(weighted.average).not.toEqual(whole.average)
  expect([sampled.rows, sampled.sample.length]).toEqual([10, 10])
  expect(few.grid[0]).toHaveLength(3)
  expect(whole.grid[0].length).toBeGreaterThan(3)
})

const failures: Record<string, readonly [code: number, text: string]> = {
  [`pdp ${colours} -f color`]: [
    1,
    'got feature "color", expected one of the model\'s 3 features: the nearest is "colour"',
  ],
  [`pdp ${colours} -f a -f b -f c`]: [2, "--feature was given 3 times, expected once or twice"],
  [`pdp ${colours} -f colour -f colour`]: [1, 'got feature "colour" twice, expected two that differ'],
  [`pdp ${colours}`]: [2, "required option '-f, --feature <name>' not specified"],
  [`pdp ${colours} -f colour --grid 1`]: [2, "Expected a whole number of at least 2."],
  [`pdp ${colours} -f colour --grid 5 --thresholds`]: [2, "cannot be used with option '--thresholds'"],
  [`pdp ${colours} -f colour --percentiles 0.9,0.1`]: [2, "expected two numbers from 0 to 1 that ascend"],
  [`pdp ${colours} -f colour --weight nothing`]: [1, 'no column "nothing"'],
}

for (const [args, [code, text]] of Object.entries(failures)) {
  test(`${args} fails with code ${code}`, async () => {
    const outcome = await leafwise(args)
    expect([outcome.code, outcome.stdout]).toEqual([code, ""])
    expect(outcome.stderr).toContain(text)
  })
}
