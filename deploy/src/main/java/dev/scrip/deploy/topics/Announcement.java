package dev.scrip.deploy.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.Complaint;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Schemas;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Has a running node announce the command schema of this program to its ledger. */
public final class Announcement {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private Announcement() {}

  /** What a node is sent at {@code POST /schemas}. */
  public static String body(int id, String text) {
    return new ObjectMapper().createObjectNode().put("id", id).put("text", text).toString();
  }

  /**
   * Returns once every partition that the node has knows it; what is announced already stays.
   *
   * @param key that nodes ask for; empty = none
   * @param id of the schema in the registry
   */
  public static void send(URI node, String key, int id) {
    String body = body(id, Schemas.of(Command.class).toString());
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(node.resolve("/schemas"))
              .timeout(WITHIN)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body));
      if (!key.isEmpty()) {
        request.header("Authorization", "Bearer " + key);
      }
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new Complaint(
            "The ledger node at %s did not announce schema %d: it answered %d %s%s"
                .formatted(
                    node,
                    id,
                    answer.statusCode(),
                    answer.body(),
                    answer.statusCode() == 401
                        ? ". Set node.key (SCRIP_NODE_KEY) to the key of the nodes."
                        : ""));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Complaint(
          "The ledger node at %s does not answer: %s. Name one that runs with --node URL."
              .formatted(node, e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a schema is announced", e);
    }
  }
}
