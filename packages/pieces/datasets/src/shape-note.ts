import type { Manifest } from './manifest.js';

/** A sentence where the shape of the data is none of the manifest's; undefined where it is, or none is known. */
export function shapeNote(
  { name, id, shapes }: Manifest,
  { rows, features, labels }: { rows: number; features: number; labels: number },
): string | undefined {
  if (shapes.length === 0) return undefined;
  if (shapes.some((s) => s.rows === rows && s.features === features && s.labels === labels)) return undefined;
  const known = shapes.map(
    (s) => `${s.rows} × ${s.features} × ${s.labels}${s.variant ? ` (${s.variant})` : ''}`,
  );
  return `${name ?? id} is known as ${known.join(' or ')}, rows × features × labels, but this file has ${rows} × ${features} × ${labels}.`;
}
