import { expect, test } from "vitest"
import { guessRoles } from "../../src/analysis/guess-roles.js"
import { readModel } from "../../src/readers/model.js"
import { golden } from "../harness/index.js"
import { tableOf, timeColumn, withColumn } from "./tables.js"

const model = readModel(await golden("lgb_regression/model.txt"))

test("roles are found by the names that people give", () => {
  const table = tableOf({
    row_id: [1, 2],
    "Y True": [0, 1],
    y_pred: [0.1, 0.9],
    AsOf_Date: ["2024-01-01", "2024-01-02"],
    "query-id": [1, 1],
    sample_weight: [1, 1],
    fold: [0, 1],
    age: [3, 4],
  })
  expect(guessRoles(table)).toEqual({
    target: "Y True",
    prediction: "y_pred",
    date: "AsOf_Date",
    group: "query-id",
    id: "row_id",
    weight: "sample_weight",
    fold: "fold",
  })
})

test("a column has one role only, and each role one column", () => {
  const table = tableOf({ label: [0, 1], target: [1, 0], customer_id: [1, 2], key: [3, 4] })
  expect(guessRoles(table)).toEqual({ target: "label", id: "customer_id" })
  expect(guessRoles(tableOf({ session_id: [1, 2] }))).toEqual({ group: "session_id" })
})

test("a column of numbers called month is no date", () => {
  expect(guessRoles(tableOf({ month: [1, 2] }))).toEqual({})
})

test("a column of times is the date, whatever it is called", () => {
  const table = withColumn(tableOf({ x: [1, 2] }), timeColumn("flown", ["2013-01-01", "2013-01-02"]))
  expect(guessRoles(table)).toEqual({ date: "flown" })
})

test("a model's own features have no other role", () => {
  expect(model.features.map(({ name }) => name)).toContain("age")
  const named = { ...model, features: [{ name: "y", categorical: false }, ...model.features] }
  expect(guessRoles(tableOf({ y: [0, 1], label: [1, 0] }), named)).toEqual({ target: "label" })
  expect(guessRoles(tableOf({ y: [0, 1], label: [1, 0] }))).toEqual({ target: "y" })
})

test("beside a model's features the only column of zeros and ones is the target", () => {
  const features = Object.fromEntries(model.features.map(({ name }) => [name, [0.5, 0.25]]))
  expect(guessRoles(tableOf({ ...features, delayed: [0, 1] }), model)).toEqual({ target: "delayed" })
  expect(guessRoles(tableOf({ ...features, delayed: [0, NaN] }), model)).toEqual({ target: "delayed" })
  expect(guessRoles(tableOf({ ...features, delayed: [0, 2] }), model)).toEqual({})
  expect(guessRoles(tableOf({ ...features, delayed: [0, 1], late: [1, 0] }), model)).toEqual({})
  expect(guessRoles(tableOf({ ...features, delayed: [0, 1] }))).toEqual({})
})

test("a table without columns has no roles", () => {
  expect(guessRoles(tableOf({}))).toEqual({})
})

// Names are compared without their underscores, so user_id and paid look alike.
test("a word that ends in id is no id", () => {
  expect(guessRoles(tableOf({ bid: [1.5, 2], humid: [0.1, 0.2], paid: [1, 2] }))).toEqual({})
})

test("the only forward return is the target, and a ticker tells rows apart", () => {
  for (const name of ["fwd_return", "Forward Returns", "ret_fwd_1m", "next_month_ret", "fwdRet", "future_target"]) {
    expect(guessRoles(tableOf({ ticker: ["A", "B"], [name]: [0.1, -0.1] }))).toEqual({ target: name, id: "ticker" })
  }
  expect(guessRoles(tableOf({ fwd_return: [1, 2], fwd_return_5d: [1, 2] }))).toEqual({})
  expect(guessRoles(tableOf({ forward_pe: [1, 2], past_return: [1, 2], label: [0, 1] }))).toEqual({ target: "label" })
})
