import { join } from "node:path"
import { expect, test } from "vitest"
import { type Audit, auditSchema } from "../../src/results/audit.js"
import { checked } from "../../src/results/request-schema.js"
import { leafwise } from "../cli/run.js"
import { ask, documentStore, serve } from "./serve.js"

test("the store of document 002 is audited as leafwise audit does it", async () => {
  const folder = await documentStore("002")
  const { url } = await serve([join(folder, "mlruns")])
  const { status, body } = await ask(`${url}/audit`)
  expect([status, body.error]).toEqual([200, undefined])
  expect(checked(auditSchema, body)).toEqual({ value: body })
  const { stdout } = await leafwise(["audit", "--store", join(folder, "mlruns"), "--json"])
  const expected = JSON.parse(stdout) as Audit
  const { criteria, score, counts, families } = body as unknown as Audit
  expect({ criteria, score, counts, families }).toEqual({
    criteria: expected.criteria,
    score: expected.score,
    counts: expected.counts,
    families: expected.families,
  })
})

test("families and experiments narrow an audit, and others are refused", async () => {
  const folder = await documentStore("001")
  const { url } = await serve([join(folder, "mlruns")])
  const { body } = await ask(`${url}/audit?family=names,store&deep=0`)
  const { families, findings } = body as unknown as Audit
  expect(families).toEqual(["names", "store"])
  expect(new Set(findings.map(({ family }) => family)).size).toBeLessThanOrEqual(2)
  const named = await ask(`${url}/audit?experiment=wf_xgboost_AAPL_f150_tr3m_te1m&family=runs`)
  expect([named.status, (named.body as unknown as Audit).runs > 40]).toEqual([200, true])
  expect((await ask(`${url}/audit?family=taste`)).status).toBe(422)
  expect((await ask(`${url}/audit?experiment=nobody`)).status).toBe(404)
})

test("a client that accepts a stream is sent the same audit as its last line", async () => {
  const folder = await documentStore("001")
  const { url } = await serve([join(folder, "mlruns")])
  const answer = await fetch(`${url}/audit?family=names`, { headers: { accept: "application/x-ndjson" } })
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson")
  const lines = (await answer.text()).trim().split("\n")
  const { body } = await ask(`${url}/audit?family=names`)
  expect((JSON.parse(lines.at(-1)!) as { result: unknown }).result).toEqual(body)
})
