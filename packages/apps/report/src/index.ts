export { type CompareOptions, compareReport } from './compare-report.js';
export { csvTable } from './csv-table.js';
export { type HtmlOptions, htmlReport } from './html-report.js';
export { latexTable } from './latex-table.js';
export { markdownTable } from './markdown-table.js';
export type { Publication, PublishedDataset, PublishedScore } from './publication.js';
export type { TableOptions } from './result-tables.js';
export { textTable } from './text-table.js';
