import { expect, test } from "vitest"
import type { LoggedModel, ModelVersion, RegisteredModel } from "../../src/data/registry.js"
import { findStoredModel } from "../../src/stored-model.js"
import type { RunStore } from "../../src/stores/run-store.js"

/** Files by the id that has them. */
const files: Readonly<Record<string, readonly string[]>> = {
  r1: ["model/MLmodel", "model/model.lgb", "booster.txt", "both/model.lgb", "both/model.xgb", "pickled/model.pkl"],
  r2: [],
  "m-1": ["MLmodel", "model.xgb"],
  "m-2": ["data/model.ubj", "MLmodel"],
}

const version = (number: string, rest: Partial<ModelVersion>): ModelVersion => ({
  name: "flights",
  version: number,
  stage: "None",
  source: "",
  runId: "",
  status: "READY",
  description: "",
  userId: "",
  creationTime: 0,
  lastUpdateTime: 0,
  tags: {},
  aliases: [],
  ...rest,
})

const versions = [
  version("10", { source: "models:/m-1", stage: "Staging" }),
  version("9", { source: "runs:/r1/model", aliases: ["champion"] }),
  version("2", { source: "file:///old/mlruns/0/r1/artifacts/booster.txt", runId: "r1", stage: "Staging" }),
  version("1", { source: "/somewhere/else" }),
]

const logged = { modelId: "m-2", name: "model", sourceRunId: "r2" } as LoggedModel

const store = {
  name: "a store",
  artifacts: async (id: string, path = "") => {
    const below = path === "" ? "" : `${path}/`
    const inside = (files[id] ?? []).filter((file) => file.startsWith(below)).map((file) => file.slice(below.length))
    const names = [...new Set(inside.map((file) => file.split("/")[0]!))]
    return names.map((name) => ({ name, folder: !inside.includes(name) }))
  },
  loggedModels: async () => [logged],
  registeredModels: async () => [{ name: "flights", versions } as unknown as RegisteredModel],
} as unknown as RunStore

test.each([
  ["runs:/r1/model", "r1", "model/model.lgb"],
  ["runs:/r1/model/", "r1", "model/model.lgb"],
  ["runs:/r1/booster.txt", "r1", "booster.txt"],
  ["runs:/r1/both/model.xgb", "r1", "both/model.xgb"],
  ["runs:/r2/model", "m-2", "data/model.ubj"],
  ["models:/m-1", "m-1", "model.xgb"],
  ["models:/m-2/data/model.ubj", "m-2", "data/model.ubj"],
  ["models:/flights/9", "r1", "model/model.lgb"],
  ["models:/flights/2", "r1", "booster.txt"],
  ["models:/flights/staging", "m-1", "model.xgb"],
  ["models:/flights/latest", "m-1", "model.xgb"],
  ["models:/flights@champion", "r1", "model/model.lgb"],
])("%s is found", async (source, id, path) => {
  expect(await findStoredModel(store, source)).toEqual({ id, path })
})

test.each([
  ["runs:/r1/none", /no artifact none; there are model, booster.txt, both, pickled/],
  ["runs:/r1/both", /several models: name one of model.lgb, model.xgb/],
  ["runs:/r1/pickled", /pickled \(model.pkl\).*log it with mlflow.lightgbm/],
  ["models:/flight/1", /a store: no registered model flight; is flights meant\?/],
  ["models:/flights/7", /no version or stage 7; there are 10 \(Staging\), 9 \(None\)/],
  ["models:/flights/1", /registered from \/somewhere\/else, which is no artifact of a run of a store/],
  ["models:/flights@nobody", /no alias nobody; there is champion/],
  ["models:/flights", /got model models:\/flights, expected runs:\/ID\/PATH/],
])("%s is refused with the reason", async (source, message) => {
  await expect(findStoredModel(store, source)).rejects.toThrow(message)
})
