/** Control characters, line separators, marks that turn the direction of text, and halves of characters. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text that a terminal prints as it is: names in files may hold escape codes. */
export const printable = (text: string): string => text.replace(unprintable, '?');
