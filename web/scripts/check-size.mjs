// Compressed script that a page loads before it can be used, against its budget. Follows the static imports of the build's
// manifest from the entry and the page's own chunk, and adds one language: without a session only its public part.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = [
  { page: 'sign in', entries: ['src/features/auth/SignInPage.vue'], kilobytes: 150 },
  {
    page: 'documents',
    entries: ['src/features/documents/DocumentsPage.vue', 'src/app/shell/AppShell.vue', 'src/i18n/de.json'],
    kilobytes: 250,
  },
];
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

function collect(key, seen) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const name of manifest[key].imports ?? []) collect(name, seen);
  return seen;
}

let failed = false;
for (const { page, entries, kilobytes } of budgets) {
  const known = entries.filter((entry) => entry in manifest);
  if (known.length < entries.length) {
    console.error(`${page}: no chunk for ${entries.join(', ')}`);
    failed = true;
    continue;
  }
  const chunks = ['index.html', 'src/i18n/de.public.json', ...known].reduce(
    (seen, key) => collect(key, seen),
    new Set(),
  );
  const files = new Set([...chunks].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')));
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  const over = bytes > kilobytes * 1000;
  failed ||= over;
  console.log(
    `${page}: ${(bytes / 1000).toFixed(1)} kB of ${kilobytes} kB${over ? ' - over the budget' : ''}`,
  );
}
process.exit(failed ? 1 : 0);
