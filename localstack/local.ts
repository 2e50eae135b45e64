import { down, up } from './background.ts';
import type { Outputs } from './deploy/outputs.ts';
import { LocalAwsError } from './emulator/local-aws-error.ts';
import { filesOf, sharedRunDir } from './emulator/places.ts';
import { whatIsUp } from './start-local.ts';

const usage = `npm run local up      start the local AWS in the background and deploy the stack
npm run local down    end what up started
npm run local status  say whether it is up (exit code 0) or not (1)`;

const say = (line: string) => process.stdout.write(`${line}\n`);

const command = async (name: string | undefined): Promise<number> => {
  switch (name) {
    case 'up': {
      const { outputs, wasUp } = await up(say);
      if (wasUp) say('already up');
      describe(outputs);
      return 0;
    }
    case 'down':
      say((await down()) ? 'down' : 'was not up');
      return 0;
    case 'status': {
      const outputs = await whatIsUp();
      if (outputs === undefined) say('not up');
      else describe(outputs);
      return outputs === undefined ? 1 : 0;
    }
    case '--help':
      say(usage);
      return 0;
    default:
      process.stderr.write(
        `${name === undefined ? 'Say what to do.' : `There is no command "${name}".`}\n\n${usage}\n`,
      );
      return 64;
  }
};

const describe = ({ apiUrl, dashboardUrl, endpoint }: Outputs): void => {
  say(`api        ${apiUrl}/v1\ndashboard  ${dashboardUrl}\nendpoint   ${endpoint}`);
  say(`outputs    ${filesOf(sharedRunDir).outputs} (with the admin key)`);
};

try {
  process.exitCode = await command(process.argv[2]);
} catch (error) {
  if (!(error instanceof LocalAwsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
