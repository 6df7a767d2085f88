import {
  type ArtificialOptions,
  artificial,
  artificialDegrees,
  checkDataset,
  kFold,
  labelMass,
  manifests,
  type SamplingValues,
  sampleImbalanced,
  shapeNote,
} from '@ildl/datasets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from './caught.js';

describe('artificial', () => {
  it('gives the plain formula where asked', () => {
    const { features, labels } = artificial({ rows: 50, sharpness: 1, noiseFeatures: 0, disagreement: 0 });
    expect([features.rows, features.columns]).toEqual([50, 3]);
    if (features.kind !== 'dense') throw new Error('not dense');
    expect(labels).toEqual(artificialDegrees(features));
    for (let row = 0; row < 50; row++) {
      // Geng 2016, section 5, written out once more.
      const [t1, t2, t3] = Array.from(
        features.values.slice(3 * row, 3 * row + 3),
        (x) => x + 0.5 * x ** 2 + 0.2 * x ** 3 + 1,
      ) as [number, number, number];
      const psi1 = (4 * t1 + 2 * t2 + t3) ** 2;
      const psi2 = (t1 + 2 * t2 + 4 * t3 + 0.01 * psi1) ** 2;
      const psi3 = (t1 + 4 * t2 + 2 * t3 + 0.01 * psi2) ** 2;
      [psi1, psi2, psi3].forEach((psi, label) => {
        expect(labels.values[3 * row + label]).toBeCloseTo(psi / (psi1 + psi2 + psi3), 12);
      });
    }
  });

  it('makes sound datasets that depend on nothing but the options', () => {
    const options = fc.record<Required<ArtificialOptions>>({
      rows: fc.integer({ min: 1, max: 30 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      sharpness: fc.double({ min: 0.1, max: 100, noNaN: true }),
      noiseFeatures: fc.nat(5),
      disagreement: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(options, (drawn) => {
        const dataset = artificial(drawn);
        expect(artificial(drawn)).toEqual(dataset);
        expect(checkDataset(dataset).sha256).toBe(dataset.sha256);
        expect(dataset.features.values.every((x) => x >= -1 && x < 1)).toBe(true);
        expect(dataset.features.columns).toBe(3 + drawn.noiseFeatures);
      }),
    );
    expect(artificial({ seed: 1 }).sha256).not.toBe(artificial({ seed: 2 }).sha256);
  });

  it('has the same bytes in every engine', () => {
    expect(artificial().sha256).toBe('e8e768a7dca3a6bdce3d548072c3be0cd12e81606fb185db831b606e57ce6024');
  });

  it('is imbalanced under the sampling values of its manifest', () => {
    const { features, labels, labelNames } = artificial();
    const manifest = manifests.get('artificial');
    if (!manifest) throw new Error('no manifest');
    const shape = { rows: features.rows, features: features.columns, labels: labels.columns };
    expect(shapeNote(manifest, shape)).toBeUndefined();
    expect(manifest.labelNames).toEqual(labelNames);
    for (const { train } of kFold(features.rows)) {
      const kept = sampleImbalanced(labels, train, manifest.sampling as SamplingValues);
      expect(kept.length).toBeGreaterThan(150);
      expect(kept.length).toBeLessThan(170);
      const mass = Array.from(labelMass(labels, kept));
      const ratio = Math.max(...mass) / Math.min(...mass);
      expect(ratio).toBeGreaterThan(20);
      expect(ratio).toBeLessThan(26);
    }
  });

  it('refuses options out of range', () => {
    for (const wrong of [
      { rows: 0 },
      { rows: 1.5 },
      { seed: -1 },
      { seed: 2 ** 32 },
      { sharpness: 0 },
      { sharpness: Number.NaN },
      { noiseFeatures: -1 },
      { disagreement: -1 },
      { disagreement: 11 },
    ]) {
      expect([wrong, caught(() => artificial(wrong)).code]).toEqual([wrong, 'ILDL_DATA_OPTION']);
    }
    const two = { kind: 'dense', rows: 1, columns: 2, values: new Float64Array(2) } as const;
    expect(caught(() => artificialDegrees(two)).code).toBe('ILDL_DATA_OPTION');
  });
});
