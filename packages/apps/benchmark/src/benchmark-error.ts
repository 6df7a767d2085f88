/** `ILDL_OUTPUT`: the result folder cannot be used. `ILDL_RESULT`: a result file is damaged. `ILDL_PLAN`: a benchmark
 * that cannot be run as asked. `ILDL_METHOD`: a module without the method. `ILDL_WORKER`: a worker process died. */
export type BenchmarkErrorCode = 'ILDL_OUTPUT' | 'ILDL_RESULT' | 'ILDL_PLAN' | 'ILDL_METHOD' | 'ILDL_WORKER';

/** One sentence for people and a code for programs. */
export class BenchmarkError extends Error {
  override readonly name = 'BenchmarkError';
  constructor(
    readonly code: BenchmarkErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
