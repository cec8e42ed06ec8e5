import { Argument, type Command } from "commander"
import { jsonSchemaOf, schemaNames } from "../results/schemas.js"
import { emit } from "./emit.js"
import { type CommonOptions, withCommonOptions } from "./options.js"
import type { Terminal } from "./terminal.js"

/** `leafwise schema`: what `--json` of each command is made of. */
export function addSchema(program: Command, terminal: Terminal): void {
  const command = program
    .command("schema")
    .description("print the JSON Schema of a result, or list the results that have one")
    .addArgument(
      new Argument("[name]", "a result, e.g. ranking").choices(schemaNames.map(({ name: result }) => result)),
    )
  withCommonOptions(command).action((name: string | undefined, options: CommonOptions) =>
    schema(name, options, terminal),
  )
}

async function schema(name: string | undefined, options: CommonOptions, terminal: Terminal): Promise<void> {
  const rows = schemaNames.map((each) => [each.name, each.of])
  const list = { columns: ["name", "what"], rows }
  if (name === undefined) await emit(schemaNames, list, options, terminal)
  // a schema has no other form than its own
  else await emit(jsonSchemaOf(name), list, { ...options, json: true }, terminal)
}
