/** HTML that is safe to print as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | readonly Part[];

/** A template of HTML. What is filled in is escaped, unless it is markup itself, so that no data becomes code. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: String.raw({ raw: strings }, ...parts.map(print)) };
}

/** Marks HTML that did not come from data as safe. */
export function trusted(markup: string): Markup {
  return { markup };
}

export const nothing: Markup = { markup: '' };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function print(part: Part): string {
  if (Array.isArray(part)) return part.map(print).join('');
  if (typeof part === 'object') return (part as Markup).markup;
  return String(part).replace(/[&<>"']/g, (character) => entities[character] as string);
}
