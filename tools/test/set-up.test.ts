import { join } from 'node:path';
import { temporaryFolder } from 'testing/temporary-folder.js';
import { describe, expect, it } from 'vitest';
import { completeLock, platformEntry } from '../../.ci/complete-lock.mjs';
import { isInstalled } from '../set-up.mjs';
import { outcomesIn, outcomesOf } from '../test.mjs';

const lock = (packages: object) => JSON.stringify({ packages });
const wanted = {
  '': {},
  'packages/losses': { version: '0.1.0' },
  'node_modules/@ildl/losses': { link: true },
  'node_modules/nx': { version: '22.7.12' },
  'node_modules/@nx/win32': { version: '22.7.12', optional: true },
};

describe('isInstalled', () => {
  it.each([
    ['nothing', undefined, false],
    ['everything but other platforms', { ...wanted, 'node_modules/@nx/win32': undefined }, true],
    ['another version', { ...wanted, 'node_modules/nx': { version: '22.7.0' } }, false],
    ['a package too few', { ...wanted, 'node_modules/@ildl/losses': undefined }, false],
  ])('looks at what is there: %s', (_, installed, expected) => {
    const folder = temporaryFolder({
      'package-lock.json': lock(wanted),
      ...(installed && { 'node_modules/.package-lock.json': lock(installed) }),
    });
    expect(isInstalled(folder)).toBe(expected);
  });
});

describe('completeLock', () => {
  it('adds the packages of other platforms, and nothing else', () => {
    const complete = {
      packages: {
        'node_modules/a': {
          dev: true,
          optionalDependencies: { '@a/linux-x64-musl': '1.0.0', '@a/b': '1.0.0' },
        },
        'node_modules/@a/b': {},
      },
    };
    expect(completeLock(complete)).toEqual(['@a/linux-x64-musl']);
    expect(Object.keys(complete.packages)).toEqual([
      'node_modules/@a/b',
      'node_modules/@a/linux-x64-musl',
      'node_modules/a',
    ]);
    expect(completeLock(complete)).toEqual([]);
  });

  it('reads the platform from the name', () => {
    expect(platformEntry('@rollup/rollup-linux-arm64-musl', '1.0.0', true)).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(platformEntry('@oxc-parser/binding-win32-x64-msvc', '1.0.0', undefined)).toEqual({
      version: '1.0.0',
      cpu: ['x64'],
      optional: true,
      os: ['win32'],
    });
  });
});

const report = (...files: [file: string, tests: string[]][]) => ({
  testResults: files.map(([status, tests]) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  })),
});

describe('outcomesIn', () => {
  it('counts tests, and a file that did not load as a failure', () => {
    const outcomes = outcomesIn(
      report(['failed', ['passed', 'failed']], ['failed', []], ['passed', ['pending', 'todo']]),
    );
    expect(outcomes).toEqual(['passed', 'failed', 'failed', 'skipped', 'skipped']);
  });
});

describe('outcomesOf', () => {
  const good = JSON.stringify(report(['passed', ['passed']]));

  it.each([
    ['a run that passed', 0, good, ['passed']],
    ['a run that failed beside its tests', 1, good, ['passed', 'failed']],
    ['no report', 0, undefined, ['failed']],
    ['half a report', 1, good.slice(0, 9), ['failed']],
  ])('never takes for passed what did not: %s', (_, code, text, expected) => {
    const folder = temporaryFolder(text === undefined ? {} : { 'report.json': text });
    expect(outcomesOf(code, join(folder, 'report.json'))).toEqual(expected);
  });
});
