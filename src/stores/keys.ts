/** What a store's release allows. Lengths are in characters. */
export interface KeyRules {
  /** `:` may stand in keys; releases up to 2.9 fail to read a store where one does. */
  readonly colons: boolean
  readonly longestTag: number
  readonly longestExperimentTag: number
  readonly longestVersionTag: number
}

/** Of 2.9.2, which is the oldest that is written for. */
export const oldRules: KeyRules = {
  colons: false,
  longestTag: 5000,
  longestExperimentTag: 5000,
  longestVersionTag: 5000,
}

/** Of MLflow 3. */
export const newRules: KeyRules = {
  colons: true,
  longestTag: 8000,
  longestExperimentTag: 20_000,
  longestVersionTag: 100_000,
}

const LONGEST_KEY = 250
const LONGEST_PARAM = 6000

/**
 * @param kind for messages, e.g. "tag".
 * @throws RangeError for a key that MLflow refuses: other characters than letters, digits and `_-. /`, or a path that
 *   means another one.
 */
export function checkKey(kind: string, key: string, rules: KeyRules): void {
  const allowed = rules.colons ? /^[/\p{L}\p{N}_.\- :]+$/u : /^[/\p{L}\p{N}_.\- ]+$/u
  const got = `got ${kind} key ${JSON.stringify(key)}`
  if (!allowed.test(key)) {
    const characters = `letters, digits, "_", "-", ".", " " and "/"${rules.colons ? ' and ":"' : ""}`
    throw new RangeError(`${got}, expected only ${characters}`)
  }
  if (key.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw new RangeError(`${got}, expected a path without empty parts, "." and ".."`)
  }
  checkLength(`${kind} key`, key, LONGEST_KEY)
}

/** @throws RangeError for more characters than MLflow keeps: nothing is cut off. */
export function checkLength(what: string, text: string, longest: number): void {
  const length = Array.from(text).length
  if (length > longest) throw new RangeError(`got a ${what} of ${length} characters, expected at most ${longest}`)
}

export function checkParam(key: string, value: string, rules: KeyRules): void {
  checkKey("param", key, rules)
  checkLength(`value of param ${key}`, value, LONGEST_PARAM)
}

export function checkTag(key: string, value: string, rules: KeyRules): void {
  checkKey("tag", key, rules)
  checkLength(`value of tag ${key}`, value, rules.longestTag)
}

/** @throws RangeError for an alias that MLflow refuses. */
export function checkAlias(alias: string): void {
  if (/^v\d+$/i.test(alias) || /^latest$/i.test(alias)) {
    throw new RangeError(`got alias ${alias}, which is reserved: it would mean a version`)
  }
  if (!/^[\p{L}\p{N}_-]{1,255}$/u.test(alias)) {
    throw new RangeError(`got alias ${JSON.stringify(alias)}, expected letters, digits, "_" and "-"`)
  }
}

/** @throws RangeError for a model's name that MLflow refuses. */
export function checkModelName(name: string): void {
  if (name.trim() === "" || /[/:]/.test(name) || name === "." || name.startsWith("..")) {
    throw new RangeError(`got model name ${JSON.stringify(name)}, expected one without "/" and ":"`)
  }
}

/** @throws RangeError for an experiment's name that MLflow refuses. */
export function checkExperimentName(name: string): void {
  if (name === "") throw new RangeError("got an experiment name without characters, expected at least one")
  checkLength("experiment name", name, 500)
}

/** @throws RangeError for a metric's time or step that is no whole number. */
export function checkPoint(key: string, timestamp: number, step: number | bigint): void {
  if (!(Number.isSafeInteger(timestamp) && timestamp >= 0)) {
    throw new RangeError(`metric ${key}: got timestamp ${timestamp}, expected whole milliseconds since 1970`)
  }
  if (typeof step === "number" && !Number.isSafeInteger(step)) {
    throw new RangeError(`metric ${key}: got step ${step}, expected a whole number, beyond 2^53 as a bigint`)
  }
  if (BigInt.asIntN(64, BigInt(step)) !== BigInt(step)) {
    throw new RangeError(`metric ${key}: got step ${step}, expected one of at most 64 bits`)
  }
}
