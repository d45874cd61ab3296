/** Numbers that look random and are the same every time: mulberry32. @returns a function giving numbers in [0, 1) */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same things in an order that looks random and depends on `seed` alone. */
export function seededOrder<T>(things: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const ordered: T[] = [];
  for (const thing of things) {
    const place = Math.floor(random() * (ordered.length + 1));
    ordered.push(ordered[place] ?? thing);
    ordered[place] = thing;
  }
  return ordered;
}
