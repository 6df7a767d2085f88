import type { Method } from '@ildl/interface';
import { controlChecks } from './method/control-checks.js';
import { eventChecks } from './method/event-checks.js';
import { fileChecks } from './method/file-checks.js';
import { learningChecks } from './method/learning-checks.js';
import { memoryChecks } from './method/memory-checks.js';
import { type MethodSubject, methodSubject } from './method/method-subject.js';
import { predictionChecks } from './method/prediction-checks.js';
import { refusalChecks } from './method/refusal-checks.js';
import { seedChecks } from './method/seed-checks.js';
import { survivalChecks } from './method/survival-checks.js';
import type { CheckOptions, Report } from './report.js';
import { type Checks, runChecks } from './run-checks.js';

const checks: Checks<MethodSubject> = {
  ...predictionChecks,
  ...seedChecks,
  ...memoryChecks,
  ...eventChecks,
  ...refusalChecks,
  ...controlChecks,
  ...fileChecks,
  ...survivalChecks,
  ...learningChecks,
};

/**
 * Checks that a method keeps the contract of `Method`, on generated problems of 6 standardised features and 2 or 4
 * labels. All but the last check train for a few epochs only.
 * @returns a report; a method that fails, or throws, does not make this throw
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const checkMethod = (method: Method, options: CheckOptions = {}): Promise<Report> =>
  runChecks(method.name, checks, () => methodSubject(method, 1), options);
