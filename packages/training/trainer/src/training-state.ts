import type { Model, Params, Rng, Terms, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
import type { CompleteRecipe } from './gradient-recipe.js';
import { type StoredFile, tensorFrom } from './tensor-file.js';
import { leavesOf, mapTree } from './tree.js';

/** All tensors that a prediction needs. */
export type Learned = { readonly params: Params; readonly buffers: Params; readonly weights: Terms };

/** All tensors that change in training, each in a `tf.Variable` that a step reads and assigns. */
export type State = Learned & {
  readonly weighting: Tree;
  readonly transform: Tree;
  /** Number of finished steps. */
  readonly step: tf.Scalar;
  /** Sums of the loss terms over the finished batches of the epoch. */
  readonly lossSums: Terms;
  /** Of the best epoch; empty where there is no validation. */
  readonly best: Learned | Record<string, never>;
};

/** The part of the training state that is not tensors. */
export interface Position {
  /** Finished epochs. */
  epoch: number;
  /** Finished batches of the epoch after those. */
  batch: number;
  /** From 1; 0 before the first validation. */
  bestEpoch: number;
  bestLoss: number | null;
}

/** The state before the first step, as plain tensors. */
export const initialState = (
  { weighting, transform }: CompleteRecipe,
  model: Model,
  rng: Rng,
  validated: boolean,
): State => {
  const { params, buffers } = model.init(rng);
  const perTerm = (value: number): Terms =>
    Object.fromEntries(model.terms.map((term) => [term, tf.scalar(value)]));
  const learned = { params, buffers, weights: perTerm(1 / model.terms.length) };
  return {
    ...learned,
    weighting: weighting.init(model.terms),
    transform: transform.init(params),
    step: tf.scalar(0),
    lossSums: perTerm(0),
    best: validated ? learned : {},
  };
};

/** The same state in variables; only the parameters are trainable. */
export const variablesOf = (state: State): State =>
  mapTree(state, (leaf, path) => tf.variable(leaf, path.startsWith('params/')));

/** Copies of the tensors that a prediction needs, which outlive the variables. */
export const copyLearned = ({ params, buffers, weights }: Learned): Learned =>
  mapTree({ params, buffers, weights }, (leaf) => tf.clone(leaf));

/** The tensors of the best epoch where there is one, else the current ones. */
export const bestOf = (state: State, { bestEpoch }: Position): Learned =>
  bestEpoch > 0 && 'params' in state.best ? (state.best as Learned) : state;

/** Assigns a tree to variables, leaf by leaf. Values may be variables of the same tree: they are copied first. */
export const assignTree = (variables: Tree, values: Tree): void => {
  const from = leavesOf(mapTree(values, (leaf) => (leaf instanceof tf.Variable ? tf.clone(leaf) : leaf)));
  for (const [path, variable] of leavesOf(variables)) {
    const value = from.get(path);
    if (value === undefined)
      throw ildlError(
        'ILDL_OPTION',
        `A step returned no ${path} of the state; an update must return all of its state.`,
      );
    (variable as tf.Variable).assign(value);
  }
};

/**
 * A tree whose leaves are replaced by the arrays of a file, which must have the same paths and shapes.
 * @throws `ILDL_FILE` where they differ
 */
export const filledFrom = <T extends Tree>({ kind, arrays }: StoredFile, tree: T): T => {
  const shapes = leavesOf(tree);
  const shapeIn = (map: ReadonlyMap<string, { readonly shape: readonly number[] }>, path: string) =>
    map.has(path) ? `[${map.get(path)?.shape}]` : 'nothing';
  for (const path of new Set([...shapes.keys(), ...arrays.keys()])) {
    const [found, wanted] = [shapeIn(arrays, path), shapeIn(shapes, path)];
    if (found !== wanted)
      throw ildlError(
        'ILDL_FILE',
        `This ${kind} file holds ${found} for ${path} where ${wanted} is wanted; read it with the options it was written with.`,
      );
  }
  return mapTree(tree, (leaf, path) => {
    const stored = arrays.get(path);
    return stored ? tensorFrom(stored) : leaf;
  });
};
