import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/**
 * PDF.js fetches character maps, fonts and decoders by their names while it draws. They are served from here, under
 * `/pdfjs/`; the decoders are those in JavaScript, because the content security policy allows no WebAssembly.
 */
const source = fileURLToPath(new URL('./node_modules/pdfjs-dist/', import.meta.url));
const wanted = [
  { folder: 'cmaps', name: /\.bcmap$/ },
  { folder: 'standard_fonts', name: /\.(pfb|ttf)$/ },
  { folder: 'wasm', name: /_nowasm_fallback\.js$/ },
];

export function pdfjsFiles(): Plugin {
  return {
    name: 'pdfjs-files',
    generateBundle() {
      for (const { folder, name } of wanted) {
        for (const file of readdirSync(join(source, folder)).filter((each) => name.test(each))) {
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${file}`,
            source: readFileSync(join(source, folder, file)),
          });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use('/pdfjs', (request, response, next) => {
        const [, folder, file] = /^\/(\w+)\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
        const known = wanted.find((each) => each.folder === folder && each.name.test(file ?? ''));
        const path = known && file ? join(source, known.folder, file) : '';
        if (!existsSync(path)) return next();
        if (path.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript');
        createReadStream(path).pipe(response);
      });
    },
  };
}
