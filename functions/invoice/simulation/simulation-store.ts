import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { NotFound } from '../../kernel/meterline-error.ts';
import type { Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { entering, living } from '../../platform/table/item-size.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { simulationPartition } from '../contract.ts';
import { listPage, readItem } from '../table/table-store.ts';
import { differenceKey, type PlanSimulation, planSimulationItemSchema } from './simulation-progress.ts';
import { type SimulatedCustomerWire, simulatedCustomerWire } from './simulation-wire.ts';

const partitionOf = (id: string): string => `${simulationPartition}${id}`;
const keyOf = (id: string) => ({ pk: partitionOf(id), sk: 'SIMULATION' });

/** Strongly consistent.
 *  @throws NotFound `simulation_not_found` */
export const requireSimulation = async (id: string): Promise<PlanSimulation> => {
  const item = await readItem(keyOf(id));
  if (item === undefined) throw new NotFound('simulation', id);
  return planSimulationItemSchema.parse(item);
};

export const createSimulation = async (simulation: PlanSimulation): Promise<void> => {
  const Item = entering({ ...keyOf(simulation.id), ...simulation });
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** Writes the next revision. Where another run of the same step has written it already, or has got further, nothing changes. */
export const saveSimulation = async (simulation: PlanSimulation): Promise<void> => {
  const put = new PutCommand({
    TableName: tableOf('invoices'),
    Item: living({ ...keyOf(simulation.id), ...simulation }),
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':before': simulation.revision - 1 },
  });
  await conditionHeld(documents.send(put));
};

/** Keeps what a simulation comes to for one customer: a single item, however often that customer is simulated. The index `list`
 *  sorts it by difference. It has no attribute `customerId`, which would put it into the customer's list of invoices. */
export const keepSimulated = async (id: string, simulated: SimulatedCustomerWire): Promise<void> => {
  const { customerId: customer, ...rest } = simulated;
  const key = { pk: partitionOf(id), sk: `CUSTOMER#${customer}` };
  const Item = { ...rest, customer, ...key, listPk: partitionOf(id), listSk: differenceKey(simulated) };
  await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
};

/** A page of a simulation's customers, by currency in reverse alphabetical order; within a currency those first that would pay
 *  most more. Seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const simulatedPage = async (id: string, page: PageRequest): Promise<Page<SimulatedCustomerWire>> => {
  const { data, nextCursor } = await listPage(partitionOf(id), page);
  const toWire = ({ customer, ...item }: (typeof data)[number]) =>
    simulatedCustomerWire.parse({ ...item, customerId: customer });
  return { data: data.map(toWire), nextCursor };
};
