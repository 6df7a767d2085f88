/** What `ildl list` lists. */
export const listNames = ['methods', 'datasets', 'metrics'] as const;
export type ListName = (typeof listNames)[number];

/** What `ildl report` makes. */
export const formatNames = ['html', 'markdown', 'latex', 'csv'] as const;
export type FormatName = (typeof formatNames)[number];
