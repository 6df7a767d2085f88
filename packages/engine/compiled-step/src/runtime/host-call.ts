import * as tf from '@tensorflow/tfjs';
import { stepError } from '../errors.js';
import type { HostNode, HostOutputNode, Node } from '../graph/graph.js';
import { arrayFor, storedValues } from '../graph/typed-arrays.js';
import type { Engine } from './engine.js';

/** Runs an op on the host: copies its inputs out of the arena and its outputs into it. */
export const hostCall = (
  node: HostNode,
  parts: readonly HostOutputNode[],
  addressOf: (node: Node) => number,
  { arena, store, runOnHost }: Engine,
) => {
  const { inputs, attrs, outputs } = node.call;
  const isList = inputs.every(({ name }, i) => name === `${i}`);
  const kernel = runOnHost(node.op);
  const read = (from: Node, length: number) =>
    from.storage === 'i32'
      ? arena.int32View(addressOf(from), length)
      : arena.float32View(addressOf(from), length);
  return () => {
    const tensors = inputs.map(({ shape, dtype }, i) => {
      const from = node.inputs[i] as Node;
      const dataId = store.add(arrayFor(dtype, read(from, from.size)), dtype);
      return { dataId, shape: [...shape], dtype };
    });
    const byName = Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]]));
    const out = [
      kernel({
        inputs: (isList ? tensors : byName) as Readonly<Record<string, unknown>>,
        ...(attrs && { attrs }),
        backend: tf.backend(),
      }),
    ].flat() as { dataId: object; shape: number[]; dtype: tf.DataType }[];
    out.forEach(({ dataId, shape, dtype }, i) => {
      if (`${shape}` !== `${outputs[i]?.shape}`)
        throw stepError(
          `The op ${node.op} gave a result of shape [${shape}] where [${outputs[i]?.shape}] was planned: its shape depends on numbers, so the step cannot be compiled.`,
        );
      const part = parts.find(({ index }) => index === i);
      if (part)
        arena.write(
          addressOf(part),
          storedValues(store.entry(dataId).values as unknown as ArrayLike<number>, dtype),
        );
      store.remove(dataId);
    });
    for (const { dataId } of tensors) if (store.has(dataId)) store.remove(dataId);
  };
};
