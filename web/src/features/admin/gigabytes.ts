/** As the server and `formatSize` count them. */
const GB = 1024 ** 3;

/** What somebody typed as a number of gigabytes, in bytes; null if it is none. */
export function bytesOf(typed: string): number | null {
  const number = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && Number.isFinite(number) && number >= 0 && number <= 1_000_000
    ? Math.round(number * GB)
    : null;
}

export function gigabytesOf(bytes: number): string {
  return String(Math.round((bytes / GB) * 1000) / 1000);
}
