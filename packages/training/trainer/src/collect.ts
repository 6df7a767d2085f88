import type { FitEvent, Predictor } from '@ildl/interface';

/** Runs a fit to its end and keeps both what it reported and what it returned. */
export const collect = async (
  fit: AsyncGenerator<FitEvent, Predictor>,
  onEvent?: (event: FitEvent) => void | Promise<void>,
): Promise<{ readonly events: readonly FitEvent[]; readonly predictor: Predictor }> => {
  const events: FitEvent[] = [];
  for (;;) {
    const next = await fit.next();
    if (next.done) return { events, predictor: next.value };
    events.push(next.value);
    await onEvent?.(next.value);
  }
};
