/** Headers of every answer of the API, also of those that API Gateway makes by itself. Nearly all answers are about a customer, so
 *  neither a browser nor anything on the way may keep them; what is the same for everybody says so itself. Browsers that came by
 *  HTTPS once come by nothing else for a year, and take an answer for what it says it is. */
export const answerHeaders = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
} as const;
