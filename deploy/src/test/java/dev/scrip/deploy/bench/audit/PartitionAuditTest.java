package dev.scrip.deploy.bench.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.bench.Folded;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The auditor, on the lines of a sound ledger and with one fault planted in them each. */
class PartitionAuditTest {
  private static final Instant START = Instant.parse("2026-11-15T10:00:00Z");
  private static final LineWire WIRE = new LineWire(1, 1, 1);

  private final List<Command> commands = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();
  private final List<Depletion> depletions = new ArrayList<>();

  @BeforeEach
  void fold() {
    new Folded(START)
        .fold(
            new Load(Workload.W7, 50, 1_000, 3, START),
            (command, decision) -> {
              commands.add(command);
              decision.lines().forEach(this::keep);
            });
  }

  private void keep(Line line) {
    switch (line) {
      case dev.scrip.ledger.domain.Entry _ -> entries.add(read(line, Entry.class));
      case dev.scrip.ledger.domain.Rejection _ -> rejections.add(read(line, Rejection.class));
      case dev.scrip.ledger.domain.Depletion _ -> depletions.add(read(line, Depletion.class));
    }
  }

  private static <T extends SpecificRecord> T read(Line line, Class<T> type) {
    AvroCodec<T> codec = AvroCodec.of(type);
    return codec.decode(WIRE.bytes(line, 0), codec.schema());
  }

  private PartitionAudit audit() {
    PartitionAudit audit = new PartitionAudit();
    commands.forEach(audit::command);
    entries.forEach(audit::entry);
    rejections.forEach(audit::rejection);
    depletions.forEach(audit::depletion);
    return audit;
  }

  @Test
  void shouldFindNothingWrongWithASoundLedger() {
    PartitionAudit audit = audit();

    assertEquals(List.of(), audit.breaches());
    assertEquals(
        commands.stream()
            .map(each -> each.getWallet() + "/" + each.getCommandId())
            .distinct()
            .count(),
        audit.outcomes());
    assertTrue(audit.outcomes() < commands.size(), "no duplicates were sent");
  }

  @Test
  void shouldFindAnEntryThatIsThereTwice() {
    entries.add(entries.getLast());

    assertBreach("is answered twice");
  }

  @Test
  void shouldFindALostEntry() {
    entries.removeLast();

    assertBreach("1 of 9[0-9]{2,} commands have no outcome|1 of 1,[0-9]+ commands have no outcome");
  }

  @Test
  void shouldFindARejectionOfAnAcceptedCommand() {
    Rejection rejection = rejections.getFirst();
    rejection.setWallet(entries.getLast().getWallet());
    rejection.setCommandId(entries.getLast().getCommandId());

    assertBreach("is answered twice");
  }

  @Test
  void shouldFindAnAnswerToNothing() {
    commands.removeIf(command -> command.getCommandId().equals(entries.getLast().getCommandId()));

    assertBreach("was never sent");
  }

  @Test
  void shouldFindAChargeThatDrewTwice() {
    planted(entry ->
        entry.getPostings().getFirst().setAfter(entry.getPostings().getFirst().getAfter() - 1));

    assertBreach("the posting says");
  }

  @Test
  void shouldFindABalanceThatIsNotTheSumOfItsPostings() {
    planted(entry -> entry.setBalanceAfter(entry.getBalanceAfter() + 1));

    assertBreach("its postings come to");
  }

  @Test
  void shouldFindWhatIsBelowZero() {
    planted(entry -> {
      var posting = entry.getPostings().getFirst();
      posting.setAmount(-posting.getBefore() - 1);
      posting.setAfter(-1L);
      entry.setBalanceAfter(-1L);
    });

    assertBreach("is -1");
  }

  /** In the last charge. */
  private void planted(Consumer<Entry> fault) {
    fault.accept(
        entries.reversed().stream()
            .filter(entry -> !entry.getAction().isEmpty() && !entry.getPostings().isEmpty())
            .findFirst()
            .orElseThrow());
  }

  private void assertBreach(String pattern) {
    List<String> breaches = audit().breaches();
    assertTrue(
        breaches.stream().anyMatch(breach -> breach.matches("(?s).*(" + pattern + ").*")),
        "expected " + pattern + ", found " + breaches);
  }
}
