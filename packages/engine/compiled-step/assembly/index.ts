export { copyStrided, fill } from './copies';
export { gemm } from './gemm';
export { checkIndex, gather, oneHot, scatterAdd } from './indexing';
export { cos, erf, exp, expm1, log, log1p, pow, sin, tanh } from './mathematics';
export { argMax, argMin, cumsum, maximum as max, minimum as min, prod, sum } from './reductions';
export { firstFreeByte } from './scratch';
export { logSoftmax, softmax } from './softmax';
export { expandRows, spmm, spmmTransposed, sumOfSquares } from './sparse';
