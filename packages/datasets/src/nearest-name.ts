/** The name that needs the fewest letters changed, added or removed. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const distance = (name: string): number => {
    let row = Array.from({ length: name.length + 1 }, (_, j) => j);
    for (let i = 1; i <= wrong.length; i++) {
      const next = [i];
      for (let j = 1; j <= name.length; j++) {
        const change = (row[j - 1] as number) + (wrong[i - 1] === name[j - 1] ? 0 : 1);
        next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
      }
      row = next;
    }
    return row[name.length] as number;
  };
  return names.map((name) => ({ name, off: distance(name) })).sort((p, q) => p.off - q.off)[0]?.name;
}
