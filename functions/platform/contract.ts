/** CloudWatch namespace of what functions measure themselves. */
export const metricsNamespace = 'Meterline';

/** What a function failed at though it did not throw: an answer of 500 or 503, a batch that has to come again. */
export const failuresMetric = 'Failures';

/** Dimensions: the stage, which Powertools adds by itself, and the function's name. An alarm names both. */
export const serviceDimension = 'service';
export const functionDimension = 'function';

/** Name of the bus on which every stage announces. */
export const busVariable = 'BUS_NAME';

/** ARN of the secret that signs the links to the customer portal; the authorizer checks them with the same one. */
export const portalSecretVariable = 'PORTAL_SECRET';

/** Variable of the API's stage, not of a function; it comes with every request: the stage's address as its users see it,
 *  `https://…/v1`. */
export const publicUrlVariable = 'PUBLIC_URL';
