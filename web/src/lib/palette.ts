/** Colours of topics, the same that the server gives to those made without one. */
export const palette: readonly string[] = [
  '#3b82c4',
  '#c2791c',
  '#4c9a52',
  '#b3559b',
  '#c8553d',
  '#2b9a94',
  '#7a6fd0',
  '#8a8b28',
  '#c4587a',
  '#5a7f9e',
  '#a06a42',
  '#7d8590',
];

/** The palette's colour that is used least so far. */
export function freshColor(used: readonly string[]): string {
  const count = (color: string) => used.filter((other) => other.toLowerCase() === color).length;
  return [...palette].sort((a, b) => count(a) - count(b))[0] ?? '';
}
