import { describe, expect, it } from 'vitest';
import { inTrayOrder, newItem, type UploadState } from './items';

function item(key: number, state: UploadState) {
  return { ...newItem(key, new File(['x'], `${key}.txt`)), state };
}

describe('the tray', () => {
  it('shows what needs the user first and what is done last', () => {
    const items = [
      item(1, 'done'),
      item(2, 'sending'),
      item(3, 'failed'),
      item(4, 'duplicate'),
      item(5, 'waiting'),
    ];
    expect(inTrayOrder(items).map(({ key }) => key)).toEqual([3, 4, 2, 5, 1]);
  });
});
