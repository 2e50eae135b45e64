import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, EventBridgeEvent } from 'aws-lambda';
import type * as z from 'zod';
import { log } from './log.ts';
import { parse } from './validation.ts';

/** A task of a state machine. A business outcome is returned, also an unhappy one; an error is thrown only where a
 *  retry can mend it. */
export const task = <S extends z.ZodType, Output>(input: S, run: (input: z.output<S>) => Promise<Output>) =>
  middy<unknown, Output>()
    .use(injectLambdaContext(log))
    .handler(async (event) => {
      const output = await run(parse(input, event));
      log.info('task done', { output });
      return output;
    });

/** A function behind a rule of the bus. It gets the detail of an announcement, and may get the same one again. */
export const busHandler = <S extends z.ZodType>(
  detail: S,
  run: (detail: z.output<S>, type: string, context: Context) => Promise<void>,
) =>
  middy<EventBridgeEvent<string, unknown>, void>()
    .use(injectLambdaContext(log))
    .handler(async (event, context) => {
      await run(parse(detail, event.detail), event['detail-type'], context);
      log.info('announcement handled', { type: event['detail-type'] });
    });
