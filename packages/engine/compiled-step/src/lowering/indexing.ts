import { isCaptured, sizeOf } from '../graph/graph.js';
import { elements, toInt32 } from './elementwise.js';
import { at, dense } from './operands.js';
import { axesOf, type Rule, type Rules } from './rule.js';

const gather: Rule = (graph, { input, attrs }) => {
  const [x, indices] = [input('x'), input('indices')];
  if ((attrs.batchDims ?? 0) !== 0) return undefined;
  const [axis] = axesOf(attrs.axis ?? 0, x.shape.length) as [number];
  const [before, side, after] = [x.shape.slice(0, axis), x.shape[axis] as number, x.shape.slice(axis + 1)];
  const shape = [...before, ...indices.shape, ...after];
  const node = dense(graph, x);
  const index = dense(graph, toInt32(graph, indices));
  // Of rows of data there may be more or fewer in another call of the same code.
  const rows = isCaptured(node) ? { relocated: side } : side;
  const args = [sizeOf(before), rows, elements(indices), sizeOf(after), at(index), at(node), at('out')];
  return { ...x, node: graph.call([{ kernel: 'gather', args }], sizeOf(shape), node.storage), shape };
};

const oneHot: Rule = (graph, { input, attrs }) => {
  const indices = input('indices');
  const depth = attrs.depth as number;
  const shape = [...indices.shape, depth];
  const index = dense(graph, toInt32(graph, indices));
  const number = (name: string, otherwise: number) => ({
    float: (attrs[name] as number | undefined) ?? otherwise,
  });
  const args = [elements(indices), depth, at(index), number('onValue', 1), number('offValue', 0), at('out')];
  return {
    node: graph.call([{ kernel: 'oneHot', args }], sizeOf(shape)),
    shape,
    dtype: (attrs.dtype as 'float32' | 'int32' | undefined) ?? 'int32',
  };
};

const segmentSum: Rule = (graph, { input, attrs }) => {
  const [x, ids] = [input('x'), input('segmentIds')];
  if (x.dtype !== 'float32' || ids.shape.length !== 1) return undefined;
  const segments = attrs.numSegments as number;
  const shape = [segments, ...x.shape.slice(1)];
  const inner = sizeOf(x.shape.slice(1));
  const index = dense(graph, toInt32(graph, ids));
  const args = [elements(ids), inner, segments, at(index), at(dense(graph, x)), at('out')];
  return { ...x, node: graph.call([{ kernel: 'scatterAdd', args }], sizeOf(shape)), shape };
};

export const indexingRules: Rules = { GatherV2: gather, OneHot: oneHot, UnsortedSegmentSum: segmentSum };
