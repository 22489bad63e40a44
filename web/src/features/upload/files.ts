/** The files of a drop, those in folders included. Must be called while the event is handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const found = await Promise.all(entries.map(filesOf));
  return found.flat().filter((file) => !isClutter(file));
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  for (;;) {
    // A reader gives a folder's content in portions; an empty one is the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return files;
    files.push(...(await Promise.all(portion.map(filesOf))).flat());
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** What operating systems leave in folders. */
function isClutter(file: File): boolean {
  return /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i.test(file.name);
}

/** Pasted pictures are all called "image.png"; the time tells them apart. */
export function pastedFiles(files: Iterable<File>, now: Date): File[] {
  const stamp = now.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return [...files].map((file) =>
    /^image\.\w+$/.test(file.name)
      ? new File([file], file.name.replace('image', stamp), {
          type: file.type,
          lastModified: file.lastModified,
        })
      : file,
  );
}
