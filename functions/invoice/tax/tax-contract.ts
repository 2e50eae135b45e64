/** ARN of the function that calculates taxes; where it is not set, the rates that the operator keeps are used. */
export const taxEngineVariable = 'TAX_ENGINE_FUNCTION_ARN';
