import { Fn, Stack } from 'aws-cdk-lib';
import { ApiKey, type Stage, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type LaneKind, laneName, lanes } from '../../functions/ingest/access/access-contract.ts';
import type { MeterlineConfig, RequestRate } from '../config.ts';

/** The lanes of the API: an API key of API Gateway for each, and a plan for each kind with what one lane may send. Whoever calls knows
 *  nothing of them: the authorizer names the lane. */
export class Lanes extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, { throttle }: Pick<MeterlineConfig, 'throttle'>) {
    super(scope, id);
    this.addPlan('key', 'Keys', throttle.key, stage);
    this.addPlan('portal', 'Links', throttle.portal, stage);
  }

  private addPlan(kind: LaneKind, id: string, rate: RequestRate, stage: Stage): void {
    const plan = new UsagePlan(this, id, {
      description: `What a lane of kind ${kind} may send`,
      throttle: { rateLimit: rate.requestsPerSecond, burstLimit: rate.burst },
      apiStages: [{ stage }],
    });
    for (let lane = 0; lane < lanes[kind]; lane += 1) {
      plan.addApiKey(new ApiKey(this, `${id}${lane}`, { value: laneName(lanePrefixOf(this), kind, lane) }));
    }
  }
}

/** Differs between the stacks of an account, as names of lanes have to: the UUID in the stack's ARN. */
export const lanePrefixOf = (scope: Construct): string => Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
