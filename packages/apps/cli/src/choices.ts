/** What `ildl list` lists. */
export const listNames = ['methods', 'datasets', 'metrics'] as const;
export type ListName = (typeof listNames)[number];

/** What `ildl report` makes. */
export const formatNames = ['html', 'markdown', 'latex', 'csv'] as const;
export type FormatName = (typeof formatNames)[number];

/** Compiled steps with or without fused multiply-add. */
export const engineNames = ['fma', 'no-fma'] as const;
export type EngineName = (typeof engineNames)[number];
