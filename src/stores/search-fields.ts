import { FilterError } from "./filter-error.js"

export type Entity = "metric" | "param" | "tag" | "dataset" | "text" | "number"

/** What a filter or an order names. `text` and `number` are attributes, `key` then is the noun's own property. */
export interface Field {
  readonly entity: Entity
  readonly key: string
}

/** What is searched: what its fields are called, and which of them. */
export interface Subject {
  /** Entities by the names that go before the dot. */
  readonly entities: Readonly<Record<string, "metric" | "param" | "tag" | "dataset" | "attribute">>
  /** Whether an entity's name may stand in backticks. */
  readonly quotedEntities: boolean
  readonly attributes: Readonly<Record<string, Field>>
  /** Attributes that only a filter may name. */
  readonly unordered: ReadonlySet<string>
  /** Other names of attributes; MLflow translates keys of metrics, params and tags by them, too. */
  readonly aliases: Readonly<Record<string, string>>
  /** The attribute that may be compared with a list, and whether `IS NULL` may be asked of params. */
  readonly listed: string
  readonly nullable: ReadonlySet<Entity>
  readonly orderedEntities: ReadonlySet<Entity>
}

const text = (key: string): Field => ({ entity: "text", key })
const number = (key: string): Field => ({ entity: "number", key })

export const runFields: Subject = {
  entities: {
    metric: "metric",
    metrics: "metric",
    param: "param",
    params: "param",
    parameter: "param",
    parameters: "param",
    tag: "tag",
    tags: "tag",
    attribute: "attribute",
    attributes: "attribute",
    attr: "attribute",
    run: "attribute",
    dataset: "dataset",
    datasets: "dataset",
  },
  quotedEntities: true,
  attributes: {
    run_id: text("runId"),
    run_name: text("runName"),
    "run name": text("runName"),
    "Run name": text("runName"),
    "Run Name": text("runName"),
    user_id: text("userId"),
    status: text("status"),
    artifact_uri: text("artifactUri"),
    start_time: number("startTime"),
    created: number("startTime"),
    Created: number("startTime"),
    end_time: number("endTime"),
  },
  unordered: new Set(["run name", "Run name", "Run Name"]),
  aliases: {
    created: "start_time",
    Created: "start_time",
    "run name": "run_name",
    "Run name": "run_name",
    "Run Name": "run_name",
  },
  listed: "run_id",
  nullable: new Set(["param", "tag"]),
  orderedEntities: new Set(["metric", "param", "tag", "text", "number"]),
}

export const experimentFields: Subject = {
  entities: { attribute: "attribute", tag: "tag", tags: "tag" },
  quotedEntities: false,
  attributes: {
    name: text("name"),
    experiment_id: text("experimentId"),
    creation_time: number("creationTime"),
    last_update_time: number("lastUpdateTime"),
  },
  unordered: new Set(),
  aliases: {},
  listed: "experiment_id",
  nullable: new Set(["tag"]),
  orderedEntities: new Set(["text", "number"]),
}

const datasetKeys = ["name", "digest", "context"]

/** What an identifier names: the entity before its first dot (an attribute without one) and the key, free of its quotes. */
export function fieldOf(identifier: string, at: number, whole: string, subject: Subject): Field & { name: string } {
  const dot = identifier.indexOf(".")
  const head = identifier.slice(0, Math.max(dot, 0))
  const name = unquoted(unquoted(identifier.slice(dot + 1), "'\""), "`")
  const wrong = (got: string, expected: string) => new FilterError({ text: whole, at, got, expected })
  const entity = dot < 0 ? "attribute" : own(subject.entities, subject.quotedEntities ? unquoted(head, "`") : head)
  if (entity === undefined) {
    const heads = Object.keys(subject.entities).join(", ")
    throw wrong(
      head,
      `one of ${heads} before the dot; keys with other characters than letters, digits, _ and . stand in backticks`,
    )
  }
  if (entity === "attribute") {
    const field = own(subject.attributes, name)
    if (field) return { ...field, name }
    throw wrong(
      identifier,
      `one of ${Object.keys(subject.attributes).join(", ")}, or metrics.KEY, params.KEY, tags.KEY`,
    )
  }
  if (entity === "dataset" && !datasetKeys.includes(name)) {
    throw wrong(identifier, `datasets.name, datasets.digest or datasets.context`)
  }
  return { entity, key: own(subject.aliases, name) ?? name, name }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function unquoted(text: string, quotes: string): string {
  const [first = ""] = text
  const quoted = text.length >= 2 && first !== "" && quotes.includes(first) && text.endsWith(first)
  return quoted ? text.slice(1, -1) : text
}
