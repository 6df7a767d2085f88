import type {
  Access,
  Argument,
  CallNode,
  ConstantNode,
  ElementwiseNode,
  ElementwiseOp,
  Node,
  ReduceSumNode,
} from '../graph/graph.js';
import type { Group } from '../schedule/fuse.js';
import {
  type Code,
  callOf,
  emptyBlock,
  getLocal,
  i32Const,
  memoryAt,
  setLocal,
  wasm,
} from './wasm-encoding.js';

/**
 * A relocated operand. A bare value is the same in every step of the structure; that of a constant, or of an argument of
 * a call, may differ from step to step.
 */
export type Relocated =
  | { readonly value: number }
  | { readonly of: ConstantNode }
  | { readonly of: CallNode; readonly at: readonly [invocation: number, argument: number] };

/** What the emitter knows of the plan. */
export interface Surroundings {
  readonly addressOf: (node: Node) => number;
  /** The entry of the constant table that holds the address of a captured tensor. */
  readonly entryOf: (node: Node) => number | undefined;
  /** The entry of the constant table for a relocated operand. */
  readonly entryFor: (operand: Relocated) => number;
  /** Whether a node is read outside of its group, and so stored. */
  readonly isStored: (node: Node) => boolean;
  /** The index of an imported vector function or kernel. */
  readonly functionOf: (name: string, call?: readonly Argument[]) => number;
}

const firstLane: Code = [wasm['v128.const'], 255, 255, 255, 255, ...Array<number>(12).fill(0)];
const and = wasm['v128.and'];

/** Comparisons give lane masks. */
const comparisons: Partial<Record<ElementwiseOp, Code>> = {
  equal: wasm['f32x4.eq'],
  notEqual: wasm['f32x4.ne'],
  less: wasm['f32x4.lt'],
  lessEqual: wasm['f32x4.le'],
  equalInt32: wasm['i32x4.eq'],
  lessInt32: wasm['i32x4.lt_s'],
};

/** Vector instructions of elementwise ops; the others are vector functions of the runtime. */
const instructions: Partial<Record<ElementwiseOp, Code>> = {
  copy: [],
  negate: wasm['f32x4.neg'],
  absolute: wasm['f32x4.abs'],
  squareRoot: wasm['f32x4.sqrt'],
  ceil: wasm['f32x4.ceil'],
  floor: wasm['f32x4.floor'],
  round: wasm['f32x4.nearest'],
  add: wasm['f32x4.add'],
  subtract: wasm['f32x4.sub'],
  multiply: wasm['f32x4.mul'],
  divide: wasm['f32x4.div'],
  minimum: wasm['f32x4.min'],
  maximum: wasm['f32x4.max'],
  truncate: wasm['i32x4.trunc_sat_f32x4_s'],
  convert: wasm['f32x4.convert_i32x4_s'],
};

/** The faster extremes where one operand is known not to be NaN: they give the first operand where that is NaN. */
const extremesOfNumber: Partial<Record<ElementwiseOp, Code>> = {
  minimum: wasm['f32x4.pmin'],
  maximum: wasm['f32x4.pmax'],
};

/** Locals of a loop: byte offsets into the arrays, the row, the column. */
const [position, inRow, inColumn, firstPointer] = [0, 1, 2, 3] as const;

const increase = (local: number, by: number): Code => [
  getLocal(local),
  i32Const(by),
  wasm['i32.add'],
  setLocal(local),
];
const reset = (local: number): Code => [i32Const(0), setLocal(local)];
/** Repeats while the local is below `end`; runs at least once. */
const repeat = (body: Code, local: number, end: number): Code => [
  wasm.loop,
  emptyBlock,
  body,
  getLocal(local),
  i32Const(end),
  wasm['i32.lt_u'],
  wasm.br_if,
  0,
  wasm.end,
];
/** The int32 at an address. */
const loadInt32 = (address: number): Code => [i32Const(address), wasm['i32.load'], memoryAt(0)];
/** The float32 at an address. */
const loadFloat32 = (address: number): Code => [i32Const(address), wasm['f32.load'], memoryAt(0)];

const pairs = (group: Group) =>
  group.members.flatMap((node) =>
    node.inputs.map((input, i) => ({
      input,
      access: node.kind === 'elementwise' ? (node.access[i] as Access) : ('dense' as const),
    })),
  );

/** Whether a node is a constant that is not NaN. */
const isNumber = (node: Node): boolean => node.kind === 'constant' && !Number.isNaN(node.value);

/** The code and the locals of a loop over elements. */
export const emitLoop = (
  group: Group,
  { addressOf, entryOf, entryFor, isStored, functionOf }: Surroundings,
): { readonly code: Code; readonly pointers: number; readonly vectors: number } => {
  const members = group.members as readonly (ElementwiseNode | ReduceSumNode)[];
  const own = new Set<Node>(members);
  const tables = [
    ...new Set(
      pairs(group)
        .filter(({ access }) => access === 'byRow')
        .map(({ input }) => input),
    ),
  ];
  const captured = [
    ...new Set(pairs(group).flatMap(({ input }) => (entryOf(input) === undefined ? [] : [input]))),
  ];
  const pointerOf = new Map([...tables, ...captured].map((node, i) => [node, firstPointer + i]));
  const pointers = firstPointer + pointerOf.size;
  const firstVector = pointers;
  let vectors = 0;
  const newVector = () => firstVector + vectors++;

  const [rows, columns] = group.split ?? [1, group.over];
  const inRows = group.split !== undefined;
  // Two accumulators each, so that an addition need not wait for the one before.
  const sums = new Map<Node, readonly [number, number]>();
  for (const node of members) if (node.kind === 'reduceSum') sums.set(node, [newVector(), newVector()]);

  // Loop invariants are hoisted: out of all loops, or out of the loop over a row.
  const before: Code[] = [];
  const beforeRow: Code[] = [];
  const loaded = new Map<string, number>();
  const key = (node: Node, how: Access) => `${node.id} ${how}`;
  /** Constants are relocated operands, loaded once into locals. */
  const constants = new Map<string, number>();
  const constantLocal = (value: number, of?: ConstantNode): Code => {
    const key = `${Object.is(value, -0) ? '-0' : value}`;
    let local = constants.get(key);
    if (local === undefined) {
      local = newVector();
      constants.set(key, local);
      const address = entryFor(of ? { of } : { value });
      before.push(i32Const(address), wasm['v128.load32_splat'], memoryAt(0), setLocal(local));
    }
    return getLocal(local);
  };
  /** A memory instruction on a node, at the offset in a local. */
  const access = (node: Node, local: number | undefined, instruction: Code): Code => {
    const index = local === undefined ? i32Const(0) : getLocal(local);
    if (!captured.includes(node)) return [index, instruction, memoryAt(addressOf(node))];
    return [index, getLocal(pointerOf.get(node) as number), wasm['i32.add'], instruction, memoryAt(0)];
  };
  for (const node of captured)
    before.push(loadInt32(entryOf(node) as number), setLocal(pointerOf.get(node) as number));
  for (const { input, access: how } of pairs(group)) {
    if (own.has(input) || loaded.has(key(input, how))) continue;
    if (how === 'scalar' && input.kind !== 'constant') {
      const local = newVector();
      loaded.set(key(input, how), local);
      before.push(access(input, undefined, wasm['v128.load32_splat']), setLocal(local));
    } else if (how === 'column') {
      const local = newVector();
      loaded.set(key(input, how), local);
      beforeRow.push(access(input, inColumn, wasm['v128.load32_splat']), setLocal(local));
    }
  }
  for (const [node, local] of pointerOf)
    if (tables.includes(node) && node.kind === 'call' && node.rows)
      beforeRow.push(
        getLocal(inColumn),
        wasm['i32.load'],
        memoryAt(addressOf(node.rows.table)),
        setLocal(local),
      );

  /** The loop body for four elements, or for one; sums go into one of their two accumulators. */
  const body = (four: boolean, into: 0 | 1 = 0): Code => {
    const code: Code[] = [];
    const load = four ? wasm['v128.load'] : wasm['v128.load32_zero'];
    const here = new Map<string, number>();
    const results = new Map<Node, number>();
    const read = (input: Node, how: Access): Code => {
      const result = results.get(input);
      if (result !== undefined) return getLocal(result);
      if (input.kind === 'constant') return constantLocal(input.value, input);
      const known = loaded.get(key(input, how)) ?? here.get(key(input, how));
      if (known !== undefined) return getLocal(known);
      const local = newVector();
      here.set(key(input, how), local);
      if (how === 'byRow')
        code.push(
          getLocal(pointerOf.get(input) as number),
          getLocal(inRow),
          wasm['i32.add'],
          load,
          memoryAt(0),
        );
      else code.push(access(input, how === 'row' ? inRow : position, load));
      code.push(setLocal(local));
      return getLocal(local);
    };
    for (const node of members) {
      if (node.kind === 'reduceSum') {
        const sum = sums.get(node)?.[into] as number;
        const value = read(node.inputs[0] as Node, 'dense');
        code.push(getLocal(sum), value, four ? [] : [firstLane, and], wasm['f32x4.add'], setLocal(sum));
        continue;
      }
      const operands = node.inputs.map((input, i) => read(input, node.access[i] as Access));
      const comparison = comparisons[node.op];
      const [first, second] = node.inputs as readonly [Node, Node];
      const extreme = extremesOfNumber[node.op];
      if (node.op === 'select') {
        const [condition, yes, no] = operands as [Code, Code, Code];
        code.push(yes, no, condition, constantLocal(0), wasm['f32x4.ne'], wasm['v128.bitselect']);
      } else if (comparison) {
        code.push(operands, comparison, constantLocal(1), and);
      } else if (extreme && isNumber(second)) {
        code.push(operands[0] as Code, operands[1] as Code, extreme);
      } else if (extreme && isNumber(first)) {
        code.push(operands[1] as Code, operands[0] as Code, extreme);
      } else {
        const instruction = instructions[node.op] ?? callOf(functionOf(node.op));
        code.push(operands, instruction);
      }
      const local = newVector();
      results.set(node, local);
      code.push(setLocal(local));
      if (isStored(node))
        code.push(
          getLocal(position),
          getLocal(local),
          four ? wasm['v128.store'] : wasm['v128.store32_lane'],
          memoryAt(addressOf(node)),
          four ? [] : [0],
        );
    }
    return code;
  };

  const code: Code[] = [];
  /** The loop over a row, or over all: by fours, then one by one. */
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

  // The constants that the body needs are known by now.
  code.unshift(reset(position), before);

  for (const node of members) {
    if (node.kind !== 'reduceSum') continue;
    const [sum, other] = sums.get(node) as readonly [number, number];
    const lane = (i: number) => [getLocal(sum), wasm['f32x4.extract_lane'], i];
    code.push(
      getLocal(sum),
      getLocal(other),
      wasm['f32x4.add'],
      setLocal(sum),
      i32Const(0),
      lane(0),
      lane(1),
      wasm['f32.add'],
      lane(2),
      lane(3),
      wasm['f32.add'],
      wasm['f32.add'],
      node.divisor === 1 ? [] : [loadFloat32(entryFor({ value: node.divisor })), wasm['f32.div']],
      wasm['f32.store'],
      memoryAt(addressOf(node)),
    );
  }
  return { code, pointers, vectors };
};

/** Kernels that return whether an index was out of range. */
export const reporting: ReadonlySet<string> = new Set(['gather', 'checkIndex']);
/** The local that accumulates these results. */
export const reports = 0;

/** The kernel calls of one node. */
export const emitCalls = (
  node: CallNode,
  { addressOf, entryOf, entryFor, functionOf }: Surroundings,
): Code => {
  const address = (of: Node, offset: number): Code => {
    const entry = entryOf(of);
    if (entry === undefined) return i32Const(addressOf(of) + offset);
    return [loadInt32(entry), offset === 0 ? [] : [i32Const(offset), wasm['i32.add']]];
  };
  const code: Code[] = [];
  for (const [i, { kernel, args }] of node.invocations.entries()) {
    if (reporting.has(kernel)) code.push(getLocal(reports));
    for (const [j, argument] of args.entries()) {
      if (typeof argument === 'number') code.push(i32Const(argument));
      else if ('float' in argument) code.push(loadFloat32(entryFor({ of: node, at: [i, j] })));
      else if ('relocated' in argument) code.push(loadInt32(entryFor({ of: node, at: [i, j] })));
      else code.push(address(argument.at === 'out' ? node : argument.at, argument.offset));
    }
    code.push(callOf(functionOf(kernel, args)));
    // What follows relies on the check: return at once.
    if (kernel === 'checkIndex')
      code.push(wasm['i32.or'], wasm.if, emptyBlock, i32Const(1), wasm.return, wasm.end);
    else if (reporting.has(kernel)) code.push(wasm['i32.or'], setLocal(reports));
  }
  return code;
};

/** Copies bytes from one address to another. */
export const emitCopy = (from: number, to: number, bytes: number): Code => [
  i32Const(to),
  i32Const(from),
  i32Const(bytes),
  wasm['memory.copy'],
  0,
  0,
];
