import { Logger } from '@aws-lambda-powertools/logger';

/** JSON lines; the service name comes from POWERTOOLS_SERVICE_NAME, which is the stage's. */
export const log = new Logger();
