import type { DenseMatrix, Matrix } from '@ildl/interface';

/** Features and label distributions that passed `checkDataset`. */
export interface Dataset {
  readonly name: string;
  /** [rows, features] */
  readonly features: Matrix;
  /** Description degrees [rows, labels], float64: not negative, each row sums to 1 within 1e-4. */
  readonly labels: DenseMatrix;
  /** One name a label, in column order. */
  readonly labelNames?: readonly string[];
  /** Of the shapes and values: equal for equal data, whatever file they came from (see `hashDataset`). */
  readonly sha256: string;
  /** Rows whose degrees `normalize: true` divided by their sum; absent where nothing was repaired. */
  readonly normalizedRows?: number;
  /** The largest |sum − 1| of these rows before. */
  readonly largestCorrection?: number;
  /**
   * Sentences on what is odd: rows with the features of another, labels without mass, matrices that look transposed, columns of
   * a .csv that were left out. Absent where nothing is.
   */
  readonly notes?: readonly string[];
  /** A sentence, where the shape is none of those in the manifest. */
  readonly shapeNote?: string;
}
