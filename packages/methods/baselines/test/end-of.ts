import type { Batch, FitEvent, Method } from '@ildl/interface';
import { collect, rngFrom } from '@ildl/trainer';

/** The last event of a whole fit. */
export const endOf = async (method: Method, train: Batch): Promise<FitEvent | undefined> => {
  const { events, predictor } = await collect(method.fit({ train, rng: rngFrom(0) }));
  predictor.dispose();
  return events.at(-1);
};
