import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { backendNames } from '@ildl/backends';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { engineNames, formatNames, listNames } from './choices.js';
import { parseSampling } from './parse-sampling.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || text.trim() === '')
    throw new InvalidArgumentError(`Give a whole number from ${least}.`);
  return value;
};
const append = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const names = (text: string): string[] => text.split(',').map((name) => name.trim());
const metricsHelp =
  'names (see `ildl list metrics`) or paths of modules of metrics, in the order of the columns';
const seeds = (text: string): number[] => {
  const values = text.split(',').map(wholeNumber(0));
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`The seed ${twice} is given twice.`);
  return values;
};

const training = (command: Command): Command =>
  command
    .option('--normalize', 'divide rows of labels that do not add up to 1 by their sum')
    .option(
      '--set <key=value>',
      'an option of the methods that have it, or method.key=value; repeatable',
      append,
    )
    .addOption(new Option('--backend <name>', `${backendNames.join(', ')}; by default the first that loads`))
    .addOption(
      new Option(
        '--engine <engine>',
        'compiled steps with fused multiply-add or without, which differ in last bits; by default what the processor can',
      ).choices(engineNames),
    );
const working = (command: Command): Command =>
  command
    .option('--workers <n>', 'cells at a time', wholeNumber(1), availableParallelism())
    .option('--cell-timeout <seconds>', 'a cell that reports nothing for so long fails', wholeNumber(1), 600);
const common = (command: Command): Command =>
  training(
    command
      .option(
        '-d, --dataset <name=path>',
        'artificial (the default), or a name and its file (.mat, .npz, .csv); repeatable',
        append,
      )
      .option('--manifest <file>', 'a JSON manifest of a dataset of yours; repeatable', append)
      .option('--sampling <a,b,c,d>', 'values of the imbalance sampling protocol', parseSampling),
  );
const benchmark = (command: Command): Command =>
  working(command)
    .option('--folds <n>', 'folds of the cross-validation', wholeNumber(2), 10)
    .option('--seed <n,n,...>', 'seeds of folds, initial values and batches', seeds, [0])
    .addOption(
      new Option('--validation <rows>', 'where validation rows are drawn from')
        .choices(['sampled', 'unsampled'])
        .default('sampled'),
    )
    .option(
      '--tune <budget>',
      'choose options on validation rows: how many option sets every cell tries, the same for every method',
      wholeNumber(1),
    )
    .option('--metrics <metric,metric>', metricsHelp, names)
    .option('-o, --out <folder>', 'folder of the results', 'runs')
    .option('--fresh', 'begin a new plan in a folder that has one')
    .option('--json', 'print one JSON document on standard output');
const protocol = (byDefault: string) =>
  new Option('--protocol <protocol>', 'sampled: imbalance sampling of the training rows; full: all of them')
    .choices(['sampled', 'full'])
    .default(byDefault);

const program = (finish: (code: number) => void): Command => {
  const ildl = new Command('ildl')
    .description(
      'Imbalanced label distribution learning: run methods on datasets, and compare them honestly.',
    )
    .version(version)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });

  benchmark(common(ildl.command('run')))
    .description('run methods on every fold of datasets; writes results and a report, skips what is finished')
    .argument('<methods...>', 'ids (see `ildl list methods`) or paths of modules')
    .addOption(protocol('sampled'))
    .action(async (methods, options) =>
      finish(await (await import('./commands/run.js')).run(methods, options)),
    );

  const comparison = (command: Command): Command =>
    command.option('--only <method,method>', 'ids or paths of modules, instead of the methods of the preset');
  benchmark(comparison(training(ildl.command('compare'))))
    .description(
      'run the methods of a preset on the datasets of a folder; writes results, one report and tables',
    )
    .argument('[methods...]', 'ids, or paths of modules, of methods that join them')
    .requiredOption('--data <folder>', 'folder with the files of the datasets (see `ildl list datasets`)')
    .option('--preset <name>', 'what is compared', 'paper')
    .action(async (methods, options) =>
      finish(await (await import('./commands/compare.js')).compare(methods, options)),
    );

  benchmark(comparison(common(ildl.command('plan'))))
    .description('write down what is to run, for `ildl work` on any number of machines that share the folder')
    .argument('[methods...]', 'as for `ildl run`; with --data, as for `ildl compare`')
    .addOption(protocol('sampled'))
    .option('--data <folder>', 'plan a comparison: folder with the files of the datasets')
    .option('--preset <name>', 'what is compared', 'paper')
    .action(async (methods, options) =>
      finish(await (await import('./commands/plan.js')).plan(methods, options)),
    );

  working(ildl.command('work'))
    .description('run what is not finished of the plan of a folder; several may work on one folder')
    .argument('<folder>', 'what `ildl plan`, `run` or `compare` wrote')
    .action(async (folder, options) =>
      finish(await (await import('./commands/work.js')).work(folder, options)),
    );

  ildl
    .command('status')
    .description('say how far the plan of a folder is')
    .argument('<folder>', 'what `ildl plan`, `run` or `compare` wrote')
    .option('--json', 'print one JSON document')
    .action(async (folder, options) =>
      finish(await (await import('./commands/status.js')).status(folder, options)),
    );

  ildl
    .command('report')
    .description('make the report of a folder: a page in it, or tables on standard output')
    .argument('<folder>', 'what `ildl run` wrote')
    .addOption(new Option('--format <format>', 'of the report').choices(formatNames).default('html'))
    .option('--reference <method>', 'the method that others are compared to; amema where it ran')
    .option('--metrics <metric,metric>', metricsHelp, names)
    .option(
      '-o, --out <file>',
      'by default report.html or compare.html in the folder, and standard output for tables',
    )
    .action(async (folder, options) =>
      finish(await (await import('./commands/report.js')).report(folder, options)),
    );

  ildl
    .command('list')
    .description(`list ${listNames.join(', ')}`)
    .addArgument(ildl.createArgument('<what>', 'what to list').choices(listNames))
    .action(async (what) => finish((await import('./commands/list.js')).list(what)));

  ildl
    .command('check')
    .description('check that the methods of a module keep the contract of the trainer interface')
    .argument('<module>', 'path of a module')
    .option('--backend <name>', `${backendNames.join(', ')}; by default the first that loads`)
    .action(async (module, options) =>
      finish(await (await import('./commands/check.js')).check(module, options)),
    );

  common(ildl.command('fit'))
    .description('train one method on all rows of one dataset; writes one model file')
    .argument('<method>', 'an id or the path of a module')
    .addOption(protocol('full'))
    .option('--seed <n>', 'seed of initial values, batches and validation rows', wholeNumber(0), 0)
    .option('-o, --out <file>', 'the model file', 'model.ildl')
    .action(async (method, options) =>
      finish(await (await import('./commands/fit.js')).fit(method, options)),
    );

  ildl
    .command('predict')
    .description('predict label distributions with a model file; writes CSV')
    .argument('<model>', 'what `ildl fit` wrote')
    .argument('<rows>', 'features (.csv, .npy, .npz, .mat)')
    .option('--features <variable>', 'the variable of the features in a .mat or .npz file')
    .option('--module <path>', 'the module of a method that is not built in')
    .option('--backend <name>', `${backendNames.join(', ')}; by default the first that loads`)
    .option('-o, --out <file>', 'by default standard output')
    .action(async (model, rows, options) =>
      finish(await (await import('./commands/predict.js')).predict(model, rows, options)),
    );

  return ildl;
};

/** Errors of a command line that cannot be meant so: ours, and a reference without results. */
const usageCodes = ['ILDL_USAGE', 'ILDL_REFERENCE'];

/** One sentence, whatever was thrown. */
const sentenceOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
};

/**
 * Runs a command line.
 * @returns the exit code: 0 for success, 1 where something failed, 2 for a command line that cannot be meant so
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  let code = 0;
  try {
    await program((finished) => {
      code = finished;
    }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code: kind, cause } = error as { code?: string; cause?: unknown };
    const usage = error instanceof CommanderError || usageCodes.includes(kind ?? '');
    const help = error instanceof CommanderError && error.code === 'commander.help';
    process.stderr.write(
      help ? 'Name a command; `ildl --help` lists them.\n' : `ildl: ${sentenceOf(error)}\n`,
    );
    // As a shell says that a signal ended it.
    if (kind === 'ILDL_STOPPED') return 128 + Number(cause);
    return usage ? 2 : 1;
  }
};
