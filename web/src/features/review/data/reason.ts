/** A quote as parts, of which the words that counted most are strong: whole words, in any case and with any ending. */
export function withReasons(quote: string, words: readonly string[]): { text: string; strong: boolean }[] {
  const wanted = words.map(fold).filter((word) => word.length > 2);
  if (wanted.length === 0) return [{ text: quote, strong: false }];
  return quote
    .split(/([\p{L}\p{N}]+)/u)
    .filter((part) => part !== '')
    .map((text) => ({ text, strong: wanted.some((word) => fold(text).startsWith(word)) }));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
