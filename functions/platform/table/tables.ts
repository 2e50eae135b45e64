import { environment } from '../environment.ts';
import { type TableName, tableVariables } from './table-contract.ts';

/** The deployed name of a table.
 *  @throws TypeError when this function was not given the table */
export const tableOf = (table: TableName): string => environment(tableVariables[table]);
