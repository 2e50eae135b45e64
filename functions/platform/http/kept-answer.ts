import { gunzipSync, gzipSync } from 'node:zlib';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { Reply } from './plain-http-api.ts';

/** An answer as it is kept for a repeat of its request: as it went over the wire; packed, where it is long; or only that there
 *  was one, where it is too long even so. */
export type KeptAnswer = Reply | { readonly gzip: string } | { readonly isTooLong: true };

/** Bytes of JSON up to which an answer is kept as it is. */
const plainBytes = 100_000;

/** Characters of a packed answer: an item of DynamoDB has at most 400 KB, and the rest of this one needs less than 1 KB. */
const packedLength = 390_000;

/** An invoice of 500 lines has about 400 KB, and packed about 20 KB. The longest answer that API Gateway passes on has 10 MB. */
export const kept = (reply: Reply): KeptAnswer => {
  const text = JSON.stringify(reply);
  // The table takes no `undefined`, so the answer is read back as it goes over the wire.
  if (Buffer.byteLength(text) <= plainBytes) return JSON.parse(text);
  const gzip = gzipSync(text).toString('base64');
  return gzip.length <= packedLength ? { gzip } : { isTooLong: true };
};

/** The answer for a repeat of the request.
 *  @throws Conflict `idempotency_answer_not_kept` */
export const answerIn = (answer: KeptAnswer): Reply => {
  if ('gzip' in answer) return JSON.parse(gunzipSync(Buffer.from(answer.gzip, 'base64')).toString('utf8'));
  if (!('isTooLong' in answer)) return answer;
  const detail = 'This request was done before; its answer was too long to be kept. Look at what it has made.';
  throw new Conflict('idempotency_answer_not_kept', detail);
};
