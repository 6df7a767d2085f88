import type { Manifest } from '../workspace.mjs';

/** Production dependencies of others that a package may have; those of this workspace do not count. */
const mostDependencies = 10;

/**
 * What is wrong with a package, one sentence each.
 * @param contents the files in its tarball
 * @param own the names of the packages of the workspace
 */
export const packageProblems = (
  manifest: Manifest,
  contents: readonly string[],
  own: ReadonlySet<string>,
): string[] => {
  const others = Object.keys(manifest.dependencies ?? {}).filter((name) => !own.has(name));
  const installScripts = ['preinstall', 'install', 'postinstall'].filter((name) => manifest.scripts?.[name]);
  return [
    ...['LICENSE', 'README.md']
      .filter((file) => !contents.includes(file))
      .map((file) => `It packs no ${file}.`),
    ...contents
      .filter((file) => /^(src|test)\/|\.test\./.test(file))
      .map((file) => `It packs ${file}, which nobody needs who installs it.`),
    ...(manifest.description ? [] : ['Its package.json has no description.']),
    ...installScripts.map(
      (name) => `Its package.json has the script ${name}: nothing may run when it is installed.`,
    ),
    ...(others.length > mostDependencies
      ? [
          `It has ${others.length} production dependencies, more than ${mostDependencies}: ${others.join(', ')}.`,
        ]
      : []),
  ];
};
