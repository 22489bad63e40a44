import type { LocationQuery, LocationQueryRaw } from 'vue-router';

/** What a list shows. It stands in the address, so that a list can be reloaded, bookmarked and gone back to. */
export interface Filters {
  topic?: string;
  type?: string;
  status?: string;
  /** The nil UUID is the server's own storage. */
  connection?: string;
  /** Compared by the server without case and accents. */
  correspondent?: string;
  from?: string;
  to?: string;
}
export type FilterName = 'topic' | 'type' | 'status' | 'connection' | 'correspondent' | 'date';

export const kinds = ['pdf', 'image', 'office', 'text', 'mail', 'archive', 'other'] as const;
export const statuses = ['ready', 'processing', 'needs_text', 'quarantined', 'failed'] as const;
export const sorts = ['-created', 'created', '-date', 'date', 'title', '-title', '-size', 'size'] as const;
export const views = ['list', 'small', 'large'] as const;
export type Kind = (typeof kinds)[number];
export type Status = (typeof statuses)[number];
export type Sort = (typeof sorts)[number];
export type View = (typeof views)[number];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads what it knows and leaves out what makes no sense: an address may have been typed by hand. */
export function readFilters(query: LocationQuery): Filters {
  const filters: Filters = {};
  const topic = text(query.topic);
  if (topic) filters.topic = topic;
  const type = oneOf(kinds, query.type);
  if (type) filters.type = type;
  const status = oneOf(statuses, query.status);
  if (status) filters.status = status;
  const connection = text(query.connection);
  if (connection && UUID.test(connection)) filters.connection = connection;
  const correspondent = text(query.correspondent);
  if (correspondent) filters.correspondent = correspondent;
  const [from, to] = [text(query.from), text(query.to)];
  if (from && DAY.test(from)) filters.from = from;
  if (to && DAY.test(to)) filters.to = to;
  return filters;
}

export function oneOf<T extends string>(
  choices: readonly T[],
  value: LocationQuery[string] | undefined,
): T | undefined {
  return choices.find((choice) => choice === value);
}

export function without(filters: Filters, name: FilterName): Filters {
  const { topic, type, status, connection, correspondent, from, to } = filters;
  return prune({
    topic: name === 'topic' ? undefined : topic,
    type: name === 'type' ? undefined : type,
    status: name === 'status' ? undefined : status,
    connection: name === 'connection' ? undefined : connection,
    correspondent: name === 'correspondent' ? undefined : correspondent,
    from: name === 'date' ? undefined : from,
    to: name === 'date' ? undefined : to,
  });
}

/** The address's query with other filters; whatever else stands in it (sort, view, words) stays. */
export function withFilters(query: LocationQuery, filters: Filters): LocationQueryRaw {
  const { topic, type, status, connection, correspondent, from, to } = filters;
  return prune({ ...query, topic, type, status, connection, correspondent, from, to });
}

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some(Boolean);
}

function text(value: LocationQuery[string] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function prune<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
