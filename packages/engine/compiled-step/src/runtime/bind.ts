import type { Rng } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { stepError } from '../errors.js';
import type { DrawSource, Node, SourceNode, TypedArray } from '../graph/graph.js';
import { arrayFor, storedValues } from '../graph/typed-arrays.js';
import type { Trace } from '../trace/trace.js';
import type { Engine } from './engine.js';
import type { Placement } from './place.js';

type SourceOf<T extends SourceNode['source']['type']> = SourceNode & {
  readonly source: { readonly type: T };
};

const sourcesOfType = <T extends SourceNode['source']['type']>(nodes: readonly Node[], type: T) =>
  nodes.filter((node): node is SourceOf<T> => node.kind === 'source' && node.source.type === type);

/** A call of a step: writes arguments and random draws into the arena, runs the module, reads the outputs. */
export type Run = (inputs: readonly tf.Tensor[], rng: Rng | undefined) => tf.Tensor[];

/**
 * Binds a module to the tensors of its calls.
 * @param execute the function of the module; other than 0 where an index was out of range
 */
export const bind = (
  live: readonly Node[],
  { assigned, outputs }: Trace,
  { addressOf, variables }: Placement,
  execute: () => number,
  { arena, store, places }: Engine,
): Run => {
  const draws = sourcesOfType(live, 'draw');
  const inputNodes = sourcesOfType(live, 'argument');
  const written = new Set(assigned.map(({ variable }) => variable));

  /** Draws from the fork of the stream that the step named; streams are made once a call. */
  const draw = (node: SourceNode & { source: DrawSource }, streams: Map<string, Rng>, rng: Rng): void => {
    const { path, distribution, shape, parameters } = node.source;
    const key = JSON.stringify(path);
    const stream = streams.get(key) ?? path.reduce((of, name) => of.fork(name), rng);
    streams.set(key, stream);
    const make = stream[distribution] as (shape: readonly number[], ...rest: number[]) => tf.Tensor;
    const tensor = make(shape, ...parameters);
    arena.write(addressOf(node), store.entry(tensor.dataId).values as TypedArray);
    tensor.dispose();
  };

  return (inputs, rng) => {
    for (const one of variables) places.prepare(one, written.has(one.variable));
    for (const node of inputNodes) {
      const { dataId, dtype } = inputs[node.source.index] as tf.Tensor;
      const { values } = store.entry(dataId);
      arena.write(addressOf(node), storedValues(values as unknown as ArrayLike<number>, dtype));
    }
    const streams = new Map<string, Rng>();
    for (const node of draws) draw(node, streams, rng as Rng);
    if (execute() !== 0)
      throw stepError('The step gathers rows by an index that lies outside of the tensor.');
    return outputs.map(({ node, shape, dtype }) => {
      const address = addressOf(node);
      const stored =
        node.storage === 'i32' ? arena.int32View(address, node.size) : arena.float32View(address, node.size);
      return tf.tensor(arrayFor(dtype, stored), [...shape], dtype as 'float32');
    });
  };
};
