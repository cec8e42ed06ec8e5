import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { addFiles, twoRuns } from "../stores/temporary-store.js"
import { leafwise, linesOf, temporaryFolder } from "./run.js"

const table = "date,a,y\n2020-01-01,1,0\n2020-01-02,2,1\n"

async function project(): Promise<string> {
  const folder = await temporaryFolder()
  await addFiles(folder, {
    "t.csv": table,
    "u.csv": "x,y\n1,0\n2,1\n",
    ...Object.fromEntries(Object.entries(twoRuns()).map(([path, content]) => [`mlruns/${path}`, content])),
  })
  await mkdir(join(folder, "empty"))
  return folder
}

/** What is refused with one line on standard error and nothing on standard output. */
const refused: Record<string, [code: number, line: string]> = {
  // Where to write is looked at before anything is read or computed.
  "metrics -d t.csv --target y --score a -o no/x.csv": [1, "-o no/x.csv: no such folder to write into. Make "],
  "metrics -d t.csv --target y --score a -o empty": [1, "-o empty: is a folder, expected the name of a file"],
  "shap -m no.txt -d t.csv --values no/v.arrow": [1, "--values no/v.arrow: no such folder to write into. Make "],
  "shap -m no.txt -d t.csv --plots t.csv": [1, "--plots t.csv: is a file, expected a folder"],
  "report -m no.txt -d t.csv -o t.csv/r.html": [1, "-o t.csv/r.html: "],
  "audit --store mlruns --plan no/p.json": [1, "--plan no/p.json: no such folder to write into. Make "],
  // Nothing that was named is left aside in silence.
  "audit --train t.csv --test u.csv --target nope": [1, 't.csv: no column "nope"; it has date, a, y'],
  "audit --train t.csv --test u.csv --target a": [1, 'u.csv: no column "a"; it has x, y'],
  "audit --store mlruns --horizon soon": [2, "--horizon: got soon, expected a time such as 3m, 1y or 10d"],
  "audit --store mlruns --rules no.yaml": [1, "no.yaml: no such file"],
  "metrics -d t.csv --target y --score a --interpretation no.yaml": [1, "no.yaml: no such file, expected a file of"],
  "drift --reference t.csv --current t.csv --ignore aa": [1, "--ignore: neither t.csv nor t.csv has a column aa"],
  "drift --reference t.csv --current t.csv --log-to nope": [1, "no run nope; leafwise runs list has the ids"],
  "anomalies --scores t.csv --events t.csv --log-to nope": [1, "no run nope; leafwise runs list has the ids"],
  "inventory --store mlruns --metric n": [1, "--metric: no run has n; is m meant?"],
  "stores find nowhere": [1, "nowhere: no such folder"],
  "stores find t.csv": [2, "t.csv: a file, expected a folder"],
  "artifacts list a nope": [1, "a has no folder nope; leafwise artifacts list a -r"],
  // A filter that cannot be read is wrong usage, as an option that cannot.
  "runs list --filter metrics.auc": [2, "filter: got nothing at character 12"],
  "runs list --order-by foo": [2, 'filter: got "foo" at character 1'],
}

/** Options whose value has not the form that it needs: wrong usage, before anything is read. */
const malformed: Record<string, string> = {
  "shap -m no.txt -d t.csv --date date --test-start 2013-99-99": "Expected a date such as 2024, 2024-01, 2024-01-31",
  "analyze-shap --cache-file t.csv -m no.txt --train-start soon --test-start 2020":
    "'soon' is invalid. Expected a date",
  "walkforward plan --start 2013-99-99 --end 2015 --train-years 1": "Expected a year, quarter, month or day",
  "walkforward plan --start 2015 --end 2013 --train-years 1": "--end 2013 is before --start 2015",
  "metrics -d t.csv --target y --score a --level 2": "Expected a number between 0 and 1, e.g. 0.95.",
  "drift --reference t.csv --current t.csv --level 0": "Expected a number between 0 and 1, e.g. 0.95.",
  "runs compare --top-two -x e --level 95 --store mlruns": "Expected a number between 0 and 1, e.g. 0.95.",
  "schema nope": "Allowed choices are audit, decision, evaluation,",
  "importance -m no.txt -d t.csv -t y --metric rox_auc":
    'Got metric "rox_auc", expected roc_auc? That is one of roc_auc,',
  "importance -m no.txt -d t.csv -t y --metric ndcg@x": "expected a number of rows as in ndcg@10",
  "importance -m no.txt -d t.csv -t y --metric roc_auc --group date":
    "--group: roc_auc does not rank within groups; --block-by",
  "importance -m no.txt -d t.csv -t y --metric lift --weight a": "--weight: lift knows no weights of rows",
  "shap -m models: -d t.csv": "Got model models:, expected runs:/ID/PATH, models:/NAME/VERSION, models:/NAME/STAGE",
  "predict -m runs:/abc -d t.csv": "Got model runs:/abc, expected runs:/ID/PATH",
  "drift --reference t.csv --current t.csv -m models:/a/1/b": "Got model models:/a/1/b, expected runs:/ID/PATH",
  "runs compare a --champion champion": "Expected models:/NAME@ALIAS, models:/NAME/STAGE or models:/NAME/VERSION.",
}

test("options without the form that they need are wrong usage, before anything is read", async () => {
  for (const [args, message] of Object.entries(malformed)) {
    const outcome = await leafwise(args)
    expect([outcome.code, outcome.stdout, outcome.stderr], args).toEqual([2, "", expect.stringContaining(message)])
  }
})

test("a metric that refuses its rows is called as the option calls it", async () => {
  const folder = await temporaryFolder()
  const columns = Array.from({ length: 28 }, (_, j) => `Column_${j}`)
  await writeFile(join(folder, "t.csv"), `${[...columns, "y"]}\n${columns.map(() => 1)},1\n${columns.map(() => 2)},1\n`)
  const { code, stderr } = await leafwise(
    `importance -m lgb_binary/model.txt -d ${join(folder, "t.csv")} -t y --metric auc`,
  )
  expect([code, stderr]).toEqual([1, "leafwise: roc_auc: got 2 rows of one class, expected both classes\n"])
})

for (const [args, [code, line]] of Object.entries(refused)) {
  test(`${args} is refused`, async () => {
    const folder = await project()
    const before = (await readdir(folder, { recursive: true })).sort()
    const outcome = await leafwise(args, { cwd: folder })
    expect([outcome.code, outcome.stdout, linesOf(outcome.stderr).length], outcome.stderr).toEqual([code, "", 1])
    expect(outcome.stderr).toContain(line)
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before)
  })
}

test("whoever misspells an option is shown to the help that lists it", async () => {
  for (const command of ["metrics", "runs rank"]) {
    const { code, stderr } = await leafwise(`${command} --tpo 3`)
    expect([code, stderr.split("\n").at(-2)], command).toEqual([2, `(leafwise ${command} --help lists what there is)`])
  }
})

test("a folder of several stores asks for one of them", async () => {
  const folder = await temporaryFolder()
  for (const name of ["a", "b"])
    await addFiles(
      join(folder, name),
      Object.fromEntries(Object.entries(twoRuns()).map(([path, file]) => [`mlruns/${path}`, file])),
    )
  const { code, stderr } = await leafwise(["experiments", "--store", folder])
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/got 2 MLflow stores: .*a.mlruns, .*b.mlruns; expected one: name it\n$/),
  ])
})

test("a port beyond the last is refused by its option", async () => {
  const { code, stderr } = await leafwise("serve --port 70000")
  expect([code, stderr]).toEqual([2, expect.stringContaining("Expected a port from 0 to 65535.")])
})

test("a table without the model's features is no audit without findings", async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, "t.csv"), table)
  const { code, stdout, stderr } = await leafwise(`audit -m lgb_binary/model.txt --test ${join(folder, "t.csv")}`)
  expect([code, stdout]).toEqual([1, ""])
  expect(stderr).toContain("t.csv: got 3 columns, expected 28: the model model.txt was trained without feature names")
})

test("groups of runs without the param that they are grouped by are told of", async () => {
  const { code, stderr } = await leafwise("runs aggregate --by params.nope", { cwd: await project() })
  expect([code, stderr]).toEqual([0, "2 of 2 runs have no params.nope\n"])
})
