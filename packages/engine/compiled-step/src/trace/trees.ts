import type { Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

/** The same tree with every leaf replaced, in the order of its keys. */
export const mapLeaves = <T extends Tree>(tree: T, change: (leaf: tf.Tensor) => tf.Tensor): T => {
  const node: Tree = tree;
  if (node instanceof tf.Tensor || node === null) return change(node) as T;
  if (Array.isArray(node)) return node.map((child: Tree) => mapLeaves(child, change)) as unknown as T;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [key, mapLeaves(child as Tree, change)]),
  ) as T;
};

export const leavesOf = (tree: Tree): tf.Tensor[] => {
  const leaves: tf.Tensor[] = [];
  mapLeaves(tree, (leaf) => {
    leaves.push(leaf);
    return leaf;
  });
  return leaves;
};
