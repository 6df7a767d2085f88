/**
 * Works on all items, a few at a time, and keeps their order.
 * @template T, R
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<R>} work
 * @param {number} [atOnce]
 * @returns {Promise<R[]>}
 */
export const inParallel = async (items, work, atOnce = 2) => {
  /** @type {R[]} */
  const results = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [i, item] of waiting) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
};
