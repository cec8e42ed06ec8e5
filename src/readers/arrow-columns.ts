import type { Data, DataType, Schema } from "apache-arrow"
import type { Column } from "../data/column.js"
import type { Table } from "../data/table.js"
import { type CodedChunks, codedColumns } from "./arrow-dictionary.js"
import { textColumn } from "./arrow-text.js"
import { numberColumn } from "./arrow-values.js"
import { explain, Refusal, refuseDuplicates } from "./table-errors.js"
import { noteLeftOut } from "./table-notes.js"

interface Field {
  readonly name: string
  readonly type: DataType
  readonly coded: CodedChunks | undefined
}

/** The columns of an Arrow schema, of which batches are read all at once or one after the other. */
export class ArrowColumns {
  private readonly fields: readonly Field[]

  constructor(schema: Schema) {
    refuseDuplicates(schema.fields.map((field) => field.name))
    this.fields = schema.fields.map(({ name, type }) => ({ name, type, coded: codedColumns(name, type) }))
  }

  /** The rows of some batches. Categories keep the numbers that they had in earlier ones. */
  read(batches: readonly Data[]): Omit<Table, "name"> {
    const notes: string[] = []
    const columns = this.fields.map((field, i) => {
      const chunks = batches.map((batch) => batch.children[i]!)
      return columnOf(field, chunks, notes)
    })
    return {
      rows: batches.reduce((sum, batch) => sum + batch.length, 0),
      columns: columns.filter((column) => column !== undefined),
      notes,
    }
  }
}

function columnOf({ name, type, coded }: Field, chunks: readonly Data[], notes: string[]): Column | undefined {
  try {
    const number = numberColumn(name, type, chunks, notes)
    const column = number ?? textColumn(name, type, chunks, notes) ?? coded?.(chunks, notes)
    if (!column) noteLeftOut(notes, name, String(type))
    return column
  } catch (error) {
    throw new Refusal(`column "${name}": ${explain(error)}`, { cause: error })
  }
}
