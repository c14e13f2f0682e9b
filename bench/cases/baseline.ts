/** What `explain` is compared with: the cause of the most similar other case, by the words that the two share (TF-IDF, cosine). */
import type { Case } from './collected.ts';

type Vector = ReadonlyMap<string, number>;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];

/** Causes of the most similar other cases, each once, the nearest first. The case itself is left out. */
export function baselineOf(cases: readonly Case[]): (one: Case, text: string) => readonly string[] {
  const counted = cases.map((one) => ({ one, words: wordsOf(one.input_text) }));
  const holding = new Map<string, number>();
  for (const { words } of counted) for (const word of new Set(words)) holding.set(word, (holding.get(word) ?? 0) + 1);
  const vectorOf = (words: readonly string[]): Vector => {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const rarity = (word: string): number => Math.log((1 + cases.length) / (1 + (holding.get(word) ?? 0)));
    const weights = [...counts].map(([word, times]) => [word, (1 + Math.log(times)) * rarity(word)] as const);
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([word, weight]) => [word, weight / length]));
  };
  const vectors = counted.map(({ one, words }) => ({ one, vector: vectorOf(words) }));
  return (one, text) => {
    const asked = vectorOf(wordsOf(text));
    const near = vectors.filter((other) => other.one.id !== one.id)
      .map((other) => ({ cause: other.one.cause_id, likeness: likeness(asked, other.vector) }))
      .filter((other) => other.likeness > 0)
      .sort((a, b) => b.likeness - a.likeness);
    return [...new Set(near.map(({ cause }) => cause))];
  };
}

function likeness(a: Vector, b: Vector): number {
  return [...a].reduce((sum, [word, weight]) => sum + weight * (b.get(word) ?? 0), 0);
}
