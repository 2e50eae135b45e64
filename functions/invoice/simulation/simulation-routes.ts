import { z } from 'zod';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { simulationRequestSchema } from './simulation-request-wire.ts';
import { customerSimulationWire, planSimulationWire, simulatedCustomerWire } from './simulation-wire.ts';

export const simulationRoutes = defineRoutes({
  simulate: {
    method: 'POST',
    path: '/simulations',
    access: 'admin',
    summary:
      "Run real usage of past periods through another plan or version: a customer's at once (200), all of a plan's in the background (202); nothing is billed or changed",
    body: simulationRequestSchema,
    response: z.union([planSimulationWire, customerSimulationWire]),
    status: 202,
    creates: true,
  },
  getSimulation: {
    method: 'GET',
    path: '/simulations/{simulationId}',
    access: 'read',
    summary: 'How far a simulation of a plan is, and what it comes to',
    response: planSimulationWire,
    status: 200,
  },
  listSimulatedCustomers: {
    method: 'GET',
    path: '/simulations/{simulationId}/customers',
    access: 'read',
    summary: 'What it comes to for each customer, those that would pay most more first',
    query: pageQuery,
    response: z.object({ data: z.array(simulatedCustomerWire), nextCursor: z.string().nullable() }),
    status: 200,
  },
});
