import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Bytes of an item as DynamoDB counts them (Developer Guide: "DynamoDB item sizes and formats").
 *  Binary values are base64, as in the JSON of a request. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name) + valueBytes(value), 0);

/** What DynamoDB adds to each item for its index, where it bills storage. */
export const storageOverhead = 100;

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(significantDigits(value.N) / 2) + 1 + (value.N.startsWith('-') ? 1 : 0);
  if (value.B !== undefined) return Buffer.byteLength(String(value.B), 'base64');
  if (value.SS !== undefined) return value.SS.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  if (value.L !== undefined) return value.L.reduce((bytes, item) => bytes + 1 + valueBytes(item), 3);
  if (value.M !== undefined) return itemBytes(value.M) + 3 + Object.keys(value.M).length;
  return 1;
};

const significantDigits = (number: string): number => number.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
