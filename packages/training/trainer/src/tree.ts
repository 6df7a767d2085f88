import type { Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

const isTensor = (tree: Tree): tree is tf.Tensor => tree instanceof tf.Tensor;

/** The same tree with every leaf replaced; the path of a leaf is its keys joined by `/`. */
export const mapTree = <T extends Tree>(
  tree: T,
  change: (leaf: tf.Tensor, path: string) => tf.Tensor,
  path = '',
): T => {
  const under = (key: string | number) => (path === '' ? `${key}` : `${path}/${key}`);
  const mapped = (node: Tree): Tree =>
    isTensor(node)
      ? change(node, path)
      : Array.isArray(node)
        ? node.map((child: Tree, i) => mapTree(child, change, under(i)))
        : Object.fromEntries(
            Object.entries(node).map(([key, child]) => [key, mapTree(child as Tree, change, under(key))]),
          );
  return mapped(tree) as T;
};

/** The leaves of a tree by path, in the order of its keys. */
export const leavesOf = (tree: Tree): Map<string, tf.Tensor> => {
  const leaves = new Map<string, tf.Tensor>();
  mapTree(tree, (leaf, path) => {
    leaves.set(path, leaf);
    return leaf;
  });
  return leaves;
};
