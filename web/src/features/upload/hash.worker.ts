import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Hashes one file after another in slices: a file of any size needs no more memory than a slice. */
const SLICE = 4 * 1024 * 1024;

export type HashAnswer =
  { type: 'progress'; bytes: number } | { type: 'done'; sha256: string } | { type: 'unreadable' };

addEventListener('message', async (event: MessageEvent<File>) => {
  const file = event.data;
  const hash = sha256.create();
  try {
    for (let offset = 0; offset < file.size; offset += SLICE) {
      hash.update(new Uint8Array(await file.slice(offset, offset + SLICE).arrayBuffer()));
      tell({ type: 'progress', bytes: Math.min(offset + SLICE, file.size) });
    }
    tell({ type: 'done', sha256: bytesToHex(hash.digest()) });
  } catch {
    tell({ type: 'unreadable' });
  }
});

function tell(answer: HashAnswer): void {
  postMessage(answer);
}
