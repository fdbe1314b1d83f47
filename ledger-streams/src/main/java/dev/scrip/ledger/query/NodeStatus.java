package dev.scrip.ledger.query;

import static dev.scrip.ledger.domain.Times.UNSET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.query.Progress.Place;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;

/** Whether the node can answer, and how far it is. */
final class NodeStatus {
  private final String ledger;
  private final String commands;
  private final int partitions;
  private final int commandSchemaId;
  private final KafkaStreams streams;
  private final Progress progress;
  private final Peers peers;
  private volatile boolean draining;

  NodeStatus(
      String ledger,
      String commands,
      int partitions,
      int commandSchemaId,
      KafkaStreams streams,
      Progress progress,
      Peers peers) {
    this.ledger = ledger;
    this.commands = commands;
    this.partitions = partitions;
    this.commandSchemaId = commandSchemaId;
    this.streams = streams;
    this.progress = progress;
    this.peers = peers;
  }

  void drain() {
    draining = true;
  }

  /**
   * Running, with every partition it was given restored and its control records read. A node that
   * was given none is ready once others have them all: it passes questions on, and stands by.
   */
  boolean ready() {
    if (draining || streams.state() != KafkaStreams.State.RUNNING) {
      return false;
    }
    Map<Integer, Place> places = progress.places();
    return places.isEmpty()
        ? peers.owners().size() == partitions
        : places.values().stream().allMatch(place -> place.book().ready());
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("ledger", ledger)
            .put("state", streams.state().name())
            .put("ready", ready())
            .put("partitionsInAll", partitions)
            .put("commandSchemaId", commandSchemaId)
            .put("memoryMs", progress.newest().map(Book::memoryMs).orElse(0L));
    progress
        .newest()
        .ifPresent(book -> book.schemas().keySet().forEach(json.putArray("announced")::add));
    ArrayNode list = json.putArray("partitions");
    progress.places().forEach((partition, place) -> place(list.addObject(), partition, place));
    long clock = progress.newest().map(Book::clock).orElse(UNSET);
    json.put("testClock", clock == UNSET ? null : Instant.ofEpochMilli(clock).toString());
    return json;
  }

  private void place(ObjectNode json, int partition, Place place) {
    Book book = place.book();
    json.put("partition", partition)
        .put("offset", place.offset())
        .put("lag", lag(partition))
        .put("controlNumber", book.number())
        .put("rulesVersion", book.versions().isEmpty() ? 0 : book.rules().version());
  }

  /**
   * Records restored or processed less than there are, as far as the client knows; -1 = unknown.
   */
  private long lag(int partition) {
    return streams.metrics().values().stream()
        .filter(metric ->
            metric.metricName().name().equals("records-lag")
                && commands.equals(metric.metricName().tags().get("topic"))
                && Integer.toString(partition).equals(metric.metricName().tags().get("partition")))
        .mapToLong(metric -> metric.metricValue() instanceof Double lag ? lag.longValue() : -1)
        .findFirst()
        .orElse(-1);
  }
}
