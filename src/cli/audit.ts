import { createHash } from "node:crypto"
import { resolve } from "node:path"
import { type Command, Option } from "commander"
import { auditInSteps } from "../analysis/audit.js"
import { months } from "../analysis/audit-embargo.js"
import { auditTables, type TableAudit } from "../analysis/audit-tables.js"
import { missingAsPython } from "../analysis/missing-as-python.js"
import { readAuditRules } from "../audit-rules.js"
import { gently } from "../data/gently.js"
import { writeFileAtomically } from "../node/write-file.js"
import { type Audit, type AuditFamily, auditFamilies } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { defaultAuditRules } from "../results/default-audit-rules.js"
import { writeJson } from "../writers/json.js"
import { auditMarkdown, auditNotes, auditSheet } from "./audit-text.js"
import { type AuditedStore, auditedStore } from "./audited-store.js"
import { checkAudited } from "./check-audited.js"
import { emit, note } from "./emit.js"
import { collected, runOf } from "./find-runs.js"
import { openModel, openTable, readFileNamed } from "./open-model.js"
import { type CommonOptions, type ModelSource, wholeNumber, withCommonOptions, withModelChoices } from "./options.js"
import { modelSource } from "./parse-text.js"
import { type Terminal, TrippedError, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

interface AuditOptions extends CommonOptions, Omit<ModelSource, "model"> {
  readonly model?: string
  readonly train?: string
  readonly test?: string
  readonly target?: string
  readonly date?: string
  readonly group?: string
  readonly horizon?: string
  readonly experiment?: readonly string[]
  readonly family?: readonly AuditFamily[]
  readonly rules?: string
  readonly failOn?: "warn" | "fail"
  readonly emit?: "python"
  readonly plan?: string
  readonly printRules?: true
  readonly deep: number
}

const examples = `
Examples:
  $ leafwise audit --store mlruns                          a store: scores, runs, names, what can be cleaned up
  $ leafwise audit --store . --markdown                    the seven criteria and the findings as Markdown
  $ leafwise audit -m model.txt --train train.parquet --test test.parquet --target y --horizon 3m
  $ leafwise audit -x credit_scoring_cv --family metrics,runs --fail-on warn
  $ leafwise audit --emit python -o complete.py            a script that logs what is missing
  $ leafwise audit --family store --plan plan.json         then: leafwise runs gc --plan plan.json --dry-run
  $ leafwise audit --print-rules > audit-rules.yaml        change it, then: leafwise audit --rules audit-rules.yaml`

/** `leafwise audit`: what is wrong with models, runs, names and stores, with the cure. */
export function addAudit(program: Command, terminal: Terminal): void {
  const command = program
    .command("audit")
    .description(
      "look for leakage, overfitting and the like, for what runs lack, for names that tell nothing, and for what can be cleaned up",
    )
    .option(
      "-m, --model <source>",
      "a model: a file, runs:/ID/PATH, models:/NAME/VERSION, models:/NAME/STAGE or models:/NAME@ALIAS",
      modelSource,
    )
    .option("--train <file>", "the rows that it was trained on")
    .option("--test <file>", "the rows that it is tested on")
    .option("--target <column>", "what came true (default: guessed from the names)")
    .option("--date <column>", "the date of a row (default: guessed)")
    .option("--group <column>", "a row's peer group (default: guessed)")
    .option("--horizon <time>", "how far ahead the target looks, e.g. 3m")
    .option("-x, --experiment <name>", "only this experiment, by name or id; may be given again", collected)
    .option(
      "--family <families>",
      `what is looked at, with commas between: ${auditFamilies.join(", ")} (default: all)`,
      families,
    )
    .option("--rules <file>", "thresholds and patterns of your own: a changed copy of what --print-rules prints")
    .addOption(
      new Option("--fail-on <severity>", "exit with 3 when there is such a finding or a worse one").choices([
        "warn",
        "fail",
      ]),
    )
    .addOption(
      new Option("--emit <language>", "in place of findings, the code that logs what runs lack").choices(["python"]),
    )
    .option("--plan <file>", "also write the cleanup plan there, for leafwise runs gc --plan")
    .option("--print-rules", "print the default rules and stop")
    .option("--deep <n>", "read artifacts and histories of so many runs, the newest", wholeNumber(0), 1000)
    .addHelpText("before", `${examples.trim()}\n`)
  withModelChoices(withCommonOptions(command)).action((options: AuditOptions) => auditOf(options, terminal))
}

async function auditOf(options: AuditOptions, terminal: Terminal): Promise<void> {
  if (options.printRules) return void terminal.stdout.write(defaultAuditRules)
  const ahead = horizonOf(options)
  const rules = await rulesOf(options, terminal)
  const wanted = options.family ?? auditFamilies
  const ofTables = [options.model, options.train, options.test].some((each) => each !== undefined)
  // A model or tables alone ask for nothing of a store, unless one is named.
  const ofStore = options.store !== undefined || options.experiment !== undefined || !ofTables
  const store = ofStore ? await auditedStore(options, terminal) : undefined
  const tables = ofTables && wanted.includes("metrics") ? await tablesOf(options, rules, ahead, terminal) : undefined
  const named = store && (await runOfModel(options, store))
  const steps = auditInSteps({
    ...{ families: ofStore ? wanted : wanted.filter((family) => family === "metrics"), rules },
    ...(store && { store: { facts: store.facts, runs: store.runs } }),
    ...(tables && { tables }),
    ...(named !== undefined && { named }),
    notes: [...(store?.notes ?? []), ...(store ? problemsOf(store) : []), ...(tables?.notes ?? [])],
  })
  const result = await gently(steps, terminal.signal)
  if (options.plan !== undefined) await writePlan(options.plan, result.cleanup, terminal)
  if (options.emit === "python") await emitPython(result, { store, named }, options, terminal)
  else await emitAudit(result, options, terminal)
  const { fail, warn } = result.counts
  const tripped = options.failOn === "warn" ? fail + warn : options.failOn === "fail" ? fail : 0
  if (tripped > 0) throw new TrippedError(`${tripped} findings at or above --fail-on ${options.failOn}`)
}

async function emitAudit(result: Audit, options: AuditOptions, terminal: Terminal): Promise<void> {
  if (options.markdown) return write(auditMarkdown(result), options, terminal)
  for (const line of auditNotes(result)) note(line, options, terminal)
  await emit(result, () => auditSheet(result), options, terminal)
}

async function emitPython(
  result: Audit,
  { store, named }: { store: AuditedStore | undefined; named: string | undefined },
  options: AuditOptions,
  terminal: Terminal,
): Promise<void> {
  if (!store) throw new UsageError("--emit python logs to the runs of a store: name one with --store")
  const known =
    named === undefined ? {} : { known: { runId: named, values: await valuesOf(result, options, terminal) } }
  await write(missingAsPython(result.findings, { trackingUri: store.trackingUri, ...known }), options, terminal)
}

/** The run in runs:/ID/PATH. */
async function runOfModel({ model = "" }: AuditOptions, { store }: AuditedStore): Promise<string | undefined> {
  const [, id] = /^runs:\/+([^/]+)\//.exec(model) ?? []
  return id === undefined ? undefined : (await runOf(store, id)).runId
}

/** What the scores and tables of an audited model tell that its run could log. */
async function valuesOf({ headline }: Audit, { train }: AuditOptions, terminal: Terminal) {
  const scores = headline.flatMap(({ metric, train: there, test }): [string, number | null][] => [
    [metric, test],
    [`train_${metric}`, there],
    [`${metric}_gap`, there === null || test === null ? null : there - test],
  ])
  const bytes = train === undefined ? undefined : await readFileNamed(train, terminal)
  const hash = bytes && createHash("sha256").update(bytes).digest("hex")
  return {
    ...Object.fromEntries(scores.filter((each): each is [string, number] => each[1] !== null)),
    ...(hash !== undefined && { dataset_hash: hash, dataset_rows: (await openTable(train!, terminal)).rows }),
  }
}

async function write(text: string, { o }: AuditOptions, terminal: Terminal): Promise<void> {
  if (o === undefined || o === "-") terminal.stdout.write(text)
  else await writeFileAtomically(resolve(terminal.cwd, o), text)
}

async function writePlan(path: string, plan: Audit["cleanup"], terminal: Terminal): Promise<void> {
  if (!plan) throw new UsageError("--plan needs the family store and a store: name one with --store")
  await writeFileAtomically(resolve(terminal.cwd, path), writeJson(plan))
}

function problemsOf({ store }: AuditedStore): string[] {
  return store.problems().map(({ path, reason }) => `${path}: ${reason}`)
}

async function rulesOf({ rules }: AuditOptions, terminal: Terminal): Promise<AuditRules> {
  if (rules === undefined) return readAuditRules()
  const text = new TextDecoder().decode(await readFileNamed(rules, terminal))
  try {
    return readAuditRules(text)
  } catch (cause) {
    throw new Error(`${rules}: ${(cause as Error).message}`, { cause })
  }
}

/** In months. */
function horizonOf({ horizon }: AuditOptions): number | undefined {
  const ahead = horizon === undefined ? undefined : months(horizon)
  if (ahead === null) throw new UsageError(`--horizon: got ${horizon}, expected a time such as 3m, 1y or 10d`)
  return ahead
}

async function tablesOf(
  options: AuditOptions,
  rules: AuditRules,
  ahead: number | undefined,
  terminal: Terminal,
): Promise<TableAudit> {
  const { model, train, test, target, date, group, seed } = options
  const input = {
    ...(model !== undefined && { ensemble: await openModel({ ...options, model }, terminal) }),
    ...(train !== undefined && { train: await openTable(train, terminal) }),
    ...(test !== undefined && { test: await openTable(test, terminal) }),
    ...(target !== undefined && { target }),
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group }),
    ...(ahead !== undefined && { horizon: ahead }),
    seed,
  }
  checkAudited(input)
  return withEngine(options, terminal, (engine) => auditTables(engine, input, rules))
}

function families(text: string): AuditFamily[] {
  const given = text.split(",").map((each) => each.trim())
  const unknown = given.find((each) => !(auditFamilies as readonly string[]).includes(each))
  if (unknown === undefined) return auditFamilies.filter((each) => given.includes(each))
  throw new UsageError(`--family: got "${unknown}", expected ${auditFamilies.join(", ")}`)
}
