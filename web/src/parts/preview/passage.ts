/** A stretch of a piece, from the first character to the one after the last. */
export type Stretch = [from: number, to: number];

/** Shorter lines stand in too many places to be told apart. */
const TELLING = 12;

interface Folded {
  text: string;
  piece: number[];
  offset: number[];
}

/**
 * Where a quoted passage stands in a text that comes in pieces (paragraphs, cells, the words of a page). White space,
 * case, soft hyphens and ligatures make no difference: the same page comes out a little different from each reader. If
 * the whole is not to be found, its lines are looked for one by one. The stretches lie in the order of the pieces.
 */
export function findPassage(pieces: readonly string[], passage: string): Map<number, Stretch[]> {
  const text = fold(pieces);
  const whole = fold([passage]).text;
  const marks = whole === '' ? null : stretchesOf(text, whole);
  if (marks) return marks;
  const found = new Map<number, Stretch[]>();
  for (const line of passage.split('\n')) {
    const wanted = fold([line]).text;
    if (wanted.length < TELLING) continue;
    for (const [piece, stretches] of stretchesOf(text, wanted) ?? []) {
      found.set(
        piece,
        [...(found.get(piece) ?? []), ...stretches].sort(([a], [b]) => a - b),
      );
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b).map(([piece, list]) => [piece, joined(list)]));
}

/** A text as parts that are marked and parts that are not. */
export function segments(
  text: string,
  stretches: readonly Stretch[] = [],
): { text: string; marked: boolean }[] {
  const parts: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of stretches) {
    if (from > at) parts.push({ text: text.slice(at, from), marked: false });
    parts.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), marked: false });
  return parts;
}

function stretchesOf({ text, piece, offset }: Folded, wanted: string): Map<number, Stretch[]> | null {
  const start = text.indexOf(wanted);
  if (start < 0) return null;
  const found = new Map<number, Stretch[]>();
  for (let index = start; index < start + wanted.length; index++) {
    const number = piece[index] ?? 0;
    const at = offset[index] ?? 0;
    const stretch = found.get(number)?.[0];
    if (stretch) stretch[1] = at + 1;
    else found.set(number, [[at, at + 1]]);
  }
  return found;
}

function fold(pieces: readonly string[]): Folded {
  const piece: number[] = [];
  const offset: number[] = [];
  let text = '';
  pieces.forEach((source, number) => {
    for (let at = 0; at < source.length; at++) {
      const folded = plain(source.charAt(at));
      text += folded;
      for (let each = 0; each < folded.length; each++) {
        piece.push(number);
        offset.push(at);
      }
    }
  });
  return { text, piece, offset };
}

function plain(character: string): string {
  return character
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00ad\u200b-\u200d\ufeff]/g, '');
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const list: Stretch[] = [];
  for (const [from, to] of stretches) {
    const last = list.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else list.push([from, to]);
  }
  return list;
}
