import { Logger } from '@aws-lambda-powertools/logger';
import { expect, it, vi } from 'vitest';
import { ShortLines } from '../../../functions/platform/log.ts';
import { lambdaContext } from './http-event.ts';

it('a line names its invocation, and not what every line of its log group would repeat', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const logger = new Logger({ logFormatter: new ShortLines(), serviceName: 'ingest', logLevel: 'INFO' });
  logger.addContext(lambdaContext);
  logger.info('events', { accepted: 3 });
  const [line] = write.mock.calls.map(([text]) => String(text));
  write.mockRestore();
  expect(JSON.parse(line ?? '')).toEqual({
    level: 'INFO',
    message: 'events',
    timestamp: expect.any(String),
    service: 'ingest',
    function_request_id: 'request',
    accepted: 3,
  });
});
