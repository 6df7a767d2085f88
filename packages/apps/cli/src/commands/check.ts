import { loadBackend } from '@ildl/backends';
import { checkMethod } from '@ildl/conformance';
import { methodsOfModule } from '../find-methods.js';
import { backendNamed } from '../run-plan.js';

/** `ildl check`: does every method of a module keep the contract? */
export const check = async (path: string, args: { readonly backend?: string }): Promise<number> => {
  const methods = await methodsOfModule(path);
  await loadBackend(backendNamed(args.backend));
  let wrong = 0;
  for (const { definition } of methods) {
    process.stdout.write(`${definition.id}\n`);
    const { results, passed, failed, skipped } = await checkMethod(definition());
    for (const { check: name, status, reason } of results)
      process.stdout.write(
        `  ${status === 'passed' ? '✓' : status === 'failed' ? '✗' : '–'} ${name}${reason ? `: ${reason}` : ''}\n`,
      );
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    wrong += failed;
  }
  return wrong > 0 ? 1 : 0;
};
