/** Colours of topics: apart from each other for most kinds of sight, and visible on the light and the dark theme. */
export const palette = [
  '#c2410c',
  '#b7791f',
  '#7a8b2d',
  '#3a8a4d',
  '#2b8a8a',
  '#2f7fb8',
  '#4f66c4',
  '#7a5cc0',
  '#a64d9c',
  '#bf4062',
  '#8d6e52',
  '#6b7780',
] as const;

/** The palette's colour that is used least so far. */
export function freshColor(used: readonly string[]): string {
  const count = (color: string) => used.filter((other) => other.toLowerCase() === color).length;
  return [...palette].sort((a, b) => count(a) - count(b))[0] ?? palette[0];
}
