/** ISO 8859-1: one character a byte. (`TextDecoder('latin1')` is Windows-1252.) For headers and names, not for long texts. */
export const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8, with U+FFFD for what is none; a byte order mark stays. */
export const utf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
