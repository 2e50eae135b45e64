/** Name of the bus that `announce` puts announcements on. */
export const busNameVariable = 'BUS_NAME';

/** CloudWatch namespace of what functions measure themselves. */
export const metricsNamespace = 'Meterline';

/** What a function failed at though it did not throw: an answer of 500 or 503, a batch that has to come again. */
export const failuresMetric = 'Failures';

/** Dimensions: the stage, which Powertools adds by itself, and the function's name. An alarm names both. */
export const serviceDimension = 'service';
export const functionDimension = 'function';
