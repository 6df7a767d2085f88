import { html, type Markup, trusted } from './markup.js';
import { styleSheet } from './style-sheet.js';

/** What differs from page to page. */
export interface PageParts {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead: string;
  /** Where to go from here, and what holds for the whole page. */
  readonly contents: Markup;
  readonly sections: readonly Markup[];
  /** Rules beside those of every page. */
  readonly style?: string;
}

/** A page that needs no script and no network, light and dark. */
export function htmlPage({ title, lead, contents, sections, style = '' }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(styleSheet + style)}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${contents}
</header>
${sections}
</main>
</body>
</html>
`.markup;
}
