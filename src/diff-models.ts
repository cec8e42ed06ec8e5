import type { LoggedModel, ModelVersion, RegisteredModel } from "./data/registry.js"
import { diffArtifacts } from "./diff-artifacts.js"
import { diffTexts, type Texts } from "./diff-texts.js"
import type { NamedDiff, RunDifference } from "./results/store-diff.js"
import { numberText, type PlacedRun, pointText } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"
import { artifactPlaces, runSource } from "./version-source.js"

type Runs = ReadonlyMap<string, PlacedRun>

/** Compares the models that MLflow 3 logged, with their params, tags, metrics and artifacts. */
export async function diffLoggedModels(a: RunStore, b: RunStore): Promise<NamedDiff> {
  const [inA, inB] = [await modelsOf(a), await modelsOf(b)]
  return diffNamed(inA, inB, async (x, y) => [
    ...diffTexts("attribute", attributesOf(x), attributesOf(y)),
    ...diffTexts("param", x.params, y.params),
    ...diffTexts("tag", x.tags, y.tags),
    ...diffTexts("metric", numbersOf(x), numbersOf(y)),
    ...diffTexts("history", await pointsOf(a, x), await pointsOf(b, y)),
    ...(await diffArtifacts(x.modelId, a, b)),
  ])
}

/** Compares registered models, their versions and aliases. Where a version's artifacts lie is not compared. */
export async function diffRegistry(a: RunStore, b: RunStore, runsA: Runs, runsB: Runs): Promise<NamedDiff> {
  const [inA, inB] = [await a.registeredModels(), await b.registeredModels()]
  const models = await diffNamed(byName(inA), byName(inB), async (x, y) => [
    ...diffTexts("attribute", { description: x.description }, { description: y.description }),
    ...diffTexts("tag", x.tags, y.tags),
    ...diffTexts("attribute", prefixed(x.aliases), prefixed(y.aliases)),
  ])
  const [versionsA, versionsB] = [versionsOf(inA, runsA), versionsOf(inB, runsB)]
  const versions = await diffNamed(versionsA, versionsB, async (x, y) => [
    ...diffTexts("attribute", x.attributes, y.attributes),
    ...diffTexts("tag", x.tags, y.tags),
  ])
  return {
    onlyInA: [...models.onlyInA, ...versions.onlyInA],
    onlyInB: [...models.onlyInB, ...versions.onlyInB],
    different: [...models.different, ...versions.different],
  }
}

async function diffNamed<Thing>(
  a: ReadonlyMap<string, Thing>,
  b: ReadonlyMap<string, Thing>,
  compare: (a: Thing, b: Thing) => Promise<RunDifference[]>,
): Promise<NamedDiff> {
  const different: NamedDiff["different"] = []
  for (const [name, thing] of a) {
    const other = b.get(name)
    const differences = other === undefined ? [] : await compare(thing, other)
    if (differences.length > 0) different.push({ name, differences })
  }
  return {
    onlyInA: [...a.keys()].filter((name) => !b.has(name)),
    onlyInB: [...b.keys()].filter((name) => !a.has(name)),
    different,
  }
}

async function modelsOf(store: RunStore): Promise<Map<string, LoggedModel>> {
  return new Map((await store.loggedModels()).map((model) => [model.modelId, model]))
}

function attributesOf({ name, status, modelType, sourceRunId, creationTime }: LoggedModel): Texts {
  return { name, status, modelType, sourceRunId, creationTime: String(creationTime) }
}

function numbersOf({ metrics }: LoggedModel): Texts {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, numberText(value)]))
}

/** The values of each metric in one order, repeated ones once. */
async function pointsOf(store: RunStore, { modelId }: LoggedModel): Promise<Texts> {
  const byKey = new Map<string, Set<string>>()
  for (const { key, runId, datasetName, datasetDigest, ...point } of await store.modelPoints(modelId)) {
    const points = byKey.get(key) ?? new Set()
    byKey.set(key, points.add(`${pointText(point)} ${runId} ${datasetName} ${datasetDigest}`.trim()))
  }
  return Object.fromEntries([...byKey].map(([key, points]) => [key, [...points].sort().join(", ")]))
}

function byName(models: readonly RegisteredModel[]): Map<string, RegisteredModel> {
  return new Map(models.map((model) => [model.name, model]))
}

function prefixed(aliases: Texts): Texts {
  return Object.fromEntries(Object.entries(aliases).map(([alias, version]) => [`alias ${alias}`, version]))
}

interface ComparedVersion {
  readonly attributes: Texts
  readonly tags: Texts
}

function versionsOf(models: readonly RegisteredModel[], runs: Runs): Map<string, ComparedVersion> {
  const places = artifactPlaces(runs)
  const compared = (version: ModelVersion): ComparedVersion => ({
    attributes: {
      stage: version.stage,
      source: runSource(version, places),
      runId: version.runId,
      status: version.status,
      description: version.description,
      creationTime: String(version.creationTime),
    },
    tags: version.tags,
  })
  return new Map(
    models.flatMap(({ name, versions }) => versions.map((each) => [`${name}/${each.version}`, compared(each)])),
  )
}
