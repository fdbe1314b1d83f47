/**
 * A foreign service at work: what it does and sees it prints as JSON, one object a line, with
 * amounts as text. The test that starts it judges them.
 */
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { Ledger } from './ledger.mjs';

const { KAFKA, REGISTRY, WALLET, SCHEMA, PARTITIONS } = process.env;
const BEYOND_DOUBLE = 9_007_199_254_740_993n; // 2^53 + 1 micros: no JavaScript number has this value
const CHARGES = 20;

const ledger = new Ledger({ brokers: [KAFKA], registry: REGISTRY });
const schema = readFileSync(SCHEMA, 'utf8');

comparePartitions();
await ledger.producer.connect();
try {
  await runOut(await registerTwice());
  await sendWithNewerSchema();
  await tryIncompatibleSchema();
  await ledger.read(`${WALLET}-service`, until('last'));
} finally {
  await ledger.producer.disconnect();
}

/** Keys and the partitions that Java puts them in. */
function comparePartitions() {
  const partitioner = kafkajs.Partitioners.DefaultPartitioner();
  const [, ...rows] = readFileSync(PARTITIONS, 'utf8').trimEnd().split('\n');
  const wrong = rows.filter((row) => {
    const [, key, ofFour, ofThirtyTwo] = /^(.*),(\d+),(\d+)$/.exec(row);
    const partition = (count) => {
      const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId }));
      return partitioner({ topic: 'any', partitionMetadata, message: { key } });
    };
    return partition(4) !== Number(ofFour) || partition(32) !== Number(ofThirtyTwo);
  });
  print('partitions', { compared: rows.length, wrong });
}

async function registerTwice() {
  const id = await ledger.register(schema);
  print('registered', { id, again: await ledger.register(schema) });
  return id;
}

async function runOut(id) {
  const call = (commandId, credits, more = {}) => ({
    type: 'Charge',
    commandId,
    wallet: WALLET,
    body: { action: 'integration.call', quantity: credits * 1_000_000n },
    ...more,
  });
  const [answer] = await ledger.append(id, [
    { type: 'OpenWallet', commandId: 'open', wallet: WALLET, body: { plan: 'free' } },
    call('mail', 3n, { app: 'shop', metadata: { to: 'Müller & Söhne' } }),
    call('mail', 3n, { app: 'shop', metadata: { to: 'Müller & Söhne' } }), // sent again: counts once
    call('mail', 4n, { app: 'shop' }), // the id of another command
    call('rest', 97n), // 100 in all: the pool is empty
    call('too-much', 1n),
    {
      type: 'AddGrant',
      commandId: 'gift',
      wallet: WALLET,
      body: { pool: 'integration', amount: BEYOND_DOUBLE, source: 'ADJUSTMENT' },
    },
    ...Array.from({ length: CHARGES }, (_, i) => call(`call-${i + 1}`, BigInt(i + 1))),
  ]);
  print('appended', { partition: answer.partition });
}

/** A later version of this service, whose commands have a field that the ledger does not know. */
async function sendWithNewerSchema() {
  const team = '{"name": "team", "type": ["null", "string"], "default": null}';
  const id = await ledger.register(schema.replace('{"name": "body"', `${team}, $&`));
  print('registered newer', { id });
  const read = { type: 'Charge', wallet: WALLET, body: { action: 'db.read' } };
  await ledger.append(id, [
    { ...read, commandId: 'with-team', team: 'blue' },
    { ...read, commandId: 'last' },
  ]);
}

async function tryIncompatibleSchema() {
  try {
    const [before, after] = ['string', 'long'].map((type) => `"commandId", "type": "${type}"`);
    await ledger.register(schema.replace(before, after));
    print('registered incompatible', {});
  } catch (error) {
    print('refused', { status: error.status, message: error.message });
  }
}

/** Whether every line of the wallet is there, up to that of a command: the topics come in any order. */
function until(commandId) {
  const sequences = new Set();
  let last = Infinity;
  return ({ topic, schemaId, headers, line }) => {
    if (line.wallet === WALLET) {
      print('line', { topic, schemaId, headers, ...line });
      sequences.add(Number(line.sequence));
      last = line.commandId === commandId ? Number(line.sequence) : last;
    }
    return sequences.size >= last;
  };
}

function print(what, facts) {
  const plain = (_, value) =>
    typeof value === 'bigint' ? value.toString()
    : value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex')
    : value;
  console.log(JSON.stringify({ what, ...facts }, plain));
}
