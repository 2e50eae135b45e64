import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from '../../support/mock-client.ts';

/** A secret with its versions and their stages, as Secrets Manager keeps them: a stage is at one version at most, and what leaves
 *  AWSCURRENT becomes AWSPREVIOUS. */
export class FakeSecret {
  readonly client = mockClient(SecretsManagerClient);
  private readonly texts = new Map<string, string>();
  private readonly stages = new Map<string, string>();

  constructor(first: string) {
    this.texts.set('first', first);
    this.stages.set('AWSCURRENT', 'first');
    this.client.on(GetSecretValueCommand).callsFake(({ VersionStage = 'AWSCURRENT', VersionId }) => {
      const id = this.stages.get(VersionStage);
      const text = id === undefined || (VersionId ?? id) !== id ? undefined : this.texts.get(id);
      if (text === undefined) throw new ResourceNotFoundException({ message: VersionStage, $metadata: {} });
      return { SecretString: text, VersionId: id };
    });
    this.client
      .on(PutSecretValueCommand)
      .callsFake(({ ClientRequestToken, SecretString, VersionStages }) =>
        this.put(ClientRequestToken, SecretString, VersionStages),
      );
    this.client.on(DescribeSecretCommand).callsFake(() => ({
      VersionIdsToStages: Object.fromEntries([...this.texts.keys()].map((id) => [id, this.stagesOf(id)])),
    }));
    this.client
      .on(UpdateSecretVersionStageCommand)
      .callsFake(({ MoveToVersionId, RemoveFromVersionId }) => this.move(MoveToVersionId, RemoveFromVersionId));
  }

  /** The text at a stage. */
  at(stage: string): string | undefined {
    return this.texts.get(this.stages.get(stage) ?? '');
  }

  reads(): number {
    return this.client.commandCalls(GetSecretValueCommand).length;
  }

  private put(id: string, text: string, [stage = '']: readonly string[]): void {
    if ((this.texts.get(id) ?? text) !== text) throw new Error('a version cannot be changed');
    this.texts.set(id, text);
    this.stages.set(stage, id);
  }

  private move(to: string, from: string | undefined): void {
    if (this.stages.get('AWSCURRENT') !== from) throw new Error(`AWSCURRENT is not at ${from}`);
    this.stages.set('AWSPREVIOUS', from ?? '');
    this.stages.set('AWSCURRENT', to);
  }

  private stagesOf(id: string): readonly string[] {
    return [...this.stages].filter(([, version]) => version === id).map(([stage]) => stage);
  }
}
