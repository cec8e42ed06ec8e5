import { partsOf } from "../row-facts.js"
import { exampleResult } from "./data.js"

const { explanation, table } = exampleResult(400)

/** One row of the example in parts. */
export const exampleRow = partsOf(explanation, table, 3, 0, "row 3")
