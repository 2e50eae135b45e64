/** The CloudWatch namespace of what functions measure themselves. */
export const metricsNamespace = 'Meterline';

/** Counts what a function failed at though it did not throw: an answer of 500 or 503, or a batch that has to come
 *  again. */
export const failuresMetric = 'Failures';

/** The dimensions of these metrics: the stage, which Powertools adds by itself, and the name of the function. An alarm
 *  names both. */
export const serviceDimension = 'service';
export const functionDimension = 'function';

/** Name of the bus on which every stage announces. */
export const busVariable = 'BUS_NAME';

/** Variable of the API's stage, not of a function; it comes with every request: the stage's address as its users see it,
 *  `https://…/v1`. */
export const publicUrlVariable = 'PUBLIC_URL';
