import type { Tree } from '@ildl/interface';
import { leavesOf } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { assertSameBits, snapshot } from '../compare.js';
import { assertPure, assertReadsNothing } from '../forbidden.js';
import type { Checks } from '../run-checks.js';

/** Any piece: pure functions of tensors. */
export interface PieceSubject {
  /** Every tensor that the piece is given. */
  readonly given: Tree;
  /** Computes all that the piece can compute of it, with states between. Random streams are made anew in each call. */
  compute(): Tree;
}

const disposedIn = (tree: Tree): string[] =>
  [...leavesOf(tree)].filter(([, leaf]) => leaf.isDisposed).map(([path]) => path);

/** Computing again gives the same bits: nothing is remembered but in a state. */
const computesTheSameTwice = ({ compute }: PieceSubject) => {
  const [first, second] = [snapshot(compute()), snapshot(compute())] as const;
  assertSameBits('Computed twice of the same', first, second);
};

/** It neither asks for the time nor draws numbers that are not its argument. */
const isPure = ({ compute }: PieceSubject) => assertPure(compute);

/** It never waits for the numbers of a tensor, so that a step can be recorded. */
const readsNoTensors = ({ compute }: PieceSubject) => assertReadsNothing(compute);

/** What it is given, and the states it returned before, are neither disposed nor changed. */
const leavesItsInputsAlone = ({ given, compute }: PieceSubject) => {
  const before = snapshot(given);
  const disposed = [...disposedIn(compute()), ...disposedIn(given)];
  assert(disposed.length === 0, `It disposes ${disposed.join(', ')}; the trainer owns all memory.`);
  assertSameBits('What it was given', before, snapshot(given));
};

/** It keeps no tensor: all that it makes is gone at the end of a `tf.tidy`. */
const leavesNothingBehind = ({ compute }: PieceSubject) => {
  const before = tf.memory().numTensors;
  tf.tidy(() => void compute());
  const left = tf.memory().numTensors - before;
  assert(
    left === 0,
    `${left} tensors outlive the scope they were made in; do not keep tensors and make no variables.`,
  );
};

export const pieceChecks: Checks<PieceSubject> = {
  computesTheSameTwice,
  isPure,
  readsNoTensors,
  leavesItsInputsAlone,
  leavesNothingBehind,
};
