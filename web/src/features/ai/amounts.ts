/** Reads an amount as people write it: "12,50" and "12.50" are the same. Null for nothing, undefined for no amount. */
export function readAmount(text: string): number | null | undefined {
  const plain = text.trim().replace(/[\s\u00a0\u202f']/g, '');
  if (plain === '') return null;
  if (!/^\d+([.,]\d{1,2})?$/.test(plain)) return undefined;
  const micros = Math.round(Number(plain.replace(',', '.')) * 1e6);
  return Number.isSafeInteger(micros) ? micros : undefined;
}

/** Reads a whole number: "1,000,000", "1.000.000" and "1 000 000" are the same. */
export function readCount(text: string): number | null | undefined {
  const plain = text.trim().replace(/[\s\u00a0\u202f']/g, '');
  if (plain === '') return null;
  if (!/^(\d+|\d{1,3}([.,]\d{3})+)$/.test(plain)) return undefined;
  const count = Number(plain.replace(/[.,]/g, ''));
  return Number.isSafeInteger(count) ? count : undefined;
}

/** An amount as it is put into a field. */
export function writeAmount(micros: number | null, decimal: string): string {
  if (micros === null) return '';
  const text = (micros / 1e6).toFixed(2).replace(/\.00$/, '');
  return text.replace('.', decimal);
}
