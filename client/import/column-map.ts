import { UsageError } from './import-error.ts';

const attributes = ['id', 'source', 'type', 'subject', 'time'] as const;
type Attribute = (typeof attributes)[number];

export interface Mapping {
  /** Column by what it stands for: an attribute, or `data.<key>`. */
  readonly columns: ReadonlyMap<string, string>;
  /** The same value in every event: type, subject. */
  readonly constants: ReadonlyMap<string, string>;
  /** Of events that name none. */
  readonly source: string | undefined;
}

type Cell = readonly [key: string, column: number];

/** Which columns of a row hold the parts of an event. */
export interface ColumnMap {
  readonly attributes: readonly Cell[];
  readonly data: readonly Cell[];
  readonly fixed: Readonly<Record<string, string>>;
  /** Columns that are not used. */
  readonly unused: readonly string[];
}

/** Finds the columns by their names, unless the mapping says otherwise. Where there are `data.…` columns or mappings, these
 *  are the event's data; where there are none, all columns that are no attribute are.
 *  @throws UsageError for a column that is not there, or an attribute that no event would have */
export const columnMap = (header: readonly string[], mapping: Mapping): ColumnMap => {
  const at = (column: string): number => {
    const index = header.indexOf(column);
    if (index === -1) throw new UsageError(`There is no column "${column}": ${header.join(', ')}.`);
    if (header.lastIndexOf(column) !== index) throw new UsageError(`The column "${column}" is there twice.`);
    return index;
  };
  const columnOf = (name: string): string | undefined =>
    mapping.columns.get(name) ?? (header.includes(name) && !mapping.constants.has(name) ? name : undefined);
  const found = attributes.flatMap((name): readonly Cell[] => {
    const column = columnOf(name);
    if (column === undefined) return missing(name, mapping);
    return [[name, at(column)]];
  });
  const taken = new Set(found.map(([, column]) => column));
  const data = dataCells(header, mapping, taken, at);
  for (const [, column] of data) taken.add(column);
  return {
    attributes: found,
    data,
    fixed: {
      specversion: '1.0',
      ...(mapping.source === undefined ? {} : { source: mapping.source }),
      ...Object.fromEntries(mapping.constants),
    },
    unused: header.filter((_, index) => !taken.has(index)),
  };
};

/** Nothing for what has a value without a column.
 *  @throws UsageError */
const missing = (name: Attribute, { constants }: Mapping): readonly [] => {
  if (name === 'source' || constants.has(name)) return [];
  const constant = name === 'type' || name === 'subject' ? `, or a constant with --set ${name}=…` : '';
  throw new UsageError(`No column is the event's ${name}: name one with --map ${name}=<column>${constant}.`);
};

const prefix = 'data.';

const dataCells = (
  header: readonly string[],
  { columns }: Mapping,
  taken: ReadonlySet<number>,
  at: (column: string) => number,
): readonly Cell[] => {
  const mapped = [...columns].filter(([name]) => name.startsWith(prefix));
  const named = header.filter((column) => column.startsWith(prefix) && !columns.has(column));
  const explicit = [...mapped, ...named.map((column) => [column, column] as const)];
  if (explicit.length > 0) return explicit.map(([name, column]) => [name.slice(prefix.length), at(column)]);
  return header.filter((_, index) => !taken.has(index)).map((column) => [column, at(column)]);
};

/** The event of a row, as JSON. Cells stay strings; an empty one is no value. */
export const rowToEvent = (row: readonly string[], map: ColumnMap): string => {
  const valued = (cells: readonly Cell[]): Record<string, string> =>
    Object.fromEntries(
      cells.map(([key, column]) => [key, row[column] ?? ''] as const).filter(([, value]) => value !== ''),
    );
  return JSON.stringify({ ...map.fixed, ...valued(map.attributes), data: valued(map.data) });
};
