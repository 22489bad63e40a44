/** The same as was sent, set out for reading: each value on its own, and its line breaks as line breaks. */
export function readable(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  return lines(parsed, '').join('\n').trim();
}

function lines(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return list(value, path);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => lines(inner, path ? `${path}.${name}` : name));
  }
  if (typeof value === 'string' && value.includes('\n')) {
    return ['', `${path}:`, ...value.trimEnd().split('\n'), ''];
  }
  return [`${path}: ${String(value)}`];
}

/** Short words in a row stay in a row; an empty list is said to be one. */
function list(values: readonly unknown[], path: string): string[] {
  const simple = values.every((value) => typeof value !== 'object' && !String(value).includes('\n'));
  if (simple) return [`${path}: [${values.map(String).join(', ')}]`];
  return values.flatMap((value, index) => lines(value, `${path}[${index}]`));
}
