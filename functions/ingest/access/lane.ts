import { digest } from '../../kernel/ids.ts';
import { type LaneKind, laneName, lanes } from './access-contract.ts';

/** The lane of a key or a customer: always the same one, and any of them as likely. 65,536 is a multiple of both numbers of lanes.
 *  @param id of the key or the customer
 *  @param prefix of this stack's lanes */
export const laneOf = (kind: LaneKind, id: string, prefix: string): string =>
  laneName(prefix, kind, Buffer.from(digest(kind, id), 'base64url').readUInt16BE() % lanes[kind]);
