/**
 * A ledger as a service that is not written in Java sees it: commands go to Kafka, lines come from
 * it. Copy what you need of it; nothing here is Scrip's own.
 */
import { randomBytes } from 'node:crypto';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avro from 'avsc';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';

const { CompressionCodecs, CompressionTypes, Kafka, Partitioners, logLevel } = kafkajs;

/** Amounts are micros, and a JavaScript number is exact to 2^53 only: every long is a BigInt. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  // Defaults in a schema come as numbers.
  fromJSON: (value) => BigInt(value),
  toJSON: (value) => value,
  isValid: (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});

function everyLong(schema) {
  return schema.type === 'long' ? long : undefined;
}

// The lines are compressed with lz4, which kafkajs leaves to a codec. We only read it.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  decompress: async (bytes) => Buffer.from(lz4.decompress(bytes)),
});

export class Ledger {
  constructor({ brokers, registry, ledger = 'scrip' }) {
    this.name = ledger;
    this.registry = new SchemaRegistry(
      { host: registry },
      { [SchemaType.AVRO]: { typeHook: everyLong } },
    );
    this.kafka = new Kafka({ clientId: 'foreign-service', brokers, logLevel: logLevel.ERROR });
    this.producer = this.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner, // murmur2, as Java's
      idempotent: true, // and acks=all
      maxInFlightRequests: 1, // kafkajs keeps the order only so
    });
  }

  /** Registers this service's copy of the command schema. Answered, it is announced to the ledger. */
  async register(schema) {
    const { id } = await this.registry.register(
      { type: SchemaType.AVRO, schema },
      {
        subject: `${this.name}.commands-value`,
        compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE,
      },
    );
    return id;
  }

  /**
   * A command's bytes in the wire format. A new attempt takes a new commandId; the same one again
   * counts once, whatever it is sent again for.
   */
  encode(schemaId, { type, commandId, wallet, metadata = {}, body = {}, ...rest }) {
    return this.registry.encode(schemaId, {
      commandId,
      wallet,
      occurredAt: BigInt(Date.now()),
      salt: Object.keys(metadata).length > 0 ? randomBytes(16) : Buffer.alloc(0),
      metadata,
      ...rest,
      body: { [`dev.scrip.schemas.${type}`]: body },
    });
  }

  /** Appends commands in their order. Resolves when they are durable, not when they are decided. */
  async append(schemaId, commands) {
    const messages = await Promise.all(
      commands.map(async (command) => ({
        key: command.wallet,
        value: await this.encode(schemaId, command),
      })),
    );
    return this.producer.send({ topic: `${this.name}.commands`, acks: -1, messages });
  }

  /**
   * Reads entries, rejections and depletions from the beginning, until `seen` says so. Each is read
   * with the schema its id names; what a transaction has not committed is not shown.
   */
  async read(groupId, seen) {
    const consumer = this.kafka.consumer({ groupId, readUncommitted: false });
    await consumer.connect();
    await consumer.subscribe({
      topics: ['entries', 'rejections', 'depletions'].map((kind) => `${this.name}.${kind}`),
      fromBeginning: true,
    });
    try {
      await new Promise((resolve, reject) => {
        const eachMessage = async ({ topic, message }) => {
          const line = {
            topic,
            schemaId: message.value.readInt32BE(1),
            headers: Object.fromEntries(
              Object.entries(message.headers).map(([name, value]) => [name, value.toString()]),
            ),
            line: await this.registry.decode(message.value),
          };
          if (seen(line)) {
            resolve();
          }
        };
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
        consumer.run({ eachMessage }).catch(reject);
      });
    } finally {
      await consumer.disconnect();
    }
  }
}
