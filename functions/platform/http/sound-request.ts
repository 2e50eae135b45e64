import type { APIGatewayProxyEvent } from 'aws-lambda';
import { cut } from '../../kernel/cut.ts';
import { pointerOf } from '../../kernel/json-pointer.ts';
import { InvalidInput, RequestTooLarge } from '../../kernel/meterline-error.ts';
import { badText } from '../../kernel/sound-input.ts';
import { isSoundText } from '../../kernel/sound-text.ts';

/** Code units of a value in a path or a query. The longest that there is, the id of an event, has 256. A sort key of DynamoDB has at
 *  most 1,024 bytes: 256 code units take at most 768 of them, also where each is escaped to three. */
const maxValue = 256;

/** Values that are no key of a table and may be longer: a cursor is a key with that of an index, and groups are five properties. */
const longerValues: Readonly<Record<string, number>> = { cursor: 4_096, groupBy: 700 };

/** Bytes of a body that is read by a schema. Events are read by the ingest stage, which takes more. */
const maxBodyBytes = 1_000_000;

/** @throws RequestTooLarge */
export const assertBodySize = (text: string): void => {
  if (Buffer.byteLength(text) > maxBodyBytes)
    throw new RequestTooLarge('request_too_large', 'A body has at most 1 MB.');
};

/** The path parameters, decoded.
 *  @throws InvalidInput `invalid_text`, `text_too_long` */
export const pathParameters = ({ pathParameters }: APIGatewayProxyEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pathParameters ?? {}).map(([name, value]) => [name, sound(name, decode(value ?? ''), maxValue)]),
  );

/** The query parameters.
 *  @throws InvalidInput `duplicate_parameter`, `invalid_text`, `text_too_long` */
export const queryParameters = (event: APIGatewayProxyEvent): Readonly<Record<string, string>> => {
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if ((values?.length ?? 0) > 1)
      throw refusal(name, 'duplicate_parameter', `"${cut(name, 60)}" stands twice in the query: send it once.`);
  }
  return Object.fromEntries(
    Object.entries(event.queryStringParameters ?? {}).map(([name, value]) => [
      name,
      sound(name, value ?? '', Object.hasOwn(longerValues, name) ? (longerValues[name] ?? maxValue) : maxValue),
    ]),
  );
};

const sound = (name: string, value: string, longest: number): string => {
  if (value.length > longest)
    throw refusal(name, 'text_too_long', `"${cut(name, 60)}" has at most ${longest} characters.`);
  if (!isSoundText(value) || !isSoundText(name)) throw refusal(name, 'invalid_text', badText);
  return value;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const refusal = (name: string, code: string, detail: string): InvalidInput =>
  new InvalidInput({ code, pointer: pointerOf([cut(name, 60)]), detail });
