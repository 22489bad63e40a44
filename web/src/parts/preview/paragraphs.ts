export interface Block {
  text: string;
  /** Rows of cells where the lines were columns set apart by tabs. */
  table: string[][] | null;
}

/** Extracted text as blocks that can be set: paragraphs where there was an empty line, tables where there were tabs. */
export function paragraphs(text: string): Block[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((part) => part.replace(/^\n+|\s+$/g, ''))
    .filter((part) => part.trim() !== '')
    .map((part) => ({ text: part, table: asTable(part) }));
}

function asTable(part: string): string[][] | null {
  const rows = part.split('\n').map((line) => line.split('\t').map((cell) => cell.trim()));
  return rows.length > 1 && rows.every((cells) => cells.length > 1) ? rows : null;
}
