import { arrangeRanking, groupByPrefix } from "../../playground/arrange-ranking.js"
import { readViewFile } from "../../playground/state/view-file.js"
import { ViewHistory } from "../../playground/state/view-history.js"
import { hashOf, LONGEST, viewOf } from "../../playground/state/view-link.js"
import { firstView, type ViewState } from "../../playground/state/view-state.js"
import { expect, test } from "../harness/index.js"

const view: ViewState = {
  page: "row",
  model: "window 10 / model.txt",
  table: "data/\u540d & co.feather",
  output: 2,
  row: 26_999,
  feature: "<b>x</b>",
  options: { "features.search": "a b", "features.most": 20, "features.group": true },
}

test("a view goes through a link and comes back as it was", async () => {
  const hash = await hashOf(view)
  expect(hash).toMatch(/^#v=row&s=[\w-]+$/)
  expect(hash.length).toBeLessThan(LONGEST)
  expect(await viewOf(hash)).toEqual(view)
  expect(await hashOf(firstView)).toBe("#v=dropped")
  expect(await viewOf("#v=runs")).toEqual({ ...firstView, page: "runs" })
})

test("the link of a chart names it, and a view too long for an address goes through a file", async () => {
  expect(await viewOf(await hashOf({ ...view, chart: "ROC <curve>" }))).toEqual({ ...view, chart: "ROC <curve>" })
  const ids = Array.from({ length: 400 }, (_, i) => ((i * 2654435761) >>> 0).toString(16)).join()
  const long = { ...view, options: { "runs.compare": ids } }
  expect((await hashOf(long)).length).toBeGreaterThan(LONGEST)
  const file = (text: string, name = "view.json") => new File([text], name)
  expect(await readViewFile(file(JSON.stringify({ leafwise: "view", view: long })))).toEqual(long)
  expect(await readViewFile(file(JSON.stringify({ leafwise: "view", view: { page: "x" } })))).toBe(undefined)
  for (const other of ["null", "{", '{"learner": {}}']) expect(await readViewFile(file(other))).toBe(undefined)
  expect(await readViewFile(file(JSON.stringify({ leafwise: "view", view: long }), "view.csv"))).toBe(undefined)
})

test("of a link that is damaged or made by hand only what is right is taken", async () => {
  expect(await viewOf("")).toBe(undefined)
  expect(await viewOf("#v=nothing")).toBe(undefined)
  expect(await viewOf("#v=row&s=!!!")).toEqual({ ...firstView, page: "row" })
  const odd = { row: -1, output: "2", feature: 7, options: { a: { b: 1 }, c: "d" } } as unknown as ViewState
  expect(await viewOf(await hashOf({ ...odd, page: "row" }))).toEqual({
    ...firstView,
    page: "row",
    options: { c: "d" },
  })
})

test("steps are undone and done again; a new step forgets those undone; the same view is no step", () => {
  const history = new ViewHistory()
  expect(history.change({ page: "features" })).toBe(true)
  expect(history.change({ page: "features" })).toBe(false)
  history.change({ feature: "a" })
  history.undo()
  expect([history.now.page, history.now.feature, history.canRedo]).toEqual(["features", undefined, true])
  history.redo()
  expect(history.now.feature).toBe("a")
  history.undo()
  history.undo()
  history.undo()
  expect([history.now, history.canUndo]).toEqual([firstView, false])
  history.change({ row: 1 })
  expect(history.canRedo).toBe(false)
  for (let row = 0; row < 500; row++) history.change({ row })
  expect(history.now.row).toBe(499)
})

test("features are searched, ordered and grouped", () => {
  const ranking = ["mom_12", "vol", "mom_2"].map((feature, i) => {
    return { feature, meanAbsShap: 3 - i, meanShap: 0, direction: "MIXED" as const, correlation: null }
  })
  const features = ["vol", "mom_2", "mom_12"]
  const names = (search: string, order: "importance" | "model" | "name" | "lock") =>
    arrangeRanking(ranking, { search, order, features }).map(({ feature }) => feature)
  expect(names("MOM", "importance")).toEqual(["mom_12", "mom_2"])
  expect(names("", "model")).toEqual(features)
  expect(names("", "name")).toEqual(["mom_2", "mom_12", "vol"])
  // what the other model does not have comes last
  const locked = arrangeRanking(ranking, { search: "", order: "lock", features: ["vol", "x"] })
  expect(locked.map(({ feature }) => feature)).toEqual(["vol", "mom_12", "mom_2"])
  expect(groupByPrefix(locked, true).map(({ feature }) => feature)).toEqual(["vol", "mom (2)"])
  expect(groupByPrefix(ranking).map(({ feature, meanAbsShap }) => [feature, meanAbsShap])).toEqual([
    ["mom (2)", 4],
    ["vol", 2],
  ])
})
