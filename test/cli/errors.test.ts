import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const binary = "-m lgb_binary/model.txt -d lgb_binary/features.arrow"

/** What fails: exit code 1 and this one line. */
const failures: Record<string, string> = {
  "predict -m no/model.txt -d lgb_binary/features.arrow": "no/model.txt: no such file",
  "predict -m lgb_binary/model.txt -d no.arrow": "no.arrow: no such file",
  "predict -m lgb_binary -d lgb_binary/features.arrow": "lgb_binary: a folder, expected a file",
  "shap -m corrupt/lgb_trunc_midtree.txt -d lgb_binary/features.arrow":
    "lightgbm lgb_trunc_midtree.txt: got 6 trees, expected 12 as tree_sizes lists: the file was cut or edited",
  "shap -m lgb_regression/model.txt -d lgb_multiclass/features.arrow":
    "features.arrow: 10 of the 10 columns that the model model.txt asks for by name are missing: " +
    "age, sex, bmi, bp, s1, s2, s3, s4, s5, s6. Add or rename them.",
  "shap -m lgb_binary/features.arrow -d lgb_binary/features.arrow":
    'features.arrow: begins with "ARROW1\\u0000\\u0000����', // the rest depends on the bytes
  "shap -m lgb_linear_tree/model.txt -d lgb_linear_tree/features.arrow":
    "model.txt: no SHAP values: its leaves are linear models (linear_tree=true), for which LightGBM defines none",
  "shap -m xgb176_binary/model.deprecated -d xgb176_binary/features.arrow":
    "model.deprecated: got XGBoost's old binary format, which XGBoost 3.1 and newer refuse as well.",
  [`shap ${binary} --target y`]: 'features.arrow: no column "y"; it has Column_0, Column_1,',
  [`shap ${binary} --target Column_999`]: 'features.arrow: no column "Column_999"',
  [`shap ${binary} --date Column_0 --test-start 2020-01-01`]:
    'features.arrow: column "Column_0" holds numbers, expected dates',
  "predict -m lgb_binary/model.txt -d corrupt/trunc_0.7.parquet": "parquet trunc_0.7.parquet: ",
  "predict -m xgb_cat_in_model_unseen/model.json -d xgb_cat_in_model_unseen/features_unseen.arrow":
    "features_unseen.arrow: got categories that training did not have: ",
}

for (const [args, line] of Object.entries(failures)) {
  test(`${args} fails with one line`, async () => {
    const { code, stdout, stderr } = await leafwise(args)
    expect([code, stdout]).toEqual([1, ""])
    expect(linesOf(stderr)).toHaveLength(1)
    expect(stderr).toContain(`leafwise: ${line}`)
  })
}

/** What is used wrongly: exit code 2, and this. */
const usage: Record<string, string> = {
  frobnicate: "unknown command 'frobnicate'",
  [`predict ${binary} --frobnicate`]: "unknown option '--frobnicate'",
  [`predict ${binary} extra`]: "too many arguments for 'predict'",
  "predict -m lgb_binary/model.txt": "required option '-d, --data <file>' not specified",
  "shap -d lgb_binary/features.arrow": "required option '-m, --model <source>' not specified",
  inspect: "missing required argument 'path'",
  [`predict ${binary} --json --csv`]: "option '--json' cannot be used with option '--csv'",
  [`predict ${binary} --markdown --arrow`]: "option '--markdown' cannot be used with option '--arrow'",
  "experiments --csv --arrow": "option '--csv' cannot be used with option '--arrow'",
  [`predict ${binary} --space log-odds`]: "argument 'log-odds' is invalid. Allowed choices are raw, probability.",
  "experiments --sort size": "argument 'size' is invalid. Allowed choices are name, runs, updated.",
  [`shap ${binary} --top 0`]: "argument '0' is invalid. Expected a whole number of at least 1.",
  [`shap ${binary} --top many`]: "argument 'many' is invalid. Expected a whole number of at least 1.",
  [`shap ${binary} --sample 1.5`]: "argument '1.5' is invalid. Expected a whole number of at least 1.",
  [`shap ${binary} --output -1`]: "argument '-1' is invalid. Expected a whole number of at least 0.",
  [`predict ${binary} --threads 0`]: "argument '0' is invalid. Expected a whole number of at least 1.",
  [`predict ${binary} --missing x`]: "argument 'x' is invalid. Expected a number.",
  [`shap ${binary} --train-start 2020-01-01`]: "--train-start needs --test-start",
  [`shap ${binary} --test-start 2020-01-01`]: "--test-start needs --date: features.arrow has none",
  "shap -m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --output 5": "--output is 5, expected 0 to 4",
  "shap -m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --target m0":
    "--target needs --output: the model has 5 outputs, expected one to score",
}

for (const [args, message] of Object.entries(usage)) {
  test(`${args} is wrong usage`, async () => {
    const { code, stdout, stderr } = await leafwise(args)
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(message)
  })
}

test("a run or a path in it that is not there is named", async () => {
  const predict = (model: string) => leafwise(`predict -m ${model} -d data/test-2013-12.feather`, { cwd: sample })
  expect(await predict("runs:/0123/model.txt")).toMatchObject({
    ...{ code: 1, stderr: `leafwise: ${sample}/mlruns: no run 0123; leafwise runs list has the ids\n` },
  })
  expect(await predict(`runs:/${lastWindow.runId}/../meta.yaml`)).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("got artifact path .., expected one inside") },
  })
  const elsewhere = { cwd: await temporaryFolder() }
  expect(await leafwise("predict -m runs:/0123/model.txt -d x.csv", elsewhere)).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("no such file or folder. Name one with --store") },
  })
})

test("an error is one line, whatever it quotes", async () => {
  const { stderr } = await leafwise(["predict", "-m", "two\nlines.txt", "-d", "x.csv"])
  expect(stderr).toBe("leafwise: two lines.txt: no such file\n")
})

test("control characters of a file's names are made visible in errors", async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, "x.ndjson"), JSON.stringify({ "age\u001b[2J": 1, sex: 2 }))
  const model = join(goldenFolder, "lgb_binary/model.txt")
  const { stderr } = await leafwise(["shap", "-m", model, "-d", "x.ndjson", "--test-start", "2020", "--date", "no"], {
    ...{ cwd: folder },
  })
  expect(stderr).toContain("age")
  expect(stderr).not.toContain("\u001b")
})

test("an artifact that a run does not have is refused by name", async () => {
  const { stderr } = await leafwise(`predict -m runs:/${lastWindow.runId}/no.txt -d x.csv`, { cwd: sample })
  expect(stderr).toContain("the run has no artifact no.txt; there are feature_importance.csv, model.txt")
})

for (const model of ["models:/forecaster/1", "models:/forecaster@champion"]) {
  test(`${model} that the registry does not have is refused by name`, async () => {
    const { code, stderr } = await leafwise(`predict -m ${model} -d x.csv`, { cwd: sample })
    expect([code, stderr]).toEqual([1, expect.stringContaining("forecaster")])
  })
}

test("what is done ends with 0, help and version included", async () => {
  expect(await leafwise("--version")).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" })
  const help = await leafwise("--help")
  expect([help.code, help.stderr]).toEqual([0, ""])
  for (const verb of ["inspect", "predict", "shap", "pdp", "experiments", "serve"]) {
    expect(help.stdout).toMatch(new RegExp(`^ {2}${verb} `, "m"))
    const own = await leafwise(`${verb} --help`)
    expect([own.code, own.stderr]).toEqual([0, ""])
    expect(own.stdout).toContain(`Usage: leafwise ${verb}`)
  }
})
