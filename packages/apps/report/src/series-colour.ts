/** Number of colours that the style sheet has for series. */
export const seriesColours = 8;

/** The colour of the series at a place, as a CSS variable that differs between the light and the dark page. */
export function seriesColour(place: number): string {
  return `var(--series-${(place % seriesColours) + 1})`;
}
