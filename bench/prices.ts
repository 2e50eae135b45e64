/** List prices in USD, us-east-1, without free tier and volume discounts, as of November 2026.
 *  Source: the pricing page of each service, https://aws.amazon.com/<service>/pricing/ */
export const prices = {
  /** REST API, a request. */
  apiGatewayRequest: 3.5e-6,
  /** arm64. */
  lambdaRequest: 0.2e-6,
  lambdaGigabyteSecond: 0.0000133334,
  /** Standard queue; a request is 64 KiB of payload. */
  sqsRequest: 0.4e-6,
  /** On demand: 1 KB written. */
  writeUnit: 0.625e-6,
  /** On demand: 4 KB read strongly, or 8 KB eventually. */
  readUnit: 0.125e-6,
  eventBusEvent: 1e-6,
  logsGigabyte: 0.5,
  trace: 5e-6,
  /** DynamoDB, a month: storage, and point-in-time recovery. */
  storedGigabyteMonth: 0.25 + 0.2,
} as const;
