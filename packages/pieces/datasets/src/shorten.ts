/** Text from a file for a message: not too long. */
export const shorten = (text: string, most = 40): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;
