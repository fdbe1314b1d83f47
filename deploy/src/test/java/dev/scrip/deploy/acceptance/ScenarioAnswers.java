package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.scenario.Seen;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the API says of one wallet, in the words of scenarios. */
final class ScenarioAnswers {
  /** Source of every grant seen, by its name: lines have names only. */
  private final Map<String, String> sources = new HashMap<>();

  Seen.Answer answer(HttpResponse<String> response) {
    JsonNode body = HttpTable.json(response.body());
    boolean replayed =
        response.headers().firstValue("Idempotent-Replayed").orElse("false").equals("true");
    if (response.statusCode() / 100 == 2 && response.statusCode() != 202) {
      // The answer to an opening is the wallet.
      return new Seen.Accepted(
          body.path("type").asText("opened"),
          micros(body.path("amount"), 0),
          micros(body.path("shortfall"), 0),
          replayed,
          slices(body));
    }
    List<String> reasons = new ArrayList<>();
    if (response.statusCode() / 100 != 4 || !body.has("code")) {
      reasons.add("no decision but " + response.statusCode() + " " + response.body());
    }
    body.path("violations").forEach(violation -> reasons.add(violation.path("reason").asText()));
    if (reasons.isEmpty()) {
      reasons.add(body.path("code").asText());
    }
    JsonNode first = body.at("/violations/0");
    return new Seen.Refused(
        reasons,
        instant(body.path("retryAt")),
        first.path("limit").asText(),
        micros(first.path("required"), Times.UNSET),
        micros(first.path("available"), Times.UNSET),
        replayed);
  }

  private List<Seen.Slice> slices(JsonNode entry) {
    List<Seen.Slice> slices = new ArrayList<>();
    for (JsonNode posting : entry.path("postings")) {
      boolean released =
          posting.path("kind").asText().equals("release")
              && entry.path("type").asText().equals("captured");
      long left = micros(posting.path("amount"), 0);
      long amount = left == 0 ? micros(posting.path("held"), 0) : left;
      if (!released && amount != 0) {
        String grant = posting.path("grant").asText();
        slices.add(new Seen.Slice(grant, source(grant), Math.abs(amount)));
      }
    }
    return slices;
  }

  /** Lines of the wallet's list, newest first there, in their order; rejections left out. */
  List<Seen.Line> lines(List<JsonNode> newestFirst) {
    newestFirst.forEach(this::learn);
    List<Seen.Line> lines = new ArrayList<>();
    for (JsonNode line : newestFirst.reversed()) {
      if (!line.path("kind").asText().equals("rejection")) {
        lines.add(line(line));
      }
    }
    return lines;
  }

  private Seen.Line line(JsonNode line) {
    boolean event = line.path("kind").asText().equals("depletion");
    String type = line.path("type").asText();
    boolean ownAmount = !event || type.equals("top_up_due") || type.equals("expiring_soon");
    String reference = line.path(event ? "grant" : "reference").asText();
    String at = line.path("effectiveAt").asText();
    return new Seen.Line(
        event,
        type,
        line.path("pool").asText(),
        micros(line.path(ownAmount ? "amount" : "threshold"), 0),
        event ? scope(line) : "",
        event ? line.path("cause").asText() : "",
        event ? line.path("limit").asText() : "",
        reference,
        source(reference),
        Instant.parse(at).toEpochMilli(),
        at.equals(line.path("decidedAt").asText()),
        line.path("explanation").asText());
  }

  private static String scope(JsonNode line) {
    List<String> scope = new ArrayList<>();
    line.path("scope").forEach(action -> scope.add(action.asText()));
    return String.join(" ", scope);
  }

  Seen.View view(JsonNode wallet) {
    Map<String, Seen.Pool> pools = new HashMap<>();
    List<Seen.Grant> grants = new ArrayList<>();
    List<Seen.Use> uses = new ArrayList<>();
    wallet
        .path("pools")
        .properties()
        .forEach(pool -> {
          JsonNode facts = pool.getValue();
          long suspended = 0;
          for (JsonNode grant : facts.path("grants")) {
            learn(grant);
            long left = micros(grant.path("remaining"), 0);
            suspended += grant.path("state").asText().equals("suspended") ? left : 0;
            String id = grant.path("id").asText();
            grants.add(new Seen.Grant(id, source(id), left));
          }
          for (JsonNode limit : facts.path("limits")) {
            uses.add(
                new Seen.Use(
                    limit.path("id").asText(),
                    limit.path("subject").asText(),
                    micros(limit.path("used"), 0)));
          }
          pools.put(
              pool.getKey(),
              new Seen.Pool(
                  micros(facts.path("balance"), 0),
                  micros(facts.path("held"), 0),
                  micros(facts.path("spendable"), 0),
                  suspended,
                  instant(facts.path("resetsAt"))));
        });
    return new Seen.View(wallet.path("plan").asText(), pools, grants, uses);
  }

  /** A grant of a wallet, or a line that gave some. */
  private void learn(JsonNode json) {
    if (json.has("id") && json.has("source")) {
      sources.put(json.path("id").asText(), json.path("source").asText().toLowerCase(Locale.ROOT));
    }
    json.path("grants").forEach(this::learn);
  }

  private String source(String grant) {
    return sources.getOrDefault(grant, "");
  }

  private static long micros(JsonNode amount, long otherwise) {
    return amount.isMissingNode() || amount.isNull()
        ? otherwise
        : new BigDecimal(amount.asText()).movePointRight(6).longValueExact();
  }

  private static long instant(JsonNode instant) {
    return instant.isMissingNode() || instant.isNull()
        ? Times.NEVER
        : Instant.parse(instant.asText()).toEpochMilli();
  }
}
