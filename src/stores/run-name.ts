/** The tag that repeats a run's name. */
export const RUN_NAME = "mlflow.runName"

const qualities =
  "able agile bold brave bright calm clean clever cool crisp eager fair fast fine firm fond fresh glad good grand happy jolly keen kind lucky merry mild neat nice noble plain proud quick quiet rare ready sharp shy smart smooth sweet swift tidy warm wise witty".split(
    " ",
  )
const animals =
  "ant asp bat bear bee boar calf carp cat cod colt crab crow deer dog dove duck eel elk finch fish fox frog goat gull hare hawk hen ibis jay koala lamb lark lion lynx mink mole moth mouse mule newt otter owl panda pig pony puma quail ram rat robin seal shad shrew snail swan tern toad trout wasp whale wolf wren yak".split(
    " ",
  )

/** A name for a run that was given none, in the form of MLflow's: `quality-animal-number`. */
export function randomRunName(): string {
  const one = (words: readonly string[]) => words[Math.floor(Math.random() * words.length)]
  return `${one(qualities)}-${one(animals)}-${Math.floor(Math.random() * 1001)}`
}

/** A run's id as MLflow makes them: 32 hexadecimal digits. */
export function randomRunId(): string {
  return crypto.randomUUID().replaceAll("-", "")
}

/** The id that a copied run keeps. @throws RangeError for what MLflow takes for none. */
export function checkRunId(runId: string): string {
  if (/^[a-zA-Z0-9][\w-]{0,255}$/.test(runId)) return runId
  throw new RangeError(`got run id ${JSON.stringify(runId)}, expected letters, digits, _ and -`)
}

/** An experiment's id as MLflow's file store makes them: 18 digits, the first not 0. */
export function randomExperimentId(): string {
  const digits = Array.from(crypto.getRandomValues(new Uint32Array(18)), (word, i) =>
    i === 0 ? 1 + (word % 9) : word % 10,
  )
  return digits.join("")
}
