import type { APIGatewayProxyEvent } from 'aws-lambda';
import { cut } from '../../kernel/cut.ts';
import { pointerOf } from '../../kernel/json-pointer.ts';
import { InvalidInput, RequestTooLarge } from '../../kernel/meterline-error.ts';
import { badText } from '../../kernel/sound-input.ts';
import { isSoundText } from '../../kernel/sound-text.ts';

/** Code units of a value in a path. The longest that is made, the id of an event, has 256 characters. */
const maxPathValue = 512;

/** Code units of a value in a query. The longest are cursors: a key of the table with that of an index. */
const maxQueryValue = 4_096;

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
    Object.entries(pathParameters ?? {}).map(([name, value]) => [name, sound(name, decode(value ?? ''), maxPathValue)]),
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
      sound(name, value ?? '', maxQueryValue),
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
