package dev.scrip.deploy.acceptance.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Places in the ledger where its process may be told to end at once, as by {@code kill -9}. Planted
 * into the ledger's own sources; the program has no hook for them.
 */
enum HaltPoint {
  /** Commands are fetched, none of them decided. */
  POLL(20),
  /** A command is decided and kept in memory, its lines are not sent. */
  PUT(400),
  /** Whoever waits has the answer; nothing is committed. */
  ANSWER(500),
  /** A change is handed to the producer. */
  SEND(600),
  /** All that the transaction wrote is at the broker. */
  FLUSH(4),
  /** The offsets are in the transaction. */
  OFFSETS(4),
  COMMIT_REQUEST(4),
  /** The transaction is committed, and the state does not know. */
  COMMIT_REPLY(4),
  /** Part of the changelog is restored. */
  RESTORE(1),
  /** What was committed is written to the disk, and flushed. */
  WRITTEN(2),
  /** The state is open, and nothing restored yet. */
  OPEN(1),
  /** The state is asked to close, or a partition to leave. */
  CLOSE(1);

  private static final String STREAMS = "ledger-streams/src/main/java/dev/scrip/ledger/streams/";

  private final int pass;

  /**
   * @param pass which time the place is passed is the last
   */
  HaltPoint(int pass) {
    this.pass = pass;
  }

  /** The ledger with all these places, which does as a file says. */
  static Mutant planted(Path file) {
    return Mutant.of(
            "halts at named places",
            STREAMS + "Commits.java",
            "  private static final long NONE = -1;",
            HALT.replace("FILE", file.toString()) + "  private static final long NONE = -1;")
        .and(
            STREAMS + "Commits.java",
            "      super.commitTransaction();",
            call("COMMIT_REQUEST") + "super.commitTransaction();" + call("COMMIT_REPLY"))
        .and(
            STREAMS + "Commits.java",
            "    @Override\n    public void abortTransaction() {",
            """
            @Override
            public void flush() {
              super.flush();
              Commits.halt("FLUSH");
            }

            @Override
            public void sendOffsetsToTransaction(
                Map<TopicPartition, org.apache.kafka.clients.consumer.OffsetAndMetadata> offsets,
                org.apache.kafka.clients.consumer.ConsumerGroupMetadata group) {
              super.sendOffsetsToTransaction(offsets, group);
              Commits.halt("OFFSETS");
            }

            @Override
            public void abortTransaction() {\
            """)
        .and(
            STREAMS + "Commits.java",
            "      AtomicLong last = written",
            call("SEND") + "AtomicLong last = written")
        .and(
            STREAMS + "Punctual.java",
            "      Cut cut = Cut.at(super.poll(timeout),",
            """
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            if (!polled.isEmpty()) {
              Commits.halt("POLL");
            }
            Cut cut = Cut.at(polled,\
            """)
        .and(
            STREAMS + "LedgerProcessor.java",
            "      listener.decided(command.wallet(), command.id(), content, answer, remembered);",
            "      listener.decided(command.wallet(), command.id(), content, answer, remembered);"
                + call("ANSWER"))
        .and(
            STREAMS + "LedgerStore.java",
            "  private static final int MOST_UNWRITTEN = 8_192;",
            "  private static final int MOST_UNWRITTEN = 400;")
        .and(STREAMS + "LedgerStore.java", "    if (whole) {", call("PUT") + "if (whole) {")
        .and(
            STREAMS + "LedgerStore.java",
            "    context.register(root,",
            call("OPEN") + "context.register(root,")
        .and(
            STREAMS + "LedgerStore.java",
            "        case DECISIONS -> restoreDecision(Bytes.wrap(key), record.value);",
            """
            case DECISIONS -> {
              restoreDecision(Bytes.wrap(key), record.value);
              Commits.halt("RESTORE");
            }\
            """)
        .and(
            STREAMS + "LedgerStore.java",
            "    open.writeLock().lock();",
            call("CLOSE") + "open.writeLock().lock();")
        .and(
            STREAMS + "StateDb.java",
            "        db.write(unlogged, batch);",
            """
            db.write(unlogged, batch);
            if (Commits.isHalting("WRITTEN")) {
              db.flush(new org.rocksdb.FlushOptions(), List.copyOf(tables.values()));
              Commits.halt("WRITTEN");
            }\
            """);
  }

  private static String call(String point) {
    return "Commits.halt(\"" + point + "\"); ";
  }

  /** Read at start: which place, and at which pass. */
  private static final String HALT =
      """
        private static final String[] HALT = read();
        private static final java.util.concurrent.atomic.AtomicInteger PASSED =
            new java.util.concurrent.atomic.AtomicInteger();

        private static String[] read() {
          try {
            return java.nio.file.Files.readString(java.nio.file.Path.of("FILE")).split(" ");
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }

        static boolean isHalting(String point) {
          return HALT[0].equals(point);
        }

        static void halt(String point) {
          if (isHalting(point) && PASSED.incrementAndGet() == Integer.parseInt(HALT[1])) {
            Runtime.getRuntime().halt(137);
          }
        }

      """;

  /** Says where a node that starts next is to end; empty = nowhere. */
  static void tell(Path file, String point) {
    try {
      Files.writeString(file, point.isEmpty() ? "NOWHERE 0" : point + " " + valueOf(point).pass);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
