package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.scenario.Player;
import dev.scrip.ledger.scenario.Scenario;
import dev.scrip.ledger.scenario.Scenario.Step;
import dev.scrip.ledger.scenario.Seen;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plays one scenario on a ledger that runs, as a client does: over HTTP, under its test clock. Its
 * wallets and apps have a name before theirs, so that scenarios share a ledger.
 */
final class ScenarioOverHttp implements Player {
  /** A ledger that scenarios share, and where its clock stands. */
  static final class SharedLedger {
    private final ScripProcess scrip;
    private long now = Long.MIN_VALUE;

    SharedLedger(ScripProcess scrip) {
      this.scrip = scrip;
    }

    private void moveTo(long at) {
      if (at != now) {
        HttpResponse<String> moved =
            scrip.http("PUT", "/v1/test-clock", "{\"now\":\"" + Instant.ofEpochMilli(at) + "\"}");
        expect(200, moved);
        now = at;
      }
    }
  }

  private final SharedLedger ledger;
  private final String prefix;
  private final Map<String, ScenarioAnswers> wallets = new HashMap<>();

  /** Wallets of which a step is about lines. */
  private final Set<String> told;

  private final Map<String, Long> seen = new HashMap<>();
  private int nudges;

  ScenarioOverHttp(SharedLedger ledger, Scenario scenario) {
    this.ledger = ledger;
    prefix = scenario.file() + "-" + scenario.line() + "-";
    told =
        scenario.steps().stream()
            .filter(ScenarioOverHttp::aboutLines)
            .map(Step::wallet)
            .collect(Collectors.toSet());
    scenario
        .apps()
        .forEach((app, owner) -> {
          String body = "{\"payer\":\"" + name(owner) + "\"}";
          expect(200, ledger.scrip.http("PUT", "/v1/apps/" + name(app), body));
        });
  }

  private String name(String own) {
    return prefix + own;
  }

  @Override
  public Seen play(Step step) {
    ledger.moveTo(step.at());
    ScenarioAnswers answers = wallets.computeIfAbsent(step.wallet(), _ -> new ScenarioAnswers());
    if (step.looks() && told.contains(step.wallet())) {
      nudge(step);
    }
    Optional<HttpResponse<String>> response =
        step.looks() ? Optional.empty() : Optional.of(ask(step));
    JsonNode wallet = settled(step);
    // Before the answer, which may name grants that were given with it.
    Seen.View view = answers.view(wallet);
    Seen.Answer answer = response.map(answers::answer).orElseGet(Seen.Looked::new);
    return new Seen(answer, answers.lines(newLines(step, wallet)), view);
  }

  private static boolean aboutLines(Step step) {
    return step.expected().stream()
        .anyMatch(
            expected -> expected.what().equals("entries") || expected.what().equals("events"));
  }

  /** The wallet once nothing of it is on its way any more. */
  private JsonNode settled(Step step) {
    Command.Body body = step.command().body();
    return body instanceof Command.Transfer || body instanceof Command.MoveSeat
        ? Eventually.get(
            "the end of the transfer of " + name(step.wallet()),
            () -> wallet(step),
            wallet -> wallet.path("transfers").isEmpty())
        : wallet(step);
  }

  private HttpResponse<String> ask(Step step) {
    ScenarioRequest request = ScenarioRequest.of(step, this::name);
    return send(request, step.command().id());
  }

  private HttpResponse<String> send(ScenarioRequest request, String id) {
    return ledger.scrip.http(
        request.method(), request.path(), request.body(), "Idempotency-Key", id);
  }

  /** Has what is due written, as a look at the fold has: till then it is only shown. */
  private void nudge(Step step) {
    nudges++;
    send(ScenarioRequest.nudge(name(step.wallet())), "nudge-" + nudges);
  }

  /** The wallet as it is; one nobody opened has nothing. */
  private JsonNode wallet(Step step) {
    HttpResponse<String> found =
        ledger.scrip.http("GET", "/v1/wallets/" + ScenarioRequest.encoded(name(step.wallet())), "");
    return found.statusCode() == 404
        ? JsonNodeFactory.instance.objectNode()
        : HttpTable.json(expect(200, found).body());
  }

  /**
   * Lines since the wallet's last step, newest first, once the list has all there are; only where
   * the step is about them, since the list comes a little later than the answers.
   */
  private List<JsonNode> newLines(Step step, JsonNode wallet) {
    long last = wallet.path("sequence").asLong();
    long before = seen.getOrDefault(step.wallet(), 0L);
    seen.put(step.wallet(), last);
    List<JsonNode> lines = new ArrayList<>();
    if (last > before && aboutLines(step)) {
      Eventually.get(
              "lines up to " + last + " of " + name(step.wallet()),
              () -> entries(step),
              entries -> entries.path(0).path("sequence").asLong() >= last)
          .forEach(line -> {
            long sequence = line.path("sequence").asLong();
            if (sequence > before && sequence <= last) {
              lines.add(line);
            }
          });
    }
    return lines;
  }

  private JsonNode entries(Step step) {
    String path = "/v1/wallets/" + ScenarioRequest.encoded(name(step.wallet()));
    return HttpTable.json(
            expect(200, ledger.scrip.http("GET", path + "/entries?limit=1000", "")).body())
        .path("entries");
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "expected " + status + ", found " + response + " " + response.body());
    }
    return response;
  }
}
