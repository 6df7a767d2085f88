/** The group of a parameter: the first part of its name, `dominant` of `dominant/encoder/kernel`. */
export const groupOf = (name: string): string => name.split('/', 1)[0] as string;

/** The groups of these names, each once. */
export const groupsOf = (names: readonly string[]): string[] => [...new Set(names.map(groupOf))];
