import { describe, expect, it } from 'vitest';
import { pastedFiles } from './files';

describe('pasted files', () => {
  it('gives a pasted picture the name of its moment', () => {
    const [file] = pastedFiles(
      [new File(['x'], 'image.png', { type: 'image/png' })],
      new Date('2026-01-31T09:05:07Z'),
    );
    expect(file?.name).toBe('2026-01-31 09.05.07.png');
    expect(file?.type).toBe('image/png');
  });

  it('leaves a name alone that somebody gave', () => {
    const [file] = pastedFiles([new File(['x'], 'Rechnung.pdf')], new Date(0));
    expect(file?.name).toBe('Rechnung.pdf');
  });
});
