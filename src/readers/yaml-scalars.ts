const bools = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const ints =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const floats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const nulls = /^(?:~|null|Null|NULL|)$/

/** What a plain word is to PyYAML's resolver (YAML 1.1), each with its pattern and its value. */
export interface ScalarKind {
  readonly tag: string
  readonly matches: RegExp
  value(source: string): unknown
}

export const boolKind: ScalarKind = {
  tag: "tag:yaml.org,2002:bool",
  matches: bools,
  value: (source) => /^(?:y|t|on)/i.test(source),
}
export const intKind: ScalarKind = { tag: "tag:yaml.org,2002:int", matches: ints, value: integer }
export const floatKind: ScalarKind = { tag: "tag:yaml.org,2002:float", matches: floats, value: float }

/** A plain word as PyYAML takes it. Dates stay text, as they were written. */
export function plainScalar(source: string): unknown {
  // Most words of a meta.yaml begin with a letter that no number, boolean or null begins with.
  if (/^[a-mp-su-xzA-MP-SU-XZ/_]/.test(source) && !/^f/i.test(source)) return source
  if (nulls.test(source)) return null
  const kind = [boolKind, intKind, floatKind].find(({ matches }) => matches.test(source))
  return kind ? kind.value(source) : source
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
  const magnitude = plain
    .replace(/^[-+]/, "")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0)
  return plain.startsWith("-") ? -magnitude : magnitude
}
