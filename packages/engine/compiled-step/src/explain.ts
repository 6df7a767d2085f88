import type { CompiledStep, Tree } from '@ildl/interface';
import { stepError } from './errors.js';
import type { Node } from './graph/graph.js';
import type { Plan, StepStats } from './runtime/plan.js';
import type { Group } from './schedule/fuse.js';

/** The plans of a compiled step, by the types and shapes of its inputs. */
type Plans = ReadonlyMap<string, { readonly plan: Plan }>;

const plansOfStep = new WeakMap<object, Plans>();

/** Lets `explain` and `statsOf` know a step. */
export const introduce = (step: object, plans: Plans): void => {
  plansOfStep.set(step, plans);
};

const plansOf = (step: CompiledStep<never, Tree>): Plans => {
  const plans = plansOfStep.get(step);
  if (plans === undefined) throw stepError('This is no step that compile() made; give what it returned.');
  return plans;
};

const name = ({ id }: Node) => `%${id}`;
const names = (nodes: readonly Node[]) => nodes.map(name).join(' ');

/** What a node computes, in the words of the graph. */
const operation = (node: Node): string => {
  switch (node.kind) {
    case 'constant':
      return `constant ${node.value}`;
    case 'source':
      return node.source.type === 'variable' ? `variable ${node.source.variable.name}` : node.source.type;
    case 'elementwise':
      return `${node.op} ${node.inputs.map((input, i) => `${name(input)}${node.access[i] === 'dense' ? '' : `:${node.access[i]}`}`).join(' ')}`;
    case 'reduceSum':
      return `reduceSum ${names(node.inputs)}${node.divisor === 1 ? '' : ` / ${node.divisor}`}`;
    case 'call':
      return `${node.invocations.map(({ kernel }) => kernel).join(', ')} ${names(node.inputs)}`;
    case 'host':
      return `host ${node.op} ${names(node.inputs)}`;
    case 'hostOutput':
      return `output ${node.index} of ${names(node.inputs)}`;
  }
};

const launch = ({ members, over }: Group): string => {
  const [first] = members as [Node];
  return over > 0
    ? `loop over ${over}: ${names(members)}`
    : `${first.kind === 'host' ? 'host' : 'kernels'}: ${names(members)}`;
};

const explainPlan = (inputs: string, { layout, stats }: Plan): string => {
  const { live, groups, find, temporaryBytes } = layout();
  const stored = live.filter((node) => find(node) !== undefined);
  const bytes = (nodes: readonly Node[]) => nodes.reduce((sum, { size }) => sum + 4 * size, 0);
  const from = (type: string) => stored.filter((node) => node.kind === 'source' && node.source.type === type);
  const computed = stored.filter(({ kind }) => kind !== 'source');
  return [
    `inputs ${inputs || 'none'}`,
    '',
    `graph, ${live.length} nodes:`,
    ...live.map(
      (node) =>
        `  ${name(node)} ${node.storage}[${node.size}]${find(node) === undefined ? '' : ` @${find(node)}`} = ${operation(node)}  (${node.origin})`,
    ),
    '',
    `launches, ${stats.launches}:`,
    ...groups.map((group) => `  ${launch(group)}`),
    '',
    'memory, bytes:',
    `  variables ${bytes(from('variable'))}, captured tensors ${bytes(from('captured'))}, literals ${bytes(from('literal'))}, arguments ${bytes(from('argument'))}, draws ${bytes(from('draw'))}, workspaces ${bytes(from('workspace'))}`,
    `  results ${bytes(computed)}, of which temporaries share ${temporaryBytes}`,
    `  module ${stats.codeBytes}`,
    '',
    `dense products: ${stats.operations} floating-point operations`,
    ...(stats.hostOps.length > 0 ? [`ops on the host: ${stats.hostOps.join(', ')}`] : []),
  ].join('\n');
};

/**
 * What a compiled step does, as text for a person: for each combination of input shapes it was called with, the nodes of
 * its graph (storage, number of elements, address in the arena, operation, the TensorFlow.js op they come from), the loops
 * into which elementwise nodes were fused and the kernels between them, and the memory they take.
 * @param step what `compile` returned
 * @throws `ILDL_STEP` for another function
 */
export const explain = (step: CompiledStep<never, Tree>): string =>
  [...plansOf(step)].map(([inputs, { plan }]) => explainPlan(inputs, plan)).join('\n\n');

/**
 * Figures of a compiled step, one record for each combination of input shapes it was called with.
 * @throws `ILDL_STEP` for a function that `compile` did not return
 */
export const statsOf = (step: CompiledStep<never, Tree>): readonly StepStats[] =>
  [...plansOf(step).values()].map(({ plan }) => plan.stats);
