import type * as z from 'zod';
import type { Caller } from './caller.ts';
import type { AskedList } from './cursor-seal.ts';
import type { Route } from './route.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface Request<R extends Route> {
  readonly body: Parsed<R['body']>;
  readonly query: Parsed<R['query']>;
  /** Path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The body as it came, for a route that has no schema. */
  readonly text: string;
  /** The headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the API's stage, `https://…/v1`, for links. */
  readonly baseUrl: string;
  /** Makes a cursor of a list into one that the caller may send back. `nextCursor` of an answer and `next` of a file are sealed
   *  without it: it is for a cursor of another list. */
  readonly seal: (list: AskedList, cursor: string) => string;
}

interface Headed {
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route answers: a body to print as JSON, or a page or file with its own content type. Bytes arrive as such
 *  only where their type is among the binary media types of the API, and where the `Accept` of the caller begins with
 *  it: anybody else gets the base64 text from API Gateway. */
export type Reply =
  | (Headed & { readonly json: unknown; readonly status?: number })
  | (Headed & {
      readonly content: string;
      readonly contentType: string;
      readonly status?: number;
      readonly next?: NextPage | undefined;
    })
  | (Headed & { readonly binary: Uint8Array; readonly contentType: string });

/** The next page of a list that is answered as a file, which has no place for a cursor: the header `Link` names it (RFC 8288). */
export interface NextPage {
  /** The query of the next page without its cursor. */
  readonly query: Readonly<Record<string, string>>;
  readonly cursor: string;
}
