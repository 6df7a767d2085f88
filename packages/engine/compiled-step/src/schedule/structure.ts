import type { Argument, Node } from '../graph/graph.js';
import type { Trace } from '../trace/trace.js';

export interface Structure {
  /** The structural hash, as text: equal texts give equal plans and modules, but for relocated operands. */
  readonly text: string;
  /** The constants. */
  readonly constants: string;
}

/** Constants that are not relocated: code depends on them, or they share a local with one that every loop has. */
const isSpecial = (value: number): boolean => value === 0 || value === 1 || Number.isNaN(value);

const isRelocated = (argument: Argument): boolean =>
  typeof argument === 'object' && ('relocated' in argument || 'float' in argument);

/** The structure of a step: its graph but for which variables, captured tensors and constants it uses. */
export const structureOf = (live: readonly Node[], { outputs, assigned }: Trace): Structure => {
  const texts: string[] = [];
  const constants: string[] = [];
  const variables = new Map<object, number>();
  for (const node of live) {
    const { id, key, size, storage } = node;
    if (node.kind === 'constant') {
      texts.push(isSpecial(node.value) ? `${id} ${key}` : `${id} constant`);
      constants.push(key);
    } else if (node.kind === 'source' && node.source.type === 'variable') {
      variables.set(node.source.variable, id);
      texts.push(`${id} variable ${size} ${storage}`);
    } else if (node.kind === 'source' && node.source.type === 'captured') {
      texts.push(`${id} captured ${storage}`);
    } else if (node.kind === 'source' && node.source.type === 'literal') {
      texts.push(`${id} literal ${size} ${storage}`);
      constants.push(key);
    } else if (node.kind === 'reduceSum') {
      texts.push(`${id} ${key} over ${node.inputs[0]?.size}`);
    } else if (node.kind === 'call' && node.invocations.some(({ args }) => args.some(isRelocated))) {
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
          } else texts.push('relocated');
      }
    } else texts.push(`${id} ${key} ${node.kind === 'call' ? node.inputs.map((input) => input.id) : ''}`);
  }
  texts.push(`outputs ${outputs.map(({ node }) => node.id)}`);
  for (const { variable, node } of assigned)
    texts.push(`${variables.get(variable) ?? 'new'} becomes ${node.id}`);
  return { text: texts.join('\n'), constants: constants.join('\n') };
};
