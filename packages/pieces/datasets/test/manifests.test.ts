import { checkManifest, manifests, shapeNote } from '@ildl/datasets';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';

describe('manifests', () => {
  it('are those of the paper, SJAFFE and the artificial dataset', () => {
    expect([...manifests.keys()]).toEqual([
      'movie',
      'scut-fbp',
      'emotion6',
      'flickr-ldl',
      'raf-ml',
      'natural-scene',
      'sjaffe',
      'artificial',
    ]);
  });

  it.each([...manifests])('%s fits the schema and itself', (id, manifest) => {
    expect(checkManifest(manifest)).toEqual(manifest);
    expect(manifest.id).toBe(id);
    for (const shape of manifest.shapes) {
      expect(shapeNote(manifest, shape)).toBeUndefined();
      expect(shapeNote(manifest, { ...shape, rows: 1 })).toContain(manifest.name);
      for (const label of manifest.sampling?.slice(2) ?? []) expect(label).toBeLessThan(shape.labels);
      if (manifest.labelNames) expect(manifest.labelNames).toHaveLength(shape.labels);
    }
  });

  it('have no note without known shapes', () => {
    expect(
      shapeNote({ id: 'a', files: [], shapes: [] }, { rows: 1, features: 1, labels: 2 }),
    ).toBeUndefined();
  });

  it('refuse a value that is no manifest', () => {
    for (const value of [undefined, null, 1, 'movie', [], {}]) {
      expect(caught(() => checkManifest(value)).code).toBe('ILDL_DATA_MANIFEST');
    }
  });
});
