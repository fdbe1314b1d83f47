package dev.scrip.projector.audit;

import static dev.scrip.projector.audit.EventWriter.charged;
import static dev.scrip.projector.audit.EventWriter.depleted;
import static dev.scrip.projector.audit.EventWriter.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.projector.audit.LineQuery.Place;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: what is listed and followed is what the topics hold, whatever happens. */
class LineStoreTest {
  @TempDir static Path brokerFolder;
  private static TestBroker broker;
  private static TestRegistry registryServer;
  private static ExecutorService pool;
  private static int ledgers;

  @TempDir Path folder;
  private final Topics topics = Topics.of("line-test-" + ledgers++);
  private RegistryClient registry;
  private EventWriter writer;
  private LineStore store;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker(brokerFolder);
    registryServer = new TestRegistry();
    pool = Executors.newFixedThreadPool(2);
  }

  @AfterAll
  static void stopBroker() {
    pool.shutdownNow();
    registryServer.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    registry = new RegistryClient(List.of(registryServer.address()), Map.of());
    broker.create(topics);
    writer = new EventWriter(topics, broker.client(), registry);
    store = open();
  }

  @AfterEach
  void close() {
    store.close();
    writer.close();
  }

  private LineStore open() {
    return LineStore.start(topics, broker.client(), folder, new LineReader(registry));
  }

  private List<Long> sequences(LineQuery query) {
    return store.lines(query).lines().stream().map(Line::sequence).toList();
  }

  private void awaitNewest(String wallet, long sequence) {
    Eventually.pass(() -> assertEquals(sequence, store.newest(wallet)));
  }

  @Test
  void shouldListNewestFirstOverAllThreeTopics() {
    writer.write(charged("w", 1, "chat.change", 0), depleted("w", 2));
    writer.write(rejected("w", 3, "c3", RejectionReason.INSUFFICIENT_CREDITS));
    writer.write(charged("w2", 1, "chat.change", 0));

    awaitNewest("w", 3);

    Eventually.pass(() -> assertEquals(List.of(3L, 2L, 1L), sequences(LineQuery.of("w", 10))));
    Eventually.pass(() -> assertEquals(List.of(1L), sequences(LineQuery.of("w2", 10))));
    assertEquals(
        List.of("rejected", "depleted", "charged"),
        store.lines(LineQuery.of("w", 10)).lines().stream().map(Line::type).toList());
    Eventually.is(store::ready);
    Eventually.pass(() -> assertEquals(0, store.lag()));
  }

  @Test
  void shouldNotShowWhatWasAborted() {
    writer.abort(charged("w", 1, "chat.change", 0));
    writer.write(charged("w", 1, "chat.discuss", 0));

    awaitNewest("w", 1);

    assertEquals("chat.discuss", store.lines(LineQuery.of("w", 10)).lines().getFirst().action());
  }

  @Test
  void shouldPageWithoutDoublingOrLosingALine() {
    for (int sequence = 1; sequence <= 25; sequence++) {
      writer.write(charged("w", sequence, "chat.change", 0));
    }
    writer.write(rejected("w", 0, "early-a", RejectionReason.UNKNOWN_WALLET));
    writer.write(rejected("w", 0, "early-b", RejectionReason.UNKNOWN_WALLET));
    Eventually.pass(() -> assertEquals(27, sequences(LineQuery.of("w", 100)).size()));

    List<String> seen = new ArrayList<>();
    Place place = Place.END;
    while (place != null) {
      LinePage page =
          store.lines(new LineQuery("w", place, "", "", "", "", "", Instant.MIN, Instant.MAX, 10));
      page.lines().forEach(line -> seen.add(line.sequence() + line.commandId()));
      place = page.next();
    }

    assertEquals(27, seen.size());
    assertEquals("25c25", seen.getFirst());
    assertEquals(List.of("0early-b", "0early-a"), seen.subList(25, 27));
  }

  @Test
  void shouldFilter() {
    writer.write(
        charged("w", 1, "chat.change", 0),
        charged("w", 2, "chat.discuss", 0),
        depleted("w", 3),
        rejected("w", 4, "c4", RejectionReason.INSUFFICIENT_CREDITS));
    Eventually.pass(() -> assertEquals(4, sequences(LineQuery.of("w", 10)).size()));

    record Case(
        String type, String action, String actor, String app, String pool, List<Long> found) {}
    List<Case> cases =
        List.of(
            new Case("charged", "", "", "", "", List.of(2L, 1L)),
            new Case("entry", "", "", "", "", List.of(2L, 1L)),
            new Case("depletion", "", "", "", "", List.of(3L)),
            new Case("", "chat.discuss", "", "", "", List.of(2L)),
            new Case("", "", "ada", "", "", List.of(2L, 1L)),
            new Case("", "", "bob", "", "", List.of()),
            new Case("", "", "", "shop", "", List.of(2L, 1L)),
            new Case("", "", "", "", "message", List.of(3L, 2L, 1L)));
    for (Case one : cases) {
      LineQuery query =
          new LineQuery(
              "w",
              Place.END,
              one.type(),
              one.action(),
              one.actor(),
              one.app(),
              one.pool(),
              Instant.MIN,
              Instant.MAX,
              10);
      assertEquals(one.found(), sequences(query), one.toString());
    }
    LineQuery days =
        new LineQuery("w", Place.END, "", "", "", "", "", EventWriter.at(2), EventWriter.at(4), 10);
    assertEquals(List.of(3L, 2L), sequences(days));
  }

  @Test
  void shouldGoOnWhereItStoppedAfterARestart() {
    writer.write(charged("w", 1, "chat.change", 0));
    awaitNewest("w", 1);
    Eventually.pass(() -> assertEquals(0, store.lag()));
    var before = store.position();
    store.close();
    writer.write(charged("w", 2, "chat.change", 0));

    store = open();

    awaitNewest("w", 2);
    assertEquals(List.of(2L, 1L), sequences(LineQuery.of("w", 10)));
    before.forEach((partition, next) ->
        assertTrue(store.position().getOrDefault(partition, 0L) >= next, partition.toString()));
    Eventually.is(store::ready);
  }

  @Test
  void shouldRebuildWhenATopicWasCreatedAnew() throws Exception {
    writer.write(charged("w", 1, "chat.change", 0), charged("gone", 1, "chat.change", 0));
    awaitNewest("w", 1);
    awaitNewest("gone", 1);
    store.close();
    writer.close();
    broker.recreate(topics, topics.entries());
    writer = new EventWriter(topics, broker.client(), registry);
    Eventually.pass(() -> writer.write(charged("w", 1, "chat.discuss", 0)));

    store = open();

    Eventually.pass(() ->
        assertEquals(
            "chat.discuss", store.lines(LineQuery.of("w", 10)).lines().getFirst().action()));
    assertEquals(0, store.newest("gone"));
  }

  @Test
  void shouldFollowInOrderWithoutGaps() throws Exception {
    writer.write(charged("w", 1, "chat.change", 0));
    try (LineStore.Follow follow = store.follow("w", 0, pool)) {
      assertEquals(1, next(follow).getFirst().sequence());

      CompletableFuture<List<Line>> waiting = follow.next();
      // The third before the second, as two topics may deliver them.
      writer.write(depleted("w", 3));
      awaitNewest("w", 3);
      assertFalse(waiting.isDone());
      assertEquals(List.of(1L), sequences(LineQuery.of("w", 10)));
      writer.write(charged("w", 2, "chat.change", 0));

      assertEquals(
          List.of(2L, 3L), waiting.get(30, TimeUnit.SECONDS).stream().map(Line::sequence).toList());
    }
  }

  @Test
  void shouldEndAFollowThatIsClosed() {
    LineStore.Follow follow = store.follow("w", 0, pool);
    CompletableFuture<List<Line>> waiting = follow.next();

    follow.close();

    assertThrows(Exception.class, () -> waiting.get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldHaveNoNextPageAtTheEnd() {
    assertNull(store.lines(LineQuery.of("nobody", 10)).next());
  }

  private static List<Line> next(LineStore.Follow follow) throws Exception {
    return follow.next().get(30, TimeUnit.SECONDS);
  }
}
