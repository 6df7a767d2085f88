import type * as tf from '@tensorflow/tfjs';
import { type ElementwiseOp, type Graph, sizeOf, type Traced } from '../graph/graph.js';
import { elementwise } from './operands.js';
import type { OpCall, Rule, Rules } from './rule.js';

/** Formulas over tensors and JavaScript numbers. */
export const formulas = (graph: Graph) => {
  type Term = Traced | number;
  const traced = (term: Term): Traced =>
    typeof term === 'number'
      ? { node: graph.constant(term), shape: [], dtype: 'float32' }
      : toFloat32(graph, term);
  const of =
    (op: ElementwiseOp) =>
    (...terms: Term[]): Traced =>
      elementwise(graph, op, terms.map(traced));
  const truth =
    (op: ElementwiseOp) =>
    (...terms: Term[]): Traced => ({ ...of(op)(...terms), dtype: 'bool' });
  return {
    add: of('add'),
    sub: of('subtract'),
    mul: of('multiply'),
    div: of('divide'),
    min: of('minimum'),
    max: of('maximum'),
    pow: of('pow'),
    neg: of('negate'),
    abs: of('absolute'),
    sqrt: of('squareRoot'),
    floor: of('floor'),
    exp: of('exp'),
    log: of('log'),
    log1p: of('log1p'),
    expm1: of('expm1'),
    tanh: of('tanh'),
    erf: of('erf'),
    sin: of('sin'),
    cos: of('cos'),
    ceil: of('ceil'),
    round: of('round'),
    select: of('select'),
    equal: truth('equal'),
    notEqual: truth('notEqual'),
    less: truth('less'),
    lessEqual: truth('lessEqual'),
  };
};

/** The tensor with its elements stored as float32. */
const toFloat32 = (graph: Graph, traced: Traced): Traced =>
  traced.node.storage === 'f32'
    ? traced
    : { ...elementwise(graph, 'convert', [traced]), dtype: traced.dtype };

/** The tensor with its elements stored as int32. */
export const toInt32 = (graph: Graph, traced: Traced): Traced =>
  traced.node.storage === 'i32' ? traced : elementwise(graph, 'truncate', [traced], 'i32', 'int32');

type F = ReturnType<typeof formulas>;

const cast: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const dtype = attrs.dtype as tf.DataType;
  if (dtype === 'float32') return { ...toFloat32(graph, x), dtype };
  if (dtype === 'bool') return x.dtype === 'bool' ? x : formulas(graph).notEqual(x, 0);
  if (dtype === 'int32') return x.dtype === 'float32' ? toInt32(graph, x) : { ...x, dtype };
  return undefined;
};

/** float32 only: int32 arithmetic is exact, and left to the host. */
const isFloat = ({ dtype }: Traced) => dtype === 'float32';

const unary =
  (formula: (f: F, x: Traced, attrs: Readonly<Record<string, unknown>>) => Traced): Rule =>
  (graph, { input, attrs }) => {
    const x = input('x');
    return isFloat(x) ? formula(formulas(graph), x, attrs) : undefined;
  };

const binary =
  (formula: (f: F, a: Traced, b: Traced) => Traced): Rule =>
  (graph, { input }) => {
    const [a, b] = [input('a'), input('b')];
    return isFloat(a) && isFloat(b) ? formula(formulas(graph), a, b) : undefined;
  };

/** A comparison; int32 operands are compared as int32. */
const comparison =
  (op: 'equal' | 'notEqual' | 'less' | 'lessEqual', swapped = false): Rule =>
  (graph, { input }) => {
    const [a, b] = swapped ? [input('b'), input('a')] : [input('a'), input('b')];
    if (a.node.storage === 'f32' || b.node.storage === 'f32') return formulas(graph)[op](a, b);
    const compareInt32 = (name: 'equalInt32' | 'lessInt32', x: Traced, y: Traced) =>
      elementwise(graph, name, [x, y], 'f32', 'bool');
    const negated = (x: Traced): Traced => ({ ...formulas(graph).sub(1, x), dtype: 'bool' });
    if (op === 'equal') return compareInt32('equalInt32', a, b);
    if (op === 'notEqual') return negated(compareInt32('equalInt32', a, b));
    return op === 'less' ? compareInt32('lessInt32', a, b) : negated(compareInt32('lessInt32', b, a));
  };

/** Booleans are 0 and 1. */
const logical =
  (formula: (f: F, a: Traced, b: Traced) => Traced): Rule =>
  (graph, { input }) => ({ ...formula(formulas(graph), input('a'), input('b')), dtype: 'bool' });

const select: Rule = (graph, { input }) => {
  const [condition, t, e] = [input('condition'), input('t'), input('e')];
  if (!isFloat(t) || !isFloat(e)) return undefined;
  return formulas(graph).select(condition, t, e);
};

const sigmoid = (f: F, x: Traced) => f.div(1, f.add(1, f.exp(f.neg(x))));
const step = (f: F, x: Traced, alpha: number) => {
  // What relu gives is the same, and there already where this is its gradient; and it is 0 where x is not positive.
  const positive = f.max(x, 0);
  const rest = alpha === 0 ? positive : f.select(f.lessEqual(x, 0), alpha, x);
  return f.select(f.less(0, positive), 1, rest);
};
const leaky = (f: F, x: Traced, alpha: Traced | number) => f.select(f.less(x, 0), f.mul(alpha, x), x);
const softplus = (f: F, x: Traced) => f.add(f.max(x, 0), f.log1p(f.exp(f.neg(f.abs(x)))));
const elu = (f: F, x: Traced) => f.select(f.less(x, 0), f.expm1(f.min(x, 0)), x);
const seluAlpha = 1.7580993408473768;
const seluScale = 1.0507009873554805;

/** The functions by which `tf.fused` ops end. */
export const activations: Readonly<Record<string, (f: F, x: Traced, call: OpCall) => Traced | undefined>> = {
  linear: (_, x) => x,
  relu: (f, x) => f.max(x, 0),
  relu6: (f, x) => f.min(f.max(x, 0), 6),
  elu,
  sigmoid,
  leakyrelu: (f, x, { attrs }) => leaky(f, x, attrs.leakyreluAlpha as number),
  prelu: (f, x, { optional }) => {
    const alpha = optional('preluActivationWeights');
    return alpha && leaky(f, x, alpha);
  },
};

const batchNorm: Rule = (graph, { input, optional, attrs }) => {
  const f = formulas(graph);
  const [x, mean, variance] = [input('x'), input('mean'), input('variance')];
  const scale = optional('scale');
  const shift = optional('offset');
  const deviation = f.sqrt(f.add(variance, (attrs.varianceEpsilon as number | undefined) ?? 0.001));
  const factor = scale ? f.div(scale, deviation) : f.div(1, deviation);
  const scaled = f.mul(f.sub(x, mean), factor);
  return shift ? f.add(scaled, shift) : scaled;
};

/** Every float32 input added up, from the first on. */
const addN: Rule = (graph, { list }) =>
  list.every(isFloat) ? list.reduce((sum, one) => formulas(graph).add(sum, one)) : undefined;

const modulo = (f: F, a: Traced, b: Traced) => {
  const rest = f.sub(a, f.mul(b, truncated(f, f.div(a, b))));
  const otherSign = f.less(f.mul(a, b), 0);
  return f.select(f.mul(otherSign, f.notEqual(rest, 0)), f.add(rest, b), rest);
};
const truncated = (f: F, x: Traced) => f.select(f.less(x, 0), f.neg(f.floor(f.neg(x))), f.floor(x));

export const elementwiseRules: Rules = {
  Cast: cast,
  Add: binary((f, a, b) => f.add(a, b)),
  AddV2: binary((f, a, b) => f.add(a, b)),
  Sub: binary((f, a, b) => f.sub(a, b)),
  Multiply: binary((f, a, b) => f.mul(a, b)),
  RealDiv: binary((f, a, b) => f.div(a, b)),
  FloorDiv: binary((f, a, b) => f.floor(f.div(a, b))),
  Maximum: binary((f, a, b) => f.max(a, b)),
  Minimum: binary((f, a, b) => f.min(a, b)),
  Mod: binary(modulo),
  Pow: binary((f, a, b) => f.pow(a, b)),
  SquaredDifference: binary((f, a, b) => {
    const difference = f.sub(a, b);
    return f.mul(difference, difference);
  }),
  AddN: addN,
  Equal: comparison('equal'),
  NotEqual: comparison('notEqual'),
  Less: comparison('less'),
  LessEqual: comparison('lessEqual'),
  Greater: comparison('less', true),
  GreaterEqual: comparison('lessEqual', true),
  LogicalAnd: logical((f, a, b) => f.min(a, b)),
  LogicalOr: logical((f, a, b) => f.max(a, b)),
  LogicalNot: (graph, { input }) => ({ ...formulas(graph).sub(1, input('x')), dtype: 'bool' }),
  Select: select,
  Neg: unary((f, x) => f.neg(x)),
  Abs: unary((f, x) => f.abs(x)),
  Sqrt: unary((f, x) => f.sqrt(x)),
  Rsqrt: unary((f, x) => f.div(1, f.sqrt(x))),
  Reciprocal: unary((f, x) => f.div(1, x)),
  Square: unary((f, x) => f.mul(x, x)),
  Exp: unary((f, x) => f.exp(x)),
  Expm1: unary((f, x) => f.expm1(x)),
  Log: unary((f, x) => f.log(x)),
  Log1p: unary((f, x) => f.log1p(x)),
  Tanh: unary((f, x) => f.tanh(x)),
  Erf: unary((f, x) => f.erf(x)),
  Sin: unary((f, x) => f.sin(x)),
  Cos: unary((f, x) => f.cos(x)),
  Tan: unary((f, x) => f.div(f.sin(x), f.cos(x))),
  Sinh: unary((f, x) => {
    const e = f.expm1(x);
    return f.mul(0.5, f.add(e, f.div(e, f.add(e, 1))));
  }),
  Cosh: unary((f, x) => {
    const e = f.exp(x);
    return f.mul(0.5, f.add(e, f.div(1, e)));
  }),
  Floor: unary((f, x) => f.floor(x)),
  Ceil: unary((f, x) => f.ceil(x)),
  Round: unary((f, x) => f.round(x)),
  Sign: unary((f, x) => f.select(f.less(x, 0), -1, f.select(f.less(0, x), 1, f.mul(x, 0)))),
  Step: unary((f, x, attrs) => step(f, x, attrs.alpha as number)),
  Relu: unary((f, x) => f.max(x, 0)),
  Relu6: unary((f, x) => f.min(f.max(x, 0), 6)),
  LeakyRelu: unary((f, x, attrs) => leaky(f, x, attrs.alpha as number)),
  Prelu: (graph, { input }) => leaky(formulas(graph), input('x'), input('alpha')),
  Elu: unary(elu),
  EluGrad: (graph, { input }) => {
    const [f, dy, y] = [formulas(graph), input('dy'), input('y')];
    return f.select(f.less(y, 0), f.mul(dy, f.add(y, 1)), dy);
  },
  Selu: unary((f, x) => f.select(f.less(x, 0), f.mul(seluAlpha, f.expm1(f.min(x, 0))), f.mul(seluScale, x))),
  Sigmoid: unary(sigmoid),
  Softplus: unary(softplus),
  ClipByValue: unary((f, x, attrs) =>
    f.min(f.max(x, attrs.clipValueMin as number), attrs.clipValueMax as number),
  ),
  IsNan: unary((f, x) => f.notEqual(x, x)),
  IsInf: unary((f, x) => f.equal(f.abs(x), Number.POSITIVE_INFINITY)),
  IsFinite: unary((f, x) => f.less(f.abs(x), Number.POSITIVE_INFINITY)),
  FusedBatchNorm: batchNorm,
};

/** Whether the array is one number, or stands for one repeated. */
export const isSingle = ({ node }: Traced): boolean =>
  node.size === 1 && !(node.kind === 'call' && node.rows);
export const elements = ({ shape }: Traced): number => sizeOf(shape);
