import { CORE_SCHEMA, defineScalarTag, load, NOT_RESOLVED, type ScalarTagDefinition, Schema } from "js-yaml"
import { oldBreaks } from "./yaml-breaks.js"
import { yamlLines } from "./yaml-lines.js"
import { boolKind, floatKind, intKind, type ScalarKind } from "./yaml-scalars.js"

/**
 * Reads YAML as PyYAML (YAML 1.1) does, which wrote MLflow's files: `089`, `1e5` and run ids such as `12e45` are text,
 * `yes` is a boolean, `010` is 8, and of two equal keys the last counts. Integers beyond 2^53 come back as bigint,
 * dates as the text they were.
 * @throws Error with line and column.
 */
export function parseYaml(text: string): unknown {
  if (text.trim() === "") return null
  return yamlLines(text) ?? load(oldBreaks(text), { schema: pyYaml, json: true })
}

const pyYaml: Schema = new Schema([
  ...[boolKind, intKind, floatKind].map(scalar),
  ...CORE_SCHEMA.tags.filter((tag) => !/:(bool|int|float)$/.test(tag.tagName)),
])

function scalar({ tag, matches, value }: ScalarKind): ScalarTagDefinition<unknown> {
  return defineScalarTag(tag, {
    implicit: true,
    resolve: (source) => (matches.test(source) ? value(source) : NOT_RESOLVED),
    identify: () => false,
  })
}
