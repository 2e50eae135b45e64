import { mockClient as mock } from 'aws-sdk-client-mock';
import { refuseBeyondLimits } from './amazon-limits.ts';
import { keepFake } from './fakes.ts';

interface Sender {
  send: (...args: readonly unknown[]) => unknown;
}
const isSender = (value: object): value is Sender => 'send' in value;

/** What is called: the client itself, or what all clients of its class share. */
const senderOf = (client: object): Sender => {
  const sender = 'prototype' in client && typeof client.prototype === 'object' ? client.prototype : client;
  if (sender === null || !isSender(sender)) throw new TypeError('a client of the AWS SDK, or its class');
  return sender;
};

/** The fakes themselves, by what they were put on. */
const unguarded = new WeakMap<Sender, Sender['send']>();

/** Lets what is sent pass by the limits first. */
const guard = (sender: Sender): void => {
  const { send } = sender;
  unguarded.set(sender, send);
  sender.send = async (...args) => {
    refuseBeyondLimits(args[0]);
    return send.apply(sender, [...args]);
  };
};

/** `aws-sdk-client-mock` only knows its own fakes again. */
const unguard = (sender: Sender): void => {
  const send = unguarded.get(sender);
  if (send !== undefined) sender.send = send;
  unguarded.delete(sender);
};

/** As `mockClient` of `aws-sdk-client-mock`, but the fake refuses what Amazon refuses. */
export const mockClient: typeof mock = (client) => {
  const sender = senderOf(client);
  unguard(sender);
  const fake = mock(client);
  guard(sender);
  keepFake(fake);
  const reset = fake.reset.bind(fake);
  fake.reset = () => {
    unguard(sender);
    reset();
    guard(sender);
    return fake;
  };
  return fake;
};
