/** Items that are looked at between two pauses. */
const PORTION = 16

/** What is found in each of many, with pauses in which whoever runs the steps may let others in. */
export function* ofEach<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => readonly Found[],
): Generator<undefined, Found[]> {
  const found: Found[] = []
  for (let i = 0; i < items.length; i++) {
    for (const each of find(items[i]!)) found.push(each)
    if (i % PORTION === PORTION - 1) yield
  }
  return found
}
