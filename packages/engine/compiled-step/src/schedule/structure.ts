import type { Argument, Node } from '../graph/graph.js';
import type { Trace } from '../trace/trace.js';

export interface Structure {
  /**
   * Equal texts are planned and encoded alike. Numbers that the code looks up may differ: constants, and what depends on
   * how many rows there are in tensors from outside.
   */
  readonly text: string;
  /** The constants. */
  readonly constants: string;
}

/** Numbers that the code may not look up, or that share a local with those that it always has. */
const isSpecial = (value: number): boolean => value === 0 || value === 1 || Number.isNaN(value);

const isLookedUp = (argument: Argument): boolean =>
  typeof argument === 'object' && ('lookedUp' in argument || 'float' in argument);

/** What a step computes, whatever its variables, tensors from outside and constants are. */
export const structureOf = (live: readonly Node[], { outputs, assigned }: Trace): Structure => {
  const texts: string[] = [];
  const constants: string[] = [];
  const variables = new Map<object, number>();
  for (const node of live) {
    const { id, key, size, storage } = node;
    if (node.kind === 'uniform') {
      texts.push(isSpecial(node.value) ? `${id} ${key}` : `${id} uniform`);
      constants.push(key);
    } else if (node.kind === 'source' && node.source.type === 'variable') {
      variables.set(node.source.variable, id);
      texts.push(`${id} variable ${size} ${storage}`);
    } else if (node.kind === 'source' && node.source.type === 'captured') {
      texts.push(`${id} captured ${storage}`);
    } else if (node.kind === 'source' && node.source.type === 'literal') {
      texts.push(`${id} literal ${size} ${storage}`);
      constants.push(key);
    } else if (node.kind === 'total') {
      texts.push(`${id} ${key} over ${node.inputs[0]?.size}`);
    } else if (node.kind === 'call' && node.invocations.some(({ args }) => args.some(isLookedUp))) {
      texts.push(`${id} call ${node.inputs.map((input) => input.id)} ${size} ${storage}`);
      for (const { kernel, args } of node.invocations) {
        texts.push(kernel);
        for (const argument of args)
          if (typeof argument === 'number') texts.push(`${argument}`);
          else if ('at' in argument)
            texts.push(`${argument.at === 'out' ? 'out' : argument.at.id}+${argument.offset}`);
          else if ('float' in argument) {
            texts.push('float');
            constants.push(`${argument.float}`);
          } else texts.push('looked up');
      }
    } else texts.push(`${id} ${key} ${node.kind === 'call' ? node.inputs.map((input) => input.id) : ''}`);
  }
  texts.push(`outputs ${outputs.map(({ node }) => node.id)}`);
  for (const { variable, node } of assigned)
    texts.push(`${variables.get(variable) ?? 'new'} becomes ${node.id}`);
  return { text: texts.join('\n'), constants: constants.join('\n') };
};
