export type AaBpOptions = {
  /** Units of the hidden layer; a whole number from 1, default 64. */
  hidden: number;
  /** Of either optimizer; above 0, default 1e-2. */
  learningRate: number;
  /** Rows a batch; a whole number from 1, default 64; `null` takes all. */
  batchSize: number | null;
  /** Passes over the training rows; a whole number from 1, default 100. */
  epochs: number;
  /** `adam` (default), or plain gradient `descent`, which is what back-propagation was first. The paper tells neither. */
  optimizer: 'adam' | 'descent';
};
