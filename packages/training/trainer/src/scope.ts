import type { Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { mapTree } from './tree.js';

/** `tf.tidy` for any tree, whose own type knows no readonly containers. */
export const scope = <T>(work: () => T): T => tf.tidy(work as () => tf.TensorContainer) as T;

/** Disposes every leaf. */
export const disposeTree = (tree: Tree): void => {
  mapTree(tree, (leaf) => {
    leaf.dispose();
    return leaf;
  });
};
