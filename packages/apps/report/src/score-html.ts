import { toHtml } from './formats/html.js';
import type { Markup } from './markup.js';
import { bothTests, scoreTable } from './score-table.js';
import type { Scores } from './scores.js';

/**
 * A table of scores with the marks of both tests, on a page that has named its dataset or metric.
 *
 * @param said What the page has said of marks already; it is not repeated.
 */
export function scoreHtml(scores: Scores, said = ''): Markup {
  const table = scoreTable(scores, bothTests);
  return toHtml(
    { ...table, notes: table.notes.filter((note) => note !== said) },
    `${captions[scores.labels]}: mean ± standard deviation over folds and seeds, best in bold`,
  );
}

const captions = { all: 'All labels', head: 'Head labels', tail: 'Tail labels' } as const;
