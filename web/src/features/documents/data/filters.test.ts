import { describe, expect, it } from 'vitest';
import { isFiltered, readFilters, without, withFilters } from './filters';

const PLACE = '00000000-0000-0000-0000-000000000000';

describe('filters in the address', () => {
  it('reads what it knows', () => {
    expect(
      readFilters({
        topic: 'a',
        type: 'pdf',
        status: 'ready',
        connection: PLACE,
        correspondent: 'Plumber & Sons',
        from: '2026-01-01',
        to: '2026-02-01',
      }),
    ).toEqual({
      topic: 'a',
      type: 'pdf',
      status: 'ready',
      connection: PLACE,
      correspondent: 'Plumber & Sons',
      from: '2026-01-01',
      to: '2026-02-01',
    });
  });

  it('leaves out what makes no sense', () => {
    const odd = {
      topic: '',
      type: 'virus',
      status: ['ready', 'failed'],
      connection: 'here',
      from: 'yesterday',
      to: null,
    };
    expect(readFilters(odd)).toEqual({});
  });

  it('keeps sort and view when a filter changes', () => {
    const query = withFilters({ sort: 'title', view: 'small', type: 'pdf' }, { status: 'failed' });
    expect(query).toEqual({ sort: 'title', view: 'small', status: 'failed' });
  });

  it('takes both ends of the date away at once', () => {
    expect(without({ topic: 'a', from: '2026-01-01', to: '2026-02-01' }, 'date')).toEqual({ topic: 'a' });
  });

  it('knows when nothing is filtered', () => {
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ type: 'pdf' })).toBe(true);
  });
});
