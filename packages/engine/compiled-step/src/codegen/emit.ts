import type {
  Access,
  Argument,
  CallNode,
  MapNode,
  MapOp,
  Node,
  TotalNode,
  UniformNode,
} from '../graph/graph.js';
import type { Group } from '../schedule/fuse.js';
import { type Code, constant, getLocal, setLocal, simd, unsigned } from './wasm-encoding.js';

/**
 * A number that the code looks up. It may be another one in a step of the same structure where it is that of a constant,
 * or of a call, as the argument at a place.
 */
export type LookedUp =
  | { readonly value: number }
  | { readonly of: UniformNode }
  | { readonly of: CallNode; readonly at: readonly [invocation: number, argument: number] };

/** What the emitter has to know of the plan. */
export interface Surroundings {
  readonly addressOf: (node: Node) => number;
  /** Where the address of a node is to be looked up, for one that the code does not know. */
  readonly lookupOf: (node: Node) => number | undefined;
  /** Where a number is to be looked up that the code does not know. */
  readonly lookupFor: (number: LookedUp) => number;
  /** Whether the numbers of a node are read outside of its loop. */
  readonly isStored: (node: Node) => boolean;
  /** The index of an imported function of vectors or of a kernel. */
  readonly functionOf: (name: string, call?: readonly Argument[]) => number;
}

const firstLane: Code = [simd(12), 255, 255, 255, 255, ...Array<number>(12).fill(0)];
const and = simd(78);

/** Comparisons: vectors of ones and zeros in all bits. */
const comparisons: Partial<Record<MapOp, Code>> = {
  equal: simd(65),
  notEqual: simd(66),
  less: simd(67),
  lessEqual: simd(69),
  equalWhole: simd(55),
  lessWhole: simd(57),
};

/** Vector instructions by what they compute; those that are not here are functions of the runtime. */
const instructions: Partial<Record<MapOp, Code>> = {
  copy: [],
  negate: simd(225),
  absolute: simd(224),
  squareRoot: simd(227),
  ceil: simd(103),
  floor: simd(104),
  round: simd(106),
  add: simd(228),
  subtract: simd(229),
  multiply: simd(230),
  divide: simd(231),
  minimum: simd(232),
  maximum: simd(233),
  truncate: simd(248),
  convert: simd(250),
};

/** The faster extremes, of a number that is not NaN: they give the first operand where that is NaN. */
const extremesOfNumber: Partial<Record<MapOp, Code>> = { minimum: simd(234), maximum: simd(235) };

/** Locals of a loop: bytes into the arrays, bytes into the row, bytes into a column. */
const [position, inRow, inColumn, firstPointer] = [0, 1, 2, 3] as const;

const increase = (local: number, by: number): Code => [getLocal(local), constant(by), 0x6a, setLocal(local)];
const reset = (local: number): Code => [constant(0), setLocal(local)];
/** Repeats while the local is below `end`; runs at least once. */
const repeat = (body: Code, local: number, end: number): Code => [
  0x03,
  0x40,
  body,
  getLocal(local),
  constant(end),
  0x49,
  0x0d,
  0,
  0x0b,
];
const memoryAt = (address: number): Code => [2, unsigned(address)];

/** The int32 at an address. */
const loadNumber = (address: number): Code => [constant(address), 0x28, 2, 0];
/** The float32 at an address. */
const loadFloat = (address: number): Code => [constant(address), 0x2a, 2, 0];

const pairs = (group: Group) =>
  group.members.flatMap((node) =>
    node.inputs.map((input, i) => ({
      input,
      access: node.kind === 'map' ? (node.access[i] as Access) : ('dense' as const),
    })),
  );

const isNumber = (node: Node): boolean => node.kind === 'uniform' && !Number.isNaN(node.value);

/** The code and the locals of a loop over elements. */
export const emitLoop = (
  group: Group,
  { addressOf, lookupOf, lookupFor, isStored, functionOf }: Surroundings,
): { readonly code: Code; readonly pointers: number; readonly vectors: number } => {
  const members = group.members as readonly (MapNode | TotalNode)[];
  const own = new Set<Node>(members);
  const tables = [
    ...new Set(
      pairs(group)
        .filter(({ access }) => access === 'byRow')
        .map(({ input }) => input),
    ),
  ];
  const lookedUp = [
    ...new Set(pairs(group).flatMap(({ input }) => (lookupOf(input) === undefined ? [] : [input]))),
  ];
  const pointerOf = new Map([...tables, ...lookedUp].map((node, i) => [node, firstPointer + i]));
  const pointers = firstPointer + pointerOf.size;
  const firstVector = pointers;
  let vectors = 0;
  const newVector = () => firstVector + vectors++;

  const [rows, columns] = group.split ?? [1, group.over];
  const inRows = group.split !== undefined;
  // Two sums each, of every other vector: the next addition need not wait for the last.
  const sums = new Map<Node, readonly [number, number]>();
  for (const node of members) if (node.kind === 'total') sums.set(node, [newVector(), newVector()]);

  // What is the same for all elements, or for all of a row, is loaded before them.
  const before: Code[] = [];
  const beforeRow: Code[] = [];
  const loaded = new Map<string, number>();
  const key = (node: Node, how: Access) => `${node.id} ${how}`;
  /** Constants are looked up, as they may differ from fold to fold, and kept in locals. */
  const constants = new Map<string, number>();
  const constantLocal = (value: number, of?: UniformNode): Code => {
    const key = `${Object.is(value, -0) ? '-0' : value}`;
    let local = constants.get(key);
    if (local === undefined) {
      local = newVector();
      constants.set(key, local);
      const address = lookupFor(of ? { of } : { value });
      before.push(constant(address), simd(9), 2, 0, setLocal(local));
    }
    return getLocal(local);
  };
  /** A memory instruction on the elements of a node, at an offset that a local holds. */
  const access = (node: Node, local: number | undefined, instruction: Code): Code => {
    const index = local === undefined ? constant(0) : getLocal(local);
    if (!lookedUp.includes(node)) return [index, instruction, memoryAt(addressOf(node))];
    return [index, getLocal(pointerOf.get(node) as number), 0x6a, instruction, memoryAt(0)];
  };
  for (const node of lookedUp)
    before.push(loadNumber(lookupOf(node) as number), setLocal(pointerOf.get(node) as number));
  for (const { input, access: how } of pairs(group)) {
    if (own.has(input) || loaded.has(key(input, how))) continue;
    if (how === 'scalar' && input.kind !== 'uniform') {
      const local = newVector();
      loaded.set(key(input, how), local);
      before.push(access(input, undefined, simd(9)), setLocal(local));
    } else if (how === 'column') {
      const local = newVector();
      loaded.set(key(input, how), local);
      beforeRow.push(access(input, inColumn, simd(9)), setLocal(local));
    }
  }
  for (const [node, local] of pointerOf)
    if (tables.includes(node) && node.kind === 'call' && node.rows)
      beforeRow.push(getLocal(inColumn), 0x28, memoryAt(addressOf(node.rows.table)), setLocal(local));

  /** Four elements at a time, or one; totals go into one of their two sums. */
  const body = (four: boolean, into: 0 | 1 = 0): Code => {
    const code: Code[] = [];
    const load = four ? simd(0) : simd(92);
    const here = new Map<string, number>();
    const results = new Map<Node, number>();
    const read = (input: Node, how: Access): Code => {
      const result = results.get(input);
      if (result !== undefined) return getLocal(result);
      if (input.kind === 'uniform') return constantLocal(input.value, input);
      const known = loaded.get(key(input, how)) ?? here.get(key(input, how));
      if (known !== undefined) return getLocal(known);
      const local = newVector();
      here.set(key(input, how), local);
      if (how === 'byRow')
        code.push(getLocal(pointerOf.get(input) as number), getLocal(inRow), 0x6a, load, memoryAt(0));
      else code.push(access(input, how === 'row' ? inRow : position, load));
      code.push(setLocal(local));
      return getLocal(local);
    };
    for (const node of members) {
      if (node.kind === 'total') {
        const sum = sums.get(node)?.[into] as number;
        const value = read(node.inputs[0] as Node, 'dense');
        code.push(getLocal(sum), value, four ? [] : [firstLane, and], simd(228), setLocal(sum));
        continue;
      }
      const operands = node.inputs.map((input, i) => read(input, node.access[i] as Access));
      const comparison = comparisons[node.op];
      const [first, second] = node.inputs as readonly [Node, Node];
      const extreme = extremesOfNumber[node.op];
      if (node.op === 'select') {
        const [condition, yes, no] = operands as [Code, Code, Code];
        code.push(yes, no, condition, constantLocal(0), simd(66), simd(82));
      } else if (comparison) {
        code.push(operands, comparison, constantLocal(1), and);
      } else if (extreme && isNumber(second)) {
        code.push(operands[0] as Code, operands[1] as Code, extreme);
      } else if (extreme && isNumber(first)) {
        code.push(operands[1] as Code, operands[0] as Code, extreme);
      } else {
        const instruction = instructions[node.op] ?? [0x10, unsigned(functionOf(node.op))];
        code.push(operands, instruction);
      }
      const local = newVector();
      results.set(node, local);
      code.push(setLocal(local));
      if (isStored(node))
        code.push(
          getLocal(position),
          getLocal(local),
          four ? simd(11) : simd(90),
          memoryAt(addressOf(node)),
          four ? [] : [0],
        );
    }
    return code;
  };

  const code: Code[] = [];
  /** The elements of a row, or of all, by fours and then one by one. */
  const along = (count: number, local: number): Code => {
    const fours = Math.floor(count / 4) * 16;
    const advance = (by: number) => [increase(position, by), local === position ? [] : increase(local, by)];
    const row: Code[] = [];
    if (local !== position) row.push(reset(local));
    const twice = sums.size > 0 ? Math.floor(count / 8) * 32 : 0;
    if (twice > 0) row.push(repeat([body(true), advance(16), body(true, 1), advance(16)], local, twice));
    if (fours > twice) row.push(repeat([body(true), advance(16)], local, fours));
    if (count % 4 > 0) row.push(repeat([body(false), advance(4)], local, count * 4));
    return row;
  };
  if (inRows)
    code.push(
      reset(inColumn),
      repeat([beforeRow, along(columns, inRow), increase(inColumn, 4)], inColumn, rows * 4),
    );
  else code.push(along(columns, position));

  // The body has said by now which constants it needs.
  code.unshift(reset(position), before);

  for (const node of members) {
    if (node.kind !== 'total') continue;
    const [sum, other] = sums.get(node) as readonly [number, number];
    const lane = (i: number) => [getLocal(sum), simd(31), i];
    code.push(
      getLocal(sum),
      getLocal(other),
      simd(228),
      setLocal(sum),
      constant(0),
      lane(0),
      lane(1),
      0x92,
      lane(2),
      lane(3),
      0x92,
      0x92,
      node.divisor === 1 ? [] : [loadFloat(lookupFor({ value: node.divisor })), 0x95],
      0x38,
      memoryAt(addressOf(node)),
    );
  }
  return { code, pointers, vectors };
};

/** Kernels that report whether they met something that they cannot do. */
export const reporting: ReadonlySet<string> = new Set(['gather', 'checkIndex']);
/** The local of the plan that holds such reports. */
export const reports = 0;

/** The calls of kernels that write one node. */
export const emitCalls = (
  node: CallNode,
  { addressOf, lookupOf, lookupFor, functionOf }: Surroundings,
): Code => {
  const address = (of: Node, offset: number): Code => {
    const lookup = lookupOf(of);
    if (lookup === undefined) return constant(addressOf(of) + offset);
    return [loadNumber(lookup), offset === 0 ? [] : [constant(offset), 0x6a]];
  };
  const code: Code[] = [];
  for (const [i, { kernel, args }] of node.invocations.entries()) {
    if (reporting.has(kernel)) code.push(getLocal(reports));
    for (const [j, argument] of args.entries()) {
      if (typeof argument === 'number') code.push(constant(argument));
      else if ('float' in argument) code.push(loadFloat(lookupFor({ of: node, at: [i, j] })));
      else if ('lookedUp' in argument) code.push(loadNumber(lookupFor({ of: node, at: [i, j] })));
      else code.push(address(argument.at === 'out' ? node : argument.at, argument.offset));
    }
    code.push(0x10, unsigned(functionOf(kernel, args)));
    // What follows a check relies on it: the plan ends there.
    if (kernel === 'checkIndex') code.push(0x72, 0x04, 0x40, constant(1), 0x0f, 0x0b);
    else if (reporting.has(kernel)) code.push(0x72, setLocal(reports));
  }
  return code;
};

/** Copies bytes from one address to another. */
export const emitCopy = (from: number, to: number, bytes: number): Code => [
  constant(to),
  constant(from),
  constant(bytes),
  0xfc,
  10,
  0,
  0,
];
