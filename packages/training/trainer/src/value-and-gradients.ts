import type { Params, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { disposeTree } from './scope.js';
import { mapTree } from './tree.js';

/**
 * The value of a scalar function of variables, its gradient by each of them (zeros where it does not depend on one), and
 * what else the function computes: `value_and_grad(…, has_aux=True)` of JAX. The caller's scope owns all three.
 *
 * `tf.variableGrads` gives out the value alone and disposes every other tensor of its tape, so `aux` leaves the tape as
 * kept copies; copies, since the function may return tensors that are not its own.
 */
export const valueAndGradients = <A extends Tree>(
  params: Params,
  of: () => { readonly value: tf.Scalar; readonly aux: A },
): { readonly value: tf.Scalar; readonly gradients: Params; readonly aux: A } => {
  const kept: tf.Tensor[] = [];
  let aux: A | undefined;
  try {
    const { value, grads } = tf.variableGrads(() => {
      const result = of();
      aux = mapTree(result.aux, (leaf) => {
        const copy = tf.keep(tf.clone(leaf));
        kept.push(copy);
        return copy;
      });
      return result.value;
    }, Object.values(params) as tf.Variable[]);
    const gradients = mapTree(params, (param) => grads[(param as tf.Variable).name] ?? tf.zerosLike(param));
    return { value, gradients, aux: mapTree(aux as A, (leaf) => tf.clone(leaf)) };
  } finally {
    disposeTree(kept);
  }
};
