import { type TableName, tableVariables } from '../contract.ts';
import { environment } from '../environment.ts';

/** The deployed name of a table.
 *  @throws TypeError when this function was not given the table */
export const tableOf = (table: TableName): string => environment(tableVariables[table]);
