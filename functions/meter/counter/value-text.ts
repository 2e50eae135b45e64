import { canonicalJson } from '../../ingest/content-hash.ts';
import type { Json } from '../../ingest/usage-event.ts';

/** A value as text, by which groups and distinct values are told apart. A text is itself. Anything else is its JSON with sorted keys,
 *  so that 1, 1.0 and 1e0 are `1`, as the text "1" is, while the text "1.0" is another value. Half of a surrogate pair, which no
 *  key can hold, becomes U+FFFD. */
export const valueText = (value: Json): string =>
  (typeof value === 'string' ? value : canonicalJson(value)).toWellFormed();
