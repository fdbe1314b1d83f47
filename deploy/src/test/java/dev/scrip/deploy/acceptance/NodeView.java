package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** How far a ledger's node is, as it says itself; the process may be another one each time. */
final class NodeView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private final ScripProcess scrip;

  NodeView(ScripProcess scrip) {
    this.scrip = scrip;
  }

  /** About how many records of the command topic it has taken, over all partitions. */
  long taken() {
    long taken = 0;
    for (JsonNode place : status().path("partitions")) {
      taken += place.path("offset").asLong();
    }
    return taken;
  }

  /** Whether it has taken every record before these ends of the command topic. */
  boolean hasTaken(long[] ends) {
    JsonNode status = status();
    for (int partition = 0; partition < ends.length; partition++) {
      if (offset(status, partition) + 1 < ends[partition]) {
        return false;
      }
    }
    return true;
  }

  /**
   * How a partition is.
   *
   * @param held records of the event topics that readers of committed data may not see yet
   */
  Health health(int partition, long held) {
    JsonNode status = status();
    return new Health(status.path("ready").asBoolean(), offset(status, partition), held);
  }

  private static long offset(JsonNode status, int partition) {
    for (JsonNode place : status.path("partitions")) {
      if (place.path("partition").asInt() == partition) {
        return place.path("offset").asLong();
      }
    }
    return -1;
  }

  JsonNode status() {
    URI status = scrip.node().resolve("/status");
    try {
      return JSON.readTree(
          http.send(
                  HttpRequest.newBuilder(status).timeout(Duration.ofSeconds(10)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new IllegalStateException(
          "the ledger's node does not answer at " + status + ", see " + scrip.console(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
