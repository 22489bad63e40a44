/** The server's own minimum, unless its operator asks for more; then the server says so. */
export const MIN_PASSWORD_LENGTH = 8;

export type Strength = 'weak' | 'fair' | 'good' | 'strong';

/**
 * A rough measure in bits: what length and variety are worth, without what repeats, runs on or is known about the person.
 * Whether a password has leaked is the server's to say.
 */
export function passwordStrength(password: string, known: string[]): Strength {
  if (password.length < MIN_PASSWORD_LENGTH) return 'weak';
  const bits = effectiveLength(password, known) * Math.log2(alphabet(password));
  return bits < 45 ? 'weak' : bits < 60 ? 'fair' : bits < 80 ? 'good' : 'strong';
}

function alphabet(password: string): number {
  const classes: [RegExp, number][] = [
    [/\p{Ll}/u, 26],
    [/\p{Lu}/u, 26],
    [/\d/, 10],
    [/[^\p{L}\d]/u, 20],
  ];
  return classes.reduce((size, [pattern, letters]) => (pattern.test(password) ? size + letters : size), 1);
}

/** A letter that repeats or continues the one before adds little; so does a piece of one's own name or address. */
function effectiveLength(password: string, known: string[]): number {
  let rest = password.toLowerCase();
  for (const word of known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\d]+/u))) {
    if (word.length > 3) rest = rest.replaceAll(word, '·');
  }
  const letters = [...rest];
  return letters.reduce((length, letter, index) => {
    const step = (letter.codePointAt(0) ?? 0) - (letters[index - 1]?.codePointAt(0) ?? 0);
    const repeated = letters.indexOf(letter) < index;
    return length + (index > 0 && Math.abs(step) <= 1 ? 0.25 : repeated ? 0.7 : 1);
  }, 0);
}
