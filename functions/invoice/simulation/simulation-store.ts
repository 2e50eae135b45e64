import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { NotFound } from '../../kernel/meterline-error.ts';
import { cursorOf, type Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type PageRequest, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { differenceKey, type PlanSimulation, planSimulationItemSchema } from './simulation-progress.ts';
import { type SimulatedCustomerWire, simulatedCustomerWire } from './simulation-wire.ts';

const partitionOf = (id: string): string => `SIMULATION#${id}`;
const keyOf = (id: string) => ({ pk: partitionOf(id), sk: 'SIMULATION' });

/** Strongly consistent.
 *  @throws NotFound `simulation_not_found` */
export const requireSimulation = async (id: string): Promise<PlanSimulation> => {
  const read = new GetCommand({ TableName: tableOf('invoices'), Key: keyOf(id), ConsistentRead: true });
  const { Item } = await documents.send(read);
  if (Item === undefined) throw new NotFound('simulation', id);
  return planSimulationItemSchema.parse(Item);
};

export const createSimulation = async (simulation: PlanSimulation): Promise<void> => {
  const Item = { ...keyOf(simulation.id), ...simulation };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** Not where another run of the same step has got further. */
export const saveSimulation = async (simulation: PlanSimulation): Promise<void> => {
  const put = new PutCommand({
    TableName: tableOf('invoices'),
    Item: { ...keyOf(simulation.id), ...simulation },
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':before': simulation.revision - 1 },
  });
  try {
    await documents.send(put);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** One item a customer, however often it is simulated. In the index `list` by difference; without an attribute `customerId`,
 *  so that the customer's list of invoices does not have it. */
export const keepSimulated = async (id: string, simulated: SimulatedCustomerWire): Promise<void> => {
  const { customerId: customer, ...rest } = simulated;
  const key = { pk: partitionOf(id), sk: `CUSTOMER#${customer}` };
  const Item = { ...rest, customer, ...key, listPk: partitionOf(id), listSk: differenceKey(simulated) };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** Those that would pay most more first, within a currency; seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const simulatedPage = async (
  id: string,
  { limit, cursor }: PageRequest,
): Promise<Page<SimulatedCustomerWire>> => {
  const listPk = partitionOf(id);
  const query = new QueryCommand({
    TableName: tableOf('invoices'),
    IndexName: 'list',
    KeyConditionExpression: 'listPk = :listPk',
    ExpressionAttributeValues: { ':listPk': listPk },
    ScanIndexForward: false,
    ExclusiveStartKey: startKeyIn(cursor, { listPk }, ['pk', 'sk', 'listPk', 'listSk']),
    Limit: limit,
  });
  const { Items = [], LastEvaluatedKey } = await documents.send(query);
  const data = Items.map(({ customer, ...item }) => simulatedCustomerWire.parse({ ...item, customerId: customer }));
  return { data, nextCursor: cursorOf(LastEvaluatedKey) };
};
