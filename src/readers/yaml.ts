import { CORE_SCHEMA, defineScalarTag, load, NOT_RESOLVED, type ScalarTagDefinition, Schema } from "js-yaml"

const bools = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const ints =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const floats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/**
 * Reads YAML as PyYAML (YAML 1.1) does, which wrote MLflow's files: `089`, `1e5` and run ids such as `12e45` are text,
 * `yes` is a boolean, `010` is 8, and of two equal keys the last counts. Integers beyond 2^53 come back as bigint.
 * @throws Error with line and column.
 */
export function parseYaml(text: string): unknown {
  if (text.trim() === "") return null
  return load(text, { schema: pyYaml, json: true })
}

const pyYaml: Schema = new Schema([
  scalar("tag:yaml.org,2002:bool", bools, (source) => /^(?:y|t|on)/i.test(source)),
  scalar("tag:yaml.org,2002:int", ints, integer),
  scalar("tag:yaml.org,2002:float", floats, float),
  ...CORE_SCHEMA.tags.filter((tag) => !/:(bool|int|float)$/.test(tag.tagName)),
])

function scalar<Value>(tag: string, matches: RegExp, value: (source: string) => Value): ScalarTagDefinition<Value> {
  return defineScalarTag(tag, {
    implicit: true,
    resolve: (source) => (matches.test(source) ? value(source) : NOT_RESOLVED),
    identify: () => false,
  })
}

function integer(source: string): number | bigint {
  const plain = source.replaceAll("_", "")
  const negative = plain.startsWith("-")
  const digits = plain.replace(/^[-+]/, "").replace(/^0(?=[0-7])/, "0o")
  // 1:30 is ninety: YAML 1.1 counts in sixties.
  const magnitude = digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n)
  const number = negative ? -magnitude : magnitude
  return Number.isSafeInteger(Number(number)) ? Number(number) : number
}

function float(source: string): number {
  const plain = source.replaceAll("_", "").toLowerCase()
  if (plain.endsWith("nan")) return Number.NaN
  if (plain.endsWith("inf")) return plain.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(plain)
}
