import { groupBy } from "../data/group-by.js"
import type { Finding, MissingItem } from "../results/audit.js"

/** How the script reaches the store. */
export interface PythonOptions {
  readonly trackingUri: string
  /** Values that were computed for one run, by the names that they are logged under. */
  readonly known?: { readonly runId: string; readonly values: Readonly<Record<string, string | number>> }
}

/**
 * A Python script with the MLflow calls that would log what runs lack: a function a run. What is known is written out,
 * what is not is an argument of the function; functions that need none are called.
 */
export function missingAsPython(findings: readonly Finding[], { trackingUri, known }: PythonOptions): string {
  const lacking = findings.filter(({ missing, subject }) => missing.length > 0 && subject.kind === "run")
  const runs = [...groupBy(lacking, ({ subject }) => subject.id).values()]
  const taken = new Set<string>()
  const functions = runs.map((each) =>
    functionOf(each, taken, known?.runId === each[0]!.subject.id ? known.values : {}),
  )
  const ready = functions.filter(({ args }) => args.length === 0)
  const open = functions.filter(({ args }) => args.length > 0)
  const main = [
    ...ready.map(({ name }) => `    ${name}()`),
    ...open.map(({ name, args }) => `    # ${name}(${args.map((arg) => `${arg}=...`).join(", ")})`),
  ]
  return [
    '"""Logs what runs lack, as leafwise audit found it.',
    "",
    "Fill in the arguments that are not known, then take the comment signs off.",
    '"""',
    "",
    ...(runs.length > 0 ? ["import platform", "from contextlib import contextmanager", ""] : []),
    "import mlflow",
    "",
    `mlflow.set_tracking_uri(${python(trackingUri)})`,
    "",
    ...(runs.length > 0 ? resuming : []),
    ...functions.flatMap(({ lines }) => ["", ...lines, ""]),
    "",
    'if __name__ == "__main__":',
    ...main,
    "    pass",
    "",
  ].join("\n")
}

/** MLflow ends a run that it resumes: a failed run would be finished, and each would end now. */
const resuming = [
  "",
  "@contextmanager",
  "def resumed(run_id):",
  '    """The run to log into. Its status and its end stay what they were."""',
  "    client = mlflow.MlflowClient()",
  "    before = client.get_run(run_id).info",
  "    try:",
  "        with mlflow.start_run(run_id=run_id):",
  "            yield",
  "    finally:",
  "        if before.end_time is None:",
  "            client.update_run(run_id, before.status)",
  "        else:",
  "            client.set_terminated(run_id, before.status, before.end_time)",
  "",
]

interface PythonFunction {
  readonly name: string
  readonly args: string[]
  readonly lines: string[]
}

function functionOf(
  findings: readonly Finding[],
  taken: Set<string>,
  known: Readonly<Record<string, string | number>>,
): PythonFunction {
  const { subject } = findings[0]!
  const name = fresh(`complete_${identifier(subject.name)}`, taken)
  const items = distinct(findings.flatMap(({ missing }) => missing))
  const own = new Set<string>()
  const calls = items.map((item) => callOf({ ...item, value: item.value ?? known[item.key] ?? null }, own))
  const args = calls.flatMap(({ arg }) => (arg === undefined ? [] : [arg]))
  const types = calls.flatMap(({ arg, type }) => (arg === undefined ? [] : [`    ${arg}: ${type},`]))
  return {
    name,
    args,
    lines: [
      ...(args.length > 0 ? [`def ${name}(`, "    *,", ...types, "):"] : [`def ${name}():`]),
      `    # ${oneLine(subject.experiment ?? "")} / ${oneLine(subject.name)}`,
      `    with resumed(${python(subject.id)}):`,
      ...calls.map(({ call }) => `        ${call}`),
    ],
  }
}

/** A param that an alias asks for twice is logged once. */
function distinct(items: readonly MissingItem[]): MissingItem[] {
  return [...new Map(items.map((item) => [`${item.kind} ${item.key}`, item])).values()]
}

const logs: Readonly<Record<MissingItem["kind"], (key: string, value: string) => string>> = {
  metric: (key, value) => `mlflow.log_metric(${key}, ${value})`,
  param: (key, value) => `mlflow.log_param(${key}, ${value})`,
  tag: (key, value) => `mlflow.set_tag(${key}, ${value})`,
  artifact: (_, value) => `mlflow.log_artifact(${value})`,
}

const types: Readonly<Record<MissingItem["kind"], string>> = {
  ...{ metric: "float", param: "str", tag: "str", artifact: "str" },
}

function callOf({ kind, key, value }: MissingItem, taken: Set<string>) {
  const known = value !== null ? python(value) : expressions[key]
  const arg = known === undefined ? fresh(identifier(kind === "artifact" ? `${key}_path` : key), taken) : undefined
  return { call: logs[kind](python(key), known ?? arg!), arg, type: types[kind] }
}

/** What Python knows itself, where the script runs in the environment of the training. */
const expressions: Readonly<Record<string, string>> = {
  python_version: "platform.python_version()",
  os: "platform.platform()",
}

/** A literal of Python. JSON's texts are Python's, too, but for halves of characters beyond 16 bits. */
function python(value: string | number): string {
  if (typeof value === "string") return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd"))
  if (Number.isFinite(value)) return String(value)
  return `float("${Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"}")`
}

const keywords = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield mlflow platform resumed contextmanager"
  ).split(" "),
)

function identifier(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "run"
  return keywords.has(plain) || /^\d/.test(plain) ? `_${plain}` : plain
}

function fresh(name: string, taken: Set<string>): string {
  let free = name
  for (let i = 2; taken.has(free); i++) free = `${name}_${i}`
  taken.add(free)
  return free
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]+/gu, " ").trim()
}
