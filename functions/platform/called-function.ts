import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { log } from './log.ts';
import { parse } from './validation.ts';

/** A function that another function calls, waiting for the answer. What goes in and comes out is not logged: it may be
 *  large, and it is data of a customer. */
export const calledFunction = <S extends z.ZodType, Output>(input: S, run: (input: z.output<S>) => Promise<Output>) =>
  middy<unknown, Output>()
    .use(injectLambdaContext(log))
    .handler(async (event) => {
      const output = await run(parse(input, event));
      log.info('answered');
      return output;
    });
