import { Engine } from "../../src/engine.js"
import { readModel } from "../../src/readers/model.js"
import { expect, golden, test } from "../harness/index.js"
import { pick, random } from "../naive/random.js"

/** What each damaged file's one error says, behind the library and the file's name. */
const faults: Readonly<Record<string, RegExp>> = {
  "empty.txt": /^empty\.txt: got an empty file, expected a LightGBM or XGBoost model$/,
  "evil_print.pkl": /a Python pickle\. Save LightGBM models with/,
  "lgb_bad_tree_sizes.txt": /tree 0 takes 1120 bytes, expected 7 as tree_sizes says/,
  "lgb_binary_garbage.txt": /tree 2 takes 1194 bytes, expected 1224/,
  "lgb_child_leaf_out_of_range.txt": /tree 0: right_child\[0\] is -5000, expected -13 to 11/,
  "lgb_child_out_of_range.txt": /tree 0: left_child\[0\] is 9999, expected -13 to 11/,
  "lgb_cycle.txt": /tree 0: node 0 is reached twice, expected a tree without cycles/,
  "lgb_duplicate_names.txt": /feature name "age" stands at 0 and 1/,
  "lgb_feature_negative.txt": /tree 0: split_feature\[0\] is -1, expected 0 to 9/,
  "lgb_feature_out_of_range.txt": /tree 0: split_feature\[0\] is 777, expected 0 to 9/,
  "lgb_inf_leaf.txt": /tree 0: leaf_value\[0\] is Infinity, expected a finite number/,
  "lgb_max_feature_idx_small.txt": /feature_names has 10 names, expected 4/,
  "lgb_nan_threshold.txt": /tree 0: threshold\[0\] is "nan", expected a number/,
  "lgb_num_leaves_huge.txt": /tree 0: .* has 12 numbers, expected 1999999999/,
  "lgb_num_leaves_negative.txt": /tree 0: num_leaves is -3/,
  "lgb_text_number.txt": /tree 0: threshold\[1\] is "abc", expected a number/,
  "lgb_too_few_leaves.txt": /tree 0: leaf_value has 10 numbers, expected 13/,
  "lgb_trunc_midnumber.txt": /got 1 trees, expected 12 as tree_sizes lists/,
  "lgb_trunc_midtree.txt": /got 6 trees, expected 12 as tree_sizes lists/,
  "lgb_wrong_version.txt": /version is "v99", expected v2, v3 or v4/,
  "lgb_zero_trees.txt": /got 0 trees, expected at least 1/,
  "xgb_array.json": /begins with "\[1,2,3\]", expected/,
  "xgb_base_score_text.json": /base_score is "abc", expected one number/,
  "xgb_child_negative.json": /tree 0: left_children\[0\] is -7, expected 0 to 30/,
  "xgb_child_out_of_range.json": /tree 0: left_children\[0\] is 99999, expected 0 to 30/,
  "xgb_cycle.json": /tree 0: node 0 is reached twice/,
  "xgb_duplicate_names.json": /feature name "Column_0" stands at 0 and 1/,
  "xgb_feature_out_of_range.json": /tree 0: split_indices\[0\] is 5000, expected 0 to 27/,
  "xgb_flip.ubj": /byte 5179: got marker/,
  "xgb_missing_field.json": /tree 0: sum_hessian is missing, expected a list of numbers/,
  "xgb_nan_threshold.json": /tree 0: split_conditions\[0\] is NaN, expected a number/,
  "xgb_nested_100k.json": /learner is a list, expected an object/,
  "xgb_not_json.json": /begins with "\{not json"/,
  "xgb_short_array.json": /tree 0: default_left has 30 numbers, expected 31/,
  "xgb_tree_count_mismatch.json": /got 7 trees, expected 8 as num_trees says/,
  "xgb_tree_info_out_of_range.json": /tree_info\[0\] is 9, expected 0 to 0/,
  "xgb_trunc.json": /not JSON, cut or damaged/,
  "xgb_trunc.ubj": /byte 7593: got 70 bytes more, expected 124/,
  "xgb_unknown_objective.json": /objective is "my:objective", expected one of/,
  "xgb_zero_trees.json": /got 0 trees, expected at least 1/,
}

for (const [name, fault] of Object.entries(faults)) {
  test(`${name} is refused with one error that names the place`, async () => {
    const bytes = await golden(`corrupt/${name}`)
    expect(() => readModel(bytes, { name })).toThrow(fault)
    expect(() => readModel(bytes, { name })).toThrow(name)
  })
}

for (const name of [
  "lgb_crlf.txt",
  "lgb_no_end.txt",
  "lgb_no_tree_sizes.txt",
  "lgb_zero_count.txt",
  "xgb_zero_hessian.json",
]) {
  test(`${name} is unusual and read`, async () => {
    expect(readModel(await golden(`corrupt/${name}`), { name }).features.length).toBeGreaterThan(5)
  })
}

test("a model whose covers are zero predicts, and says why it has no SHAP values", async () => {
  const ensemble = readModel(await golden("corrupt/lgb_zero_count.txt"))
  expect(ensemble.noShap).toMatch(/^tree 0 has no data counts/)
})

test("the old binary format and other libraries' models are refused by name", async () => {
  const old = await golden("xgb176_reg/model.deprecated")
  expect(() => readModel(old, { name: "m.bin" })).toThrow(
    /m\.bin: got XGBoost's old binary format, .*save_model\("model\.json"\)/,
  )
  const text = (content: string) => new TextEncoder().encode(content)
  expect(() => readModel(text("CBM1abc"))).toThrow(/CatBoost/)
  expect(() => readModel(text('{"features_info": {}, "oblivious_trees": []}'))).toThrow(/CatBoost/)
  expect(() => readModel(text('{"name": "tree", "feature_names": [], "tree_info": []}'))).toThrow(/dump_model/)
})

for (const path of [
  "lgb_categorical/model.txt",
  "lgb_linear_tree/model.txt",
  "xgb_cat_partition/model.ubj",
  "xgb_dart/model.json",
  "xgb34_multi_output_tree/model.ubj",
]) {
  test(`${path}, cut or with flipped bits, gives one error or a model that predicts`, async () => {
    const whole = await golden(path)
    const engine = await Engine.create()
    const next = random(whole.length)
    for (let round = 0; round < 60; round++) {
      const damaged = whole.slice(0, round % 3 === 0 ? pick(next, whole.length) : whole.length)
      for (let flips = 0; flips < 1 + (round % 4) && damaged.length > 0; flips++)
        damaged[pick(next, damaged.length)]! ^= 1 << pick(next, 8)
      const outcome = await predictAnything(engine, damaged)
      expect(outcome).toMatch(/^(predicted|(lightgbm |xgboost )?damaged.bin: .+)/s)
    }
    engine.close()
    expect(engine.memoryUsed).toBe(0)
  })
}

async function predictAnything(engine: Engine, bytes: Uint8Array): Promise<string> {
  try {
    const ensemble = readModel(bytes, { name: "damaged.bin" })
    const columns = ensemble.features.map(({ name }) => ({
      name,
      type: "number" as const,
      values: Float64Array.of(0.5, Number.NaN, 3),
    }))
    await engine.predict(ensemble, { name: "t", rows: 3, columns, notes: [] })
    engine.release(ensemble)
    return "predicted"
  } catch (error) {
    return (error as Error).message
  }
}
