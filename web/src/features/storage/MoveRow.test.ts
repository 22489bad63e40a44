import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { keys, queryClient } from '@/api/queries';
import type { Move } from '@/api/types';
import { i18n, useAllMessages, useLanguage } from '@/lib/i18n';
import MoveRow from './MoveRow.vue';

const done: Move = {
  id: '0198f3a0-0000-7000-8000-000000000001',
  from: '0198f3a0-0000-7000-8000-000000000002',
  fromLabel: 'Google Drive',
  to: null,
  toLabel: 'This server',
  thenDelete: true,
  state: 'done',
  total: 1,
  moved: 1,
  failed: 0,
  skipped: 0,
  bytesTotal: 10,
  bytesMoved: 10,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:01:00Z',
  problem: null,
  failures: [],
};

function row(move: Move) {
  queryClient.setQueryDefaults(keys.connections, { staleTime: Infinity });
  queryClient.setQueryData(keys.connections, { items: [] });
  return mount(MoveRow, {
    props: { move },
    global: { plugins: [i18n, [VueQueryPlugin, { queryClient }]], stubs: ['RouterLink', 'UiIconButton'] },
  });
}

const again = (move: Move) =>
  row(move)
    .findAll('button')
    .filter((button) => button.text() === i18n.global.t('common.tryAgain'));

describe('a move that has ended', () => {
  beforeAll(async () => {
    await useAllMessages();
    await useLanguage('en');
  });

  it('is not tried again where everything went well', () => {
    expect(again(done)).toHaveLength(0);
  });

  it('is tried again where a document failed', () => {
    expect(again({ ...done, moved: 0, failed: 1 })).toHaveLength(1);
  });

  it('is tried again where the connection could not be removed', () => {
    expect(again({ ...done, problem: { code: 'connection_in_use', detail: 'In use.' } })).toHaveLength(1);
  });
});
