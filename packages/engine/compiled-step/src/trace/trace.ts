import type { Tree } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import type { Described, Node } from '../graph/graph.js';

/** The recorded graph of a step. */
export interface Trace {
  readonly nodes: readonly Node[];
  /** The tree that comes out; its leaves are in the order of `outputs`. */
  readonly result: Tree;
  readonly outputs: readonly (Described & { readonly node: Node })[];
  /** Variables that are assigned. */
  readonly assigned: readonly { readonly variable: tf.Variable; readonly node: Node }[];
}
