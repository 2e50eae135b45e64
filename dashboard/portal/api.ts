import type { SummaryWire } from '../../functions/portal/summary-wire.ts';
import type { Session } from './session.ts';

/** The API refused, or was not reached (status 0). */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`${status} ${code}`);
  }
  /** The link has expired, or does not allow this. */
  get closed(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** An invoice as lists have it, with the fields that the page needs. */
export interface ListedInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly currency: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly issuedAt: string | null;
  readonly total: string;
}

export interface InvoicePage {
  readonly data: readonly ListedInvoice[];
  readonly nextCursor: string | null;
}

export interface LineEvents {
  readonly lineQuantity: string;
  readonly data: readonly {
    readonly kind: 'event' | 'void';
    readonly id: string;
    readonly source: string;
    readonly time: string;
    readonly quantity: string;
  }[];
  readonly nextCursor: string | null;
}

export interface Api {
  readonly summary: () => Promise<SummaryWire>;
  readonly invoices: (cursor: string) => Promise<InvoicePage>;
  readonly invoicePage: (id: string) => Promise<Blob>;
  readonly invoicePdf: (id: string) => Promise<Blob>;
  readonly lineEvents: (invoiceId: string, lineId: string, cursor: string | null) => Promise<LineEvents>;
  readonly lineEventsCsv: (invoiceId: string, lineId: string) => Promise<Blob>;
}

const codeOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  return /"code"\s*:\s*"(\w+)"/.exec(text)?.[1] ?? 'unknown';
};

/** All calls carry the token in a header, never in an address.
 *  @throws ApiRefusal from each call */
export const apiOf = (base: string, { token, customerId }: Session): Api => {
  const get = async (path: string, accept = 'application/json'): Promise<Response> => {
    const request = fetch(`${base}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept },
      cache: 'no-store',
    });
    const response = await request.catch(() => {
      throw new ApiRefusal(0, 'not_reached');
    });
    if (!response.ok) throw new ApiRefusal(response.status, await codeOf(response));
    return response;
  };
  const line = (invoiceId: string, lineId: string) =>
    `/invoices/${encodeURIComponent(invoiceId)}/lines/${encodeURIComponent(lineId)}/events`;
  return {
    summary: async () => (await get(`/customers/${encodeURIComponent(customerId)}/summary`)).json(),
    invoices: async (cursor) => (await get(`/invoices?limit=12&cursor=${encodeURIComponent(cursor)}`)).json(),
    invoicePage: async (id) => (await get(`/invoices/${encodeURIComponent(id)}.html`, 'text/html')).blob(),
    invoicePdf: async (id) => (await get(`/invoices/${encodeURIComponent(id)}.pdf`, 'application/pdf')).blob(),
    lineEvents: async (invoiceId, lineId, cursor) => {
      const from = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      return (await get(`${line(invoiceId, lineId)}?limit=50${from}`)).json();
    },
    lineEventsCsv: async (invoiceId, lineId) => (await get(`${line(invoiceId, lineId)}?format=csv`, 'text/csv')).blob(),
  };
};
