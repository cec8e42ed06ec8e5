import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { expectedOf, goldenCases, modelOf, relativeError, tableOf } from "./cases.js"

/** LightGBM computes in float64, XGBoost in float32. */
const tolerance = { lightgbm: 1e-9, xgboost: 1e-5 }

const engine = await Engine.create()

for (const [folder, files] of await goldenCases()) {
  test(`${folder}: margins and predictions are the library's`, async () => {
    const expected = await expectedOf(folder)
    for (const file of files) {
      if (expected.refuse) {
        await expect(modelOf(folder, file, expected)).rejects.toThrow(`${expected.library} ${folder}`)
        continue
      }
      const [ensemble, table] = [await modelOf(folder, file, expected), await tableOf(folder)]
      const margins = await engine.predict(ensemble, table)
      expect(relativeError(margins, expected.margin.flat())).toBeLessThan(tolerance[expected.library])
      const predictions = await engine.predict(ensemble, table, { space: "probability" })
      expect(relativeError(predictions, expected.prediction.flat())).toBeLessThan(tolerance[expected.library])
    }
  })

  test(`${folder}: SHAP values are the library's and add up`, async () => {
    const expected = await expectedOf(folder)
    for (const file of files) {
      if (expected.refuse) {
        await expect(modelOf(folder, file, expected)).rejects.toThrow(/expected/)
        continue
      }
      const [ensemble, table] = [await modelOf(folder, file, expected), await tableOf(folder)]
      const shap = expected.exact_shap ?? expected.shap
      if (!shap || typeof shap === "string") {
        await expect(engine.shap(ensemble, table)).rejects.toThrow("no SHAP values")
        continue
      }
      const { values, baseValues, additivityError } = await engine.shap(ensemble, table)
      const got = shap.flatMap((row, i) => row.flatMap((_, k) => values[k]!.map((column) => column[i]!)))
      expect(relativeError(got, shap.flat(2))).toBeLessThan(tolerance[expected.library])
      const base = expected.exact_expected_value ?? expected.expected_value!
      expect(relativeError(baseValues, base)).toBeLessThan(tolerance[expected.library])
      expect(additivityError.relative).toBeLessThan(1e-9)
    }
  })
}

test("a category that training did not have is refused where XGBoost refuses it, by name", async () => {
  const folder = "xgb_cat_in_model_unseen"
  const ensemble = await modelOf(folder, "model.json", await expectedOf(folder))
  const table = await tableOf(folder, "features_unseen.arrow")
  await expect(engine.predict(ensemble, table)).rejects.toThrow(/categories that training did not have/)
})
