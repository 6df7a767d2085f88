import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Parts of the system that some tests need, each by its programs. @type {Record<string, string[]>} */
const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  latex: ['pdflatex', 'tectonic'],
  slurm: ['sbatch'],
};

/**
 * The first program of a part of the system that is on the path.
 * @param {string} part
 * @returns {string | undefined}
 */
export const findProgram = (part) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => (programs[part] ?? []).map((name) => join(folder, name)))
    .find((file) => existsSync(file));
