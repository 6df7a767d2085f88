/** Text from a file, fit for a message: without control characters and not too long. */
export const shorten = (text: string, most = 40): string => {
  const clean = text.slice(0, most + 1).replace(/\p{Cc}/gu, '?');
  return clean.length > most ? `${clean.slice(0, most)}…` : clean;
};
